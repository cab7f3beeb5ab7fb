/** What may run in a job: what was reviewed, or what a date or an earlier run left to do. */
import type { Selection } from "../model/plan.ts";

/**
 * Where reviews bind: actions whose ids were reviewed, and besides what is due or unfinished. What an earlier run left
 * undone because nobody had reviewed it still needs its review.
 */
export function reviewedSelection(reviewed: ReadonlySet<string>): Selection {
  return { reviewed, unreviewedCauses: ["due", "unfinished"] };
}

/**
 * Of a job that runs by the clock: what is due or unfinished, and drift where the files say that it is corrected. What
 * the files newly ask for waits for the run of its merge.
 */
export function dueSelection(): Selection {
  return {
    only: ["due", "unfinished"],
    policyDrift: true,
    reviewed: new Set(),
    unreviewedCauses: ["due", "unfinished", "drift"],
  };
}
