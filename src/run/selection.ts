/** What may run in a job: what was reviewed, or what a date or an earlier run left to do. */
import type { Selection } from "../model/plan.ts";

/**
 * Where reviews bind: actions whose ids were reviewed, and besides what is due, or unfinished as far as the base's files
 * ask for it or an earlier run's signed journal says that it was reviewed. What that run left undone because nobody had
 * reviewed it still needs its review. `unseen`: those that no run has seen yet.
 */
export function reviewedSelection(
  reviewed: ReadonlySet<string>,
  unseen: ReadonlySet<string> = new Set(),
): Selection {
  return { reviewed, unseen, unreviewedCauses: ["due", "unfinished"], datesFollow: true };
}

/**
 * Of a job that runs by the clock: what is due or unfinished, and drift where the files say that it is corrected. What
 * the files newly ask for waits for the run of its merge. Unfinished counts as in `reviewedSelection`.
 */
export function dueSelection(): Selection {
  return {
    only: ["due", "unfinished"],
    policyDrift: true,
    reviewed: new Set(),
    // Which terms were reviewed is for the run of their merge to find out.
    termsAsBefore: true,
    unreviewedCauses: ["due", "unfinished", "drift"],
  };
}

/** The same where reviews do not bind: all that an earlier run left undone is done. */
export function dueUnreviewedSelection(): Selection {
  return { ...dueSelection(), openNeedsReview: false };
}
