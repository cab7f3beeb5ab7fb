/** Waits as services ask for them, each in its own way of writing. */
import { describe, expect, it } from "vitest";
import { askedWait, remaining } from "../../../src/io/remote/limits.ts";

const now = Date.parse("2026-11-29T12:00:00Z");
const at = (seconds: number): number => now / 1000 + seconds;

describe("the wait that an answer asks for", () => {
  it.each<[string, Readonly<Record<string, string>>, number | undefined]>([
    ["Retry-After in seconds", { "retry-after": "30" }, 30_000],
    ["in parts of seconds", { "retry-after": "0.25" }, 250],
    ["as a date of HTTP", { "retry-after": "Sun, 29 Nov 2026 12:00:20 GMT" }, 20_000],
    ["as a date of ISO 8601 with an offset", { "retry-after": "2026-11-29T13:00:20+01:00" }, 20_000],
    ["as the moment", { "retry-after": String(at(15)) }, 15_000],
    ["sent twice", { "retry-after": "30, 30" }, 30_000],
    ["in milliseconds", { "retry-after-ms": "1500" }, 1500],
    ["by a name of its own", { "x-ratelimit-retry-after": "4" }, 4000],
    ["a date that is past", { "retry-after": "Sun, 29 Nov 2026 11:00:00 GMT" }, 0],
    [
      "by the service's own clock",
      { date: "Sun, 29 Nov 2026 10:00:00 GMT", "retry-after": "2026-11-29T10:00:09Z" },
      9000,
    ],
    ["words", { "retry-after": "in 7 minutes" }, undefined],
    ["nothing", {}, undefined],
    ["X-RateLimit-Reset, the moment in seconds", { "x-ratelimit-reset": String(at(12)) }, 12_000],
    ["the moment in milliseconds", { "x-ratelimit-reset": String(at(12) * 1000) }, 12_000],
    ["the moment as a date", { "x-ratelimit-reset": "2026-11-29T12:00:12Z" }, 12_000],
    ["the seconds that are left", { "x-ratelimit-reset": "12" }, 12_000],
    ["X-Rate-Limit-Reset, the moment", { "x-rate-limit-reset": String(at(40)) }, 40_000],
    ["X-Rate-Limit-Reset, the seconds that are left", { "x-rate-limit-reset": "40" }, 40_000],
    ["RateLimit-Reset", { "ratelimit-reset": "7" }, 7000],
    ["RateLimit, as first drafted", { ratelimit: "limit=100, remaining=0, reset=9" }, 9000],
    ["RateLimit, as drafted now", { ratelimit: '"default";r=0;t=9' }, 9000],
    ["Retry-After before all else", { "retry-after": "1", "x-ratelimit-reset": "60" }, 1000],
  ])("%s", (_, headers, expected) => {
    expect(askedWait(headers, now)).toBe(expected);
  });

  it.each<[string, Readonly<Record<string, string>>, number | undefined]>([
    ["X-RateLimit-Remaining", { "x-ratelimit-remaining": "3" }, 3],
    ["X-Rate-Limit-Remaining", { "x-rate-limit-remaining": "3" }, 3],
    ["RateLimit-Remaining", { "ratelimit-remaining": "3" }, 3],
    ["RateLimit", { ratelimit: '"default";r=3;t=9' }, 3],
    ["words", { "x-ratelimit-remaining": "few" }, undefined],
  ])("room for more, by %s", (_, headers, expected) => {
    expect(remaining(headers)).toBe(expected);
  });
});
