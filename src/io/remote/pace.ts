/** Keeps one client below the service's limit: whoever comes next waits until the window begins anew, instead of bouncing off it. */
import type { HttpAnswer, HttpFailure } from "../http.ts";
import type { Clock, Moments } from "../../model/provider.ts";
import { askedWait, remaining, untilReset } from "./limits.ts";

export interface Pace {
  /** Resolves when a request may start, or when the signal aborts. */
  ready(signal: AbortSignal | undefined): Promise<void>;
  /** Runs a request and learns from its answer. */
  run(request: () => Promise<HttpAnswer | HttpFailure>): Promise<HttpAnswer | HttpFailure>;
  /** Nobody starts for so many milliseconds: the service asked for it in words that no header tells. */
  hold(ms: number): void;
  /** What both clocks said at the last answer that told its `Date`; nothing before. */
  told(): { readonly moments?: Moments };
}

/** A pace that never makes anybody wait longer than `maxWaitMs`: what asks for more comes out as a failure instead. */
export function createPace({
  clock,
  maxWaitMs,
}: {
  readonly clock: Clock;
  readonly maxWaitMs: number;
}): Pace {
  let inFlight = 0;
  let resumeAt = 0;
  let moments: Moments | undefined;
  const learn = ({ status, headers }: HttpAnswer): void => {
    const now = clock.now();
    const service = Date.parse(headers["date"] ?? "");
    if (!Number.isNaN(service)) moments = { service, local: now };
    const left = remaining(headers);
    // The service has not counted what is still under way: the window is full that much earlier.
    const isFull = left !== undefined && left <= Math.max(1, inFlight - 1);
    const wait =
      (status === 429 ? askedWait(headers, now) : undefined) ??
      (isFull ? untilReset(headers, now) : undefined);
    if (wait !== undefined && wait <= maxWaitMs) resumeAt = Math.max(resumeAt, now + wait);
  };
  return {
    hold(ms) {
      if (ms <= maxWaitMs) resumeAt = Math.max(resumeAt, clock.now() + ms);
    },
    told: () => (moments === undefined ? {} : { moments }),
    async ready(signal) {
      const wait = resumeAt - clock.now();
      if (wait > 0) await clock.sleep(wait, signal);
    },
    async run(request) {
      inFlight += 1;
      try {
        const answer = await request();
        if (answer.ok) learn(answer);
        return answer;
      } finally {
        inFlight -= 1;
      }
    },
  };
}
