/** The machine's clock and chance, as the other stages are handed them. */
import type { Clock, Random } from "../model/provider.ts";

/** A longer timer would fire at once: Node keeps the delay in 31 bits. */
const longestTimer = 2 ** 31 - 1;

/** The real clock. `sleep` leaves no timer and no listener behind. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(Math.max(ms, 0), longestTimer));
      signal?.addEventListener("abort", end, { once: true });
    }),
};

/** From 0 up to, not including, 1. Not for secrets. */
export const systemRandom: Random = () => Math.random();

/** A new id for a run: a random UUID. */
export function newRunId(): string {
  return crypto.randomUUID();
}
