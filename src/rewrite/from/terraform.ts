/** An organization as Terraform's GitHub provider keeps it in its state: memberships, teams, who is in them, what they may use. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { addTo } from "../../model/grouped.ts";
import { compareText, fold, plural } from "../../model/text.ts";
import type { Tree } from "../../model/tree.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import { errorAt, quoted, sourceFile } from "../../declare/place.ts";
import { faultOfHandle } from "../../declare/rules/email.ts";
import type { LeftOut } from "../live/imported.ts";
import type { Adopted, AdoptedMember, AdoptedPlace, AdoptedShare, AdoptedTeam, Adoption } from "./adopted.ts";
import { resourcesIn, type Resource } from "./terraformState.ts";

interface Source {
  readonly tree: Tree;
  readonly label: string;
  readonly vocabulary: Vocabulary;
}

const made = "Write it with: terraform show -json > state.json";

/** Reads the one file of the tree; with an error, what comes of it is not to be written. */
export function fromTerraform({
  tree,
  label,
  vocabulary,
}: Source): Adoption & { readonly diagnostics: readonly Diagnostic[] } {
  const at = { file: sourceFile(label, ""), offset: 0 };
  const wrong = (message: string, hint: string = made) => ({
    organizations: [],
    leftOut: [],
    diagnostics: [errorAt(at, { code: "terraform", message, hint })],
  });
  const leftOut: LeftOut[] = [];
  const text = new TextDecoder().decode(tree[0]?.bytes ?? new Uint8Array());
  const read = resourcesIn(text, leftOut);
  if ("fault" in read) return wrong(`This is not the output of \`terraform show -json\`: ${read.fault}.`);
  const { resources } = read;
  const of = (type: string): Resource[] => resources.filter((it) => it.type === type && it.managed);
  const data = (type: string): Resource[] => resources.filter((it) => it.type === type && !it.managed);
  const memberships = of("github_membership");
  const named = [...memberships, ...data("github_organization")].flatMap((it) => organizationIn(it) ?? []);
  const logins = [...new Map(named.map((login) => [fold(login), login])).values()].sort(compareText);
  if (logins.length > 1)
    return wrong(
      `This state is of ${logins.join(" and ")}, and does not say to which of them its teams belong.`,
      "Read a state of one organization.",
    );
  const diagnostics: Diagnostic[] = [];
  const members = membersOf(memberships, {
    ids: numbersIn(data("github_user")),
    judge: (resource, login) => {
      const fault = faultOfHandle(login, vocabulary);
      if (fault === undefined) return true;
      const message = `${resource.address}: ${quoted(login)} is nobody: ${fault}.`;
      diagnostics.push(errorAt(at, { code: "handle", message }));
      return false;
    },
  });
  const organization: Adopted = {
    ...(logins[0] === undefined ? {} : { id: logins[0], certain: true }),
    ...accountIn(data("github_organization")),
    members,
    teams: teamsOf({ of, data, vocabulary, leftOut }),
  };
  leftOut.push(...rest(resources));
  const isEmpty = members.length + organization.teams.length === 0;
  return { organizations: isEmpty ? [] : [organization], leftOut, diagnostics };
}

/** The organization that a membership's id begins with, or that was asked for by name. */
function organizationIn(resource: Resource): string | undefined {
  if (resource.type === "github_organization") return resource.text("login") ?? resource.text("orgname");
  const id = resource.text("id");
  const end = id?.indexOf(":") ?? -1;
  return end > 0 ? id?.slice(0, end) : undefined;
}

function accountIn([organization]: readonly Resource[]): { readonly account?: string } {
  const id = organization?.text("id");
  return id !== undefined && /^[0-9]+$/.test(id) ? { account: id } : {};
}

/** Numbers of accounts by login, where the state asked for them. */
function numbersIn(users: readonly Resource[]): ReadonlyMap<string, string> {
  return new Map(
    users.flatMap((user) => {
      const [login, id] = [user.text("username") ?? user.text("login"), user.text("id")];
      return login === undefined || id === undefined || !/^[0-9]+$/.test(id) ? [] : [[fold(login), id]];
    }),
  );
}

function membersOf(
  memberships: readonly Resource[],
  {
    ids,
    judge,
  }: {
    readonly ids: ReadonlyMap<string, string>;
    readonly judge: (resource: Resource, login: string) => boolean;
  },
): AdoptedMember[] {
  const members = new Map<string, AdoptedMember>();
  for (const resource of memberships) {
    const login = resource.text("username");
    if (login === undefined || !judge(resource, login)) continue;
    const id = ids.get(fold(login));
    const role = resource.text("role") ?? "member";
    members.set(fold(login), { login, role, ...(id === undefined ? {} : { id }) });
  }
  return [...members.values()].sort((one, other) => compareText(fold(one.login), fold(other.login)));
}

interface Teams {
  readonly of: (type: string) => Resource[];
  readonly data: (type: string) => Resource[];
  readonly vocabulary: Vocabulary;
  readonly leftOut: LeftOut[];
}

function teamsOf({ of, data, vocabulary, leftOut }: Teams): AdoptedTeam[] {
  const teams = new Map<string, AdoptedTeam & { readonly above?: string }>();
  const names = new Map<string, string>();
  const kept = of("github_team");
  const lookedUp = spokenOf({ of, data });
  for (const resource of [...lookedUp, ...kept]) {
    const name = resource.text("name");
    const slug = resource.text("slug") ?? (name === undefined ? undefined : vocabulary.slugOf?.(name));
    if (slug === undefined) continue;
    const [id, about, above] = ["id", "description", "parent_team_id"].map((field) => resource.text(field));
    for (const each of [slug, id]) if (each !== undefined) names.set(each, slug);
    teams.set(slug, {
      slug,
      name: name ?? slug,
      ...(id === undefined || !/^[0-9]+$/.test(id) ? {} : { id }),
      ...(about === undefined ? {} : { description: about }),
      ...(above === undefined || above === "0" ? {} : { above }),
      previously: [],
    });
  }
  const places = placesOf({ of, names, leftOut });
  const shares = sharesOf({ of, names, leftOut, vocabulary });
  const parents = new Set([...teams.values()].flatMap(({ above }) => names.get(above ?? "") ?? []));
  // A nested team is seen by everybody, whatever the state says.
  const isSecret = (slug: string): boolean =>
    teams.get(slug)?.above === undefined && !parents.has(slug) && secret.has(slug);
  const secret = new Set(
    kept.flatMap((it) => (it.text("privacy") === "secret" ? (it.text("slug") ?? []) : [])),
  );
  privacy(
    kept.filter((it) => !isSecret(it.text("slug") ?? "")),
    leftOut,
  );
  return [...teams.values()]
    .sort((one, other) => compareText(one.slug, other.slug))
    .map(({ above, ...team }) => {
      const [parent, members, own] = [names.get(above ?? ""), places.get(team.slug), shares.get(team.slug)];
      if (above !== undefined && parent === undefined)
        leftOut.push({
          what: `the parent of the team ${team.slug}`,
          why: `the state holds no team ${quoted(above)}`,
        });
      return {
        ...team,
        ...(parent === undefined ? {} : { parent }),
        ...(isSecret(team.slug) ? { privacy: "secret" as const } : {}),
        ...members,
        ...(own === undefined ? {} : { shares: own }),
      };
    });
}

/** A team that the state only looks up is declared where something else of it is managed. */
function spokenOf({ of, data }: Pick<Teams, "of" | "data">): Resource[] {
  const told = ["github_team_members", "github_team_membership", "github_team_repository"].flatMap(of);
  const sharing = of("github_repository_collaborators").flatMap((it) => it.list("team") ?? []);
  const asked = new Set([
    ...told.flatMap((it) => it.text("team_id") ?? []),
    ...sharing.flatMap(({ team_id: id }) => id ?? []),
  ]);
  return data("github_team").filter((it) =>
    [it.text("id"), it.text("slug")].some((id) => id !== undefined && asked.has(id)),
  );
}

type Parts = Pick<Teams, "of" | "leftOut"> & { readonly names: ReadonlyMap<string, string> };

/** The slug of the team that a resource is of; named where the state does not hold it. */
function teamOf(resource: Resource, parts: Parts): string | undefined {
  return slugOf(resource, resource.text("team_id"), parts);
}

function slugOf(
  resource: Pick<Resource, "address">,
  id: string | undefined,
  { names, leftOut }: Parts,
): string | undefined {
  const slug = id === undefined ? undefined : names.get(id);
  if (slug === undefined && id !== undefined)
    leftOut.push({ what: resource.address, why: `the state holds no team ${quoted(id)}` });
  return slug;
}

/** Who is in which team; of those of which the state names single memberships, whoever else is there is nobody's here. */
function placesOf(parts: Parts): ReadonlyMap<string, Pick<AdoptedTeam, "members" | "managed">> {
  const places = new Map<string, AdoptedPlace[]>();
  const placed = ({ username: login = "", role }: Readonly<Record<string, string>>): AdoptedPlace[] =>
    login === "" ? [] : [{ login, lead: role !== undefined && role !== "member" }];
  for (const resource of parts.of("github_team_members")) {
    const list = resource.list("members");
    const team = teamOf(resource, parts);
    if (team !== undefined && list !== undefined) places.set(team, list.flatMap(placed));
  }
  const single = new Set<string>();
  for (const resource of parts.of("github_team_membership")) {
    const team = teamOf(resource, parts);
    const [username, role = "member"] = [resource.text("username"), resource.text("role")];
    if (team === undefined || username === undefined) continue;
    if (!places.has(team)) {
      single.add(team);
      places.set(team, []);
    }
    for (const place of placed({ username, role })) addTo(places, team, place);
  }
  const sorted = (all: readonly AdoptedPlace[]) =>
    [...all].sort((one, other) => compareText(fold(one.login), fold(other.login)));
  return new Map(
    [...places].map(([team, all]) => [
      team,
      { members: sorted(all), ...(single.has(team) ? { managed: "listed" as const } : {}) },
    ]),
  );
}

/** What one team may do with one repository, as the state says it. */
interface Grant {
  readonly resource: Pick<Resource, "address">;
  readonly team: string | undefined;
  readonly name: string | undefined;
  readonly level: string | undefined;
}

/** Grants by themselves, and those of resources that name all who may use a repository: of these the people are left out. */
function grantsOf(parts: Parts): Grant[] {
  const single = parts.of("github_team_repository").map((resource) => ({
    resource,
    team: teamOf(resource, parts),
    name: resource.text("repository"),
    level: resource.text("permission"),
  }));
  const together = parts.of("github_repository_collaborators").flatMap((resource) => {
    const people = resource.list("user") ?? [];
    if (people.length > 0)
      parts.leftOut.push({
        what: `${plural(people.length, "person", "people")} of ${resource.address}`,
        why: "what single people may do with a repository is not managed",
      });
    return (resource.list("team") ?? []).map(({ team_id: id, permission: level = "push" }) => ({
      resource,
      team: slugOf(resource, id, parts),
      name: resource.text("repository"),
      level,
    }));
  });
  return [...single, ...together];
}

function sharesOf(parts: Parts & Pick<Teams, "vocabulary">): ReadonlyMap<string, readonly AdoptedShare[]> {
  const { vocabulary, leftOut } = parts;
  const known = vocabulary.shared[0]?.levels ?? {};
  const shares = new Map<string, AdoptedShare[]>();
  for (const { resource, team, name, level: said } of grantsOf(parts)) {
    if (team === undefined || name === undefined) continue;
    // Single grants may only read unless they say more, and both call levels by other words as well.
    const level =
      said === undefined ? (Object.keys(known)[0] ?? "") : (vocabulary.otherLevels?.[said] ?? said);
    if (shares.get(team)?.some((share) => fold(share.resource) === fold(name)) === true) {
      leftOut.push({ what: resource.address, why: `the team ${team} and ${name} stand in the state twice` });
      continue;
    }
    // A level of the organization's own is one that its plan judges.
    if (!Object.hasOwn(known, level) && vocabulary.shared[0]?.ownLevels === undefined) {
      const why = `the level ${quoted(level)} is none that the files know: ${Object.keys(known).join(", ")}`;
      leftOut.push({ what: resource.address, why });
      continue;
    }
    addTo(shares, team, { resource: name, level });
  }
  return new Map(
    [...shares].map(([team, all]) => [
      team,
      [...all].sort((one, other) => compareText(one.resource, other.resource)),
    ]),
  );
}

function privacy(teams: readonly Resource[], leftOut: LeftOut[]): void {
  const said = new Map<string, number>();
  for (const team of teams) {
    const word = team.text("privacy");
    if (word !== undefined) said.set(word, (said.get(word) ?? 0) + 1);
  }
  for (const [word, count] of said)
    leftOut.push({
      what: `the privacy of ${plural(count, "team")}, ${quoted(word)}`,
      why: "who sees a team stays as it is",
    });
}

const managed = new Set([
  "github_membership",
  "github_team",
  "github_team_members",
  "github_team_membership",
  "github_team_repository",
  "github_repository_collaborators",
]);
const lookedAt = new Set(["github_organization", "github_team", "github_user"]);

const role = "say who holds the role under `roles` by hand: the state knows roles by their numbers only";
const group = "write `members_from` for the team by hand: a group decides who is in it";
/** What the files can say, and a state says too little of. */
const byHand: Readonly<Record<string, string>> = {
  github_organization_role_team: role,
  github_organization_role_team_assignment: role,
  github_organization_role_user: role,
  github_organization_security_manager:
    "say it under `roles` by hand: `security_manager: { granted_to: { teams: [TEAM] } }`",
  github_emu_group_mapping: group,
  github_team_sync_group_mapping: group,
};

/** Whatever else the state holds. */
function rest(resources: readonly Resource[]): LeftOut[] {
  return resources.flatMap(({ address, type, managed: isManaged }) => {
    if ((isManaged ? managed : lookedAt).has(type)) return [];
    return [
      {
        what: address,
        why: isManaged
          ? (byHand[type] ?? `muster manages no ${type}: keep it in Terraform`)
          : "it is looked up, and managed by nobody here",
      },
    ];
  });
}
