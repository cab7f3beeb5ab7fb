/** What a run came to, as an exit code: the one place that knows the numbers. */
import type { ApplyResult } from "../model/outcome.ts";
import type { Failure } from "./failure.ts";
import {
  hasHeldTerms,
  hasPendingChanges,
  isBlocked,
  isStopped,
  isUnread,
  onlyAdopting,
  type Plan,
} from "../model/plan.ts";

/** 0 done or nothing to do; 1 error; 2 changes pending; 3 blocked by a guard, or not known for want of a whole read; 4 applied in part. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** Of several organizations: the first of 1, 3, 4, 2, 0 that occurs. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  return ([1, 3, 4, 2] as const).find((code) => codes.includes(code)) ?? 0;
}

/** A plan that was made and shown; `detailed` tells pending changes apart, and what could not be told for want of a whole read. */
export function planCode(plan: Plan, detailed: boolean): ExitCode {
  if (isStopped(plan)) return 3;
  if (detailed && isUnread(plan)) return 3;
  return detailed && hasPendingChanges(plan) ? 2 : 0;
}

/**
 * What was applied: `left` counts the actions that a second plan still found, null when it could not be made or was not
 * of a whole read.
 */
export function applyCode(plan: Plan, result: ApplyResult | null, left: number | null): ExitCode {
  if (onlyAdopting(plan)) return result?.stopped === undefined && !isUnread(plan) ? 0 : 4;
  if (isBlocked(plan)) return 3;
  const undone = (result?.outcomes ?? []).some(({ status }) => status !== "done" && status !== "already");
  const undecided = hasHeldTerms(plan) || plan.withheld.some((item) => needsDecision(item.code));
  // What was not read may hold what the files ask to end: nobody can say that there was nothing to do.
  return undone || undecided || isUnread(plan) || result?.stopped !== undefined || left !== 0 ? 4 : 0;
}

/**
 * Organizations that a run which applies could not plan. Where their services gave no answer, and the run saw to others,
 * they are a part that is left undone; whatever else is an error, as is a run that could see to nobody.
 */
export function unplannedCodes(
  unplanned: readonly Pick<Failure, "unread">[],
  plannedCount: number,
): ExitCode[] {
  return unplanned.map(({ unread }) => (unread === true && plannedCount > 0 ? 4 : 1));
}

/** Of an organization whose files are gone, to a run that applies: that they are may still have to be reviewed. */
export function goneCode(plan: Plan): ExitCode {
  return hasHeldTerms(plan) ? 4 : 0;
}

/** An organization where nothing was begun, since the run must not write (any more): as if blocked, unless the run wrote elsewhere already. */
export function heldUpCode(wroteElsewhere: boolean): ExitCode {
  return wroteElsewhere ? 4 : 3;
}

/** What waits for people, for nobody (unmanaged), or for a policy is no failure of this run. */
function needsDecision(code: Plan["withheld"][number]["code"]): boolean {
  switch (code) {
    case "waiting":
    case "unmanaged":
    case "drift":
    case "no_seat":
    case "quota":
    case "new_by_sso":
    case "managed_elsewhere":
    case "not_targeted":
      return false;
    case "unsupported":
    case "depends":
    case "ambiguous":
    case "probable_rename":
    case "unreviewed":
    case "no_target":
    case "no_successor":
    case "declined":
    case "clock":
    case "stranger":
    case "unknown_account":
      return true;
  }
}
