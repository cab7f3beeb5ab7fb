/** The request budget of each key: so many a minute, told in headers on every answer. */

/** What one request leaves of the budget. */
export interface Budget {
  readonly limit: number;
  readonly remaining: number;
  /** When the budget is whole again, in milliseconds since the epoch. */
  readonly resetAt: number;
  readonly exceeded: boolean;
}

const windowLength = 60_000;

/** Counts a request against the holder's budget of `limit` a minute. */
export type Meter = (holder: string, now: number) => Budget;

/** A meter with a whole budget for everybody. */
export function createMeter(limit: number): Meter {
  const windows = new Map<string, { start: number; used: number }>();
  return (holder, now) => {
    let window = windows.get(holder);
    // The clock can be set back, which begins a new window too.
    if (window === undefined || now >= window.start + windowLength || now < window.start) {
      window = { start: now, used: 0 };
      windows.set(holder, window);
    }
    const exceeded = window.used >= limit;
    if (!exceeded) window.used += 1;
    return { limit, remaining: limit - window.used, resetAt: window.start + windowLength, exceeded };
  };
}

/** The headers that tell a budget; `skew` is in seconds. */
export function budgetHeaders(budget: Budget, skew: number): Record<string, string> {
  return {
    "X-RateLimit-Limit": String(budget.limit),
    "X-RateLimit-Remaining": String(budget.remaining),
    "X-RateLimit-Reset": String(Math.ceil(budget.resetAt / 1000) + skew),
  };
}
