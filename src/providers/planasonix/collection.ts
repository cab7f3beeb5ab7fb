/** A whole list as it was read: each object once, and what the service says of its length. */
import { canonicalJson, type Json } from "../../model/json.ts";
import { compareText } from "../../model/text.ts";

/** One collection as it was read, each object once. */
export interface Collection<T> {
  readonly items: readonly T[];
  /** How many objects the service says there are. */
  readonly total: number | undefined;
  /** Why the list is not whole, as a sentence; undefined when it was read to its end. */
  readonly broken: string | undefined;
}

interface Versioned {
  readonly updated_at?: string | undefined;
}

/** An object that moved to another page while the pages were read comes twice: its later version counts. */
export function once<T extends Versioned>(list: Collection<T>, idOf: (item: T) => string): Collection<T> {
  const byId = new Map<string, T>();
  for (const item of list.items) {
    const id = idOf(item);
    const other = byId.get(id);
    if (other === undefined || isLater(item, other)) byId.set(id, item);
  }
  return { items: [...byId.values()], total: list.total, broken: list.broken };
}

function isLater(a: Versioned, b: Versioned): boolean {
  const byTime = (Date.parse(a.updated_at ?? "") || 0) - (Date.parse(b.updated_at ?? "") || 0);
  // Any fixed order will do, so that the order of pages does not matter.
  return byTime !== 0 ? byTime > 0 : compareText(canonicalJson(a as Json), canonicalJson(b as Json)) > 0;
}

/** Why the collection is shorter than it should be, as a sentence, or null. `used` is the organization's own count. */
export function shortness(
  name: string,
  { items, total, broken }: Collection<unknown>,
  used?: number,
): string | null {
  if (broken !== undefined) return `The list of ${name} was not read to its end. ${broken}`;
  // More than was said is fine: somebody joined meanwhile.
  const said = Math.max(total ?? 0, used ?? 0);
  if (items.length >= said) return null;
  return `The service says that there are ${said} ${name}, and listed ${items.length}.`;
}
