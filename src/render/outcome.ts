/** What became of an applied plan, told to a person: a line per action, and what it came to. */
import { type ApplyResult, type Outcome, type OutcomeStatus, isDone } from "../model/outcome.ts";
import { isUnread, tasksLeft, type Plan } from "../model/plan.ts";
import { capital, plural } from "../model/text.ts";
import { specOf } from "../kinds/verbs.ts";
import { subjectOf } from "../kinds/kinds.ts";
import { detailOf } from "./detail.ts";
import { terminalText } from "./escape.ts";
import type { Paint } from "./paint.ts";
import { terminalPieces } from "./terminalParts.ts";
import { undoneCodes } from "./view.ts";
import {
  countsDone,
  countsUndone,
  countsWithheld,
  outcomeWords,
  undoneOrder,
  unreadHeading,
} from "./words.ts";

const stoppedWords: Readonly<Record<NonNullable<ApplyResult["stopped"]>, string>> = {
  signal: "Stopped by a signal",
  time_budget: "Stopped: the time budget was used up",
  provider: "Stopped: the service takes no further calls",
  journal: "Stopped: the journal could not be written",
};

/** One outcome at a service on one line, without a line break: for progress as it happens, and for the result. */
export function outcomeLine(outcome: Outcome, paint: Paint, provider: string): string {
  const { action, status } = outcome;
  const { words } = specOf(action.verb);
  const detail = terminalPieces(detailOf(action, provider));
  const what = `${words.sign} ${words.infinitive} ${terminalPieces(subjectOf(action))}${detail === "" ? "" : ` (${detail})`}`;
  // Why a run stopped is said once, in the summary.
  const why =
    outcome.message === undefined || status === "not_started" ? "" : `: ${terminalText(outcome.message)}`;
  const request =
    outcome.requestId === undefined || isDone({ status })
      ? ""
      : paint.dim(` [request ${terminalText(outcome.requestId)}]`);
  return `  ${dress(status, paint)(outcomeWords[status].padEnd(11))}   ${what}${why}${request}`;
}

/** That nothing was tried in an organization, and why: `unread` where its service gave no answer. */
export function notAppliedLine(
  {
    organization,
    unread,
    error,
  }: { readonly organization: string; readonly unread?: boolean; readonly error: string },
  paint: Paint,
): string {
  const why = unread === true ? "could not be read" : "could not be planned";
  const next = unread === true ? " The next run does what is owed there." : "";
  return `${paint.bold(organization)}: ${paint.red(`Not applied: ${why}.`)} ${terminalText(error)}${next}`;
}

/** "Applied: 2 invited, 1 promoted. 1 failed, 1 skipped." and what still needs somebody; on one line. */
export function resultSummary(input: {
  readonly plan: Plan;
  readonly result: ApplyResult;
  readonly paint: Paint;
}): string {
  const { plan, result, paint } = input;
  const done = result.outcomes.filter((outcome) => outcome.status === "done");
  const unread = isUnread(plan);
  const nothing = result.outcomes.length === 0 && !unread ? "Nothing to apply." : "Nothing applied.";
  const applied =
    done.length > 0 ? `Applied: ${countsDone(done.map(({ action }) => action.verb))}.` : nothing;
  const others = countsUndone(result.outcomes, ["already", ...undoneOrder]);
  const left = tasksLeft(plan);
  const withheld = countsWithheld(undoneCodes(plan));
  return [
    paint.bold(applied),
    ...(others.length > 0 ? [`${others.join(", ")}.`] : []),
    ...(result.stopped === undefined ? [] : [paint.red(stoppedSentence(result, result.stopped))]),
    ...(unread ? [paint.red(`${capital(unreadHeading)}: run it again for what may be missing.`)] : []),
    ...(withheld.length > 0 ? [`Withheld: ${withheld.join(", ")}.`] : []),
    ...(left.length > 0 ? [`${plural(left.length, "open task")} of people who left.`] : []),
    ...(plan.follow_ups.length > 0 ? [`${plan.follow_ups.length} to do by hand.`] : []),
  ].join(" ");
}

function stoppedSentence(result: ApplyResult, stopped: NonNullable<ApplyResult["stopped"]>): string {
  if (stopped === "signal" || stopped === "time_budget") {
    // The message says the same as the words, and sometimes more.
    const why =
      result.message === undefined ? `${stoppedWords[stopped]}.` : `Stopped: ${terminalText(result.message)}`;
    return `${why} Run it again for what is left.`;
  }
  const why = result.message === undefined ? "." : `: ${terminalText(result.message)}`;
  return `${stoppedWords[stopped]}${why}`;
}

function dress(status: OutcomeStatus, paint: Paint): (text: string) => string {
  switch (status) {
    case "done":
    case "already":
      return paint.green;
    case "failed":
    case "unknown":
      return paint.red;
    case "skipped":
    case "stale":
    case "not_started":
      return paint.magenta;
  }
}
