/**
 * Apply on merge, and what dates and earlier runs left: from the last applied commit to the default branch's tip, with
 * the key that can write. Asks again before the first write of each organization whether its commit is still the tip.
 */
import { hasErrors } from "../model/diagnostic.ts";
import { applyAll, type Applied } from "../run/apply.ts";
import { goneCode, unplannedCodes, worst, type ExitCode } from "../run/exitCode.ts";
import { openJournal } from "../run/journal.ts";
import { journalSigner, type Signer } from "../run/journalKey.ts";
import { withHands } from "../run/changedByHand.ts";
import { planAll } from "../run/plan.ts";
import type { PlanRun } from "../run/planned.ts";
import type { Desk } from "./desk.ts";
import { journalUrl } from "./journalHead.ts";
import { outcomeLogLine, reportDrift, reportResult, type Report } from "./report.ts";
import { selectionOf, type Writing } from "./selecting.ts";
import { shownOf, type Shown } from "./shown.ts";
import { keepSnapshot } from "./snapshots.ts";
import { startOf, superseded, type Start } from "./start.ts";

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
  const planned = await planAll(desk.context, {
    organizations: desk.inputs.organizations,
    allowed: desk.inputs.allow,
    ...(desk.inputs.deep ? { deep: true as const } : {}),
    base: start.base,
    applied: start.applied,
    head: desk.sha,
    journal: { ...start.journal, optional: true, ofRun: true },
    reach: "merged",
    listedLoopbackOnly: true,
    selection: selection.of,
  });
  // Only the run that keeps the issue on drift asks who made it.
  const run = writing === "due" ? await withHands(desk.context, planned, { hasBase: true }) : planned;
  try {
    return await applyPlanned({ desk, writing, start, unreviewed: selection.unreviewed, run, signer });
  } finally {
    if (run.ok) await run.close();
  }
}

interface Applying {
  readonly desk: Desk;
  readonly writing: Writing;
  readonly start: Start;
  /** Why not everything that was merged counts as reviewed. */
  readonly unreviewed: readonly string[];
  readonly run: PlanRun;
  readonly signer: Signer | undefined;
}

async function applyPlanned(applying: Applying): Promise<ExitCode> {
  const { desk, writing, start, unreviewed, run, signer } = applying;
  const { context, inputs, runner, sha } = desk;
  const shown = shownOf(desk, run);
  const opened = await openJournal(start.journal.path, signer);
  if ("error" in opened) {
    desk.fail(opened.error);
    return 1;
  }
  let applied: readonly Applied[];
  try {
    applied = await applyAll(context, shown.planned, {
      journal: opened.journal,
      earlier: (organization) => opened.earlier(organization),
      commit: sha,
      actor: inputs.reason === "" ? desk.actor : `${desk.actor} (${inputs.reason})`,
      allowed: inputs.allow,
      reviewsBind: inputs.requireReviewed,
      // From a commit without an organization's files, the next run would not know that it is gone.
      countsAsApplied: writing === "apply" && shown.gone.every((plan) => goneCode(plan) === 0),
      ...(inputs.timeBudget === undefined ? {} : { deadline: desk.began + inputs.timeBudget }),
      mayStart: () => superseded(desk),
      onOutcome: (organization, outcome) => runner.line(outcomeLogLine(shown, organization, outcome)),
    });
  } finally {
    await opened.close();
  }
  await keepSnapshot(desk, shown.planned);
  const journalHead = opened.journal.head();
  runner.output("journal-head", journalHead);
  runner.output("journal-url", journalUrl(desk, journalHead, signer));
  const report: Report = { start, unreviewed, shown, applied, journalHead };
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
  // Files with errors were not applied: a run over them is red, or the next one would start from them.
  const isBroken = hasErrors(shown.diagnostics);
  const failed: ExitCode[] = [
    ...(isBroken ? [1 as const] : []),
    ...unplannedCodes(shown.failures, shown.planned.length),
  ];
  return worst([...failed, ...told, ...applied.map((item) => item.code), ...shown.gone.map(goneCode)]);
}
