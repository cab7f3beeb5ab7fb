/** What the things that the base's files name are called now: under another name it is no other thing. */
import { perKind, type Entity, type Kind } from "../model/entity.ts";
import type { State } from "../model/state.ts";
import { once } from "../model/once.ts";
import { fold } from "../model/text.ts";
import { refs, renamed, type Rename } from "../kinds/kinds.ts";

/** What the things of the base are called now: another name is no other thing. */
export interface Names {
  readonly now: (entity: Entity) => string;
  /** Of what others refer to, by its key in the base. */
  readonly keyNow: Rename;
  /** The other way round: by what key the base knows what has this one now, the key itself where it does not. */
  readonly keyBefore: Rename;
}

export function namesOf(was: State, is: State): Names {
  const names = perKind(
    (kind): ReadonlyMap<string, string> => new Map([...byFormerName(is[kind]), ...byId(was[kind], is[kind])]),
  );
  const keyNow: Rename = (kind, key) => names[kind].get(key) ?? key;
  const formers = perKind((kind) =>
    once(
      () =>
        new Map([...names[kind]].flatMap(([former, key]) => (was[kind].has(former) ? [[key, former]] : []))),
    ),
  );
  const keyBefore: Rename = (kind, key) => (was[kind].has(key) ? key : (formers[kind]().get(key) ?? key));
  return { now: (entity) => renamed(entity.kind, entity, keyNow).key, keyNow, keyBefore };
}

type Identified = Pick<Entity, "key" | "declaredId">;
type Renamed = Pick<Entity, "key"> & { readonly previously?: readonly string[] };

/** Former names that nothing has now -> keys now. */
function* byFormerName(is: ReadonlyMap<string, Renamed>): Iterable<readonly [string, string]> {
  for (const { key, previously = [] } of is.values())
    for (const former of previously.map(fold)) if (!is.has(former)) yield [former, key];
}

/** Keys of the base -> keys now, of what has another name and the same id by the files. */
function* byId(
  was: ReadonlyMap<string, Identified>,
  is: ReadonlyMap<string, Identified>,
): Iterable<readonly [string, string]> {
  const ids = new Map<string, string>();
  for (const { key, declaredId } of is.values()) if (declaredId !== undefined) ids.set(declaredId, key);
  for (const { key, declaredId } of was.values()) {
    const same = declaredId === undefined || is.has(key) ? undefined : ids.get(declaredId);
    if (same !== undefined) yield [key, same];
  }
}

/** The thing itself, and those without which it is not there either. */
export function hangsOn(entity: Entity, { now, keyNow }: Names): (readonly [Kind, string])[] {
  const within = refs(entity).filter((ref) => ref.within === true);
  return [[entity.kind, now(entity)], ...within.map(({ kind, key }) => [kind, keyNow(kind, key)] as const)];
}
