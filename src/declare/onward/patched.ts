/** A map with some entries put otherwise, of which all or only a few are listed. Whoever asks for a key is answered from the whole. */

/** What stands otherwise, by key; undefined: it is gone. */
type Patches<T> = ReadonlyMap<string, T | undefined>;

/** `listed`: the keys that are gone through; all of them unless given. */
export function patched<T>(
  base: ReadonlyMap<string, T>,
  patches: Patches<T>,
  listed?: Iterable<string>,
): ReadonlyMap<string, T> {
  return new Patched(base, patches, listed);
}

/** There are several for each commit, and of a class they cost nothing but what is asked of them. */
class Patched<T> implements ReadonlyMap<string, T> {
  readonly base: ReadonlyMap<string, T>;
  readonly patches: Patches<T>;
  readonly listed: Iterable<string> | undefined;
  made: ReadonlyMap<string, T> | undefined;

  constructor(base: ReadonlyMap<string, T>, patches: Patches<T>, listed: Iterable<string> | undefined) {
    this.base = base;
    this.patches = patches;
    this.listed = listed;
  }

  get(key: string): T | undefined {
    return this.patches.has(key) ? this.patches.get(key) : this.base.get(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** Every rule goes through them. */
  all(): ReadonlyMap<string, T> {
    if (this.made !== undefined) return this.made;
    const made = new Map<string, T>();
    for (const key of this.listed ?? allKeys(this.base, this.patches)) {
      const item = this.get(key);
      if (item !== undefined) made.set(key, item);
    }
    this.made = made;
    return made;
  }

  keys() {
    return this.all().keys();
  }

  values() {
    return this.all().values();
  }

  entries() {
    return this.all().entries();
  }

  [Symbol.iterator]() {
    return this.all()[Symbol.iterator]();
  }

  get size(): number {
    return this.base.size;
  }

  forEach(each: (item: T, key: string, map: ReadonlyMap<string, T>) => void): void {
    for (const [key, item] of this.all()) each(item, key, this);
  }
}

function* allKeys<T>(base: ReadonlyMap<string, T>, patches: Patches<T>): Iterable<string> {
  yield* base.keys();
  for (const key of patches.keys()) if (!base.has(key)) yield key;
}
