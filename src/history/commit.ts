/** A step of the default branch, as evidence: which commit, when, whose, and by which pull request. */
import type { Diagnostic } from "../model/diagnostic.ts";

export interface PastCommit {
  readonly id: string;
  /** When it counts from, RFC 3339 UTC: its author's date, never before that of the commit before it. */
  readonly at: string;
  /** Of a commit that claims to be of a day to come, which is not believed: what it claims. */
  readonly claimed?: string;
  readonly author: string;
  readonly authorEmail: string;
  readonly subject: string;
  /** As the subject of the merge or squash says; null: it belongs to none, and is called direct. */
  readonly pullRequest: number | null;
}

/** A commit whose files were invalid: it counts as no change. */
export interface InvalidCommit {
  readonly commit: PastCommit;
  /** The first of its errors. */
  readonly error: Diagnostic;
  readonly errors: number;
}

/** The number that GitHub writes into the subject of a merge (`Merge pull request #12 from ...`) or a squash (`Title (#12)`). */
export function pullRequestIn(subject: string): number | null {
  const [, merged, squashed] =
    /^Merge pull request #(\d{1,9}) from |\(#(\d{1,9})\)$/.exec(subject.trim()) ?? [];
  const number = merged ?? squashed;
  return number === undefined ? null : Number(number);
}
