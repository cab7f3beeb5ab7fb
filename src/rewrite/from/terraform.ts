/** An organization as Terraform's GitHub provider keeps it in its state: memberships, teams, who is in them, what they may use. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { compareText, fold } from "../../model/text.ts";
import type { Tree } from "../../model/tree.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import { errorAt, quoted, sourceFile } from "../../declare/place.ts";
import { faultOfHandle } from "../../declare/rules/email.ts";
import type { LeftOut } from "../live/imported.ts";
import type { Adopted, AdoptedMember, Adoption } from "./adopted.ts";
import { resourcesIn, type Resource } from "./terraformState.ts";
import { teamsOf } from "./terraformTeams.ts";

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
