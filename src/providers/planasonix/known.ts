/** What a writer knows of the organization: which id each key has, and the version of each object, kept up to date by its own writes. */
import type { Entity, Kind } from "../../model/entity.ts";
import { isInvitation } from "../../model/entity.ts";
import type { State } from "../../model/state.ts";
import type { Names } from "./translate.ts";

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
  teamId(key: string): string | undefined;
  /** Of a member; an invitation has no member id. */
  memberId(key: string): string | undefined;
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
  for (const map of [live.member, live.team, live.team_membership]) {
    for (const [key, entity] of map) put(key, entity, entity.etag, false);
  }
  return {
    get,
    put: (key, entity, etag) => put(key, entity, etag, true),
    drop: (kind, key) => void byName.delete(`${kind} ${key}`),
    team: (id) => keyOfId.get(`team ${id}`),
    member: (id) => keyOfId.get(`member ${id}`),
    teamId: (key) => get("team", key)?.id,
    memberId: (key) => {
      const known = get("member", key);
      if (known === undefined || known.entity.kind !== "member" || isInvitation(known.entity.state))
        return undefined;
      return known.id;
    },
  };
}
