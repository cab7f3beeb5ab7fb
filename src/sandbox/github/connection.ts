/** Pages of GraphQL's lists as GitHub gives them, and how it refuses one. */
import { GraphQLError } from "graphql";

export function failure(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

export interface Page {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** What each list is handed beside its arguments. */
export interface Paging {
  readonly most: number;
}

/** One page of a connection; refuses what GitHub refuses: no limit, or one over 100. */
export function connection<T, N extends object>(
  all: readonly T[],
  { first = null, last = null, after = null, before = null, most }: Page & Paging,
  edgeOf: (item: T) => { readonly node: N } & Record<string, unknown>,
) {
  const asked = first ?? last;
  if (asked === null)
    throw failure(
      "MISSING_PAGINATION_BOUNDARIES",
      "You must provide a `first` or `last` value to properly paginate.",
    );
  if (asked < 1 || asked > 100)
    throw failure(
      "EXCESSIVE_PAGINATION",
      `Requesting ${asked} records exceeds the \`first\` limit of 100 records.`,
    );
  const size = Math.min(asked, most);
  const start = after === null ? 0 : placeOf(after) + 1;
  const end = before === null ? all.length : placeOf(before);
  const from = first === null ? Math.max(start, end - size) : start;
  const to = first === null ? end : Math.min(end, start + size);
  const edges = all
    .slice(from, to)
    .map((item, index) => ({ cursor: cursorOf(from + index), ...edgeOf(item) }));
  return {
    totalCount: all.length,
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: to < all.length,
      hasPreviousPage: from > 0,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function cursorOf(place: number): string {
  return Buffer.from(`cursor:${place}`).toString("base64");
}

function placeOf(cursor: string): number {
  const place = Number(/^cursor:(\d+)$/.exec(Buffer.from(cursor, "base64").toString())?.[1] ?? Number.NaN);
  if (Number.isNaN(place))
    throw failure("INVALID_CURSOR_ARGUMENTS", `\`${cursor}\` does not appear to be a valid cursor.`);
  return place;
}
