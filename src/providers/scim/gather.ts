/**
 * Lists read to their end, with the proof of it: the ids that came are as many as the service says there are, and it says
 * the same from the first page to the last. Whatever is less is `broken`, with what came all the same.
 */
import type { ProviderFailure } from "../../model/provider.ts";
import { pathOf } from "../../io/remote/path.ts";
import type { Client } from "./client.ts";
import { pageOf, type Page } from "./resource.ts";

/** What a list of one kind of resource came to. */
export interface Listed<T> {
  readonly ok: true;
  /** Each once, in the order of their ids. */
  readonly items: readonly T[];
  /** Why the list is not known to be whole, as a sentence. */
  readonly broken?: string;
}

export interface Listing<T> {
  readonly client: Client;
  /** "Users", "Groups" (RFC 7644, 3.2). */
  readonly endpoint: "Users" | "Groups";
  readonly filter?: string;
  readonly size: number;
  readonly byCursor: boolean;
  /** See `Profile.paging.cuts`. */
  readonly cuts?: readonly number[] | undefined;
  readonly itemOf: (data: unknown) => (T & { readonly id: string }) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** As a sentence names it. */
function nameOf({ endpoint }: Pick<Listing<unknown>, "endpoint">): string {
  return `the list of ${endpoint === "Users" ? "members" : "teams"} (/${endpoint})`;
}

type PageRead = { readonly ok: true; readonly page: Page } | ProviderFailure;

/** So many pages are asked for at once. */
const atOnce = 4;
/** More pages than any list has: a service that never ends is not followed. */
const mostPages = 20_000;

/** Reads a list. A failure only where its first page could not be read. */
export async function readList<T>(listing: Listing<T>): Promise<Listed<T> | ProviderFailure> {
  const asked = await pageAt(listing, listing.byCursor ? { cursor: "" } : { startIndex: "1" });
  // One that knows no cursors may refuse the word.
  const first =
    !asked.ok && listing.byCursor && asked.status === 400
      ? await pageAt(listing, { startIndex: "1" })
      : asked;
  if (!first.ok) return first;
  // No cursor in the first answer: the service pages by index, or all came at once.
  const { nextCursor, totalResults } = first.page;
  const hasCursors = nextCursor !== undefined || (listing.byCursor && totalResults === undefined);
  return hasCursors ? followCursors(listing, first.page) : byIndex(listing, first.page);
}

async function pageAt<T>(
  { client, endpoint, filter, size, signal }: Listing<T>,
  at: Readonly<Record<string, string>>,
  count = size,
): Promise<PageRead> {
  const path = pathOf(endpoint);
  const query = { ...at, count: String(count), ...(filter === undefined ? {} : { filter }) };
  const answer = await client.ask({ method: "GET", path, query, signal });
  if (!answer.ok) return answer;
  const page = pageOf(answer.body);
  if (page !== undefined) return { ok: true, page };
  const message = `GET ${path} answered with something that is no list of SCIM's. Check \`api\`: it ends where /Users begins.`;
  return { ok: false, kind: "stop", code: "off_contract", message, status: answer.status };
}

/** Collects what comes, and what speaks against its being whole. */
class Gathering<T> {
  readonly #found = new Map<string, T>();
  readonly #listing: Listing<T>;
  readonly #totals = new Set<number | undefined>();
  #nameless = 0;
  #why: string | undefined;

  constructor(listing: Listing<T>) {
    this.#listing = listing;
  }

  add({ resources, totalResults }: Page): void {
    this.#totals.add(totalResults);
    for (const data of resources) {
      const item = this.#listing.itemOf(data);
      if (item === undefined) this.#nameless += 1;
      else this.#found.set(item.id, item);
    }
  }

  breaks(why: string): void {
    this.#why ??= why;
  }

  /** RFC 9865 lets a service leave the total out where it has cursors: their end is the proof then. */
  end({ counts }: { readonly counts: boolean }): Listed<T> {
    const { cuts = [] } = this.#listing;
    const list = nameOf(this.#listing);
    const [total, ...others] = [...this.#totals].filter((it) => it !== undefined);
    const size = this.#found.size;
    if (this.#nameless > 0) this.breaks(`${this.#nameless} of ${list} came without an id or a name`);
    if (others.length > 0)
      this.breaks(`${list} changed while it was read: there were ${[total, ...others].join(", then ")}`);
    if (total === undefined && counts) this.breaks(`${list} does not say how many there are`);
    if (total !== undefined && total !== size)
      this.breaks(`${list} says that there are ${total}, and ${size} came`);
    if (counts && cuts.includes(size))
      this.breaks(
        `${list} gave ${size}, as many as it gives at most, and not a word on whether there are more`,
      );
    const items = [...this.#found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
    return { ok: true, items, ...(this.#why === undefined ? {} : { broken: `${this.#why}.` }) };
  }
}

async function followCursors<T>(listing: Listing<T>, first: Page, again = false): Promise<Listed<T>> {
  const gathering = new Gathering(listing);
  gathering.add(first);
  const seen = new Set<string>();
  for (let { nextCursor: cursor } = first; cursor !== undefined;) {
    if (seen.has(cursor) || seen.size >= mostPages) {
      gathering.breaks(`${nameOf(listing)} goes round in a circle: a cursor came twice`);
      break;
    }
    seen.add(cursor);
    const read = await pageAt(listing, { cursor });
    if (!read.ok) {
      // RFC 9865, 2.1: the cursor is not known (any more). Begun anew, once.
      if (!again && (read.code === "expiredCursor" || read.code === "invalidCursor")) {
        const anew = await pageAt(listing, { cursor: "" });
        if (anew.ok) return followCursors(listing, anew.page, true);
      }
      gathering.breaks(withoutStop(read.message));
      break;
    }
    gathering.add(read.page);
    cursor = read.page.nextCursor;
  }
  return gathering.end({ counts: false });
}

/** By index, counted from 1 (RFC 7644, 3.4.2.4); the pages behind the first at once, now that it is known how many there are. */
async function byIndex<T>(listing: Listing<T>, first: Page): Promise<Listed<T>> {
  const gathering = new Gathering(listing);
  gathering.add(first);
  const { totalResults: total = 0, resources } = first;
  const step = resources.length;
  if (step > 0 && total > step) {
    const starts: number[] = [];
    for (let start = step + 1; start <= total && starts.length < mostPages; start += step) starts.push(start);
    for (let next = 0; next < starts.length; next += atOnce) {
      const parts = starts
        .slice(next, next + atOnce)
        .map((start) => readPart(listing, { start, end: Math.min(start + step, total + 1), gathering }));
      if ((await Promise.all(parts)).includes(false)) break;
    }
  }
  return gathering.end({ counts: true });
}

/** From one index to another: a service may give less than it is asked for, and what came is what counts. False when it ended before. */
async function readPart<T>(
  listing: Listing<T>,
  part: { readonly start: number; readonly end: number; readonly gathering: Gathering<T> },
): Promise<boolean> {
  const { start, end, gathering } = part;
  for (let index = start; index < end;) {
    const read = await pageAt(listing, { startIndex: String(index) }, end - index);
    if (!read.ok) {
      gathering.breaks(withoutStop(read.message));
      return false;
    }
    gathering.add(read.page);
    if (read.page.resources.length === 0) {
      gathering.breaks(`${nameOf(listing)} ended at ${index - 1}`);
      return false;
    }
    index += read.page.resources.length;
  }
  return true;
}

function withoutStop(message: string): string {
  return message.replace(/\.$/, "");
}
