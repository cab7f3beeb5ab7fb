/** The embedded GitHub's state as JSON: what it starts with, and what it is later. */
import {
  slugOf,
  type Account,
  type AppRecord,
  type FailedInvitation,
  type Invitation,
  type Organization,
  type OwnKey,
  type OrganizationRole,
  type TeamRecord,
  type TeamRole,
  type Token,
  type World,
} from "./state.ts";
import { given } from "../../model/given.ts";

export interface TeamSeed {
  readonly id?: number;
  readonly name: string;
  readonly description?: string | null;
  readonly privacy?: "closed" | "secret";
  readonly notifications?: boolean;
  /** Slug. */
  readonly parent?: string;
  /** By login. */
  readonly members?: Readonly<Record<string, TeamRole>>;
  /** By name of the repository: the level. */
  readonly repositories?: Readonly<Record<string, string>>;
  readonly group?: string;
  readonly enterprise?: true;
}

interface RepositorySeed {
  readonly name: string;
  readonly archived?: boolean;
  /** By title: who added it, by login; null where GitHub does not tell. */
  readonly deployKeys?: Readonly<Record<string, string | null>>;
}

export interface OrganizationSeed {
  readonly key: string;
  readonly login: string;
  readonly id?: number;
  readonly name?: string;
  /** RFC 3339; old unless given. */
  readonly createdAt?: string;
  readonly seats?: number;
  readonly dailyInvitations?: number;
  /** By login. */
  readonly members: Readonly<Record<string, OrganizationRole>>;
  readonly teams?: readonly TeamSeed[];
  readonly plan?: string;
  readonly ownKeys?: readonly (Omit<OwnKey, "id" | "owner"> & { readonly owner: string })[];
  readonly otherGroups?: readonly string[];
  readonly everybody?: Organization["everybody"];
  readonly repositories?: readonly (string | RepositorySeed)[];
  readonly roles?: readonly {
    readonly name: string;
    readonly permissions?: readonly string[];
    /** What it lets its holders do in every repository. */
    readonly base?: string;
    readonly users?: readonly string[];
    readonly teams?: readonly string[];
  }[];
  /** Repository roles of its own: by name, the level that each builds on. */
  readonly ownLevels?: Readonly<Record<string, "read" | "triage" | "write" | "maintain">>;
  readonly invitations?: readonly (Omit<Invitation, "teams" | "id"> & {
    readonly teams?: readonly string[];
  })[];
  readonly failed?: readonly Omit<FailedInvitation, "id">[];
  readonly outside?: readonly string[];
  readonly blocked?: readonly string[];
}

export interface GitHubSeed {
  /** Logins that stand in organizations get an account by themselves. */
  readonly accounts?: readonly (Partial<Account> & { readonly login: string })[];
  readonly organizations: readonly OrganizationSeed[];
  readonly tokens?: readonly {
    readonly token: string;
    /** Login. */
    readonly account: string;
    readonly scopes: readonly string[];
  }[];
  readonly apps?: readonly (Omit<AppRecord, "installations"> & {
    readonly installations: readonly {
      readonly organization: string;
      readonly permissions: Readonly<Record<string, "read" | "write">>;
      readonly allRepositories?: boolean;
    }[];
  })[];
}

/** A world as the seed says; numbers that it does not give are counted from 1,001. */
export function worldOf(seed: GitHubSeed): World {
  const world: World = {
    accounts: new Map(),
    organizations: [],
    apps: [],
    tokens: new Map(),
    lastId: 1000,
    clockOffset: 0,
  };
  const id = (given?: number): number => {
    if (given === undefined) return (world.lastId += 1);
    world.lastId = Math.max(world.lastId, given);
    return given;
  };
  const accounts = new Map<string, number>();
  const account = (login: string): number => {
    const known = accounts.get(login.toLowerCase());
    if (known !== undefined) return known;
    const made = id();
    world.accounts.set(made, { id: made, login, name: null, email: null });
    accounts.set(login.toLowerCase(), made);
    return made;
  };
  for (const { login, id: given, name = null, email = null } of seed.accounts ?? []) {
    const made = id(given);
    world.accounts.set(made, { id: made, login, name, email });
    accounts.set(login.toLowerCase(), made);
  }
  for (const each of seed.organizations) addOrganization(world, each, { id, account });
  for (const { token, account: login, scopes } of seed.tokens ?? [])
    world.tokens.set(token, { token, account: account(login), scopes } satisfies Token);
  for (const { installations, ...app } of seed.apps ?? []) {
    world.apps.push({
      ...app,
      installations: installations.flatMap(({ organization, permissions, allRepositories = true }) => {
        const found = world.organizations.find(({ login }) => login === organization);
        if (found === undefined) return [];
        return [{ id: id(), organization: found.id, permissions, allRepositories, suspendedAt: null }];
      }),
    });
  }
  return world;
}

interface Numbers {
  readonly id: (given?: number) => number;
  readonly account: (login: string) => number;
}

function addOrganization(world: World, seed: OrganizationSeed, { id, account }: Numbers): void {
  const number = (logins: readonly string[] = []): Set<number> => new Set(logins.map(account));
  const repositories = new Map(
    (seed.repositories ?? []).map((it) => {
      const {
        name,
        archived = false,
        deployKeys = {},
      }: RepositorySeed = typeof it === "string" ? { name: it } : it;
      const made = {
        id: id(),
        name,
        archived,
        deployKeys: Object.entries(deployKeys).map(([title, login]) => ({
          id: id(),
          title,
          addedBy: login === null ? null : account(login),
        })),
      };
      return [made.id, made] as const;
    }),
  );
  const named = new Map([...repositories.values()].map((it) => [it.name, it.id]));
  const { teams, slugs } = teamsOf(seed.teams ?? [], { id, account, named });
  const teamNumbers = (names: readonly string[] = []): number[] => names.flatMap((it) => slugs.get(it) ?? []);
  const numbered = <T>(items: readonly T[]): Map<number, T & { readonly id: number }> =>
    new Map(items.map((it) => [it, id()] as const).map(([it, made]) => [made, { ...it, id: made }]));
  world.organizations.push({
    key: seed.key,
    id: id(seed.id),
    login: seed.login,
    name: seed.name ?? null,
    createdAt: seed.createdAt ?? "2020-01-01T00:00:00Z",
    seats: seed.seats ?? null,
    ownKeys: (seed.ownKeys ?? []).map((it) => ({ ...it, id: id(), owner: account(it.owner) })),
    otherGroups: seed.otherGroups ?? [],
    everybody: seed.everybody ?? "none",
    ...given({ plan: seed.plan }),
    dailyInvitations: seed.dailyInvitations ?? 500,
    members: new Map(Object.entries(seed.members).map(([login, role]) => [account(login), role])),
    invitations: numbered((seed.invitations ?? []).map((it) => ({ ...it, teams: teamNumbers(it.teams) }))),
    failed: numbered(seed.failed ?? []),
    teams,
    repositories,
    roles: numbered(
      (seed.roles ?? []).map((it) => ({
        name: it.name,
        base: it.base ?? null,
        permissions: it.permissions ?? [],
        users: number(it.users),
        teams: new Set(teamNumbers(it.teams)),
      })),
    ),
    ownLevels: new Map(Object.entries(seed.ownLevels ?? {})),
    outside: number(seed.outside),
    blocked: number(seed.blocked),
    sent: [],
  });
}

/** Teams by number, and their numbers by slug. */
function teamsOf(
  seeds: readonly TeamSeed[],
  { id, account, named }: Numbers & { readonly named: ReadonlyMap<string, number> },
): { readonly teams: Map<number, TeamRecord>; readonly slugs: ReadonlyMap<string, number> } {
  const teams = new Map(
    seeds.map((it) => {
      const made = {
        id: id(it.id),
        slug: slugOf(it.name),
        name: it.name,
        description: it.description ?? null,
        privacy: it.privacy ?? ("closed" as const),
        notifications: it.notifications ?? true,
        parent: null as number | null,
        members: new Map(
          Object.entries(it.members ?? {}).map(([login, role]) => [account(login), role] as const),
        ),
        repositories: new Map(
          Object.entries(it.repositories ?? {}).map(
            ([name, level]) => [named.get(name) ?? 0, level] as const,
          ),
        ),
        ...given({ group: it.group, enterprise: it.enterprise }),
      };
      return [made.id, made] as const;
    }),
  );
  const slugs = new Map([...teams.values()].map((it) => [it.slug, it.id]));
  for (const { name, parent } of seeds) {
    const team = teams.get(slugs.get(slugOf(name)) ?? 0);
    if (team !== undefined && parent !== undefined) team.parent = slugs.get(parent) ?? null;
  }
  return { teams, slugs };
}

/** Everything as JSON; never a token. */
export function dumpWorld({ accounts, organizations }: World): object {
  return {
    accounts: [...accounts.values()],
    organizations: organizations.map((it) => ({
      ...it,
      members: Object.fromEntries(it.members),
      invitations: [...it.invitations.values()],
      failed: [...it.failed.values()],
      teams: [...it.teams.values()].map((team) => ({
        ...team,
        members: Object.fromEntries(team.members),
        repositories: Object.fromEntries(team.repositories),
      })),
      repositories: [...it.repositories.values()],
      roles: [...it.roles.values()].map((role) => ({
        ...role,
        users: [...role.users],
        teams: [...role.teams],
      })),
      ownLevels: Object.fromEntries(it.ownLevels),
      outside: [...it.outside],
      blocked: [...it.blocked],
    })),
  };
}
