/** What is known of the things of one kind, by all that they can be found by, and the same as plain data. */
import type { Kind } from "../model/entity.ts";

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

type Pairs = readonly (readonly [string, string])[];

/** What is known of the things of each kind; elsewhere they stand by name. */
export type SavedIdentities = readonly {
  readonly kind: Kind;
  readonly all: readonly {
    readonly name: string;
    readonly keys: readonly string[];
    readonly id?: string;
    readonly names: readonly string[];
  }[];
  readonly byKey: Pairs;
  readonly byId: Pairs;
  readonly byPerson: Pairs;
}[];

/** As plain data. */
export function savedBook(kind: Kind, { all, byKey, byId, byPerson }: Book): SavedIdentities[number] {
  const pairs = (map: ReadonlyMap<string, Known>): Pairs => [...map].map(([key, { name }]) => [key, name]);
  return {
    kind,
    all: [...all.values()].map(({ name, keys, id, names }) => ({
      ...{ name, keys: [...keys], names: [...names] },
      ...(id === undefined ? {} : { id }),
    })),
    ...{ byKey: pairs(byKey), byId: pairs(byId), byPerson: pairs(byPerson) },
  };
}

/** What was saved. What is declared now is told anew. */
export function loadedBook(saved: SavedIdentities[number]): Book {
  const all = new Map(
    saved.all.map(({ name, keys, id, names }): [string, Known] => [
      name,
      { name, keys: [...keys], id, names: new Set(names) },
    ]),
  );
  const mapOf = (pairs: Pairs): Map<string, Known> =>
    new Map(
      pairs.flatMap(([key, name]) => {
        const item = all.get(name);
        return item === undefined ? [] : [[key, item] as const];
      }),
    );
  return {
    ...newBook(),
    ...{ all, byKey: mapOf(saved.byKey), byId: mapOf(saved.byId), byPerson: mapOf(saved.byPerson) },
  };
}
