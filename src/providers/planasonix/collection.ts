/** A whole list as it was read: each object once, what the service says of its length, and where it contradicts itself. */
import { canonicalJson, type Json } from "../../model/json.ts";
import { compareText } from "../../model/text.ts";

/** One collection as it was read, each object once. */
export interface Collection<T> {
  readonly items: readonly T[];
  /** How many objects the service says there are: the most that any page said. */
  readonly total: number | undefined;
  /** Why the list is not whole, as a sentence; undefined when it was read to its end. */
  readonly broken: string | undefined;
  /** The id of an object that came as two, of which nobody can say which one holds. */
  readonly contradicted?: string | undefined;
}

/** What all lists hold: objects with an id, or a team's member, named by both ends. */
export type Listable = { readonly updated_at?: string | undefined; readonly etag?: string | undefined } & (
  { readonly id: string } | { readonly team_id: string; readonly member_id: string }
);

interface Objects<T> {
  /** Takes a page. */
  add(page: readonly T[]): void;
  /** Different ones so far. */
  count(): number;
  all(): Pick<Collection<T>, "items" | "contradicted">;
}

/**
 * Collects objects page by page. One that changed while the pages were read moves and comes twice: its later version
 * counts. One that comes twice in other words, and nothing says which are the later ones, is a contradiction.
 */
export function createObjects<T extends Listable>(): Objects<T> {
  const items: T[] = [];
  const places = new Places();
  /** Where the items of the present page begin, and which earlier ones it put others in the place of. */
  let first = 0;
  const replaced = new Set<number>();
  let contradicted: string | undefined;
  const take = (item: T): void => {
    const at = places.of(item, items.length);
    const other = items[at];
    if (other === undefined) return void items.push(item);
    const order = byTime(item, other);
    const isOfPage = at >= first || replaced.has(at);
    if (!isAlike(item, other) && (order === 0 || isOfPage)) contradicted ??= idOf(item);
    // Any fixed order will do between versions of one time, so that the order of pages does not matter.
    if (order < 0 || (order === 0 && compareText(textOf(item), textOf(other)) <= 0)) return;
    items[at] = item;
    replaced.add(at);
  };
  return {
    add(page) {
      first = items.length;
      replaced.clear();
      for (const item of page) take(item);
    },
    count: () => items.length,
    all: () => ({ items, contradicted }),
  };
}

/** Where each object stands in the list. There are more places in teams than anything else, so that their ends are not joined to a text each. */
class Places {
  readonly #byId = new Map<string, number>();
  readonly #byTeam = new Map<string, Map<string, number>>();

  /** Where the object stands; `next` from now on where it does not yet. */
  of(item: Listable, next: number): number {
    const [map, id] = "id" in item ? [this.#byId, item.id] : [this.#inTeam(item.team_id), item.member_id];
    const at = map.get(id);
    if (at === undefined) map.set(id, next);
    return at ?? next;
  }

  #inTeam(team: string): Map<string, number> {
    const known = this.#byTeam.get(team);
    if (known !== undefined) return known;
    const made = new Map<string, number>();
    this.#byTeam.set(team, made);
    return made;
  }
}

function idOf(item: Listable): string {
  return "id" in item ? item.id : `${item.team_id}/${item.member_id}`;
}

function byTime(a: Listable, b: Listable): number {
  return (Date.parse(a.updated_at ?? "") || 0) - (Date.parse(b.updated_at ?? "") || 0);
}

/** The same but for the version's own marks. */
function isAlike(a: Listable, b: Listable): boolean {
  const plain = ({ updated_at: _, etag: __, ...rest }: Listable): string => canonicalJson(rest);
  return plain(a) === plain(b);
}

function textOf(item: Listable): string {
  return canonicalJson(item as Json);
}

/** Why the collection is shorter than it should be, or not to be relied on, as a sentence, or null. `used` is the organization's own count. */
export function shortness(
  name: string,
  { items, total, broken, contradicted }: Collection<unknown>,
  used?: number,
): string | null {
  if (broken !== undefined) return `The list of ${name} was not read to its end. ${broken}`;
  if (contradicted !== undefined)
    return `The list of ${name} contradicts itself: it held ${contradicted} twice, and not alike.`;
  // More than was said is fine: somebody joined meanwhile.
  const said = Math.max(total ?? 0, used ?? 0);
  if (items.length >= said) return null;
  return `The service says that there are ${said} ${name}, and listed ${items.length}.`;
}
