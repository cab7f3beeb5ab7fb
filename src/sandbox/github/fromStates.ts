/** An embedded GitHub made of desired states: everything is as the files say; whoever they call by an address is still invited. */
import type { Member } from "../../model/entities/member.ts";
import type { State } from "../../model/state.ts";
import type { GitHubSeed, OrganizationSeed, TeamSeed } from "./seed.ts";
import { slugOf } from "./state.ts";

interface DeclaredOrganization {
  readonly key: string;
  /** Its login. */
  readonly id: string;
  readonly name?: string;
  readonly desired: State;
}

/** The token of the owner who makes the sandbox's changes, in each organization the first admin. */
export function sandboxToken(key: string): string {
  return `ghp_sandbox_${key}`;
}

/** The seed in which these organizations are already as declared. */
export function seedFromStates(organizations: readonly DeclaredOrganization[]): GitHubSeed {
  const people = new Map<string, Member>();
  for (const { desired } of organizations)
    for (const member of desired.member.values())
      if (member.state === "active") people.set(member.key, member);
  return {
    accounts: [...people.values()].map(({ email, name, declaredId }) => ({
      login: email,
      name: name ?? null,
      ...(declaredId === undefined ? {} : { id: Number(declaredId) }),
    })),
    organizations: organizations.map(organizationOf),
    tokens: organizations.flatMap(({ key, desired }) => {
      const admin = joinedIn(desired).find(({ role }) => role === "admin");
      return admin === undefined
        ? []
        : [{ token: sandboxToken(key), account: admin.email, scopes: ["admin:org", "repo"] }];
    }),
  };
}

/** Members whom the files call by a login. */
function joinedIn({ member }: State): Member[] {
  return [...member.values()].filter(({ state, handleKind }) => state === "active" && handleKind === "login");
}

function organizationOf({ key, id, name, desired }: DeclaredOrganization): OrganizationSeed {
  const joined = new Map(joinedIn(desired).map((member) => [member.key, member]));
  const placesOf = (team: string) =>
    [...desired.team_membership.values()].filter((place) => place.team === team);
  const invited = [...desired.member.values()].filter(
    (member) => member.state === "active" && !joined.has(member.key),
  );
  return {
    key,
    login: id,
    ...(name === undefined ? {} : { name }),
    members: Object.fromEntries([...joined.values()].map(({ email, role }) => [email, roleOf(role)])),
    invitations: invited.map((member) => ({
      account: null,
      email: member.email,
      role: roleOf(member.role),
      createdAt: new Date().toISOString(),
      inviter: "sandbox",
      teams: [...desired.team_membership.values()].flatMap((place) =>
        place.member === member.key ? [place.team] : [],
      ),
    })),
    roles: rolesIn(desired, joined),
    repositories: [...new Set([...desired.share.values()].map((share) => share.name))],
    teams: [...desired.team.values()].map((team): TeamSeed => ({
      // GitHub makes the slug of the name.
      name: team.name !== undefined && slugOf(team.name) === team.key ? team.name : team.slug,
      description: team.description ?? null,
      ...(team.declaredId === undefined ? {} : { id: Number(team.declaredId) }),
      ...(typeof team.parent === "string" ? { parent: team.parent } : {}),
      ...(team.privacy === undefined ? {} : { privacy: team.privacy === "visible" ? "closed" : "secret" }),
      ...(team.notifications === undefined ? {} : { notifications: team.notifications === "on" }),
      members: Object.fromEntries(
        placesOf(team.key).flatMap(({ member, role }) => {
          const person = joined.get(member);
          return person === undefined
            ? []
            : [[person.email, role === "lead" ? "maintainer" : "member"] as const];
        }),
      ),
      repositories: Object.fromEntries(
        [...desired.share.values()].flatMap(({ holder, name: repository, level }) =>
          holder.kind === "team" && holder.key === team.key ? [[repository, level] as const] : [],
        ),
      ),
    })),
  };
}

/** The organization roles that the files name, held as they say. */
function rolesIn(
  { role_grant: grants, team }: State,
  joined: ReadonlyMap<string, Member>,
): NonNullable<OrganizationSeed["roles"]> {
  const names = new Map([...grants.values()].map(({ role }) => [role.toLowerCase(), role]));
  return [...names].map(([key, name]) => {
    const holders = [...grants.values()].filter(({ role }) => role.toLowerCase() === key);
    return {
      name,
      users: holders.flatMap(({ holder }) =>
        holder.kind === "member" ? (joined.get(holder.key)?.email ?? []) : [],
      ),
      teams: holders.flatMap(({ holder }) =>
        holder.kind === "team" ? (team.get(holder.key)?.slug ?? []) : [],
      ),
    };
  });
}

function roleOf(role: string | undefined): "admin" | "member" {
  return role === "admin" ? "admin" : "member";
}
