/**
 * Teams whose people a group of an identity provider decides on: known before anybody is put into one. Where a company manages
 * the accounts it links its groups to teams; elsewhere an enterprise may synchronize teams.
 */
import type * as z from "zod";
import type { ProviderFailure } from "../../model/provider.ts";
import { inRounds } from "../../io/remote/rounds.ts";
import { groupSchema, groupsSchema } from "./answers.ts";
import { pathOf } from "../../io/remote/path.ts";
import type { Client } from "./client.ts";
import type { TeamRead } from "./gather.ts";
import { nextPage } from "./pages.ts";

export interface Linked {
  /** By the team's number the name of a group. */
  readonly groups: ReadonlyMap<number, string>;
  /** Why it is not known of every team, as a sentence; absent where it is. */
  readonly broken?: string;
}

export const nothingLinked: Linked = { groups: new Map() };

interface Asked {
  readonly organization: string;
  readonly teams: readonly TeamRead[];
}

/** So many are asked at once. */
const atOnce = 10;

/** Of accounts that a company manages: one request for a hundred groups, and one for each group or each team, whichever are fewer. */
export async function readLinkedGroups(client: Client, { organization, teams }: Asked): Promise<Linked> {
  const listed = await readGroups(client, pathOf("orgs", organization, "external-groups"));
  if (!listed.ok) return unread(listed);
  if (listed.groups.length > teams.length)
    return ofEachTeam(client, teams, (slug) =>
      pathOf("orgs", organization, "teams", slug, "external-groups"),
    );
  const groups = new Map<number, string>();
  const failed: ProviderFailure[] = [];
  await inRounds(listed.groups, atOnce, async ({ group_id: id, group_name: name }) => {
    const path = pathOf("orgs", organization, "external-group", String(id));
    const answer = await client.ask({ method: "GET", path }, groupSchema);
    if (!answer.ok) failed.push(answer);
    else for (const team of answer.data.teams) groups.set(team.team_id, name);
  });
  return linked(groups, failed);
}

/** Of an enterprise that synchronizes teams: one request that tells whether it does, and then one for each team. */
export async function readSynchronized(client: Client, { organization, teams }: Asked): Promise<Linked> {
  const path = pathOf("orgs", organization, "team-sync", "groups");
  const answer = await client.ask({ method: "GET", path, query: { per_page: "1" } }, groupsSchema);
  if (!answer.ok) return unread(answer);
  if (answer.data.groups.length === 0) return nothingLinked;
  return ofEachTeam(client, teams, (slug) =>
    pathOf("orgs", organization, "teams", slug, "team-sync", "group-mappings"),
  );
}

async function ofEachTeam(
  client: Client,
  teams: readonly TeamRead[],
  pathFor: (slug: string) => string,
): Promise<Linked> {
  const groups = new Map<number, string>();
  const failed: ProviderFailure[] = [];
  await inRounds(teams, atOnce, async ({ node: { slug, databaseId } }) => {
    const answer = await client.ask({ method: "GET", path: pathFor(slug) }, groupsSchema);
    const [first] = answer.ok ? answer.data.groups : [];
    if (first !== undefined) groups.set(databaseId, first.group_name);
    // A team of which none decides has no such list at all.
    if (!answer.ok && answer.status !== 404 && answer.status !== 422) failed.push(answer);
  });
  return linked(groups, failed);
}

function linked(groups: ReadonlyMap<number, string>, [failed]: readonly ProviderFailure[]): Linked {
  return { groups, ...(failed === undefined ? {} : { broken: failed.message }) };
}

type Groups = z.infer<typeof groupsSchema>["groups"];

/** All pages: where each goes on, its link says. */
async function readGroups(
  client: Client,
  path: string,
): Promise<{ readonly ok: true; readonly groups: Groups } | ProviderFailure> {
  const groups = new Map<string, Groups[number]>();
  for (let page: string | undefined = ""; page !== undefined;) {
    const query: Record<string, string> = { per_page: "100", ...(page === "" ? {} : { page }) };
    const answer = await client.ask({ method: "GET", path, query }, groupsSchema);
    if (!answer.ok) return answer;
    const before = groups.size;
    for (const group of answer.data.groups) groups.set(String(group.group_id), group);
    page = groups.size === before ? undefined : nextPage(answer.headers);
  }
  return { ok: true, groups: [...groups.values()] };
}

/** Most organizations have no such thing, and are told so. */
function unread({ status, message }: ProviderFailure): Linked {
  return status === 404 || status === 403 || status === 422
    ? nothingLinked
    : { ...nothingLinked, broken: message };
}
