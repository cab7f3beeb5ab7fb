/** Reads a whole collection, page by page. Says whether it came to the end; never runs in circles. */
import type { ProviderFailure } from "../../model/provider.ts";
import type { DataOf } from "./answer.ts";
import type { Client } from "./client.ts";
import { createObjects, type Collection, type Listable } from "./collection.ts";
import { maxPageSize, type RouteName, type routes } from "./contract.ts";

/** Routes that answer lists. */
export type ListRoute = {
  [N in RouteName]: (typeof routes)[N]["answers"] extends "list" ? N : never;
}[RouteName];
/** What the list of a route holds. */
export type Item<N extends ListRoute> = DataOf<N> extends readonly (infer T)[] ? T : never;

interface Listed<N extends ListRoute> extends Collection<Item<N>> {
  readonly ok: true;
  /** It has more pages than it was to have, and was not read to its end. */
  readonly tooLong?: true;
}

interface ListRequest<N extends ListRoute> {
  readonly route: N;
  readonly query?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** A list of more pages is left after the first that shows it, and is `tooLong`. */
  readonly atMostPages?: number;
}

const maxPages = 10_000;

/**
 * The list, in pages of the largest size, each object once. Fails when the first page fails, or when any page is not
 * what was agreed. A page that brings nothing new and names another one ends it: such a list may go on for ever.
 */
export async function readList<N extends ListRoute>(
  client: Client,
  { route, query, signal, atMostPages = Infinity }: ListRequest<N>,
): Promise<Listed<N> | ProviderFailure> {
  const objects = createObjects<Item<N> & Listable>();
  const cursors = new Set<string>();
  let total: number | undefined;
  let cursor: string | undefined;
  const ended = (broken?: string): Listed<N> => ({ ok: true, ...objects.all(), total, broken });
  for (let page = 1; page <= maxPages; page++) {
    const answer = await client.call({
      route,
      query: { ...query, limit: String(maxPageSize), ...(cursor === undefined ? {} : { cursor }) },
      ...(signal === undefined ? {} : { signal }),
    });
    if (!answer.ok) {
      if (page === 1 || !isPassing(answer)) return answer;
      return ended(`Page ${page} could not be read: ${answer.message}`);
    }
    const known = objects.count();
    // Every list of the contract holds objects that can be told apart; TypeScript cannot see that through a route's name.
    objects.add(answer.data as readonly (Item<N> & Listable)[]);
    // Pages may differ in it: what the largest counts was there while the list was read.
    total = largest(total, answer.page?.total);
    const next = answer.page?.next ?? null;
    if (next === null) return ended();
    if (cursors.has(next)) return ended(`Page ${page} pointed back to a page that was read before.`);
    if (objects.count() === known) return ended(`Page ${page} brought nothing new, and named a next one.`);
    const pages = total === undefined ? page + 1 : Math.ceil(total / (objects.count() / page));
    if (pages > atMostPages) return { ...ended(), tooLong: true };
    cursors.add(next);
    cursor = next;
  }
  return ended(`There were more than ${maxPages} pages.`);
}

function largest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : Math.max(a, b ?? 0);
}

/** Failures that come and go: no answer, or the service's own. Others mean that nothing this address says can be relied on. */
function isPassing(failure: ProviderFailure): boolean {
  const { code, status } = failure;
  if (status !== undefined) return status >= 500;
  return code === "unreachable" || code === "timeout" || code === "dropped" || code === "too_large";
}
