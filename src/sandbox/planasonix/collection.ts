/** A collection of records that is paged, looked up and counted without walking all of it. */

interface Entry<T> {
  readonly serial: number;
  readonly record: T;
}

/** Records by id, in the order they were added, with named indexes. A record is replaced, never changed. */
export class Collection<T extends object, Index extends string> {
  readonly #idOf: (record: T) => string;
  readonly #keysOf: (record: T) => Readonly<Record<Index, string>>;
  readonly #entries = new Map<string, Entry<T>>();
  /** Ids by index and value; a value that only one record has is kept without a Set. */
  readonly #indexes = new Map<string, Map<string, string | Set<string>>>();
  #ordered: readonly Entry<T>[] | null = null;
  #nextSerial = 1;

  constructor(idOf: (record: T) => string, keysOf: (record: T) => Readonly<Record<Index, string>>) {
    this.#idOf = idOf;
    this.#keysOf = keysOf;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(id: string): T | undefined {
    return this.#entries.get(id)?.record;
  }

  /** Adds the record, or puts it in the place of the one with its id. */
  set(record: T): void {
    const id = this.#idOf(record);
    const old = this.#entries.get(id);
    if (old !== undefined) this.#unindex(id, old.record);
    this.#entries.set(id, { serial: old?.serial ?? this.#nextSerial++, record });
    this.#index(id, record);
    this.#ordered = null;
  }

  delete(id: string): void {
    const old = this.#entries.get(id);
    if (old === undefined) return;
    this.#unindex(id, old.record);
    this.#entries.delete(id);
    this.#ordered = null;
  }

  /** The records whose index has this value, oldest entry in the index first. */
  find(index: Index, value: string): T[] {
    const ids = this.#indexes.get(index)?.get(value) ?? [];
    return (typeof ids === "string" ? [ids] : [...ids])
      .map((id) => this.get(id))
      .filter((record) => record !== undefined);
  }

  /** How many records have this value. */
  count(index: Index, value: string): number {
    const ids = this.#indexes.get(index)?.get(value) ?? "";
    return typeof ids === "string" ? Number(ids !== "") : ids.size;
  }

  /** All of them, in the order they were added. */
  values(): T[] {
    return this.#inOrder().map((entry) => entry.record);
  }

  /** At most `limit` records after the given serial; `next` is the serial to go on from, null at the end. */
  page(after: number, limit: number): { readonly records: readonly T[]; readonly next: number | null } {
    const entries = this.#inOrder();
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((entries[middle]?.serial ?? 0) > after) high = middle;
      else low = middle + 1;
    }
    const slice = entries.slice(low, low + limit);
    const next = low + limit < entries.length ? (slice.at(-1)?.serial ?? null) : null;
    return { records: slice.map((entry) => entry.record), next };
  }

  #inOrder(): readonly Entry<T>[] {
    return (this.#ordered ??= [...this.#entries.values()]);
  }

  #index(id: string, record: T): void {
    const values: Readonly<Record<string, string>> = this.#keysOf(record);
    for (const name in values) {
      const value = values[name] ?? "";
      const index = this.#indexes.get(name) ?? new Map<string, string | Set<string>>();
      this.#indexes.set(name, index);
      const ids = index.get(value);
      if (ids === undefined) index.set(value, id);
      else if (typeof ids === "string") index.set(value, new Set([ids, id]));
      else ids.add(id);
    }
  }

  #unindex(id: string, record: T): void {
    const values: Readonly<Record<string, string>> = this.#keysOf(record);
    for (const name in values) {
      const value = values[name] ?? "";
      const ids = this.#indexes.get(name)?.get(value);
      if (typeof ids === "object") ids.delete(id);
      if (typeof ids === "string" || ids?.size === 0) this.#indexes.get(name)?.delete(value);
    }
  }
}
