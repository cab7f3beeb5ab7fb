/** A map with some entries put otherwise, of which all or only a few are listed. Whoever asks for a key is answered from the whole. */

/** What stands otherwise, by key; undefined: it is gone. */
type Patches<T> = ReadonlyMap<string, T | undefined>;

/** `listed`: the keys that are gone through; all of them unless given. */
export function patched<T>(
  base: ReadonlyMap<string, T>,
  patches: Patches<T>,
  listed?: Iterable<string>,
): ReadonlyMap<string, T> {
  const get =
    patches.size === 0
      ? (key: string): T | undefined => base.get(key)
      : (key: string): T | undefined => (patches.has(key) ? patches.get(key) : base.get(key));
  let made: ReadonlyMap<string, T> | undefined;
  // Every rule goes through them.
  const all = (): ReadonlyMap<string, T> => {
    made ??= new Map(
      [...(listed ?? allKeys(base, patches))].flatMap((key): [string, T][] => {
        const item = get(key);
        return item === undefined ? [] : [[key, item]];
      }),
    );
    return made;
  };
  const map: ReadonlyMap<string, T> = {
    get,
    has: (key) => get(key) !== undefined,
    keys: () => all().keys(),
    values: () => all().values(),
    entries: () => all().entries(),
    [Symbol.iterator]: () => all()[Symbol.iterator](),
    get size() {
      return base.size;
    },
    forEach: (each) => {
      for (const [key, item] of all()) each(item, key, map);
    },
  };
  return map;
}

function* allKeys<T>(base: ReadonlyMap<string, T>, patches: Patches<T>): Iterable<string> {
  yield* base.keys();
  for (const key of patches.keys()) if (!base.has(key)) yield key;
}
