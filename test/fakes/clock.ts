/** A clock that moves only when told, or when somebody sleeps on it. */
import type { Clock } from "../../src/model/provider.ts";

export interface FakeClock extends Clock {
  /** Milliseconds of every sleep so far. */
  readonly sleeps: readonly number[];
  set(now: number | string): void;
}

export function fakeClock(start: number | string = "2026-11-02T09:00:00Z"): FakeClock {
  let now = typeof start === "string" ? Date.parse(start) : start;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    sleep: async (ms, signal) => {
      if (signal?.aborted === true) return;
      sleeps.push(ms);
      now += ms;
      // A turn of the event loop, so that timers and sockets get theirs.
      await new Promise((resolve) => setImmediate(resolve));
    },
    set: (value) => {
      now = typeof value === "string" ? Date.parse(value) : value;
    },
  };
}
