/**
 * What is held back: whatever is declared and could be several live things, the live ones that it could be, and names that
 * several live things share. Nothing of it is compared.
 */
import type { Binding, HeldBack } from "../model/change.ts";
import type { Entity, Kind } from "../model/entity.ts";
import { knownKinds, perKnownKind, type KnownKind } from "../model/idList.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { sortedBy } from "../model/text.ts";
import type { Probable } from "./alike.ts";
import type { Bindings } from "./bind.ts";
import type { Ambiguous } from "./former.ts";

/** By kind, what is held back of the declared ones and of the live ones. */
export type Held<K extends KnownKind = KnownKind> = Readonly<Record<K, Probable>>;

/** The same of any kind: of most there is nothing that could be. */
export type HeldOfAny = Readonly<Partial<Record<Kind, Probable>>>;

/** What the bindings leave open. */
export function leftOpen({ heldBack, ...bindings }: Bindings): Held {
  const of = (kind: KnownKind): Probable => {
    const declared = new Map(openIn(bindings[kind]));
    // A live one of that name is not it for certain.
    return { declared, live: new Map([...declared, ...heldBack[kind]]) };
  };
  return perKnownKind(of);
}

/** Those that are left open: a few of many. */
function openIn(bindings: ReadonlyMap<string, Binding>): (readonly [key: string, binding: Ambiguous])[] {
  const open: (readonly [string, Ambiguous])[] = [];
  bindings.forEach((binding, key) => {
    if (binding.as === "ambiguous") open.push([key, binding]);
  });
  return open;
}

/** What either holds back. */
export function bothOf(one: Held, other: Partial<Held>): Held {
  return perKnownKind((kind) => ({
    declared: new Map([...one[kind].declared, ...(other[kind]?.declared ?? [])]),
    live: new Map([...one[kind].live, ...(other[kind]?.live ?? [])]),
  }));
}

/** A state without what is held back of one side. */
export function aside(state: State, held: Held, side: keyof Probable): State {
  return {
    ...state,
    role: without(state.role, held.role[side]),
    service_account: without(state.service_account, held.service_account[side]),
    key: without(state.key, held.key[side]),
  };
}

/** Each that the bindings hold back, with its reason. */
export function heldBackOf(desired: State, bindings: Bindings): HeldBack[] {
  const declared = knownKinds.flatMap((kind) =>
    openIn(bindings[kind]).map(([key, binding]): HeldBack => ({
      kind,
      key,
      binding,
      declared: desired[kind].get(key) ?? null,
    })),
  );
  const live = knownKinds.flatMap((kind) =>
    [...bindings.heldBack[kind]].flatMap(([key, binding]): HeldBack[] =>
      desired[kind].has(key) ? [] : [{ kind, key, binding, declared: null }],
    ),
  );
  return sortedBy([...declared, ...live], (item) => `${item.kind} ${item.key}`);
}

/** Live objects that share a name and stand in no file, where policy would take each of them away: somebody has to say which. */
export function unlistedTwins({ desired, ended, policy }: Organization, { collisions }: State): HeldBack[] {
  const { unlisted } = policy;
  const acted: Partial<Record<Kind, boolean>> = {
    member: unlisted.members !== "report",
    team: unlisted.teams === "delete",
    role: unlisted.roles === "delete",
    service_account: unlisted.service_accounts === "delete",
  };
  return collisions.flatMap(({ kind, key, ids }): HeldBack[] => {
    if (acted[kind] !== true || desired[kind].has(key) || ended?.[kind].has(key) === true) return [];
    const message = `${ids.length} live objects share the name ${key} (${ids.join(", ")}) and stand in no file; remove or rename one of them at the service, then the other is dealt with`;
    return [{ kind, key, binding: { as: "ambiguous", code: "ambiguous", message, ids }, declared: null }];
  });
}

/** The declared entities, without those whose name several live objects share. */
export function apart<E extends Entity>(
  wanted: ReadonlyMap<string, E>,
  { collisions }: State,
): { readonly clear: ReadonlyMap<string, E>; readonly unplaced: readonly HeldBack[] } {
  const shared = new Map(collisions.map((item) => [`${item.kind} ${item.key}`, item.ids]));
  const unplaced: HeldBack[] = [];
  const clear = new Map<string, E>();
  for (const [key, declared] of wanted) {
    const { kind } = declared;
    const ids = shared.get(`${kind} ${key}`);
    if (ids === undefined) {
      clear.set(key, declared);
      continue;
    }
    const message = `${ids.length} live objects share the name ${key} (${ids.join(", ")}); remove or rename one of them at the service`;
    unplaced.push({ kind, key, binding: { as: "ambiguous", code: "ambiguous", message, ids }, declared });
  }
  return { clear, unplaced };
}

export function without<T>(
  map: ReadonlyMap<string, T>,
  held: ReadonlyMap<string, unknown> | ReadonlySet<string>,
): ReadonlyMap<string, T> {
  return held.size === 0 ? map : only(map, (_, key) => !held.has(key));
}

/** The entries that pass, in the order in which they stand: the map itself where all do, which is how most plans are. */
export function only<T>(
  map: ReadonlyMap<string, T>,
  passes: (item: T, key: string) => boolean,
): ReadonlyMap<string, T> {
  let kept: Map<string, T> | undefined;
  let passed = 0;
  map.forEach((item, key) => {
    if (!passes(item, key)) kept ??= firstOf(map, passed);
    else if (kept === undefined) passed += 1;
    else kept.set(key, item);
  });
  return kept ?? map;
}

function firstOf<T>(map: ReadonlyMap<string, T>, count: number): Map<string, T> {
  const first = new Map<string, T>();
  for (const [key, item] of map) {
    if (first.size === count) break;
    first.set(key, item);
  }
  return first;
}
