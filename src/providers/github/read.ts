/** Reads a GitHub organization: who the key is and what it may do, then all lists at once. */
import type { ServiceOptions } from "../../io/provider.ts";
import type { Entity } from "../../model/entity.ts";
import type {
  ActingRead,
  LiveRead,
  ProviderFailure,
  Quota,
  Reader,
  ReadScope,
  Seats,
} from "../../model/provider.ts";
import { stateOf } from "../../model/state.ts";
import { fold, plural, someOf } from "../../model/text.ts";
import { github } from "../../model/vocabularies/github.ts";
import { readActing, type Sight } from "./acting.ts";
import type { InvitationRow } from "./answers.ts";
import { createClient, type Client } from "./client.ts";
import { managedCapabilities } from "./capabilities.ts";
import { coverageOf } from "./coverage.ts";
import { toRead } from "./rights.ts";
import { readLevels, type Levels } from "./levels.ts";
import { readHoldings } from "./holdings.ts";
import { isManaged, readLists, type About, type Lists } from "./lists.ts";
import { readNamed, type Named } from "./named.ts";
import { nothingLinked, readLinkedGroups, readSynchronized, type Linked } from "./idp.ts";
import { noGrants, readGrants } from "./roleGrant.ts";
import { invitedOf, invitedTo, isToMembership, memberOf } from "./member.ts";
import { entitiesOf, withHolders, type OwnLevels } from "./translate.ts";

/** A Reader for one organization. It changes nothing. */
export function githubReader(options: ServiceOptions): Reader {
  /** What a read of this run found: leavers are told from it. */
  let seen: Lists | undefined;
  return {
    async readActing(): Promise<ActingRead | ProviderFailure> {
      const client = createClient(options, toRead);
      const acting = await readActing(client);
      return acting.ok ? { ok: true, acting: acting.acting, requests: client.requests() } : acting;
    },
    async readState(scope): Promise<LiveRead | ProviderFailure> {
      const client = createClient(options, toRead);
      const acting = await readActing(client);
      if (!acting.ok) return acting;
      const read = await readLists(client, options);
      if (!read.ok) return read;
      seen = read.lists;
      const organization = options.organizationId;
      const { teams } = read.lists;
      const [rest, held, levels, linked] = await Promise.all([
        readNamed(client, { scope, lists: read.lists, organization }),
        scope.grants === undefined ? noGrants : readGrants(client, organization, scope.grants),
        readLevels(client, { organization, teams: teams.items, scope }),
        linkedIn(client, organization, read.lists),
      ]);
      if (!rest.ok) return rest;
      const { about } = read.lists;
      return {
        ok: true,
        state: stateOf([...entitiesIn(read.lists, { ...rest, own: levels.held, linked }), ...held.grants], {
          vocabulary: github,
          coverage: coverageOf(read.lists, {
            sees: seenOf(levels, asksOfRepositories(scope) ? acting.sees : whole),
            roles: held.coverage,
          }),
          resources: [
            ...withHolders(rest.repositories, { teams: teams.items, own: levels.held }),
            ...held.roles,
            ...levels.roles,
          ],
          accounts: rest.accounts,
          ...(rest.gone.size === 0 ? {} : { gone: rest.gone }),
        }),
        ...seatsOf(about),
        quotas: [dailyInvitations(about, { lists: read.lists, now: options.clock.now() })],
        ...client.told(),
        ...(isManaged(read.lists) ? { capabilities: managedCapabilities } : {}),
        beside: besideOf(read.lists, { linked, shares: asksOfRepositories(scope) }),
        acting: acting.acting,
        account: String(about.id),
        requests: client.requests(),
      };
    },
    readHoldings: (people, also) => readHoldings(options, people, { seen, deep: also?.deep === true }),
  };
}

/** What an organization calls by roles of its own has to have been read as well. */
function seenOf({ broken }: Levels, sees: Sight): Sight {
  return broken === undefined || !sees.complete ? sees : { complete: false, reason: broken };
}

/** A company's groups where it manages the accounts; groups that teams are synchronized with where the plan has that. */
async function linkedIn(client: Client, organization: string, lists: Lists): Promise<Linked> {
  const asked = { organization, teams: lists.teams.items };
  if (asked.teams.length === 0) return nothingLinked;
  if (isManaged(lists)) return readLinkedGroups(client, asked);
  return lists.about.plan?.name === "enterprise" ? readSynchronized(client, asked) : nothingLinked;
}

const whole = { complete: true } as const;

function asksOfRepositories({ resources, named = [] }: ReadScope): boolean {
  return resources.length + named.length > 0;
}

/** So many people are named in one note. */
const mostNamed = 10;

/** Outside collaborators have what single people were given: muster shows them, and changes nothing of it. */
function besideOf(
  lists: Lists,
  { linked, shares }: { readonly linked: Linked; readonly shares: boolean },
): string[] {
  const { default_repository_permission: everybody, archived_at: archived } = lists.about;
  return [
    ...(archived === null
      ? []
      : [
          `the organization is archived since ${archived.slice(0, 10)}: GitHub lets nobody change anything in it`,
        ]),
    ...elsewhereIn(lists),
    ...outsideIn(lists),
    ...(linked.broken === undefined
      ? []
      : [`of which teams an identity provider's groups decide is not known of all: ${linked.broken}`]),
    // Where the files say what teams may do, somebody could take that for all there is.
    ...(shares && everybody !== null && everybody !== "none"
      ? [
          `every member may use every repository of the organization as well (its base permission is ${everybody}), whatever the files share with teams`,
        ]
      : []),
  ];
}

/** Invitations that do not lead to a membership. */
function elsewhereIn({ open }: Lists): string[] {
  const others = open.items.filter((row) => !isToMembership(row));
  if (others.length === 0) return [];
  const names = others.map(({ login, email, role }) => `${login ?? email ?? "somebody"} as ${role}`).sort();
  return [
    `${plural(others.length, "invitation")} to something else than membership ${others.length === 1 ? "is" : "are"} open and not managed here: ${names.slice(0, mostNamed).join(", ")}`,
  ];
}

function outsideIn({ outside: { items, broken } }: Lists): string[] {
  if (broken !== undefined)
    return [`whether people from outside may use repositories is not known: ${broken}`];
  if (items.length === 0) return [];
  const logins = items.map(({ login }) => login).sort();
  return [
    `${plural(items.length, "outside collaborator")} may use repositories of the organization and ${items.length === 1 ? "is" : "are"} not managed here: ${someOf(logins, mostNamed)}`,
  ];
}

function entitiesIn(
  { members, teams, open, failed, ofCompany }: Lists,
  { accounts, own, linked }: Pick<Named, "accounts"> & { readonly own: OwnLevels; readonly linked: Linked },
): Entity[] {
  const owners = new Set(
    members.items.flatMap(({ role, node }) => (role === "ADMIN" ? [node.databaseId] : [])),
  );
  const places = invitedTo(teams);
  const joined = new Set(members.items.map(({ node }) => fold(node.login)));
  // What came to nothing before somebody joined is past.
  const past = failed.items.filter(({ login }) => login === null || !joined.has(fold(login)));
  return [
    ...members.items.map(memberOf),
    ...newest([...open.items, ...past].filter(isToMembership)).map(({ row, sendings }) =>
      invitedOf(row, { places, accounts, sendings }),
    ),
    ...entitiesOf(teams.items, { owners, ofCompany: new Set(ofCompany.items), own, groups: linked.groups }),
  ];
}

const dayMs = 24 * 60 * 60 * 1000;
/** For so long an organization counts as young, unless it pays. */
const youngMs = 30 * dayMs;

/** GitHub documents 50 invitations a day for young organizations without a paid plan, and 500 for others; it does not tell how many were sent. */
function dailyInvitations(
  { created_at: made, plan }: About,
  { lists: { open, failed }, now }: { readonly lists: Lists; readonly now: number },
): Quota {
  const isYoung = now - Date.parse(made) < youngMs && (plan === undefined || plan.name === "free");
  const limit = isYoung ? 50 : 500;
  const sent = [...open.items, ...failed.items].filter((row) => now - Date.parse(row.created_at) < dayMs);
  return {
    verbs: ["invite", "reinvite", "correct_invitation"],
    left: Math.max(0, limit - sent.length),
    says: `GitHub lets ${limit} invitations through in a day`,
  };
}

/** Owners alone are told of seats: unknown to others, never none. */
function seatsOf({ plan }: About): { readonly seats?: Seats } {
  const { seats: total, filled_seats: used } = plan ?? {};
  return total === undefined || total === null || used === undefined || used === null
    ? {}
    : { seats: { total, used } };
}

interface Sent {
  readonly row: InvitationRow;
  /** How many of them there are. */
  readonly sendings: number;
}

/** Of several invitations of one person the newest: an open one before one that failed. */
function newest(rows: readonly InvitationRow[]): Sent[] {
  const byHandle = new Map<string, Sent>();
  const order = (row: InvitationRow): string =>
    `${row.failed_at === null || row.failed_at === undefined ? 1 : 0} ${row.created_at}`;
  for (const row of rows) {
    const handle = fold(row.login ?? row.email ?? String(row.id));
    const other = byHandle.get(handle);
    const sendings = (other?.sendings ?? 0) + 1;
    const first = other === undefined || order(row) > order(other.row) ? row : other.row;
    byHandle.set(handle, { row: first, sendings });
  }
  return [...byHandle.values()];
}
