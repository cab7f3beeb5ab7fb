/** A map with some entries put otherwise, of which all or only a few are listed. Whoever asks for a key is answered from the whole. */

/** What stands otherwise, by key; undefined: it is gone. */
type Patches<T> = ReadonlyMap<string, T | undefined>;

/** `listed`: the keys that are gone through; all of them unless given. */
export function patched<T>(
  base: ReadonlyMap<string, T>,
  patches: Patches<T>,
  listed?: Iterable<string>,
): ReadonlyMap<string, T> {
  const get = (key: string): T | undefined => (patches.has(key) ? patches.get(key) : base.get(key));
  function* entries(): MapIterator<[string, T]> {
    for (const key of listed ?? allKeys(base, patches)) {
      const item = get(key);
      if (item !== undefined) yield [key, item];
    }
    return undefined;
  }
  function* keys(): MapIterator<string> {
    for (const [key] of entries()) yield key;
    return undefined;
  }
  function* values(): MapIterator<T> {
    for (const [, item] of entries()) yield item;
    return undefined;
  }
  const map: ReadonlyMap<string, T> = {
    ...{ get, keys, values, entries, [Symbol.iterator]: entries },
    has: (key) => get(key) !== undefined,
    get size() {
      return base.size;
    },
    forEach: (each) => {
      for (const [key, item] of entries()) each(item, key, map);
    },
  };
  return map;
}

function* allKeys<T>(base: ReadonlyMap<string, T>, patches: Patches<T>): Iterable<string> {
  yield* base.keys();
  for (const key of patches.keys()) if (!base.has(key)) yield key;
}
