/** Reads what a service says about waiting: `Retry-After` and `X-RateLimit-*`. Absolute times are judged against the
 * answer's own `Date`, so that a clock that disagrees with this machine's does no harm. */

export type Headers = Readonly<Record<string, string>>;

/** Milliseconds that the answer asks to wait; undefined when it asks for nothing that can be understood. */
export function askedWait(headers: Headers, now: number): number | undefined {
  return retryAfter(headers, now) ?? untilReset(headers, now);
}

/** Milliseconds from `Retry-After` (seconds or an HTTP date), never negative. */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const value = headers["retry-after"]?.trim();
  if (value === undefined || value === "") return undefined;
  if (/^\d{1,9}(\.\d{1,9})?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - serverNow(headers, now));
}

/** Milliseconds until the window of requests begins anew (`X-RateLimit-Reset`, epoch seconds), never negative. */
export function untilReset(headers: Headers, now: number): number | undefined {
  const value = headers["x-ratelimit-reset"]?.trim();
  if (value === undefined || !/^\d{1,12}(\.\d{1,6})?$/.test(value)) return undefined;
  return Math.max(0, Math.ceil(Number(value) * 1000) - serverNow(headers, now));
}

/** How many more requests the window has room for, where the service says so. */
export function remaining(headers: Headers): number | undefined {
  const value = headers["x-ratelimit-remaining"]?.trim();
  return value !== undefined && /^\d{1,12}$/.test(value) ? Number(value) : undefined;
}

/** Full jitter: anything between nothing and a bound that doubles with each try (0.5 s, 1 s, 2 s ... at most 8 s). */
export function backoff(attempt: number, random: () => number): number {
  return Math.round(random() * Math.min(8000, 500 * 2 ** (attempt - 1)));
}

function serverNow(headers: Headers, now: number): number {
  const date = Date.parse(headers["date"] ?? "");
  return Number.isNaN(date) ? now : date;
}
