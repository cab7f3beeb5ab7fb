/** An access review in git: what each had when it began, who is to decide, and what was decided. */
import type { Source } from "./diagnostic.ts";
import type { Access, Origin } from "./evidence.ts";

/** What a reviewer may write; `text`: something that people do by hand. */
export type ReviewDecision =
  | { readonly is: "keep" }
  | { readonly is: "remove" }
  | { readonly is: "change"; readonly role: string }
  | { readonly is: "change"; readonly text: string };

export const subjectKinds = ["member", "service_account"] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** What somebody has, or a service account. */
export interface Held {
  readonly kind: SubjectKind;
  readonly key: string;
  /** In the order of kinds; what a team has stands with the team. */
  readonly access: readonly Pick<Access, "kind" | "key" | "fields">[];
  /** Another one as soon as anything of it is another, what their teams have among it. */
  readonly hash: string;
}

/** A line of a review as its file has it. */
export interface ReviewEntry {
  readonly kind: SubjectKind;
  readonly key: string;
  /** Hash of what it was decided on. */
  readonly has: string;
  readonly decision?: ReviewDecision;
  /** Who decided, as they wrote it. */
  readonly by?: string;
  /** Who is to decide: an e-mail, `team:SLUG`, or `admins`. */
  readonly reviewer: string;
  readonly source: Source;
}

/** The file of one organization: `reviews/NAME/ORG.yaml`. */
export interface ReviewFile {
  readonly name: string;
  readonly organization: string;
  /** The day on which it began. */
  readonly on: string;
  /** The last day on which it should be complete. */
  readonly due?: string;
  readonly entries: readonly ReviewEntry[];
}

/**
 * - `decided`: it counts.
 * - `undecided`: nobody decided, or nobody can tell yet who did.
 * - `refused`: whoever decided may not, or it was not them.
 * - `changed`: what they have is another since.
 * - `unread`: decided, and whether that counts could not be told, since what they have now could not be read.
 * - `gone`: there is nothing any more to decide on.
 */
export const reviewStates = ["undecided", "refused", "changed", "unread", "decided", "gone"] as const;
type ReviewState = (typeof reviewStates)[number];

export interface JudgedEntry extends ReviewEntry {
  readonly state: ReviewState;
  /** Why, as the rest of a sentence about the entry; absent where there is nothing to say. */
  readonly why?: string;
  /** The commit since which it stands so. */
  readonly recorded?: Origin;
  /** It counts, and nothing shows that it was them: others made the commit, and reviews were not looked up. */
  readonly unshown?: true;
}

export interface JudgedReview {
  readonly organization: string;
  readonly on: string;
  readonly due?: string;
  readonly isOverdue: boolean;
  readonly entries: readonly JudgedEntry[];
  /** What they have now could not be read, so that nothing of it is complete. */
  readonly isUnread?: true;
  /** Names of entries that stood there once and do not any more, of whom there is something to decide. */
  readonly leftOut: readonly string[];
  /** Who came since, whom nobody is asked about. */
  readonly newcomers: readonly string[];
}

export interface ReviewStatus {
  readonly name: string;
  /** Path of the summary; then it is closed. */
  readonly closed?: string;
  readonly reviews: readonly JudgedReview[];
  /** What could not be looked up; sentences. */
  readonly notes: readonly string[];
}

/** Whether nothing is left to decide. */
export function isCompleteReview({ reviews }: Pick<ReviewStatus, "reviews">): boolean {
  return reviews.every(
    ({ entries, leftOut, isUnread = false }) =>
      !isUnread &&
      leftOut.length === 0 &&
      entries.every(({ state }) => state === "decided" || state === "gone"),
  );
}
