/** Says what became of a merge where people look: on each merged pull request, in the summary, in the drift issue. */
import { errorCount } from "../model/diagnostic.ts";
import type { Outcome } from "../model/outcome.ts";
import type { GuardName } from "../model/guard.ts";
import { withTasksOf, isUnread, type Action, type Plan } from "../model/plan.ts";
import { driftIssue, driftMarker } from "../render/driftIssue.ts";
import { outcomeLine } from "../render/outcome.ts";
import { plainPaint } from "../render/paint.ts";
import { plural } from "../model/text.ts";
import type { PlanFailure, PlanShown } from "../render/planReport.ts";
import { resultComment, resultMarker, type OrganizationResult } from "../render/resultComment.ts";
import { resultSummary } from "../render/summary.ts";
import type { Applied } from "../run/apply.ts";
import type { ExitCode } from "../run/exitCode.ts";
import type { Desk } from "./desk.ts";
import { publishComment, publishIssue } from "./publish.ts";
import type { Shown } from "./shown.ts";
import type { Start } from "./start.ts";

export interface Report {
  readonly start: Start;
  /** Why not everything that was merged counts as reviewed. */
  readonly unreviewed: readonly string[];
  readonly shown: Shown;
  readonly applied: readonly Applied[];
  /** Hash of the journal's last entry. */
  readonly journalHead: string;
}

/** Tells each merged pull request what became of it, and the summary. What could not be told is a warning: the work is done. */
export async function reportResult(desk: Desk, report: Report): Promise<void> {
  const { start, unreviewed, shown, applied, journalHead } = report;
  const { allow, reason } = desk.inputs;
  const lifted: { readonly guards: readonly GuardName[]; readonly reason: string } = {
    guards: allow,
    reason,
  };
  const common = {
    organizations: [...applied.map((item) => resultOf(item, shown)), ...goneResults(shown)],
    failures: failuresIn(shown),
    commit: desk.sha,
    direct: start.merged.direct,
    unreviewed,
    journalHead,
    fileUrl: `${desk.repositoryUrl}/blob/${desk.sha}/`,
    runUrl: desk.runUrl,
    ...(allow.length === 0 ? {} : { lifted }),
  };
  const numbers = start.merged.pullRequests.map((pull) => pull.number);
  desk.runner.summary(resultSummary({ ...common, others: numbers }));
  for (const number of numbers) {
    const { text } = resultComment({ ...common, others: numbers.filter((other) => other !== number) });
    const body = desk.runner.redact(text);
    const published = await publishComment(desk.github, { number, marker: resultMarker, body });
    if (published.status === "failed") desk.warn(`The result is not on #${number}: ${published.message}`);
  }
}

/** Of organizations whose files are gone nothing was tried; what does not end any more is told. */
function goneResults({ gone, show }: Shown): OrganizationResult[] {
  return gone.map((plan) => ({ plan: show(plan), outcomes: [], left: null, blocked: false }));
}

/** What could not be planned, files that have errors among it. */
function failuresIn({ failures, diagnostics }: Shown): readonly PlanFailure[] {
  const first = diagnostics.find((item) => item.severity === "error");
  if (first === undefined) return failures;
  const { file, line } = first.source;
  const message = `The files have ${plural(errorCount(diagnostics), "error")}. The first: ${file}:${line}: ${first.message}`;
  return [...failures, { organization: "", message }];
}

/** An organization's result as it may be shown: of an action that is not to be named, nothing is told but the count. */
function resultOf({ planned, result, second, heldUp, code }: Applied, shown: Shown): OrganizationResult {
  const found = shown.plans.find((item) => item.plan.organization === planned.plan.organization);
  const { plan: before, hidden = 0 }: PlanShown = found ?? { plan: planned.plan };
  const plan = withTasksOf(before, second === null || "error" in second ? null : shown.show(second));
  const open = new Map(plan.actions.map((action) => [action.id, action]));
  const mask = (text: string): string => shown.mask(plan.organization, text);
  return {
    plan,
    outcomes: (result?.outcomes ?? []).flatMap((outcome) => {
      const action = open.get(outcome.action.id);
      return action === undefined ? [] : [{ ...masked(outcome, mask), action }];
    }),
    ...(result?.stopped === undefined ? {} : { stopped: mask(result.message ?? result.stopped) }),
    left:
      second === null ? null : "error" in second ? { error: mask(second.error) } : shown.show(second).actions,
    ...leftUnreadOf(second, mask),
    blocked: result === null && heldUp === undefined && code === 3,
    ...(heldUp === undefined ? {} : { heldUp }),
    hidden,
  };
}

/** Why a second look was none of the whole. */
function leftUnreadOf(
  second: Applied["second"],
  mask: (text: string) => string,
): Pick<OrganizationResult, "leftUnread"> {
  if (second === null || "error" in second || !isUnread(second)) return {};
  return { leftUnread: [...new Set((second.unread ?? []).map(({ reason }) => mask(reason)))] };
}

function masked(outcome: Outcome, mask: (text: string) => string): Outcome {
  return outcome.message === undefined ? outcome : { ...outcome, message: mask(outcome.message) };
}

/** One outcome as a line of the log, which whoever can see the repository can read. */
export function outcomeLogLine(shown: Shown, organization: string, outcome: Outcome): string {
  const plan = shown.plans.find((item) => item.plan.organization === organization)?.plan;
  if (plan?.actions.some(({ id }) => id === outcome.action.id) !== true) {
    return `${organization} ${outcome.status}: something about somebody that no file names`;
  }
  const told = masked(outcome, (text) => shown.mask(organization, text));
  return `${organization} ${outcomeLine(told, plainPaint, plan.provider).trim()}`;
}

/**
 * Keeps the one issue about drift, by what was found before anything was corrected, and is still there. After half a
 * read nobody can say what is: the issue stays as it is, and the job fails.
 */
export async function reportDrift(desk: Desk, { shown, applied, journalHead }: Report): Promise<ExitCode[]> {
  const unread = shown.plans.filter(({ plan }) => isUnread(plan));
  for (const { plan } of unread) {
    const [first] = plan.unread ?? [];
    desk.fail(
      `${plan.organization} was not read to the end, so that the issue about drift was left as it is: ${first?.reason ?? ""}`,
    );
  }
  if (unread.length > 0) return [3];
  const done = new Set(
    applied.flatMap(({ result }) =>
      (result?.outcomes ?? [])
        .filter(({ status }) => status === "done" || status === "already")
        .map(({ action }) => action.id),
    ),
  );
  const isLeft = ({ id }: Action): boolean => !done.has(id);
  const plans = shown.plans.map(({ plan }): Plan => ({ ...plan, actions: plan.actions.filter(isLeft) }));
  const issue = driftIssue({ plans, failures: failuresIn(shown), runUrl: desk.runUrl, journalHead });
  const { title, isClean, isUnknown } = issue;
  const body = desk.runner.redact(issue.body);
  const wish = { marker: driftMarker, title, body, isOpen: !isClean, isUnknown };
  const published = await publishIssue(desk.github, wish);
  if (isUnknown && published.status === "unchanged")
    desk.warn(
      "The issue about drift stays as it is: not every organization could be read, and no other drifted.",
    );
  if (published.status !== "failed") return [];
  desk.fail(`The issue about drift could not be written: ${published.message}`);
  return [1];
}
