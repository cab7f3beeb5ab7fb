/**
 * GraphQL over the embedded GitHub. Queries only: members, teams, places and invitations are written through REST, and so
 * is everything at the real one.
 */
import { buildSchema, execute, parse, validate, type GraphQLSchema } from "graphql";
import { connection, failure, type Page, type Paging } from "./connection.ts";
import { schemaText } from "./schema.ts";
import {
  accountOf,
  baseOf,
  below,
  grantLevels,
  lineOf,
  organizationOf,
  placeIn,
  repositoryOf,
  type Account,
  type Invitation,
  type Organization,
  type Repository,
  type TeamRecord,
  type World,
} from "./state.ts";
import { given } from "../../model/given.ts";

interface Question {
  readonly world: World;
  /** Whose key asks; null for an app. */
  readonly viewer: Account | null;
  /** Whether the key may read the organization's people. */
  readonly sees: (organization: Organization) => boolean;
  readonly budget: { readonly limit: number; readonly remaining: number; readonly resetAt: string };
  /** No connection gives more at once, whatever is asked for. */
  readonly pageSize: number;
  /** Fields that came later are not there. */
  readonly ownServer: boolean;
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const built: { whole?: GraphQLSchema; older?: GraphQLSchema } = {};

/** The schema, and the one of a server of an older version. */
function schemaOf(ownServer: boolean): GraphQLSchema {
  const which = ownServer ? "older" : "whole";
  const text = ownServer
    ? schemaText.replace(/^ *(?:notificationSetting|invitations\().*\n/gm, "")
    : schemaText;
  return (built[which] ??= buildSchema(text));
}

/** What GitHub would answer, with status 200 in every case: failures stand in `errors`. */
export async function answerQuery(question: Question): Promise<object> {
  const schema = schemaOf(question.ownServer);
  let document;
  try {
    document = parse(question.source);
  } catch (error) {
    return { errors: [{ message: error instanceof Error ? error.message : String(error) }] };
  }
  const problems = validate(schema, document);
  if (problems.length > 0)
    return { errors: problems.map((it) => ({ ...it.toJSON(), message: asGitHubSays(it.message) })) };
  const result = await execute({
    schema,
    document,
    rootValue: root(question),
    variableValues: question.variables,
    contextValue: { most: question.pageSize } satisfies Paging,
  });
  const errors = result.errors?.map((it) => ({ type: it.extensions["type"], ...it.toJSON() }));
  return given({ data: result.data, errors });
}

/** GitHub's words for a field that is not there. */
function asGitHubSays(message: string): string {
  return message.replace(
    /^Cannot query field "(\w+)" on type "(\w+)".*$/,
    "Field '$1' doesn't exist on type '$2'",
  );
}

function root({ world, viewer, sees, budget }: Question) {
  const organization = ({ login }: { readonly login: string }) => {
    const found = organizationOf(world, login);
    if (found === undefined)
      throw failure("NOT_FOUND", `Could not resolve to an Organization with the login of '${login}'.`);
    if (!sees(found)) throw failure("FORBIDDEN", "Resource not accessible by integration");
    return organizationNode(world, found);
  };
  return {
    organization,
    user: ({ login }: { readonly login: string }) => {
      const found = accountOf(world, login);
      if (found !== undefined) return userNode(found);
      throw failure("NOT_FOUND", `Could not resolve to a User with the login of '${login}'.`);
    },
    viewer: () => {
      if (viewer !== null) return userNode(viewer);
      throw failure("FORBIDDEN", "Resource not accessible by integration");
    },
    node: ({ id }: { readonly id: string }) => {
      for (const each of world.organizations) {
        const team = [...each.teams.values()].find((it) => teamId(it) === id);
        if (team !== undefined && sees(each)) return { __typename: "Team", ...teamNode(world, each, team) };
      }
      throw failure("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
    },
    rateLimit: () => ({
      cost: 1,
      nodeCount: 1,
      limit: budget.limit,
      remaining: budget.remaining,
      used: budget.limit - budget.remaining,
      resetAt: budget.resetAt,
    }),
  };
}

/** Everybody's node; an account that was deleted has none. */
function userNode(account: Account) {
  return {
    __typename: "User",
    id: Buffer.from(`04:User${account.id}`).toString("base64"),
    databaseId: account.id,
    login: account.login,
    name: account.name,
  };
}

function isThere(world: World, number: number): boolean {
  const account = world.accounts.get(number);
  return account !== undefined && account.deleted !== true;
}

function accountNode(world: World, number: number | null) {
  const account = number === null ? undefined : world.accounts.get(number);
  return account === undefined || account.deleted === true ? null : userNode(account);
}

function organizationNode(world: World, organization: Organization) {
  return {
    id: Buffer.from(`012:Organization${organization.id}`).toString("base64"),
    databaseId: organization.id,
    login: organization.login,
    name: organization.name,
    requiresTwoFactorAuthentication: false,
    membersWithRole: (asked: Page, paging: Paging) => {
      const all = [...organization.members].filter(([id]) => isThere(world, id));
      return connection(all, { ...asked, ...paging }, ([id, role]) => ({
        role: role.toUpperCase(),
        hasTwoFactorEnabled: true,
        node: accountNode(world, id) ?? {},
      }));
    },
    teams: (asked: Page, paging: Paging) => {
      const all = [...organization.teams.values()].sort((a, b) => (a.slug < b.slug ? -1 : 1));
      return connection(all, { ...asked, ...paging }, (team) => ({
        node: teamNode(world, organization, team),
      }));
    },
    repository: ({ name }: { readonly name: string }) => {
      const found = repositoryOf(organization, name);
      if (found !== undefined) return repositoryNode(found);
      throw failure(
        "NOT_FOUND",
        `Could not resolve to a Repository with the name '${organization.login}/${name}'.`,
      );
    },
  };
}

function repositoryNode({ id, name, archived }: Repository) {
  return {
    __typename: "Repository",
    id: Buffer.from(`010:Repository${id}`).toString("base64"),
    databaseId: id,
    name,
    isArchived: archived,
  };
}

function teamId({ id }: TeamRecord): string {
  return Buffer.from(`04:Team${id}`).toString("base64");
}

/** The five levels that GraphQL knows; a custom repository role shows as the level that it is built on. */
const levels: Readonly<Record<string, string>> = {
  pull: "READ",
  triage: "TRIAGE",
  push: "WRITE",
  maintain: "MAINTAIN",
  admin: "ADMIN",
};
const rankIn = (organization: Organization, level: string): number =>
  grantLevels.indexOf(baseOf(organization, level));

function teamNode(world: World, organization: Organization, team: TeamRecord): object {
  return {
    id: teamId(team),
    databaseId: team.id,
    slug: team.slug,
    name: team.name,
    description: team.description,
    privacy: team.privacy === "closed" ? "VISIBLE" : "SECRET",
    notificationSetting: team.notifications ? "NOTIFICATIONS_ENABLED" : "NOTIFICATIONS_DISABLED",
    parentTeam: () => {
      const parent = team.parent === null ? undefined : organization.teams.get(team.parent);
      return parent === undefined ? null : teamNode(world, organization, parent);
    },
    members: ({ membership, ...asked }: Page & { readonly membership: string }, paging: Paging) => {
      const all = membersOf(organization, team, membership).filter(([id]) => isThere(world, id));
      return connection(all, { ...asked, ...paging }, ([id, role]) => ({
        role: role.toUpperCase(),
        node: accountNode(world, id) ?? {},
      }));
    },
    repositories: (asked: Page, paging: Paging) =>
      connection([...grantsOf(organization, team)], { ...asked, ...paging }, ([repository, level]) => ({
        permission: levels[baseOf(organization, level)] ?? "READ",
        node: repositoryNode(repository),
      })),
    invitations: (asked: Page, paging: Paging) => {
      const all = [...organization.invitations.values()].filter(({ teams }) => teams.includes(team.id));
      return connection(all, { ...asked, ...paging }, (invitation) => ({
        node: invitationNode(world, invitation),
      }));
    },
  };
}

/** Who is in the team: by itself, through teams below it, or both. */
function membersOf(organization: Organization, team: TeamRecord, membership: string): [number, string][] {
  const own = [...team.members.keys()];
  const others = (): number[] => {
    const [, ...children] = below(organization, team);
    return children.flatMap((child) => [...child.members.keys()]);
  };
  const people =
    membership === "IMMEDIATE" ? own : membership === "CHILD_TEAM" ? others() : [...own, ...others()];
  return [...new Set(people)].map((id) => [id, placeIn(organization, team, id) ?? "member"]);
}

/** What the team may do with repositories, what it has from the teams above it included. */
export function grantsOf(organization: Organization, team: TeamRecord): Map<Repository, string> {
  const grants = new Map<Repository, string>();
  for (const each of lineOf(organization, team)) {
    for (const [id, level] of each.repositories) {
      const repository = organization.repositories.get(id);
      if (repository === undefined) continue;
      const present = grants.get(repository);
      if (present === undefined || rankIn(organization, level) > rankIn(organization, present))
        grants.set(repository, level);
    }
  }
  return grants;
}

function invitationNode(world: World, { id, account, email, role, createdAt }: Invitation) {
  return {
    id: Buffer.from(`022:OrganizationInvitation${id}`).toString("base64"),
    createdAt,
    email,
    invitee: accountNode(world, account),
    role: role === "admin" ? "ADMIN" : "DIRECT_MEMBER",
  };
}
