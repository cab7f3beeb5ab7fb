/**
 * Requests through octokit: what only reads is repeated after a lost answer and after a short rate limit, and so is a
 * PUT, which comes to the same twice; other writes are sent once, whatever happens. Lists are read to the end or not at all.
 */
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { randomUUID } from "node:crypto";
import type { Clock } from "../../model/provider.ts";
import type { Asked, GitHubFailure } from "./github.ts";
import { pace } from "./pace.ts";
import { lost, refused, unreadable, type Answer, type Call } from "./failure.ts";
import { at, Reading } from "./reading.ts";
import type { Read } from "./answers.ts";
import { graphqlAddress, graphqlPath, isBelow, LostAnswer, type Fetch } from "./transport.ts";

export interface Question extends Call {
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Ends the request and the waiting for it. */
  readonly signal?: AbortSignal | undefined;
}

interface List<T> extends Omit<Question, "method"> {
  /** The field that holds the items, beside `total_count`; without it the answer is the list itself. */
  readonly field?: string;
  readonly read: Read<T>;
  /** The first page is enough: of what grows for ever, the newest. */
  readonly firstPage?: true;
  /** Items that are not wanted, before they are read. */
  readonly skip?: (item: unknown) => boolean;
}

type Exchanged =
  | {
      readonly ok: true;
      readonly answer: Answer;
      /** A try before this answer may have had its effect. */
      readonly afterDoubt?: true;
    }
  | GitHubFailure;

export interface Requests {
  /** One answer, whatever its status; a failure when none came. */
  exchange(question: Question): Promise<Exchanged>;
  /** The content of a success. */
  ask<T>(question: Question, read: Read<T>): Promise<Asked<T>>;
  /** All items of all pages, each once, in the order in which they came. */
  list<T extends { readonly id: number } | { readonly number: number }>(list: List<T>): Promise<Asked<T[]>>;
  /** The failure that an answer means which is no success. */
  refused(call: Call, answer: Answer): GitHubFailure;
}

interface RequestOptions {
  readonly fetch: Fetch;
  /** Without a slash at its end. */
  readonly api: URL;
  /** All waiting is done on it: before a repetition, and between writes. */
  readonly clock: Clock;
  /** Takes the token out of text that came from elsewhere. */
  readonly redact: (text: string) => string;
}

const pageSize = 100;
const maxPages = 100;
/** A rate limit that asks for more seconds is a failure. */
const longestWait = 60;
const waitsPerRequest = 2;
const repetitions = 2;
const secondMs = 1000;

export function createRequests(options: RequestOptions): Requests {
  const octokit = createOctokit(options);
  const { api, clock, redact } = options;

  const send: Requests["exchange"] = async (question) => {
    const tries = repeating(options, isRepeatable(question.method) ? repetitions : 0);
    try {
      const answer = await octokit.request({
        method: question.method,
        url: addressOf(question, api),
        ...(question.data === undefined ? {} : { data: question.data }),
        headers: { "x-github-api-version": "2022-11-28" },
        request: {
          fetch: tries.fetch,
          ...(question.signal === undefined ? {} : { signal: question.signal }),
        },
      });
      return {
        ok: true,
        answer: { status: answer.status, headers: textHeaders(answer.headers), data: answer.data },
      };
    } catch (error) {
      const answer = answerIn(error);
      if (answer !== undefined)
        return { ok: true, answer, ...(tries.leaveDoubt() ? { afterDoubt: true } : {}) };
      const cause = error instanceof Error && !(error instanceof LostAnswer) ? error.cause : error;
      if (cause instanceof LostAnswer) return lost(question, cause.failure);
      return unreadable(question, "it could not be taken apart");
    }
  };

  const exchange: Requests["exchange"] = (question) => untilStopped(question, send);

  const refuse = (call: Call, answer: Answer): GitHubFailure => {
    const failure = refused(call, answer, { now: clock.now(), redact });
    return { ...failure, message: redact(failure.message) };
  };

  const ask: Requests["ask"] = async (question, read) => {
    const came = await exchange(question);
    if (!came.ok) return came;
    if (!isSuccess(came.answer)) {
      const failure = refuse(question, came.answer);
      const isInDoubt = came.afterDoubt === true && question.method !== "GET";
      return isInDoubt ? { ...failure, effectUnknown: true } : failure;
    }
    const reading = new Reading();
    const value = read(came.answer.data, reading);
    return reading.problem === undefined ? { ok: true, value } : unreadable(question, reading.problem);
  };

  return {
    exchange,
    ask,
    refused: refuse,
    list: (list) => readPages({ list: { ...list, method: "GET" }, api, exchange, refuse }),
  };
}

function createOctokit({ fetch, api, clock }: RequestOptions): Octokit {
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const mayWait = (method: string, seconds: number, waits: number): boolean =>
    isRepeatable(method) && seconds <= longestWait && waits < waitsPerRequest;
  // The plugin awaits the answer, of which its types say nothing.
  const wait = (seconds: number, { method }: { method: string }, _: unknown, waits: number): unknown =>
    mayWait(method, seconds, waits) && clock.sleep(seconds * secondMs).then(() => true);
  const Throttled = Octokit.plugin(throttling);
  return new Throttled({
    baseUrl: api.href.replace(/\/$/, ""),
    userAgent: "muster",
    log,
    request: { fetch, log },
    throttle: {
      // The plugin's queues belong to the process: those of two clients would wait for each other.
      id: randomUUID(),
      // The handlers have waited.
      retryAfterBaseValue: 0,
      ...pace(clock),
      onRateLimit: wait,
      onSecondaryRateLimit: wait,
    },
  });
}

interface Tried {
  /** So that trying once more may help. */
  readonly hasFailed: boolean;
  readonly outcome: () => Response | Promise<Response>;
}

/**
 * The same, which repeats what came to nothing at the service or on the way, each time after a longer wait, and knows
 * whether a try before the last one may have had its effect. What other answers say, no repetition changes; what a rate
 * limit asks for has been waited for when the next try comes.
 */
function repeating(
  { fetch, clock }: Pick<RequestOptions, "fetch" | "clock">,
  most: number,
): { readonly fetch: Fetch; leaveDoubt(): boolean } {
  const doubts: boolean[] = [];
  let repeated = 0;
  const attempt = async (...request: Parameters<Fetch>): Promise<Tried> => {
    try {
      const answer = await fetch(...request);
      const hasFailed = answer.status >= 500 || answer.status === 408;
      doubts.push(hasFailed);
      return { hasFailed, outcome: () => answer };
    } catch (error) {
      doubts.push(!(error instanceof LostAnswer) || error.failure.sent);
      const isStopped = error instanceof Error && error.name === "AbortError";
      return { hasFailed: !isStopped, outcome: () => Promise.reject(error) };
    }
  };
  return {
    fetch: async (address, request) => {
      for (let left = most; ; left -= 1) {
        const { hasFailed, outcome } = await attempt(address, request);
        if (!hasFailed || left === 0) return outcome();
        repeated += 1;
        await clock.sleep(repeated ** 2 * secondMs, request.signal);
      }
    },
    leaveDoubt: () => doubts.slice(0, -1).includes(true),
  };
}

function silent(): void {}

function isRepeatable(method: string): boolean {
  return method === "GET" || method === "PUT";
}

/** Octokit notices no signal while it waits before a repetition; who asked is told at once. */
function untilStopped(question: Question, send: Requests["exchange"]): ReturnType<Requests["exchange"]> {
  const { signal } = question;
  if (signal === undefined) return send(question);
  const stopped = (message: string, sent: boolean): GitHubFailure =>
    lost(question, { ok: false, code: "aborted", message, sent });
  if (signal.aborted) return Promise.resolve(stopped("was not asked: the run was stopped", false));
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(stopped("had not answered when the run was stopped", true));
    signal.addEventListener("abort", stop, { once: true });
    void send(question)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}

function addressOf({ path, query }: Question, api: URL): string {
  if (path === graphqlPath) return graphqlAddress(api).href;
  const text = new URLSearchParams(query).toString();
  return `${api.href.replace(/\/$/, "")}${path}${text === "" ? "" : `?${text}`}`;
}

function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** The answer in what octokit throws for a status from 400. */
function answerIn(error: unknown): Answer | undefined {
  const response = error instanceof Error && "response" in error ? error.response : undefined;
  const status = at(response, "status");
  if (typeof status !== "number") return undefined;
  return { status, headers: textHeaders(at(response, "headers")), data: at(response, "data") };
}

function textHeaders(headers: unknown): Record<string, string> {
  const entries = typeof headers === "object" && headers !== null ? Object.entries(headers) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

interface Pages<T> {
  readonly list: List<T> & Question;
  readonly api: URL;
  readonly exchange: Requests["exchange"];
  readonly refuse: Requests["refused"];
}

async function readPages<T extends { readonly id: number } | { readonly number: number }>({
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
    if (count === maxPages) return unreadable(list, `the list has more than ${maxPages} pages`);
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
