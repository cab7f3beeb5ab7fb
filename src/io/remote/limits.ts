/** Reads what a service says about waiting: `Retry-After` and the headers of rate limits, in each vendor's way of writing
 * them. Absolute times are judged against the answer's own `Date`, so that a clock that disagrees with this machine's does
 * no harm. */

type Headers = Readonly<Record<string, string>>;

/** Milliseconds that the answer asks to wait; undefined when it asks for nothing that can be understood. */
export function askedWait(headers: Headers, now: number): number | undefined {
  return retryAfter(headers, now) ?? untilReset(headers, now);
}

/** Milliseconds from `Retry-After` (seconds, or a date of HTTP or ISO 8601), never negative. */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const inMs = textIn(headers, ["retry-after-ms", "x-ms-retry-after-ms"]);
  if (inMs !== undefined && isNumber(inMs)) return Math.ceil(Number(inMs));
  const value = textIn(headers, ["retry-after", "x-retry-after", "x-ratelimit-retry-after"]);
  return value === undefined ? undefined : waitIn(value, serverNow(headers, now));
}

/** By one of these names services tell when the window of requests begins anew. */
const resets = ["x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset"] as const;
/** And by one of these how many more it has room for. */
const rooms = ["x-ratelimit-remaining", "x-rate-limit-remaining", "ratelimit-remaining"] as const;

/**
 * Milliseconds until the window of requests begins anew, never negative. Services write the moment (seconds or milliseconds
 * since 1970, or a date), or the seconds that are left.
 */
export function untilReset(headers: Headers, now: number): number | undefined {
  const value = textIn(headers, resets) ?? partIn(headers, ["reset", "t"]);
  return value === undefined ? undefined : waitIn(value, serverNow(headers, now));
}

/** How many more requests the window has room for, where the service says so. */
export function remaining(headers: Headers): number | undefined {
  const value = textIn(headers, rooms) ?? partIn(headers, ["remaining", "r"]);
  return value !== undefined && /^\d{1,12}$/.test(value) ? Number(value) : undefined;
}

/** Full jitter: anything between nothing and a bound that doubles with each try (0.5 s, 1 s, 2 s ... at most 8 s). */
export function backoff(attempt: number, random: () => number): number {
  return Math.round(random() * Math.min(8000, 500 * 2 ** (attempt - 1)));
}

function textIn(headers: Headers, names: readonly string[]): string | undefined {
  const found = names.map((name) => headers[name]?.trim()).find((it) => it !== undefined && it !== "");
  // Sent twice, it stands there twice; dates have a comma of their own.
  return found !== undefined && /^[\d.]+\s*(?:[,;]|$)/.test(found) ? found.split(/[,;]/)[0]?.trim() : found;
}

/** Of the header that the IETF drafts for rate limits: `limit=100, remaining=0, reset=7`, or `"default";r=0;t=7`. */
function partIn(headers: Headers, names: readonly string[]): string | undefined {
  const text = headers["ratelimit"] ?? "";
  const found = names.map(
    (name) => new RegExp(`(?:^|[;,\\s])${name}\\s*=\\s*(\\d{1,12})(?!\\w)`).exec(text)?.[1],
  );
  return found.find((it) => it !== undefined);
}

function isNumber(text: string): boolean {
  return /^\d{1,15}(\.\d{1,9})?$/.test(text);
}

/** More seconds than that are no wait but a moment since 1970: it was in 2001. */
const earliest = 1_000_000_000;

function waitIn(value: string, now: number): number | undefined {
  if (!isNumber(value)) {
    // What is read as a date has a year: of a word and a number one would be made up.
    const at = /\d{4}/.test(value) ? Date.parse(value) : Number.NaN;
    return Number.isNaN(at) ? undefined : Math.max(0, at - now);
  }
  const number = Number(value);
  if (number < earliest) return Math.ceil(number * 1000);
  return Math.max(0, Math.ceil(number >= earliest * 1000 ? number : number * 1000) - now);
}

function serverNow(headers: Headers, now: number): number {
  const date = Date.parse(headers["date"] ?? "");
  return Number.isNaN(date) ? now : date;
}
