/**
 * What was made a moment ago may not show yet: a service may answer reads from copies that lag behind. It is known by
 * the id in its own answer, and waited for, a few reads long, before anybody concludes that it is not there.
 */
import type { Clock } from "../../model/provider.ts";

/** Milliseconds between one look and the next. */
const waits = [250, 500, 1000, 2000] as const;

interface Waiting {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** Asks until the answer is no longer that of a service that lags behind, or long enough; gives the last answer. */
export async function untilSeen<T>(
  { clock, signal }: Waiting,
  ask: () => Promise<T>,
  isLate: (answer: T) => boolean,
): Promise<T> {
  let answer = await ask();
  for (const wait of waits) {
    if (!isLate(answer) || signal?.aborted === true) return answer;
    await clock.sleep(wait, signal);
    if (signal?.aborted) return answer;
    answer = await ask();
  }
  return answer;
}

/** Ids of what this run made. */
export interface Fresh {
  add(id: string): void;
  has(id: string): boolean;
  /** True when the parts of a request name one of them. */
  isNamedIn(...parts: readonly unknown[]): boolean;
}

/** Nothing was made yet. */
export function createFresh(): Fresh {
  const ids = new Set<string>();
  return {
    add: (id) => void ids.add(id),
    has: (id) => ids.has(id),
    isNamedIn(...parts) {
      if (ids.size === 0) return false;
      const text = JSON.stringify(parts);
      return [...ids].some((id) => text.includes(JSON.stringify(id)));
    },
  };
}
