/**
 * Requests through octokit: what only reads is repeated after a lost answer and after a short rate limit, and so is a
 * PUT, which comes to the same twice; other writes are sent once, whatever happens. Lists are read to the end or not at all.
 */
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { randomUUID } from "node:crypto";
import { graphqlAddress } from "../../io/graphql.ts";
import type { Clock } from "../../model/provider.ts";
import type { Asked, GitHubFailure } from "./github.ts";
import { pace } from "./pace.ts";
import { lost, refused, unreadable, type Answer, type Call } from "./failure.ts";
import { at, Reading } from "./reading.ts";
import type { Read } from "./answers.ts";
import { readPages, type List } from "./pages.ts";
import { isSuccess, type Exchanged, type Question } from "./question.ts";
import { graphqlPath, LostAnswer, type Fetch } from "./transport.ts";

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
