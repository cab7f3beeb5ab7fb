/**
 * The `fetch` that octokit is given: over muster's own HTTP, so that proxies, timeouts and bounds are the same as
 * everywhere. It alone knows the token, and sends it to addresses below the API's own and to no other.
 */
import { graphqlAddress } from "../../io/graphql.ts";
import type { Http, HttpFailure, HttpRequest } from "../../io/http.ts";
import { given } from "../../model/given.ts";

/** What octokit hands to a `fetch`. */
interface FetchRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type Fetch = (address: string, request: FetchRequest) => Promise<Response>;

/** No whole answer came. */
export class LostAnswer extends Error {
  override readonly name: string;
  readonly failure: HttpFailure;
  constructor(failure: HttpFailure) {
    super(failure.message);
    // By this name octokit knows that nobody waits any more, and asks no more.
    this.name = failure.code === "aborted" ? "AbortError" : "LostAnswer";
    this.failure = failure;
  }
}

interface TransportOptions {
  readonly http: Http;
  /** Without a slash at its end. */
  readonly api: URL;
  readonly token: string;
  readonly timeoutMs: number;
}

/** Headers that somebody reads. Others could carry bytes that `Headers` refuses, or make octokit write to the console. */
const kept = ["link", "location", "retry-after", "x-ratelimit-remaining", "x-ratelimit-reset"];

/** Rejects with `LostAnswer` when no whole answer came; never follows a redirect, never repeats a request. */
export function createFetch({ http, api, token, timeoutMs }: TransportOptions): Fetch {
  return async (address, { method, headers, body, signal }) => {
    const url = new URL(address);
    if (!isBelow(url, api) && url.href !== graphqlAddress(api).href)
      throw new LostAnswer(unsent("was not asked: the address is not the API's own"));
    if (!isMethod(method)) throw new LostAnswer(unsent("was not asked: this is no method that muster uses"));
    const answer = await http.request({
      method,
      url,
      headers: { ...headers, authorization: `Bearer ${token}` },
      timeoutMs,
      ...given({ body, signal }),
    });
    if (!answer.ok) throw new LostAnswer(answer);
    if (answer.status < 200 || answer.status > 599) {
      throw new LostAnswer({ ...unsent("answered with a status that HTTP does not have"), sent: true });
    }
    // A failure is told by its status; a body that nobody can read is none.
    if (answer.text === null && answer.status < 300) {
      throw new LostAnswer({
        ...unsent("answered with a body that is not UTF-8"),
        code: "dropped",
        sent: true,
      });
    }
    const hasNoBody = answer.status === 204 || answer.status === 205 || answer.status === 304;
    return new Response(hasNoBody ? null : answer.text, {
      status: answer.status,
      headers: keptHeaders(answer.headers),
    });
  };
}

/** True for addresses of the API: the same origin, and below its path. */
export function isBelow(url: URL, api: URL): boolean {
  return url.origin === api.origin && url.pathname.startsWith(`${api.pathname.replace(/\/$/, "")}/`);
}

/** What GraphQL is asked at, as questions name it. */
export const graphqlPath = "/graphql";

function keptHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  // octokit takes the media type apart and throws at one that it cannot read.
  const isJson = /^application\/(?:[a-z.+-]+\+)?json\b/i.test(headers["content-type"] ?? "");
  const all: Record<string, string> = { "content-type": isJson ? "application/json" : "text/plain" };
  for (const name of kept) {
    const value = headers[name];
    if (value !== undefined && /^[\x20-\x7e]*$/.test(value)) all[name] = value;
  }
  return all;
}

function isMethod(method: string): method is HttpRequest["method"] {
  return ["GET", "POST", "PATCH", "PUT", "DELETE"].includes(method);
}

function unsent(message: string): HttpFailure {
  return { ok: false, code: "unreachable", message, sent: false };
}
