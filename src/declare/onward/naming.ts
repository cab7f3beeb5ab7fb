/** Which entries of an organization name which others: what a change of one can mean for. */

import type { ItemName } from "../items.ts";

export interface Naming {
  /** The entries that name this one. */
  namers(item: ItemName): ReadonlySet<ItemName>;
  /** From now on the entry names these, and no others. */
  set(item: ItemName, named: readonly ItemName[]): void;
  /** It names this one besides, or once less. */
  setOne(item: ItemName, other: ItemName, isNew: boolean): void;
}

const nobody: ReadonlySet<ItemName> = new Set();

export function newNaming(): Naming {
  const namers = new Map<ItemName, Set<ItemName>>();
  /** How often an entry names another one; nearly all name nobody, and are not there. */
  const named = new Map<ItemName, Map<ItemName, number>>();
  const add = (item: ItemName, other: ItemName): void => {
    const list = namers.get(other) ?? new Set();
    namers.set(other, list);
    list.add(item);
  };
  const remove = (item: ItemName, other: ItemName): void => {
    const list = namers.get(other);
    list?.delete(item);
    if (list?.size === 0) namers.delete(other);
  };
  const keep = (item: ItemName, now: Map<ItemName, number>): void => {
    if (now.size === 0) named.delete(item);
    else named.set(item, now);
  };
  return {
    namers: (item) => namers.get(item) ?? nobody,
    set(item, now) {
      const before = named.get(item);
      if (before === undefined && now.length === 0) return;
      const counts = new Map<ItemName, number>();
      for (const other of now) counts.set(other, (counts.get(other) ?? 0) + 1);
      for (const other of before?.keys() ?? []) if (!counts.has(other)) remove(item, other);
      for (const other of counts.keys()) if (before?.has(other) !== true) add(item, other);
      keep(item, counts);
    },
    setOne(item, other, isNew) {
      const counts = named.get(item) ?? new Map<ItemName, number>();
      const count = (counts.get(other) ?? 0) + (isNew ? 1 : -1);
      if (count > 0) {
        counts.set(other, count);
        add(item, other);
      } else {
        counts.delete(other);
        remove(item, other);
      }
      keep(item, counts);
    },
  };
}
