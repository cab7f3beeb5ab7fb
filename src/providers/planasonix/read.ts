/** Reads an organization: who the key is, then everything at once, a fixed number of requests per page and none per team or member. */
import type { Entity, Member } from "../../model/entity.ts";
import { canonicalJson, type Json } from "../../model/json.ts";
import type { Acting, LiveRead, ProviderFailure, Reader } from "../../model/provider.ts";
import { stateOf } from "../../model/state.ts";
import { compareText, fold } from "../../model/text.ts";
import { createClient, type Client } from "./client.ts";
import type { ApiProfile } from "./contract.ts";
import { coverageOf, type Collection, type Collections } from "./coverage.ts";
import type { PlanasonixOptions } from "./options.ts";
import { readList, type Listed, type ListRoute } from "./paging.ts";
import { invitedOf, memberOf, membershipOf, speakingFor, teamOf, type Names } from "./translate.ts";

/** A Reader for one organization. It makes GET requests only. */
export function planasonixReader(options: PlanasonixOptions): Reader {
  return {
    async readState(): Promise<LiveRead | ProviderFailure> {
      const client = createClient(options);
      const profile = await client.call({ route: "profile" });
      if (!profile.ok) return profile;
      if (profile.data.organization_id !== options.organizationId) {
        return otherOrganization(options.organizationId, profile.data.organization_id);
      }
      const read = await readCollections(client, options.organizationId);
      if (!read.ok) return read;
      const { entities, names } = entitiesOf(read.collections);
      return {
        ok: true,
        state: stateOf(entities, coverageOf(read.collections)),
        acting: actingAs(profile.data, names),
        requests: client.requests(),
      };
    },
  };
}

type Read = { readonly ok: true; readonly collections: Collections };

async function readCollections(client: Client, organizationId: string): Promise<Read | ProviderFailure> {
  const [organization, members, invitations, teams, memberships] = await Promise.all([
    client.call({ route: "organization" }),
    readList(client, { route: "members" }),
    readList(client, { route: "invitations" }),
    readList(client, { route: "teams" }),
    readList(client, { route: "teamMemberships" }),
  ]);
  if (!organization.ok) return organization;
  if (organization.data.id !== organizationId) return otherOrganization(organizationId, organization.data.id);
  if (!members.ok) return members;
  if (!invitations.ok) return invitations;
  if (!teams.ok) return teams;
  if (!memberships.ok) return memberships;
  return {
    ok: true,
    collections: {
      organization: organization.data,
      members: once(members, (item) => item.id),
      invitations: once(invitations, (item) => item.id),
      teams: once(teams, (item) => item.id),
      memberships: once(memberships, (item) => `${item.team_id}/${item.member_id}`),
    },
  };
}

function otherOrganization(wanted: string, found: string): ProviderFailure {
  const message =
    `The key belongs to organization ${found}, and the files speak of ${wanted}. ` +
    "Nothing was read. Use a key of that organization, or correct its id in the files.";
  return { ok: false, kind: "stop", code: "other_organization", message };
}

interface Versioned {
  readonly updated_at?: string | undefined;
}

/** An object that moved to another page while the pages were read comes twice: its later version counts. */
function once<N extends ListRoute, T extends Versioned>(
  list: Listed<N> & { readonly items: readonly T[] },
  idOf: (item: T) => string,
): Collection<T> {
  const byId = new Map<string, T>();
  for (const item of list.items) {
    const id = idOf(item);
    const other = byId.get(id);
    if (other === undefined || isLater(item, other)) byId.set(id, item);
  }
  return { items: [...byId.values()], total: list.total, broken: list.broken };
}

function isLater(a: Versioned, b: Versioned): boolean {
  const byTime = (Date.parse(a.updated_at ?? "") || 0) - (Date.parse(b.updated_at ?? "") || 0);
  // Any fixed order will do, so that the order of pages does not matter.
  return byTime !== 0 ? byTime > 0 : compareText(canonicalJson(a as Json), canonicalJson(b as Json)) > 0;
}

function entitiesOf(read: Collections): { entities: Entity[]; names: Names } {
  const teamKeys = new Map(read.teams.items.map((item) => [item.id, fold(item.slug)]));
  const memberKeys = new Map(read.members.items.map((item) => [item.id, fold(item.email)]));
  const names: Names = { team: (id) => teamKeys.get(id), member: (id) => memberKeys.get(id) };
  const people = new Map<string, Member[]>();
  for (const item of [
    ...read.members.items.map(memberOf),
    ...read.invitations.items.map((one) => invitedOf(one, names)),
  ]) {
    const same = people.get(item.key);
    if (same === undefined) people.set(item.key, [item]);
    else same.push(item);
  }
  const entities: Entity[] = [...people.values()].flatMap(speakingFor);
  for (const item of read.teams.items) entities.push(teamOf(item, names));
  for (const item of read.memberships.items) {
    // One without both its ends has no key; the coverage says so.
    if (teamKeys.has(item.team_id) && memberKeys.has(item.member_id))
      entities.push(membershipOf(item, names));
  }
  return { entities, names };
}

function actingAs(profile: ApiProfile, names: Names): Acting {
  const member = names.member(profile.id);
  return {
    id: profile.id,
    ...(member === undefined ? {} : { member }),
    name: profile.display_name ?? profile.email ?? profile.id,
    ...(profile.scopes === null || profile.scopes === undefined ? {} : { scopes: profile.scopes }),
  };
}
