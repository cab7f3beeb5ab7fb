/** What a writer knows of the organization: which id each key has, and the version of each object, kept up to date by its own writes. */
import type { Entity, Kind } from "../../model/entity.ts";
import type { Holder } from "../../model/entities/holder.ts";
import { isInvitation } from "../../model/entities/member.ts";
import { kinds } from "../../model/entity.ts";
import { eachOf } from "../../model/keys.ts";
import { normalRole } from "../../model/role.ts";
import type { State } from "../../model/state.ts";
import { resourceNames, type ResourceNames } from "./resourceNames.ts";

/** What the service's ids are called in the files. */
export interface Names {
  team(id: string): string | undefined;
  member(id: string): string | undefined;
  /** Of a service account. */
  account(id: string): string | undefined;
}

/** One live object. */
export interface Known {
  readonly kind: Kind;
  readonly key: string;
  /** The service's id; of a membership, muster's own. */
  readonly id: string;
  readonly entity: Entity;
  /** The version that `If-Match` may name. */
  etag: string | undefined;
  /** True once this writer compared it with a plan, or wrote it. */
  checked: boolean;
}

export interface KnownObjects extends Names {
  get(kind: Kind, key: string): Known | undefined;
  /** Enters an object under the key that the files use. */
  put(key: string, entity: Entity, etag: string | undefined): void;
  drop(kind: Kind, key: string): void;
  /** Somebody may be called as before still, since their new handle did not come about for sure. */
  callStill(member: string, handle: string): void;
  teamId(key: string): string | undefined;
  /** Of a member; an invitation has no member id. */
  memberId(key: string): string | undefined;
  accountId(key: string): string | undefined;
  holderId(holder: Holder): string | undefined;
  readonly resources: ResourceNames;
  /** What the service calls a role that the files may call otherwise. */
  roleThere(role: string): string;
  /** An object of the service under the names that the files have for it and its role. */
  asDeclared(entity: Entity): Entity;
}

/** Starts from a live state whose keys are those of the files. */
export function knownObjects(live: State): KnownObjects {
  const byName = new Map<string, Known>();
  const keyOfId = new Map<string, string>();
  const get = (kind: Kind, key: string): Known | undefined => byName.get(`${kind} ${key}`);
  const put = (key: string, entity: Entity, etag: string | undefined, checked: boolean): void => {
    const id = entity.id ?? "";
    byName.set(`${entity.kind} ${key}`, { kind: entity.kind, key, id, entity, etag, checked });
    if (id !== "") keyOfId.set(`${entity.kind} ${id}`, key);
  };
  for (const kind of kinds) {
    for (const [key, entity] of live[kind]) put(key, entity, entity.etag, false);
  }
  // Older keys of a name are known by it, too.
  for (const key of live.key.values()) for (const { id } of eachOf(key)) keyOfId.set(`key ${id}`, key.key);
  const idOf = (kind: Kind) => (key: string) => get(kind, key)?.id;
  const keyOf = (kind: Kind) => (id: string) => keyOfId.get(`${kind} ${id}`);
  const memberId = (key: string): string | undefined => {
    const known = get("member", key);
    if (known?.entity.kind !== "member" || isInvitation(known.entity.state)) return undefined;
    return known.id;
  };
  const roles = new Map(
    [...live.role.values()].flatMap(({ key, calledThere }) =>
      calledThere === undefined ? [] : [[key, calledThere] as const],
    ),
  );
  const ids = { team: idOf("team"), member: memberId, service_account: idOf("service_account") };
  return {
    get,
    put: (key, entity, etag) => put(key, entity, etag, true),
    drop: (kind, key) => void byName.delete(`${kind} ${key}`),
    callStill: (member, handle) => {
      const found = get("member", member);
      if (found?.entity.kind === "member")
        byName.set(`member ${member}`, { ...found, entity: { ...found.entity, email: handle } });
    },
    team: keyOf("team"),
    member: keyOf("member"),
    account: keyOf("service_account"),
    teamId: ids.team,
    memberId,
    accountId: ids.service_account,
    holderId: ({ kind, key }) => ids[kind](key),
    resources: resourceNames(live.resources),
    roleThere: (role) => roles.get(role) ?? role,
    asDeclared: declaring(roles, keyOfId),
  };
}

/** Gives objects the names of the files. `roles` are those that the service calls otherwise, with what it calls them. */
function declaring(
  roles: ReadonlyMap<string, string>,
  keyOfId: ReadonlyMap<string, string>,
): (entity: Entity) => Entity {
  const here = new Map([...roles].map(([key, name]) => [normalRole(name), key]));
  const called = <E extends { readonly role?: string }>(it: E): E =>
    it.role === undefined || !here.has(it.role) ? it : { ...it, role: here.get(it.role) };
  return (entity) => {
    const key = entity.id === undefined ? undefined : keyOfId.get(`${entity.kind} ${entity.id}`);
    const isOther = key !== undefined && key !== entity.key;
    const isCalled = entity.kind === "role" || entity.kind === "service_account";
    const named = isCalled && isOther ? { ...entity, key, name: key } : entity;
    if (named.kind === "key" && isOther) return { ...named, key };
    return named.kind === "member" || named.kind === "service_account" ? called(named) : named;
  };
}
