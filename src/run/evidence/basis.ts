/** What an answer of the past rests on: the branch, its commits, and those of them that do not count. */
import { invalidFiles } from "../../history/access.ts";
import type { PastCommit } from "../../history/commit.ts";
import type { Basis } from "../../model/evidence.ts";
import type { DeclaredPast } from "./pastEnd.ts";

/** What an answer for a day rests on. */
export function basisOf(
  { ref, tip, commits, invalid }: DeclaredPast,
  { on }: { readonly on: string },
): Basis {
  const since = commits[0]?.at;
  return {
    ...{ ref, commit: tip, on },
    ...(since === undefined ? {} : { since }),
    notes: commits.flatMap(noteOnClaim),
    invalid: invalid.map(invalidFiles).filter(({ at }) => at.slice(0, 10) <= on),
  };
}

function noteOnClaim({ id, at, claimed }: PastCommit): string[] {
  return claimed === undefined
    ? []
    : [
        `The commit ${id.slice(0, 7)} says that it is of ${claimed.slice(0, 10)}, which is yet to come: it counts from ${at.slice(0, 10)}, as the one before it.`,
      ];
}
