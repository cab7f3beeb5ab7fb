/** Pages of a collection, and the cursors between them, which cannot be made up. */
import { hashJson } from "../../model/json.ts";
import { maxPageSize } from "../../providers/planasonix/contract.ts";
import type { Answer } from "./respond.ts";
import { refuse, type Refusal } from "./refusal.ts";

interface Pageable<T> {
  readonly size: number;
  page(after: number, limit: number): { readonly records: readonly T[]; readonly next: number | null };
}

/** One list request. `list` names organization, collection and filter: a cursor is good for that list only. */
interface ListRequest {
  readonly list: string;
  readonly query: URLSearchParams;
  readonly pageSize: number;
}

/** The page that is asked for. A limit above the server's page size gets smaller pages, not an error. */
export function answerPage<T>(collection: Pageable<T>, request: ListRequest): Answer | Refusal {
  const limitText = request.query.get("limit") ?? String(maxPageSize);
  const limit = /^\d{1,6}$/.test(limitText) ? Number(limitText) : 0;
  if (limit < 1 || limit > maxPageSize) {
    return refuse(422, "invalid_limit", `limit is a whole number from 1 to ${maxPageSize}.`);
  }
  const cursor = request.query.get("cursor");
  const after = cursor === null ? 0 : readCursor(request.list, cursor);
  if (after === undefined) return refuse(400, "invalid_cursor", "The cursor is none that this list gave.");
  const pageSize = Math.min(limit, request.pageSize);
  const { records, next } = collection.page(after, pageSize);
  const next_cursor = next === null ? null : writeCursor(request.list, next);
  return {
    ok: true,
    status: 200,
    body: { data: records, meta: { page_size: pageSize, next_cursor, total: collection.size } },
  };
}

/** A few records, found by a filter, as a pageable list. */
export function filtered<T>(records: readonly T[]): Pageable<T> {
  return {
    size: records.length,
    page: (after, limit) => ({
      records: records.slice(after, after + limit),
      next: after + limit < records.length ? after + limit : null,
    }),
  };
}

function writeCursor(list: string, serial: number): string {
  return Buffer.from(`${serial}.${seal(list, serial)}`).toString("base64url");
}

function readCursor(list: string, cursor: string): number | undefined {
  const [digits = "", mark] = Buffer.from(cursor, "base64url").toString().split(".");
  if (!/^\d{1,15}$/.test(digits)) return undefined;
  const serial = Number(digits);
  return mark === seal(list, serial) && cursor === writeCursor(list, serial) ? serial : undefined;
}

/** Cheap proof that the cursor was given for this list; it keeps nobody out, it catches mistakes. */
function seal(list: string, serial: number): string {
  return hashJson(["cursor", list, serial]).slice(0, 12);
}
