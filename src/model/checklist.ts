/** What a look at the set-up found: one entry for each thing that has to be in place. */

/**
 * - `ok`: it is in place.
 * - `missing`: it is not; `todo` says what to do.
 * - `given_up`: somebody chose to do without it, in the open; `todo` says what that costs.
 * - `unknown`: it could not be looked at; `todo` says how it could be.
 */
export type CheckStatus = "ok" | "missing" | "given_up" | "unknown";

/** The parts of the set-up, in the order in which they are shown. */
export const checkAreas = ["files", "workflow", "keys", "code owners", "GitHub"] as const;
type CheckArea = (typeof checkAreas)[number];

export interface Check {
  readonly area: CheckArea;
  /** Stable name, kebab-case. */
  readonly code: string;
  readonly status: CheckStatus;
  /** What was found, as a sentence. Never holds a secret. */
  readonly what: string;
  /** What to do about it, as a sentence; absent where there is nothing to do. */
  readonly todo?: string;
  /** `.github/workflows/muster.yml:12`, where the matter has a place. */
  readonly place?: string;
}

/** True when nothing has to be done before muster can be relied on. */
export function isComplete(checks: readonly Check[]): boolean {
  return checks.every((check) => check.status !== "missing");
}
