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
  const named = new Map<ItemName, readonly ItemName[]>();
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
  const keep = (item: ItemName, now: readonly ItemName[]): void => {
    if (now.length === 0) named.delete(item);
    else named.set(item, now);
  };
  return {
    namers: (item) => namers.get(item) ?? nobody,
    set(item, now) {
      const before = named.get(item) ?? [];
      const { head, tail } = inCommon(before, now);
      for (const other of before.slice(head, before.length - tail))
        if (!now.includes(other)) remove(item, other);
      keep(item, now);
      for (const other of now.slice(head, now.length - tail)) add(item, other);
    },
    setOne(item, other, isNew) {
      const before = named.get(item) ?? [];
      if (isNew) {
        keep(item, [...before, other]);
        add(item, other);
        return;
      }
      const now = before.toSpliced(before.lastIndexOf(other), 1);
      keep(item, now);
      if (!now.includes(other)) remove(item, other);
    },
  };
}

/** How many are the same at the beginning and at the end. */
function inCommon(
  before: readonly ItemName[],
  now: readonly ItemName[],
): { readonly head: number; readonly tail: number } {
  const most = Math.min(before.length, now.length);
  let head = 0;
  while (head < most && before[head] === now[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === now.at(-1 - tail)) tail++;
  return { head, tail };
}
