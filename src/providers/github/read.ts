/** Reads a GitHub organization: who the key is and what it may do, then all lists at once. */
import type { ServiceOptions } from "../../io/provider.ts";
import type {
  Acting,
  ActingRead,
  Holdings,
  LiveRead,
  ProviderFailure,
  Reader,
  Seats,
} from "../../model/provider.ts";
import {
  completeCoverage,
  stateOf,
  type Coverage,
  type KindCoverage,
  type Resource,
} from "../../model/state.ts";
import { fold } from "../../model/text.ts";
import { github } from "../../model/vocabularies/github.ts";
import type { z } from "zod";
import { organizationSchema, repositoriesSchema, viewerSchema, type InvitationRow } from "./answers.ts";
import { pathOf } from "./call.ts";
import { createClient, type Client } from "./client.ts";
import {
  readInvitations,
  readMembers,
  readTeams,
  type Listed,
  type MembersRead,
  type TeamRead,
} from "./gather.ts";
import type { Rights } from "./keyring.ts";
import { repositoriesQuery, viewerQuery } from "./queries.ts";
import { entitiesOf, invitedOf, invitedTo, memberOf, repositoriesOf } from "./translate.ts";

/** Of what an App may do, the part that reading needs: the token of a plan can write nothing, whatever the App may. */
function toRead(granted: Rights): Rights {
  const read: Record<string, "read"> = {};
  for (const name of ["members", "metadata", "organization_administration"])
    if (granted[name] !== undefined) read[name] = "read";
  return read;
}

/** A Reader for one organization. It changes nothing. */
export function githubReader(options: ServiceOptions): Reader {
  return {
    async readActing(): Promise<ActingRead | ProviderFailure> {
      const client = createClient(options, toRead);
      const acting = await readActing(client);
      return acting.ok ? { ok: true, acting: acting.acting, requests: client.requests() } : acting;
    },
    async readState({ named = [] }): Promise<LiveRead | ProviderFailure> {
      const client = createClient(options, toRead);
      const acting = await readActing(client);
      if (!acting.ok) return acting;
      const read = await readLists(client, options.organizationId);
      if (!read.ok) return read;
      const { members, teams, open, failed, seats } = read.lists;
      const wanted = named.map(({ name }) => name);
      const repositories = await readRepositories(client, options.organizationId, {
        wanted,
        seen: repositoriesOf(teams.items),
      });
      if (!repositories.ok) return repositories;
      const owners = new Set(
        members.items.flatMap(({ role, node }) => (role === "ADMIN" ? [node.databaseId] : [])),
      );
      const places = invitedTo(teams.items);
      const entities = [
        ...members.items.map(memberOf),
        ...newest([...open.items, ...failed.items]).map((row) => invitedOf(row, places)),
        ...entitiesOf(teams.items, owners),
      ];
      return {
        ok: true,
        state: stateOf(entities, {
          vocabulary: github,
          coverage: coverageOf(read.lists, { sees: acting.sees }),
          resources: repositories.items,
        }),
        ...seats,
        ...client.told(),
        acting: acting.acting,
        requests: client.requests(),
      };
    },
    // Members own nothing at GitHub in muster's sense, and their own tokens end with the membership.
    readHoldings: (people) => {
      const none: Holdings = { resources: [], keys: [], coverage: { complete: true } };
      const holdings = new Map(people.map(({ key }) => [key, none]));
      return Promise.resolve({ ok: true, holdings, requests: 0 });
    },
  };
}

/** True for a key that may do more than read. An App lists its rights, a classic token its scopes; others list none. */
export function canWrite({ scopes }: Acting): boolean {
  return (
    scopes === undefined || scopes.some((scope) => !scope.startsWith("read:") && !scope.endsWith(":read"))
  );
}

/** True for a key that may change members; one whose rights nobody lists counts as one. */
export function canManage({ scopes }: Acting): boolean {
  return scopes === undefined || scopes.some((scope) => scope === "members:write" || scope === "admin:org");
}

/** Whether the key is shown what is there of repositories. */
type Sight = KindCoverage;

/** Who the key is: an App with its rights, or a person with the scopes of their token. */
async function readActing(
  client: Client,
): Promise<{ readonly ok: true; readonly acting: Acting; readonly sees: Sight } | ProviderFailure> {
  const app = await client.installation();
  if (!app.ok) return app;
  if (app.data !== undefined) {
    const { app_id: id, app_slug: name, permissions, suspended_at: suspended } = app.data;
    const { repository_selection: selection } = app.data;
    if (suspended !== null) {
      const message = `The GitHub App ${name} is suspended in this organization. An owner can end that in its settings.`;
      return { ok: false, kind: "stop", code: "suspended", message };
    }
    const scopes = Object.entries(permissions).map(([right, level]) => `${right}:${level}`);
    // What an App is not installed for, it is not shown: what is missing may be there.
    const sees: Sight =
      selection === "all"
        ? { complete: true }
        : {
            complete: false,
            reason: `The GitHub App ${name} is installed for some repositories only, and is not shown what teams may do with the others. An owner can give it all of them in its installation.`,
          };
    return { ok: true, acting: { id: `app_${id}`, name, scopes }, sees };
  }
  const answer = await client.query(viewerQuery, {});
  if (!answer.ok) return answer;
  const scopes = answer.headers["x-oauth-scopes"];
  const listed =
    scopes === undefined
      ? {}
      : { scopes: scopes.split(",").flatMap((it) => (it.trim() === "" ? [] : [it.trim()])) };
  const read = viewerSchema.safeParse(answer.data);
  // An App's ready-made token is nobody, and lists nothing.
  if (!read.success)
    return {
      ok: true,
      acting: { id: "app", name: "a GitHub App", ...listed },
      sees: {
        complete: false,
        reason:
          "A ready-made token of a GitHub App does not tell which repositories it is shown. Put the App's number and private key in its place.",
      },
    };
  const { databaseId, login } = read.data.viewer;
  return {
    ok: true,
    acting: { id: String(databaseId), member: fold(login), name: login, ...listed },
    sees: { complete: true },
  };
}

interface Lists {
  readonly members: MembersRead;
  readonly teams: Listed<TeamRead>;
  readonly open: Listed<InvitationRow>;
  readonly failed: Listed<InvitationRow>;
  readonly seats: { readonly seats?: Seats };
}

async function readLists(
  client: Client,
  organization: string,
): Promise<{ readonly ok: true; readonly lists: Lists } | ProviderFailure> {
  const [members, teams, open, failed, about] = await Promise.all([
    readMembers(client, organization),
    readTeams(client, organization),
    readInvitations(client, organization, "invitations"),
    readInvitations(client, organization, "failed_invitations"),
    client.ask({ method: "GET", path: pathOf("orgs", organization) }, organizationSchema),
  ]);
  if (!members.ok) return members;
  if (!teams.ok) return teams;
  if (!about.ok) return about;
  return {
    ok: true,
    lists: { members, teams, open: listOf(open), failed: listOf(failed), seats: seatsOf(about.data) },
  };
}

/** A list that could not be read at all is one that is not whole. */
function listOf(read: Listed<InvitationRow> | ProviderFailure): Listed<InvitationRow> {
  return read.ok ? read : { ok: true, items: [], broken: read.message };
}

/** Owners alone are told of seats: unknown to others, never none. */
function seatsOf({ plan }: z.infer<typeof organizationSchema>): { readonly seats?: Seats } {
  const { seats: total, filled_seats: used } = plan ?? {};
  return total === undefined || used === undefined ? {} : { seats: { total, used } };
}

/** Of several invitations of one person the newest: an open one before one that failed. */
function newest(rows: readonly InvitationRow[]): InvitationRow[] {
  const byHandle = new Map<string, InvitationRow>();
  const order = (row: InvitationRow): string =>
    `${row.failed_at === null || row.failed_at === undefined ? 1 : 0} ${row.created_at}`;
  for (const row of rows) {
    const handle = fold(row.login ?? row.email ?? "");
    const other = byHandle.get(handle);
    if (other === undefined || order(row) > order(other)) byHandle.set(handle, row);
  }
  return [...byHandle.values()];
}

/** What was read to its end, with a sentence for what was not. */
function coverageOf({ members, teams, open, failed }: Lists, { sees }: { readonly sees: Sight }): Coverage {
  const inTeams = (what: string, of: (team: TeamRead) => Listed<unknown>): KindCoverage => {
    const broken = teams.items.flatMap((team) => {
      const why = of(team).broken;
      return why === undefined ? [] : [`${what} of team ${team.node.slug} was not read to its end. ${why}.`];
    });
    return unfinished([said("teams", teams), ...broken]);
  };
  const share = inTeams("The list of repositories", ({ repositories }) => repositories);
  return {
    ...completeCoverage,
    member: unfinished([
      said("members", members),
      said("invitations", open),
      said("failed invitations", failed),
    ]),
    team: unfinished([said("teams", teams)]),
    team_membership: inTeams("The list of members", (team) => team.members),
    share: sees.complete ? share : sees,
  };
}

/** Why a list is not whole, as a sentence; undefined for one that is. */
function said(what: string, { broken }: Pick<Listed<unknown>, "broken">): string | undefined {
  return broken === undefined ? undefined : `The list of ${what} was not read to its end. ${broken}.`;
}

function unfinished(reasons: readonly (string | undefined)[]): KindCoverage {
  const [reason] = reasons.flatMap((it) => it ?? []);
  return reason === undefined ? { complete: true } : { complete: false, reason };
}

/** So many repositories are asked for in one query. */
const atOnce = 100;

/** Those that teams use, and those that the files name beside them. */
async function readRepositories(
  client: Client,
  organization: string,
  { wanted, seen }: { readonly wanted: readonly string[]; readonly seen: readonly Resource[] },
): Promise<{ readonly ok: true; readonly items: readonly Resource[] } | ProviderFailure> {
  const known = new Set(seen.map(({ name }) => name.toLowerCase()));
  const asked = [...new Set(wanted.filter((name) => !known.has(name.toLowerCase())))].sort();
  const found: Resource[] = [...seen];
  for (let start = 0; start < asked.length; start += atOnce) {
    const names = asked.slice(start, start + atOnce);
    const variables = Object.fromEntries(names.map((name, index) => [`r${index}`, name]));
    const answer = await client.query(repositoriesQuery(names.length), { org: organization, ...variables });
    if (!answer.ok) return answer;
    const isOther = answer.errors.find(({ type }) => type !== "NOT_FOUND");
    const read = repositoriesSchema.safeParse(answer.data);
    if (isOther !== undefined || !read.success) {
      const message = `GraphQL Repositories: ${isOther?.message ?? "GitHub's answer is not as documented"}. Nothing was read.`;
      return { ok: false, kind: "stop", code: "incomplete", message };
    }
    for (const each of Object.values(read.data.organization))
      if (typeof each === "object" && each !== null)
        found.push({ kind: "repository", id: String(each.databaseId), name: each.name });
  }
  return { ok: true, items: found };
}
