/**
 * Repository roles, which are the levels of shares: GitHub's five, and beside them those of the organization's own. GraphQL tells of them only the
 * level that they build on, so that they are asked for where the organization has any.
 */
import type { ProviderFailure, ReadScope } from "../../model/provider.ts";
import type { Resource } from "../../model/state.ts";
import { fold } from "../../model/text.ts";
import { ownLevels } from "../../model/vocabularies/github.ts";
import { customLevelsSchema, grantSchema } from "./answers.ts";
import { pathOf } from "../../io/remote/path.ts";
import type { Client } from "./client.ts";
import { type TeamRead } from "./gather.ts";
import { readRows } from "./rows.ts";

/** The levels of GraphQL in the words that REST and the files use. */
export const levels = {
  READ: "pull",
  TRIAGE: "triage",
  WRITE: "push",
  MAINTAIN: "maintain",
  ADMIN: "admin",
} as const;
export const rankedLevels: readonly string[] = Object.values(levels);

export interface Levels {
  /** The roles, as what is live. */
  readonly roles: readonly Resource[];
  /** By `TEAM/REPOSITORY`, both by number, where the level is one of them. */
  readonly held: ReadonlyMap<string, string>;
  /** Why what teams have is not known, as a sentence; absent where it is. */
  readonly broken?: string;
}

const noLevels: Levels = { roles: [], held: new Map() };

interface Asked {
  readonly organization: string;
  readonly teams: readonly TeamRead[];
  readonly scope: ReadScope;
}

/** One request, and one for each team that has something that the files name, where there is any such role. */
export async function readLevels(client: Client, { organization, teams, scope }: Asked): Promise<Levels> {
  if (scope.resources.length + (scope.named ?? []).length === 0) return noLevels;
  const path = pathOf("orgs", organization, "custom-repository-roles");
  const listed = await client.ask({ method: "GET", path }, customLevelsSchema);
  if (!listed.ok) return whereUnread(listed);
  const roles = listed.data.custom_roles;
  if (roles.length === 0) return noLevels;
  const named = scope.named === undefined ? undefined : new Set(scope.named.map(({ name }) => fold(name)));
  const asked = teams.filter(({ repositories }) =>
    repositories.items.some(({ node }) => named === undefined || named.has(fold(node.name))),
  );
  const names = new Map(roles.map(({ name }) => [fold(name), name]));
  const held = new Map<string, string>();
  const broken: string[] = [];
  await Promise.all(
    asked.map(async ({ node: { slug, databaseId } }) => {
      const rows = await readRows(client, pathOf("orgs", organization, "teams", slug, "repos"), grantSchema);
      const why = rows.ok ? rows.broken : rows.message;
      if (why !== undefined)
        broken.push(`What team ${slug} may do with repositories was not read to its end. ${why}.`);
      for (const { id, role_name: role } of rows.ok ? rows.items : []) {
        const name = names.get(fold(role ?? ""));
        if (name !== undefined) held.set(`${databaseId}/${id}`, name);
      }
    }),
  );
  return {
    roles: roles.map(({ id, name }) => ({ kind: ownLevels, id: String(id), name })),
    held,
    ...(broken.length === 0 ? {} : { broken: [...broken].sort().join(" ") }),
  };
}

/** Most plans have no such roles, and most keys are not shown them: then a level is one of GitHub's five. */
function whereUnread({ status, message }: ProviderFailure): Levels {
  return status === 404 || status === 403
    ? noLevels
    : { ...noLevels, broken: `The organization's own repository roles were not read. ${message}` };
}
