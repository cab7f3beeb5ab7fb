/** Items gathered by what they have in common. */

/** Puts an item at the end of the list that a key has. A new list for each item would copy those before it each time. */
export function addTo<K, T>(groups: Map<K, T[]>, key: K, item: T): void {
  const same = groups.get(key);
  if (same === undefined) groups.set(key, [item]);
  else same.push(item);
}

/** Items by key, each list in their order. */
export function grouped<K, T>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) addTo(groups, keyOf(item), item);
  return groups;
}
