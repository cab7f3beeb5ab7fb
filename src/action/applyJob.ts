/**
 * Apply on merge, and what dates and earlier runs left: from the last applied commit to the default branch's tip, with
 * the key that can write. Asks again before the first write of each organization whether its commit is still the tip.
 */
import { ensureHistory } from "../io/gitFetch.ts";
import { isOnLine } from "../io/gitHistory.ts";
import type { Selection } from "../model/plan.ts";
import { applyAll, type Applied } from "../run/apply.ts";
import { worst, type ExitCode } from "../run/exitCode.ts";
import { openJournal } from "../run/journal.ts";
import { journalSigner, type Signer } from "../run/journalKey.ts";
import { planAll } from "../run/plan.ts";
import type { PlanRun } from "../run/planned.ts";
import { dueSelection, dueUnreviewedSelection, reviewedSelection } from "../run/selection.ts";
import type { Desk } from "./desk.ts";
import { outcomeLogLine, reportDrift, reportResult, type Report } from "./report.ts";
import { reviewedIn } from "./reviewedPlans.ts";
import { shownOf, type Shown } from "./shown.ts";
import { startOf, superseded, type Start } from "./start.ts";

/** Which of the two jobs that write. */
export type Writing = "apply" | "due";

/** Plans from the last applied commit, applies, and reports where people look. */
export async function applyJob(desk: Desk, writing: Writing): Promise<ExitCode> {
  if ((desk.env["MUSTER_PAUSED"] ?? "") !== "") {
    desk.fail(
      "MUSTER_PAUSED is set, which stops every write: nothing was read or written. Unset it to go on.",
    );
    return 1;
  }
  const signing = journalSigner(desk.env);
  if ("error" in signing) {
    desk.fail(signing.error);
    return 1;
  }
  const { signer } = signing;
  const start = await startOf(desk, { merges: writing === "apply", signer });
  if ("why" in start) {
    desk.fail(start.why);
    return start.code;
  }
  const selection = await selectionOf({ desk, writing, start });
  if ("error" in selection) {
    desk.fail(selection.error);
    return 1;
  }
  const run = await planAll(desk.context, {
    organizations: desk.inputs.organizations,
    allowed: desk.inputs.allow,
    base: start.base,
    head: desk.sha,
    journal: { path: start.journal, optional: true, ofRun: true },
    reach: "merged",
    listedLoopbackOnly: true,
    selection: selection.of,
  });
  try {
    return await applyPlanned({ desk, writing, start, run, signer });
  } finally {
    if (run.ok) await run.close();
  }
}

interface Choosing {
  readonly desk: Desk;
  readonly writing: Writing;
  readonly start: Start;
}

type SelectionFor = { readonly of: (organization: string) => Selection } | { readonly error: string };

async function selectionOf({ desk, writing, start }: Choosing): Promise<SelectionFor> {
  const key = desk.env["MUSTER_REVIEW_KEY"] ?? "";
  if (desk.inputs.requireReviewed && key === "") {
    return {
      error:
        'The input "require-reviewed" is true, and there is no MUSTER_REVIEW_KEY to tell reviewed plans by: ' +
        "put the same key into the environments muster-plan and muster-apply. Nothing was read or written.",
    };
  }
  if (writing === "due") return { of: desk.inputs.requireReviewed ? dueSelection : dueUnreviewedSelection };
  if (!desk.inputs.requireReviewed) return { of: () => ({}) };
  const { home, merged } = start;
  const { pullRequests } = merged;
  const onLine = (commit: string): Promise<boolean> => isOnBranch(desk, commit);
  const { ids, missing } = await reviewedIn(desk.github, { home, pullRequests, key, isOnLine: onLine });
  for (const why of missing) desk.warn(`Nothing counts as reviewed of ${why}`);
  for (const commit of merged.direct) {
    desk.warn(`Nothing counts as reviewed of ${commit.slice(0, 7)}, which belongs to no pull request.`);
  }
  return { of: (organization) => reviewedSelection(ids.get(organization) ?? new Set()) };
}

/** Whether a commit is on the branch's own line, up to this run's commit. */
async function isOnBranch({ context, sha, auth }: Desk, commit: string): Promise<boolean> {
  const { cwd } = context;
  if ((await ensureHistory({ cwd, auth })) !== undefined) return false;
  const found = await isOnLine({ cwd, commit, tip: sha });
  return "is" in found && found.is;
}

interface Applying extends Choosing {
  readonly run: PlanRun;
  readonly signer: Signer | undefined;
}

async function applyPlanned({ desk, writing, start, run, signer }: Applying): Promise<ExitCode> {
  const { context, inputs, runner, sha } = desk;
  const shown = shownOf(desk, run);
  const opened = await openJournal(start.journal, signer);
  if ("error" in opened) {
    desk.fail(opened.error);
    return 1;
  }
  let applied: readonly Applied[];
  try {
    applied = await applyAll(context, shown.planned, {
      journal: opened.journal,
      commit: sha,
      actor: inputs.reason === "" ? desk.actor : `${desk.actor} (${inputs.reason})`,
      allowed: inputs.allow,
      reviewsBind: inputs.requireReviewed,
      ...(inputs.timeBudget === undefined ? {} : { deadline: desk.began + inputs.timeBudget }),
      mayStart: () => superseded(desk),
      onOutcome: (organization, outcome) => runner.line(outcomeLogLine(shown, organization, outcome)),
    });
  } finally {
    await opened.close();
  }
  const journalHead = opened.journal.head();
  runner.output("journal-head", journalHead);
  const report: Report = { start, shown, applied, journalHead };
  await reportResult(desk, report);
  const told = writing === "due" ? await reportDrift(desk, report) : [];
  return finish(desk, { shown, applied, told });
}

interface Finish {
  readonly shown: Shown;
  readonly applied: readonly Applied[];
  readonly told: readonly ExitCode[];
}

function finish(desk: Desk, { shown, applied, told }: Finish): ExitCode {
  const outcomes = applied.flatMap((item) => item.result?.outcomes ?? []);
  desk.runner.output("changes", String(outcomes.filter((item) => item.status === "done").length));
  desk.runner.output("blocked", String(shown.blocked));
  const failed: ExitCode[] = shown.failures.length > 0 ? [1] : [];
  return worst([...failed, ...told, ...applied.map((item) => item.code)]);
}
