/** What an answer of the past rests on: the branch, its commits, and those of them that do not count. */
import { invalidFiles } from "../../history/access.ts";
import type { PastCommit } from "../../history/commit.ts";
import type { Basis } from "../../model/evidence.ts";
import { given } from "../../model/given.ts";
import type { DeclaredPast } from "./pastEnd.ts";
import { unreadBetween, unreadOn } from "./unread.ts";

interface Asked {
  /** A UTC day. */
  readonly on: string;
  /** What changed between two days, both of which count, is asked about, too. */
  readonly period?: { readonly from?: string | undefined; readonly to: string };
}

/** What an answer for a day rests on. */
export function basisOf(past: DeclaredPast, { on, period }: Asked): Basis {
  const { ref, tip, commits, invalid } = past;
  const since = commits[0]?.at;
  return {
    ...{ ref, commit: tip, on },
    ...(since === undefined ? {} : { since }),
    notes: commits.flatMap(noteOnClaim),
    invalid: invalid.map(invalidFiles).filter(({ at }) => at.slice(0, 10) <= on),
    ...given({
      unread: unreadOn(past, on),
      unread_period: period === undefined ? undefined : unreadBetween(past, period),
    }),
  };
}

function noteOnClaim({ id, at, claimed }: PastCommit): string[] {
  return claimed === undefined
    ? []
    : [
        `The commit ${id.slice(0, 7)} says that it is of ${claimed.slice(0, 10)}, which is yet to come: it counts from ${at.slice(0, 10)}, as the one before it.`,
      ];
}
