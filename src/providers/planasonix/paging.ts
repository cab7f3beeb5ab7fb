/** Reads a whole collection, page by page. Says whether it came to the end; never runs in circles. */
import type { ProviderFailure } from "../../model/provider.ts";
import type { DataOf } from "./answer.ts";
import type { Client } from "./client.ts";
import type { routes, RouteName } from "./contract.ts";
import { maxPageSize } from "./contract.ts";

/** Routes that answer lists. */
export type ListRoute = {
  [N in RouteName]: (typeof routes)[N]["answers"] extends "list" ? N : never;
}[RouteName];
/** What the list of a route holds. */
export type Item<N extends ListRoute> = DataOf<N> extends readonly (infer T)[] ? T : never;

export interface Listed<N extends ListRoute> {
  readonly ok: true;
  readonly items: readonly Item<N>[];
  /** How many objects the service says there are; the last page's word. */
  readonly total: number | undefined;
  /** Why the list is not whole, as a sentence; undefined when it was read to its end. */
  readonly broken: string | undefined;
}

export interface ListRequest<N extends ListRoute> {
  readonly route: N;
  readonly query?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

const maxPages = 10_000;

/** The list, in pages of the largest size. Fails when the first page fails, or when any page is not what was agreed. */
export async function readList<N extends ListRoute>(
  client: Client,
  { route, query, signal }: ListRequest<N>,
): Promise<Listed<N> | ProviderFailure> {
  const items: Item<N>[] = [];
  const seen = new Set<string>();
  let total: number | undefined;
  let cursor: string | undefined;
  const ended = (broken?: string): Listed<N> => ({ ok: true, items, total, broken });
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
    // Not `items.push(...data)`: a page may be larger than asked for, and arguments go on the stack.
    for (const item of answer.data as readonly Item<N>[]) items.push(item);
    total = answer.page?.total ?? total;
    const next = answer.page?.next ?? null;
    if (next === null) return ended();
    if (seen.has(next)) return ended(`Page ${page} pointed back to a page that was read before.`);
    seen.add(next);
    cursor = next;
  }
  return ended(`There were more than ${maxPages} pages.`);
}

/** Failures that come and go: no answer, or the service's own. Others mean that nothing this address says can be relied on. */
function isPassing(failure: ProviderFailure): boolean {
  const { code, status } = failure;
  if (status !== undefined) return status >= 500;
  return code === "unreachable" || code === "timeout" || code === "dropped" || code === "too_large";
}
