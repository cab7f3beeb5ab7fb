/** What is known of the things of one kind, by all that they can be found by, and the same as plain data. */
import type { Kind } from "../model/entity.ts";
import { given } from "../model/given.ts";

/** All that is known of one thing. */
export interface Known {
  /** Made of the first key that it had; another one's after it was given up carries a number. */
  readonly name: string;
  /** Every key that it had, the last one at the end. */
  readonly keys: string[];
  id: string | undefined;
  /** Folded: all that it was ever known by. */
  readonly names: Set<string>;
}

export interface Book {
  readonly byKey: Map<string, Known>;
  readonly byId: Map<string, Known>;
  readonly byPerson: Map<string, Known>;
  /** By name. */
  readonly all: Map<string, Known>;
  /** What is declared now, by the key that it has; each is one of them. */
  readonly present: Map<string, Known>;
  readonly used: Set<Known>;
}

/** Of a kind of which nothing is known yet. */
export function newBook(): Book {
  return {
    ...{ byKey: new Map(), byId: new Map(), byPerson: new Map(), all: new Map() },
    ...{ present: new Map(), used: new Set() },
  };
}

/** A name by what leads to it; alone: it leads to itself, as nearly every one does. */
type Pairs = readonly (string | readonly [string, string])[];

interface SavedThing {
  readonly name: string;
  readonly keys: readonly string[];
  readonly id?: string;
  readonly names: readonly string[];
}

/** What is known of the things of each kind; elsewhere they stand by name. Of most there is nothing but that. */
export type SavedIdentities = readonly {
  readonly kind: Kind;
  readonly all: readonly (string | SavedThing)[];
  readonly byKey: Pairs;
  readonly byId: Pairs;
  readonly byPerson: Pairs;
}[];

/** As plain data. */
export function savedBook(kind: Kind, { all, byKey, byId, byPerson }: Book): SavedIdentities[number] {
  const pairs = (map: ReadonlyMap<string, Known>): Pairs =>
    Array.from(map, ([key, { name }]) => (key === name ? name : [key, name]));
  return {
    kind,
    all: Array.from(all.values(), savedThing),
    ...{ byKey: pairs(byKey), byId: pairs(byId), byPerson: pairs(byPerson) },
  };
}

function savedThing({ name, keys, id, names }: Known): string | SavedThing {
  const isNameAlone = id === undefined && keys.length === 1 && keys[0] === name;
  if (isNameAlone && names.size === 1 && names.has(name)) return name;
  return { name, keys: [...keys], names: [...names], ...given({ id }) };
}

function loadedThing(saved: string | SavedThing): Known {
  if (typeof saved === "string")
    return { name: saved, keys: [saved], id: undefined, names: new Set([saved]) };
  const { name, keys, id, names } = saved;
  return { name, keys: [...keys], id, names: new Set(names) };
}

/** What was saved. What is declared now is told anew. */
export function loadedBook(saved: SavedIdentities[number]): Book {
  const all = new Map(saved.all.map(loadedThing).map((thing) => [thing.name, thing]));
  const mapOf = (pairs: Pairs): Map<string, Known> =>
    new Map(
      pairs.flatMap((pair) => {
        const [key, name] = typeof pair === "string" ? [pair, pair] : pair;
        const item = all.get(name);
        return item === undefined ? [] : [[key, item] as const];
      }),
    );
  return {
    ...newBook(),
    ...{ all, byKey: mapOf(saved.byKey), byId: mapOf(saved.byId), byPerson: mapOf(saved.byPerson) },
  };
}
