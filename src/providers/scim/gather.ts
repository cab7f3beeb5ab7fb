/**
 * Lists read to their end, with the proof of it: the ids that came are as many as the service says there are, and it says
 * the same from the first page to the last. Whatever is less is `broken`, with what came all the same.
 */
import { given } from "../../model/given.ts";
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

interface Listing<T> {
  readonly client: Client;
  /** "Users", "Groups" (RFC 7644, 3.2). */
  readonly endpoint: "Users" | "Groups";
  readonly filter?: string;
  /** So many are asked for at once; undefined where the service takes no word on it. */
  readonly size: number | undefined;
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
export async function readList<T>(asked: Listing<T>): Promise<Listed<T> | ProviderFailure> {
  // One that knows no cursors may refuse the word; and one that gives less at once, the count.
  const ways = [
    ...(asked.byCursor ? [{ at: { cursor: "" }, listing: asked }] : []),
    { at: { startIndex: "1" }, listing: asked },
    { at: {}, listing: { ...asked, size: undefined } },
  ];
  let refusal: ProviderFailure | undefined;
  for (const { at, listing } of ways) {
    const first = await pageAt(listing, at);
    if (first.ok) return readFrom(listing, first.page);
    refusal ??= first;
    if (first.status !== 400) break;
  }
  return refusal ?? offContract(asked.endpoint, undefined);
}

/** No cursor in the first answer: the service pages by index, or all came at once. */
function readFrom<T>(listing: Listing<T>, first: Page): Promise<Listed<T>> {
  const { nextCursor, totalResults } = first;
  const hasCursors = nextCursor !== undefined || (listing.byCursor && totalResults === undefined);
  return hasCursors ? followCursors(listing, first) : byIndex(listing, first);
}

function offContract(endpoint: string, status: number | undefined): ProviderFailure {
  const message = `GET ${pathOf(endpoint)} answered with something that is no list of SCIM's. Check \`api\`: it ends where /Users begins.`;
  return { ok: false, kind: "stop", code: "off_contract", message, ...given({ status }) };
}

async function pageAt<T>(
  { client, endpoint, filter, size, signal }: Listing<T>,
  at: Readonly<Record<string, string>>,
  count: number | undefined = size,
): Promise<PageRead> {
  const path = pathOf(endpoint);
  const query = { ...at, ...given({ count: count === undefined ? undefined : String(count), filter }) };
  const answer = await client.ask({ method: "GET", path, query, signal });
  if (!answer.ok) return answer;
  const page = pageOf(answer.body);
  return page === undefined ? offContract(endpoint, answer.status) : { ok: true, page };
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
  if (step === total && isFull(step, listing)) await lookBeyond(listing, step, gathering);
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

/** Pages are as long as they are asked for, or as long as services make them. */
function isFull(count: number, { size }: Pick<Listing<unknown>, "size">): boolean {
  return count === size || [20, 25, 50, 100, 200, 250, 500, 1000].includes(count);
}

/**
 * Some services give the length of the page as the number of all (RFC 7644, 3.4.2 means all that match). A full page that is
 * said to be everything is believed once nothing comes behind it: a refusal, nobody, or those who came already. A service that
 * fails there, or does not answer, has said nothing.
 */
async function lookBeyond<T>(listing: Listing<T>, step: number, gathering: Gathering<T>): Promise<void> {
  const read = await pageAt(listing, { startIndex: String(step + 1) });
  if (read.ok) gathering.add({ resources: read.page.resources });
  else if (!isRefusal(read)) gathering.breaks(withoutStop(read.message));
}

/** There is no such page, in whichever way services say so. */
function isRefusal({ status = 0, code }: ProviderFailure): boolean {
  const isAsked = status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status);
  return isAsked || status === 501 || code === "off_contract";
}

/** From one index to another: a service may give less than it is asked for, and what came is what counts. False when it ended before. */
async function readPart<T>(
  listing: Listing<T>,
  part: { readonly start: number; readonly end: number; readonly gathering: Gathering<T> },
): Promise<boolean> {
  const { start, end, gathering } = part;
  for (let index = start; index < end;) {
    const count = listing.size === undefined ? undefined : end - index;
    const read = await pageAt(listing, { startIndex: String(index) }, count);
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
