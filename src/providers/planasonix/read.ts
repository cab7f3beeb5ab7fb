/** Reads an organization: who the key is, then everything at once, a fixed number of requests per page and none per team or member. */
import type {
  Acting,
  ActingRead,
  LiveRead,
  NamesRead,
  ProviderFailure,
  Reader,
  ReadScope,
  Seats,
} from "../../model/provider.ts";
import { isResourceKind, planasonix } from "../../model/vocabularies/planasonix.ts";
import { stateOf } from "../../model/state.ts";
import { readHands, readTraces } from "./audit.ts";
import { createClient, type Client } from "./client.ts";
import { scopes, type ApiOrganization, type ApiProfile } from "./contract.ts";
import { coverageOf, type Collections } from "./coverage.ts";
import { entitiesOf } from "./entities.ts";
import { readHoldings } from "./holdings.ts";
import type { PlanasonixOptions } from "./options.ts";
import { readList } from "./paging.ts";
import { readResources, resourcesOf } from "./resources.ts";
import type { Names } from "../../io/remote/known.ts";

/** A Reader for one organization. It makes GET requests only. */
export function planasonixReader(options: PlanasonixOptions): Reader {
  return {
    async readActing(): Promise<ActingRead | ProviderFailure> {
      const client = createClient(options);
      const profile = await readProfile(client, options);
      if (!profile.ok) return profile;
      return { ok: true, acting: actingAs(profile.data), requests: client.requests() };
    },
    async readState(scope): Promise<LiveRead | ProviderFailure> {
      const client = createClient(options);
      const profile = await readProfile(client, options);
      if (!profile.ok) return profile;
      const read = await readCollections(client, options.organizationId, scope);
      if (!read.ok) return read;
      const { collections } = read;
      const { entities, names } = entitiesOf(collections);
      return {
        ok: true,
        state: stateOf(entities, {
          vocabulary: planasonix,
          coverage: coverageOf(collections, names),
          resources: resourcesOf(collections.resources),
        }),
        ...seatsOf(collections.organization),
        acting: actingAs(profile.data, names),
        requests: client.requests(),
        ...client.told(),
      };
    },
    readHoldings: (people, also) => readHoldings(createClient(options), people, also),
    async readNames(kinds): Promise<NamesRead | ProviderFailure> {
      const client = createClient(options);
      const read = await readResources(client, kinds.filter(isResourceKind));
      if (!read.ok) return read;
      return { ok: true, resources: resourcesOf(read.lists), requests: client.requests() };
    },
    readTraces: (since) => readTraces(createClient(options), since),
    readHands: (since) => readHands(createClient(options), since),
  };
}

/** True for a key that may do more than read: one whose scopes are not listed, or hold anything but the scope to read. */
export function canWrite({ scopes: held }: Acting): boolean {
  return held === undefined || held.some((scope) => scope !== scopes.read);
}

/** False for a key of which is known that it may not manage the organization. */
export function canManage({ scopes: held }: Acting): boolean {
  return held === undefined || held.includes(scopes.write);
}

async function readProfile(
  client: Client,
  { organizationId }: PlanasonixOptions,
): Promise<{ readonly ok: true; readonly data: ApiProfile } | ProviderFailure> {
  const profile = await client.call({ route: "profile" });
  if (!profile.ok) return profile;
  const found = profile.data.organization_id;
  return found === organizationId ? profile : otherOrganization(organizationId, found);
}

type Read = { readonly ok: true; readonly collections: Collections };

async function readCollections(
  client: Client,
  organizationId: string,
  scope: ReadScope,
): Promise<Read | ProviderFailure> {
  const [organization, members, invitations, teams, memberships, roles, shares, accounts, keys, resources] =
    await Promise.all([
      client.call({ route: "organization" }),
      readList(client, { route: "members" }),
      readList(client, { route: "invitations" }),
      readList(client, { route: "teams" }),
      readList(client, { route: "teamMemberships" }),
      readList(client, { route: "roles" }),
      readList(client, { route: "shares" }),
      readList(client, { route: "serviceAccounts" }),
      readList(client, { route: "serviceAccountKeys" }),
      readResources(client, scope.resources.filter(isResourceKind)),
    ]);
  if (!organization.ok) return organization;
  if (organization.data.id !== organizationId) return otherOrganization(organizationId, organization.data.id);
  if (!members.ok) return members;
  if (!invitations.ok) return invitations;
  if (!teams.ok) return teams;
  if (!memberships.ok) return memberships;
  if (!roles.ok) return roles;
  if (!shares.ok) return shares;
  if (!accounts.ok) return accounts;
  if (!keys.ok) return keys;
  if (!resources.ok) return resources;
  return {
    ok: true,
    collections: {
      organization: organization.data,
      members,
      invitations,
      teams,
      memberships,
      roles,
      shares,
      accounts,
      keys,
      resources: resources.lists,
    },
  };
}

function otherOrganization(wanted: string, found: string): ProviderFailure {
  const message =
    `The key belongs to organization ${found}, and the files speak of ${wanted}. ` +
    "Nothing was read. Use a key of that organization, or correct its id in the files.";
  return { ok: false, kind: "stop", code: "other_organization", message };
}

/** Nothing where the service names no limit. */
function seatsOf({ seats }: ApiOrganization): { readonly seats?: Seats } {
  const total = seats?.total;
  if (seats === null || seats === undefined || total === null || total === undefined) return {};
  return { seats: { total, used: seats.used } };
}

function actingAs(profile: ApiProfile, names?: Names): Acting {
  const member = names?.member(profile.id);
  return {
    id: profile.id,
    ...(member === undefined ? {} : { member }),
    name: profile.display_name ?? profile.email ?? profile.id,
    ...(profile.scopes === null || profile.scopes === undefined ? {} : { scopes: profile.scopes }),
  };
}
