/** Lists of GitHub, read to the end or not at all: what every item is must be known before anything is said of who is missing. */
import type { Asked, GitHubFailure } from "./github.ts";
import { unreadable, type Answer, type Call } from "./failure.ts";
import { Reading } from "./reading.ts";
import type { Read } from "./answers.ts";
import { isSuccess, type Exchanged, type Question } from "./question.ts";
import { isBelow } from "./transport.ts";

export interface List<T> extends Omit<Question, "method"> {
  /** The field that holds the items, beside `total_count`; without it the answer is the list itself. */
  readonly field?: string;
  readonly read: Read<T>;
  /** The first page is enough: of what grows for ever, the newest. */
  readonly firstPage?: true;
  /** What comes on as many pages as are ever asked for is enough, where there are more: called then. */
  readonly cut?: () => void;
  /** Items that are not wanted, before they are read. */
  readonly skip?: (item: unknown) => boolean;
}

const pageSize = 100;
const maxPages = 100;

interface Pages<T> {
  readonly list: List<T> & Question;
  readonly api: URL;
  readonly exchange: (question: Question) => Promise<Exchanged>;
  readonly refuse: (call: Call, answer: Answer) => GitHubFailure;
}

/** All items of all pages, each once, in the order in which they came. */
export async function readPages<T extends { readonly id: number } | { readonly number: number }>({
  list,
  api,
  exchange,
  refuse,
}: Pages<T>): Promise<Asked<T[]>> {
  const items = new Map<number, T>();
  const seen = new Set<number>();
  let total: number | undefined;
  let page: Question = { ...list, query: { ...list.query, per_page: String(pageSize) } };
  for (let count = 1; ; count++) {
    const came = await exchange(page);
    if (!came.ok) return came;
    const { answer } = came;
    if (!isSuccess(answer)) return refuse(list, answer);
    const reading = new Reading();
    const { field } = list;
    if (field !== undefined) total ??= reading.count(answer.data, "total_count");
    for (const item of field === undefined ? reading.list(answer.data) : reading.list(answer.data, field)) {
      seen.add(reading.count(item, "id"));
      if (list.skip?.(item) === true) continue;
      const read = list.read(item, reading);
      items.set("id" in read ? read.id : read.number, read);
    }
    if (reading.problem !== undefined) return unreadable(list, reading.problem);
    if (list.firstPage === true) return { ok: true, value: [...items.values()] };
    const next = nextPage(answer, api);
    if (next === undefined) break;
    if (next === null) return unreadable(list, "its next page is not below the API's own address");
    if (count === maxPages) {
      if (list.cut === undefined) return unreadable(list, `the list has more than ${maxPages} pages`);
      list.cut();
      break;
    }
    page = { ...list, path: next.path, query: next.query };
  }
  if (total !== undefined && seen.size < total) {
    return unreadable(list, `${seen.size} came of ${total} that it counts`);
  }
  return { ok: true, value: [...items.values()] };
}

interface NextPage {
  readonly path: string;
  readonly query: Record<string, string>;
}

/** Undefined after the last page; null when the address is not the API's, whose token would go there. */
function nextPage({ headers }: Answer, api: URL): NextPage | null | undefined {
  const link = headers["link"] ?? "";
  if (!/\brel="?next\b/i.test(link)) return undefined;
  const address = /<([^<>]*)>\s*;\s*rel="?next\b/i.exec(link)?.[1] ?? "";
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (!isBelow(url, api) || url.username !== "" || url.password !== "") return null;
  const base = api.pathname.replace(/\/$/, "");
  return { path: url.pathname.slice(base.length), query: Object.fromEntries(url.searchParams) };
}
