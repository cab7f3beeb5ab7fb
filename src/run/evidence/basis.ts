/** What an answer of the past rests on: the branch, its commits, and those of them that do not count. */
import { invalidFiles } from "../../history/access.ts";
import type { Basis } from "../../model/evidence.ts";
import type { DeclaredPast } from "./pastEnd.ts";

/** What an answer for a day rests on. */
export function basisOf(
  { ref, tip, commits, invalid }: DeclaredPast,
  { on, notes }: { readonly on: string; readonly notes: readonly string[] },
): Basis {
  const since = commits[0]?.at;
  return {
    ...{ ref, commit: tip, on },
    ...(since === undefined ? {} : { since }),
    notes,
    invalid: invalid.map(invalidFiles).filter(({ at }) => at.slice(0, 10) <= on),
  };
}
