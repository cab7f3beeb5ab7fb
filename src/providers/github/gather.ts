/**
 * Reads an organization's lists and proves that each is whole: what came, each once, is as many as GitHub counts. A list that is
 * not whole says why; it is never a shorter list.
 */
import type * as z from "zod";
import type { JsonObject } from "../../model/json.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { membersSchema, moreSchema, teamsSchema, type TeamNode } from "./answers.ts";
import { type Client, type QueryAnswer } from "./client.ts";
import { lessAtOnce } from "./less.ts";
import {
  laterFields,
  membersQuery,
  moreQuery,
  teamsQuery,
  type LaterField,
  type LongList,
} from "./queries.ts";

/** What came of a list; `broken` is half a sentence that says why it is not whole. */
export interface Listed<T> {
  readonly ok: true;
  readonly items: readonly T[];
  readonly broken?: string;
}

interface Page<T> {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly items: readonly T[];
}

/** Adds pages up until there is no other. */
class Gathering<T> {
  readonly #items = new Map<string, T>();
  readonly #idOf: (item: T) => string;
  #total = 0;
  #broken: string | undefined;
  readonly #passed = new Set<string>();
  /** Where the list goes on; null at its end. */
  cursor: string | null = null;

  constructor(idOf: (item: T) => string) {
    this.#idOf = idOf;
  }

  add({ totalCount, pageInfo, items }: Page<T>): void {
    for (const item of items) this.#items.set(this.#idOf(item), item);
    this.#total = totalCount;
    const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    if (pageInfo.hasNextPage && next === null) this.fail("a page said that there is another and not where");
    // Pages that go round, in however long a circle, would never end.
    if (next !== null && this.#passed.has(next)) this.fail("a page leads back to one before it");
    if (next !== null) this.#passed.add(next);
    this.cursor = this.#broken === undefined ? next : null;
  }

  fail(why: string): void {
    this.#broken ??= why;
    this.cursor = null;
  }

  listed(): Listed<T> {
    const items = [...this.#items.values()];
    if (this.#broken !== undefined) return { ok: true, items, broken: this.#broken };
    if (items.length === this.#total) return { ok: true, items };
    return { ok: true, items, broken: `GitHub counts ${this.#total} and gave ${items.length}` };
  }
}

export type MemberEdge = z.infer<typeof membersSchema>["organization"]["membersWithRole"]["edges"][number];

export interface MembersRead extends Listed<MemberEdge> {
  /** The organization's number and its login as it is now. */
  readonly organization: { readonly id: number; readonly login: string };
}

/** All members with their roles. Fails when the organization could not be read at all. */
export async function readMembers(
  client: Client,
  organization: string,
): Promise<MembersRead | ProviderFailure> {
  const gathering = new Gathering<MemberEdge>(({ node }) => String(node.databaseId));
  let found: MembersRead["organization"] | undefined;
  let size = firstMembers;
  for (let after: string | null = null; ; after = gathering.cursor) {
    const answer = await lessAtOnce((n) => client.query(membersQuery, { org: organization, n, after }), {
      most: size,
      fewest: fewestMembers,
      seen: (n) => (size = n),
    });
    if (!answer.ok) return answer;
    const read = membersSchema.safeParse(answer.data);
    if (answer.errors.length > 0 || !read.success) {
      if (found === undefined) return refused(answer, read.error);
      gathering.fail(whyBroken(answer, read.error));
    } else {
      const { databaseId: id, login, membersWithRole } = read.data.organization;
      found = { id, login };
      gathering.add({ ...membersWithRole, items: membersWithRole.edges });
    }
    if (gathering.cursor === null) return { ...gathering.listed(), organization: found };
  }
}

type PlaceEdge = TeamNode["members"]["edges"][number];
type GrantEdge = TeamNode["repositories"]["edges"][number];
type Invited = NonNullable<TeamNode["invitations"]>["nodes"][number];

export interface TeamRead {
  readonly node: Pick<
    TeamNode,
    "databaseId" | "slug" | "name" | "description" | "privacy" | "notificationSetting" | "parentTeam"
  >;
  readonly members: Listed<PlaceEdge>;
  readonly repositories: Listed<GrantEdge>;
  readonly invitations: Listed<Invited>;
}

interface Lists {
  readonly node: TeamNode;
  readonly members: Gathering<PlaceEdge>;
  readonly repositories: Gathering<GrantEdge>;
  readonly invitations: Gathering<Invited>;
}

/** So many members a page at first, and at least. */
const firstMembers = 100;
const fewestMembers = 5;
/** So many teams a query at first. */
const firstTeams = 25;
const fewestTeams = 5;

/** All teams with who is in them, what they may do, and who was invited to them. */
export async function readTeams(
  client: Client,
  organization: string,
): Promise<Listed<TeamRead> | ProviderFailure> {
  const gathering = new Gathering<TeamNode>(({ databaseId }) => String(databaseId));
  const unknown = new Set<LaterField>();
  let size = firstTeams;
  let after: string | null = null;
  for (;;) {
    const answer = await lessAtOnce(
      (n) => client.query(teamsQuery(unknown), { org: organization, n, after }),
      { most: size, fewest: fewestTeams, seen: (n) => (size = n) },
    );
    if (!answer.ok) return answer;
    const [later] = answer.errors.flatMap((error) => unknownField(error) ?? []);
    if (later !== undefined && !unknown.has(later)) {
      unknown.add(later);
      continue;
    }
    const read = teamsSchema.safeParse(answer.data);
    if (answer.errors.length > 0 || !read.success) gathering.fail(whyBroken(answer, read.error));
    else gathering.add({ ...read.data.organization.teams, items: read.data.organization.teams.nodes });
    if (gathering.cursor === null) break;
    after = gathering.cursor;
  }
  const { items, ...rest } = gathering.listed();
  const teams = items.map(begun);
  await readOn(client, teams);
  return {
    ...rest,
    items: teams.map(({ node, members, repositories, invitations }) => ({
      node,
      members: members.listed(),
      repositories: repositories.listed(),
      invitations: invitations.listed(),
    })),
  };
}

/** A field that this server does not have, by what it says of it. */
function unknownField({ message }: QueryAnswer["errors"][number]): LaterField | undefined {
  const name = /^Field '(\w+)' doesn't exist on type 'Team'/.exec(message)?.[1];
  return laterFields.find((field) => field === name);
}

function begun(node: TeamNode): Lists {
  const lists: Lists = {
    node,
    members: new Gathering(({ node: it }) => String(it.databaseId)),
    repositories: new Gathering(({ node: it }) => String(it.databaseId)),
    invitations: new Gathering(({ email, invitee }) => `${invitee?.databaseId ?? ""} ${email ?? ""}`),
  };
  lists.members.add({ ...node.members, items: node.members.edges });
  lists.repositories.add({ ...node.repositories, items: node.repositories.edges });
  if (node.invitations !== null)
    lists.invitations.add({ ...node.invitations, items: node.invitations.nodes });
  return lists;
}

interface LongOne {
  readonly team: Lists;
  readonly list: LongList;
  readonly cursor: string;
}

/** So many lists that go on are asked for in one query at first. */
const listsAtOnce = 20;

/** Reads on what did not fit beside the team, several lists a query. A list that cannot be read on marks its own team only. */
async function readOn(client: Client, teams: readonly Lists[]): Promise<void> {
  let size = listsAtOnce;
  for (;;) {
    const open = teams.flatMap((team) =>
      (["members", "repositories", "invitations"] as const).flatMap((list): LongOne[] => {
        const { cursor } = team[list];
        return cursor === null ? [] : [{ team, list, cursor }];
      }),
    );
    if (open.length === 0) return;
    const answer = await lessAtOnce((n) => askOn(client, open.slice(0, n)), {
      most: Math.min(size, open.length),
      fewest: 1,
      seen: (n) => (size = n),
    });
    const asked = open.slice(0, size);
    const read = answer.ok ? moreSchema.safeParse(answer.data) : undefined;
    for (const [index, { team, list }] of asked.entries()) {
      const name = `t${index}`;
      const node = read?.data?.[name];
      const isNamed = answer.ok && answer.errors.some(({ path }) => path.length === 0 || path[0] === name);
      if (!answer.ok || node === undefined || node === null || isNamed || !goOn(team, list, node))
        team[list].fail(answer.ok ? whyBroken(answer, read?.error) : answer.message);
    }
  }
}

function askOn(client: Client, asked: readonly LongOne[]): ReturnType<Client["query"]> {
  const variables: JsonObject = Object.fromEntries(
    asked.flatMap(({ team, cursor }, index) => [
      [`t${index}`, team.node.id],
      [`c${index}`, cursor],
    ]),
  );
  return client.query(moreQuery(asked.map(({ list }) => list)), variables);
}

type More = NonNullable<z.infer<typeof moreSchema>[string]>;

function goOn(team: Lists, list: LongList, node: More): boolean {
  switch (list) {
    case "members":
      if (node.members === undefined) return false;
      team.members.add({ ...node.members, items: node.members.edges });
      return true;
    case "repositories":
      if (node.repositories === undefined) return false;
      team.repositories.add({ ...node.repositories, items: node.repositories.edges });
      return true;
    case "invitations":
      if (node.invitations === undefined || node.invitations === null) return false;
      team.invitations.add({ ...node.invitations, items: node.invitations.nodes });
      return true;
  }
}

function whyBroken({ errors }: QueryAnswer, wrong: z.ZodError | undefined): string {
  const [error] = errors;
  if (error !== undefined) return `GitHub answered with a part only: ${error.message}`;
  const [issue] = wrong?.issues ?? [];
  return `GitHub's answer is not as documented${issue === undefined ? "" : ` at ${issue.path.join(".")}`}`;
}

/** Nothing at all could be read: no right, no such organization, or an answer that is none. */
function refused(answer: QueryAnswer, wrong: z.ZodError | undefined): ProviderFailure {
  const [error] = answer.errors;
  const type = error?.type ?? "";
  if (type === "FORBIDDEN" || type === "INSUFFICIENT_SCOPES") {
    const message = `GitHub does not let the key read the organization (${error?.message ?? type}). Give it the right to read members.`;
    return { ok: false, kind: "stop", code: "forbidden", message };
  }
  if (type === "NOT_FOUND") {
    const message =
      "GitHub knows no organization with that login, or the key may not see it. Check `id` in the files.";
    return { ok: false, kind: "stop", code: "not_found", message };
  }
  return {
    ok: false,
    kind: "stop",
    code: "incomplete",
    message: `${whyBroken(answer, wrong)}. Nothing was read.`,
  };
}
