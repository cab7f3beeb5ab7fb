/** What an embedded SCIM server holds: tenants with users and groups, as raw as they were written. */
import type { Character } from "./character.ts";

export type Attributes = Readonly<Record<string, unknown>>;

export interface Resource {
  readonly id: string;
  version: number;
  /** Without id, meta, groups and members. */
  attributes: Attributes;
}

export interface Group extends Resource {
  /** Ids of users, in the order in which they came. */
  readonly members: Set<string>;
  /** Ids of groups in it. */
  readonly nested: Set<string>;
}

export interface Tenant {
  readonly key: string;
  readonly token: string;
  readonly character: Character;
  readonly users: Map<string, Resource>;
  readonly groups: Map<string, Group>;
  /** For ids. */
  made: number;
}

export interface World {
  readonly tenants: ReadonlyMap<string, Tenant>;
}

/** A user of a seed; `attributes` are written as they are. */
export interface UserSeed {
  readonly id?: string;
  readonly userName: string;
  readonly attributes?: Attributes;
}

export interface GroupSeed {
  readonly id?: string;
  readonly displayName: string;
  readonly externalId?: string;
  /** User names, or ids. */
  readonly members?: readonly string[];
  /** Ids of groups. */
  readonly nested?: readonly string[];
}

export interface TenantSeed {
  readonly key: string;
  readonly token: string;
  readonly character: Character;
  readonly users: readonly UserSeed[];
  readonly groups: readonly GroupSeed[];
}

export function worldOf(seeds: readonly TenantSeed[]): World {
  return { tenants: new Map(seeds.map((seed) => [seed.key, tenantOf(seed)])) };
}

function tenantOf({ key, token, character, users, groups }: TenantSeed): Tenant {
  const tenant: Tenant = { key, token, character, users: new Map(), groups: new Map(), made: 0 };
  const ids = new Map<string, string>();
  for (const { id, userName, attributes } of users) {
    const made = addUser(tenant, { userName, active: true, ...attributes }, id);
    ids.set(userName, made.id);
    ids.set(made.id, made.id);
  }
  for (const { id, displayName, externalId, members = [], nested = [] } of groups) {
    const mark = externalId === undefined ? {} : { externalId };
    const group = addGroup(tenant, { displayName, ...mark }, id);
    for (const member of members) {
      const found = ids.get(member);
      if (found !== undefined) group.members.add(found);
    }
    for (const inner of nested) group.nested.add(inner);
  }
  return tenant;
}

/** An id that sorts in another order than that in which things are made, as ids do. */
function nextId(tenant: Tenant, sort: string): string {
  tenant.made += 1;
  const mixed = (tenant.made * 2_654_435_761) % 4_294_967_296;
  return `${sort}-${mixed.toString(16).padStart(8, "0")}`;
}

/** Another id where it is made of the name. */
export function moved<T extends Resource>(
  { character }: Tenant,
  map: Map<string, T>,
  { from, to }: { readonly from: T; readonly to: string | undefined },
): T {
  if (!character.idsByName || to === undefined || to === from.id) return from;
  const now = { ...from, id: to };
  map.delete(from.id);
  map.set(to, now);
  return now;
}

export function addUser(
  tenant: Tenant,
  attributes: Attributes,
  id = ownId(tenant, attributes, "userName") ?? nextId(tenant, "u"),
): Resource {
  const user: Resource = { id, version: 1, attributes };
  tenant.users.set(id, user);
  return user;
}

function ownId({ character }: Tenant, attributes: Attributes, name: string): string | undefined {
  return character.idsByName ? textIn(attributes, name) : undefined;
}

export function addGroup(
  tenant: Tenant,
  attributes: Attributes,
  id = ownId(tenant, attributes, "displayName") ?? nextId(tenant, "g"),
): Group {
  const group: Group = { id, version: 1, attributes, members: new Set(), nested: new Set() };
  tenant.groups.set(id, group);
  return group;
}

export function textIn(attributes: Attributes, name: string): string | undefined {
  const value = attributes[name];
  return typeof value === "string" ? value : undefined;
}
