/** The teams of a Terraform state: who is in each, and which repositories it may use. */
import { addTo } from "../../model/grouped.ts";
import { compareText, fold, plural } from "../../model/text.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import { quoted } from "../../declare/place.ts";
import type { LeftOut } from "../live/imported.ts";
import type { AdoptedPlace, AdoptedShare, AdoptedTeam } from "./adopted.ts";
import type { Resource } from "./terraformState.ts";

/** The resources of the state by type, those that it keeps and those that it looks up. */
interface Teams {
  readonly of: (type: string) => Resource[];
  readonly data: (type: string) => Resource[];
  readonly vocabulary: Vocabulary;
  readonly leftOut: LeftOut[];
}

/** The teams that the state keeps, and those of which it keeps something. */
export function teamsOf({ of, data, vocabulary, leftOut }: Teams): AdoptedTeam[] {
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
