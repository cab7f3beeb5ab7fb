/** What the things that the base's files name are called now: under another name it is no other thing. */
import type { Entity, Kind } from "../model/entity.ts";
import type { State } from "../model/state.ts";
import { fold } from "../model/text.ts";
import { refs, renamed, type Rename } from "../kinds/kinds.ts";

/** What the things of the base are called now: another name is no other thing. */
export interface Names {
  readonly now: (entity: Entity) => string;
  /** Of what others refer to, by its key in the base. */
  readonly keyNow: Rename;
}

export function namesOf(was: State, is: State): Names {
  const names: Partial<Record<Kind, ReadonlyMap<string, string>>> = {
    member: new Map([...byFormerName(is.member), ...byId(was.member, is.member)]),
    team: new Map([...byFormerName(is.team), ...byId(was.team, is.team)]),
    service_account: byId(was.service_account, is.service_account),
    key: byId(was.key, is.key),
  };
  const keyNow: Rename = (kind, key) => names[kind]?.get(key) ?? key;
  return { now: (entity) => renamed(entity.kind, entity, keyNow).key, keyNow };
}

type Identified = Pick<Entity, "key" | "declaredId">;
type Renamed = Pick<Entity, "key"> & { readonly previously?: readonly string[] };

/** Former names that nothing has now -> keys now. */
function byFormerName(is: ReadonlyMap<string, Renamed>): ReadonlyMap<string, string> {
  return new Map(
    [...is.values()].flatMap(({ key, previously = [] }) =>
      previously.map(fold).flatMap((former) => (is.has(former) ? [] : [[former, key] as const])),
    ),
  );
}

/** Keys of the base -> keys now, of what has another name and the same id by the files. */
function byId(
  was: ReadonlyMap<string, Identified>,
  is: ReadonlyMap<string, Identified>,
): ReadonlyMap<string, string> {
  const ids = new Map([...is.values()].map(({ key, declaredId }) => [declaredId, key]));
  return new Map(
    [...was.values()].flatMap(({ key, declaredId }) => {
      const same = declaredId === undefined || is.has(key) ? undefined : ids.get(declaredId);
      return same === undefined ? [] : [[key, same] as const];
    }),
  );
}

/** The thing itself, and those without which it is not there either. */
export function hangsOn(entity: Entity, { now, keyNow }: Names): (readonly [Kind, string])[] {
  const within = refs(entity).filter((ref) => ref.within === true);
  return [[entity.kind, now(entity)], ...within.map(({ kind, key }) => [kind, keyNow(kind, key)] as const)];
}
