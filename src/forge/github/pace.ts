/**
 * GitHub's pace on the clock that a client is handed: a second between any two writes, three between those that notify
 * somebody, and few requests at a time, as octokit's throttling keeps it by itself on the machine's clock alone and with
 * a dozen of timers around each request.
 */
import type { ThrottlingOptions } from "@octokit/plugin-throttling";
import type { Clock } from "../../model/provider.ts";

type Group = NonNullable<Extract<ThrottlingOptions, { onRateLimit: unknown }>["write"]>;
type Job<T> = (...handed: readonly unknown[]) => Promise<T>;

const betweenWritesMs = 1000;
const betweenNotificationsMs = 3000;
const mostAtOnce = 10;

/** The queues of octokit's throttling that muster's requests go through, for one client. */
export function pace(clock: Clock): Readonly<Record<"write" | "notifications" | "global", Group>> & {
  readonly retryLimiter: RetryLimiter;
} {
  return {
    write: spaced(clock, betweenWritesMs),
    notifications: spaced(clock, betweenNotificationsMs),
    global: atMost(mostAtOnce),
    retryLimiter: retryLimiter(),
  };
}

/** Of a group the plugin calls these two and no more; test/unit/io/githubPace holds it to that. */
function group(
  schedule: <T>(options: unknown, start: Job<T>, ...handed: readonly unknown[]) => Promise<T>,
): Group {
  return { key: () => ({ schedule }) } as unknown as Group;
}

function spaced(clock: Clock, everyMs: number): Group {
  let next = -Infinity;
  return group(async (_options, start, ...handed) => {
    const now = clock.now();
    const at = Math.max(now, next);
    next = at + everyMs;
    if (at > now) await clock.sleep(at - now);
    return start(...handed);
  });
}

/** Whoever comes when as many are under way begins when one of them ends, in the order of coming. */
function atMost(most: number): Group {
  const waiting: (() => void)[] = [];
  let running = 0;
  return group(async (_options, start, ...handed) => {
    if (running < most) running += 1;
    else await new Promise<void>((begin) => waiting.push(begin));
    try {
      return await start(...handed);
    } finally {
      const begin = waiting.shift();
      if (begin === undefined) running -= 1;
      else begin();
    }
  });
}

/** What the plugin asks after a failure: a number where the request is to be made once more. */
type Failed = (error: unknown, info: { readonly args: readonly unknown[] }) => Promise<number | undefined>;

interface RetryLimiter {
  on(event: "failed", ask: Failed): void;
  schedule<T>(start: Job<T>, ...args: readonly unknown[]): Promise<T>;
}

/** Makes a request again for as long as the plugin's handler of rate limits wants it; the handler does the waiting. */
function retryLimiter(): RetryLimiter {
  let ask: Failed = () => Promise.resolve(undefined);
  return {
    on: (_event, handler) => void (ask = handler),
    async schedule(start, ...args) {
      for (;;) {
        try {
          return await start(...args);
        } catch (error) {
          // One that fails knows nothing better than the failure that it was asked about.
          const wanted = await ask(error, { args }).catch(() => undefined);
          if (typeof wanted !== "number") throw error;
        }
      }
    },
  };
}
