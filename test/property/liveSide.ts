/** What is at the service, as data: as the sandbox is started with it, and as the reader would give it. */
import type { Holder } from "../../src/model/entities/holder.ts";
import type { ResourceKind, ShareLevel, SharedKind } from "../../src/model/vocabularies/planasonix.ts";
import type { Seats } from "../../src/model/provider.ts";
import type { Holdings } from "../../src/model/holdings.ts";
import { type Coverage, type State } from "../../src/model/state.ts";
import { fold, sortedBy } from "../../src/model/text.ts";
import { entitiesOf } from "../../src/providers/planasonix/entities.ts";
import { resourcesOf } from "../../src/providers/planasonix/resources.ts";
import type { SandboxOrganization } from "../../src/sandbox/planasonix/state.ts";
import { userId } from "./declarations.ts";
import { shuffled } from "./order.ts";
import { stateOf } from "../fakes/planasonix.ts";

export interface LivePerson {
  readonly email: string;
  readonly role: string;
  readonly state: "active" | "deactivated" | "left";
}

export interface LiveInvitation {
  readonly email: string;
  readonly role: string;
  readonly state: "pending" | "expired" | "failed" | "declined";
  readonly sent: number;
  readonly places: readonly { readonly team: string; readonly role: "member" | "lead" }[];
}

export interface LiveTeam {
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly parent: string | null;
  readonly manager: string | null;
}

export interface LiveRole {
  readonly name: string;
  readonly base: string;
  readonly permissions: readonly string[];
}

/** A team by slug, a member by e-mail or a service account by name. */
export type LiveHolder = Holder;

export interface LiveAccount {
  readonly name: string;
  readonly description: string | null;
  readonly role: string;
  readonly owner: LiveHolder | null;
}

export interface LiveKey {
  readonly account: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** An e-mail. */
  readonly createdBy: string | null;
}

export interface LiveResource {
  readonly kind: ResourceKind;
  readonly id: string;
  readonly name: string;
  /** An e-mail; of a project always null. */
  readonly owner: string | null;
  /** Where its owner authorised a connection. */
  readonly oauth?: string;
}

export interface LiveShare {
  readonly kind: SharedKind;
  /** Id of the resource. */
  readonly id: string;
  readonly holder: LiveHolder;
  readonly level: ShareLevel;
}

/** What is at the service. Names are as written there; everything refers by name, to resources by id. */
export interface Live {
  readonly members: readonly LivePerson[];
  readonly invitations: readonly LiveInvitation[];
  readonly teams: readonly LiveTeam[];
  readonly memberships: readonly {
    readonly team: string;
    readonly member: string;
    readonly role: "member" | "lead";
  }[];
  readonly roles?: readonly LiveRole[];
  readonly accounts?: readonly LiveAccount[];
  readonly keys?: readonly LiveKey[];
  readonly resources?: readonly LiveResource[];
  readonly shares?: readonly LiveShare[];
  readonly personalKeys?: readonly { readonly member: string; readonly name: string }[];
  /** How many more seats there are than are taken; null: no limit. */
  readonly freeSeats?: number | null;
}

export const organizationId = "org_01acme";

const plain = (text: string): string => fold(text).replace(/[^a-z0-9]/g, "_");
const teamId = (slug: string): string => `team_${fold(slug)}`;
const accountId = (name: string): string => `sa_${fold(name)}`;
const idOf = ({ kind, key }: LiveHolder): string =>
  ({ team: teamId, member: userId, service_account: accountId })[kind](key);

/** Active members and pending invitations. */
export function seatsTaken({ members, invitations }: Live): number {
  return (
    members.filter((person) => person.state === "active").length +
    invitations.filter((item) => item.state === "pending").length
  );
}

/** The live side as the sandbox is started with it; `order` shuffles every collection, and with it the pages. */
export function seedOf(
  live: Live,
  options: { readonly order?: number; readonly token?: string } = {},
): SandboxOrganization {
  const { order, token } = options;
  const put = <T>(items: readonly T[]): T[] => (order === undefined ? [...items] : shuffled(items, order));
  const free = live.freeSeats ?? null;
  return {
    key: "acme",
    id: organizationId,
    name: "Acme",
    members: put(live.members.map(({ email, role, state }) => ({ id: userId(email), email, role, state }))),
    invitations: put(
      live.invitations.map(({ email, role, state, sent, places }) => ({
        id: `inv_${userId(email).slice(4)}`,
        email,
        role,
        state,
        sent_count: sent,
        invited_at: "2026-10-30T09:00:00.000Z",
        expires_at: state === "pending" ? "2026-11-13T09:00:00.000Z" : "2026-10-31T09:00:00.000Z",
        teams: places.map((place) => ({ team_id: teamId(place.team), role: place.role })),
      })),
    ),
    teams: put(
      live.teams.map((team) => ({
        id: teamId(team.slug),
        slug: team.slug,
        name: team.name,
        description: team.description,
        parent_id: team.parent === null ? null : teamId(team.parent),
        manager_id: team.manager === null ? null : userId(team.manager),
      })),
    ),
    memberships: put(
      live.memberships.map((place) => ({
        team_id: teamId(place.team),
        member_id: userId(place.member),
        role: place.role,
      })),
    ),
    ...automationOf(live, put),
    ...(free === null ? {} : { seats: { total: seatsTaken(live) + free } }),
    ...(token === undefined ? {} : { keys: [{ token, name: "muster-bot", scopes: null }] }),
  };
}

type Put = <T>(items: readonly T[]) => T[];

function automationOf(live: Live, put: Put) {
  const ofKind = (kind: ResourceKind) =>
    put(
      (live.resources ?? [])
        .filter((item) => item.kind === kind)
        .map(({ id, name, owner, oauth }) => ({
          id,
          name,
          ...(kind === "project" ? {} : { owner_id: owner === null ? null : userId(owner) }),
          ...(oauth === undefined || owner === null
            ? {}
            : { oauth: { provider: oauth, authorized_by: userId(owner) } }),
        })),
    );
  return {
    roles: put(
      (live.roles ?? []).map(({ name, base, permissions }) => ({
        id: `role_${fold(name)}`,
        name,
        built_in: false,
        base,
        permissions: [...permissions],
      })),
    ),
    service_accounts: put(
      (live.accounts ?? []).map(({ name, description, role, owner }) => ({
        id: accountId(name),
        name,
        description,
        role,
        owner_type: owner === null || owner.kind === "service_account" ? null : owner.kind,
        owner_id: owner === null ? null : idOf(owner),
      })),
    ),
    service_account_keys: put(
      (live.keys ?? []).map(({ account, name, scopes, createdBy }) => ({
        id: `key_${fold(account)}_${fold(name)}`,
        service_account_id: accountId(account),
        name,
        scopes: [...scopes],
        created_by: createdBy === null ? null : userId(createdBy),
      })),
    ),
    personal_keys: put(
      (live.personalKeys ?? []).map(({ member, name }) => ({
        id: `key_${plain(member)}_${plain(name)}`,
        name,
        created_by: userId(member),
        scopes: [],
      })),
    ),
    pipelines: ofKind("pipeline"),
    connections: ofKind("connection"),
    schedules: ofKind("schedule"),
    projects: ofKind("project").map(({ id, name }) => ({ id, name })),
    shares: put(
      (live.shares ?? []).map(({ kind, id, holder, level }) => ({
        id: `shr_${id}_${idOf(holder)}`,
        resource_type: kind,
        resource_id: id,
        grantee_type: holder.kind,
        grantee_id: idOf(holder),
        level,
      })),
    ),
  };
}

/** What is read of the live side. */
export interface Side {
  readonly state: State;
  readonly holdings: ReadonlyMap<string, Holdings>;
  readonly seats?: Seats;
}

/** The state as the reader would give it, without a server in between; every list of resources is read. */
export function stateOfSeed(seed: SandboxOrganization, coverage?: Coverage): State {
  const whole = <T>(items: readonly T[]) => ({ items, total: items.length, broken: undefined });
  const resources = [
    { kind: "pipeline", list: whole(seed.pipelines ?? []) },
    { kind: "connection", list: whole(seed.connections ?? []) },
    { kind: "schedule", list: whole(seed.schedules ?? []) },
    { kind: "project", list: whole(seed.projects ?? []) },
  ] as const;
  const { entities } = entitiesOf({
    organization: { id: seed.id, name: seed.name },
    members: whole(seed.members),
    invitations: whole(seed.invitations),
    teams: whole(seed.teams),
    memberships: whole(seed.memberships),
    roles: whole(seed.roles ?? []),
    shares: whole(seed.shares ?? []),
    accounts: whole(seed.service_accounts ?? []),
    keys: whole(seed.service_account_keys ?? []),
    resources,
  });
  return stateOf(entities, coverage, resourcesOf(resources));
}

/** The live side as the reader would give it. */
export function sideOf(live: Live, coverage?: Coverage): Side {
  return {
    state: stateOfSeed(seedOf(live), coverage),
    holdings: new Map(live.members.map((person) => [fold(person.email), holdingsOf(live, person.email)])),
    ...(typeof live.freeSeats === "number"
      ? { seats: { total: seatsTaken(live) + live.freeSeats, used: seatsTaken(live) } }
      : {}),
  };
}

function holdingsOf(live: Live, email: string): Holdings {
  return {
    resources: sortedBy(
      (live.resources ?? []).flatMap(({ kind, id, name, owner, oauth }) =>
        owner === email && kind !== "project"
          ? [{ kind, id, name, ...(oauth === undefined ? {} : { grant: oauth }) }]
          : [],
      ),
      (item) => `${item.kind} ${item.name} ${item.id}`,
    ),
    keys: sortedBy(
      (live.personalKeys ?? [])
        .filter((key) => key.member === email)
        .map((key) => ({ id: `key_${plain(email)}_${plain(key.name)}`, name: key.name })),
      (key) => key.name,
    ),
    coverage: { complete: true },
  };
}

/** Every collection in another order. */
export function inOrder(live: Live, seed: number): Live {
  const entries = Object.entries(live).map(([name, items]) => [
    name,
    Array.isArray(items) ? shuffled(items as readonly unknown[], seed) : (items as unknown),
  ]);
  return Object.fromEntries(entries) as Live;
}
