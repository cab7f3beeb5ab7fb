/**
 * A pull request planned by many jobs at once: the first lists which organizations it touches, the last puts the
 * parts together into one comment and one signed list. Neither uses a key to an organization.
 */
import { sortedBy } from "../model/text.ts";
import type { PlanFailure, PlanShown } from "../render/planReport.ts";
import { isStopped } from "../model/plan.ts";
import { planCode, worst, type ExitCode } from "../run/exitCode.ts";
import { shardsOf } from "../run/orgs.ts";
import { planAll } from "../run/plan.ts";
import type { PlanRun } from "../run/planned.ts";
import { changeBetween, type Change } from "./change.ts";
import type { Desk } from "./desk.ts";
import type { PullRequestEvent } from "./event.ts";
import { readParts, type Parts } from "./matrixParts.ts";
import { keepPlans } from "./planFiles.ts";
import { shownOf } from "./shown.ts";
import { signShown } from "./signing.ts";
import { failWith, sayUnmerged, tellPlans, tellUnmerged } from "./tellPlans.ts";
import { commitsOf, type Commits, type Unmerged } from "./trees.ts";

/** Sets the output `matrix`: shards of the organizations that the pull request touches. */
export async function listJob(desk: Desk, event: PullRequestEvent): Promise<ExitCode> {
  const found = await touched(desk, event);
  if ("error" in found) {
    desk.runner.output("matrix", "[]");
    return sayUnmerged(desk, found);
  }
  const { run } = found;
  if (!run.ok) {
    // The comment is the last job's; it meets the same errors.
    desk.runner.output("matrix", "[]");
    return 0;
  }
  const keys = run.runs.map(({ key }) => key);
  desk.runner.output("matrix", JSON.stringify(shardsOf(keys)));
  desk.say(keys.length === 0 ? "The change touches no organization." : `To be planned: ${keys.join(", ")}.`);
  return 0;
}

/** Comments on all parts, signs them together, and fails for what one of them lacks. */
export async function commentJob(desk: Desk, event: PullRequestEvent): Promise<ExitCode> {
  const found = await touched(desk, event);
  if ("error" in found) return tellUnmerged(desk, { event, unmerged: found });
  const { run, change, commits } = found;
  const offline = shownOf(desk, run);
  const parts = await readParts(desk, { event, commits });
  if ("error" in parts) return failWith(desk, parts.error);
  // No part tells of those: they have no files any more.
  const gone = new Set(offline.gone.map((plan) => plan.organization));
  const isGone = ({ plan }: PlanShown): boolean => gone.has(plan.organization);
  const plans = sortedBy([...parts.plans, ...offline.plans.filter(isGone)], ({ plan }) => plan.organization);
  const failures = [...parts.failures, ...missingIn(parts, run)];
  for (const { organization, message } of failures) desk.fail(`${organization}: ${message}`);
  const shown = { ...offline, plans, failures };
  const kept = await keepPlans(desk, shown);
  if ("error" in kept) return failWith(desk, kept.error);
  const blocked = plans.some(({ plan }) => isStopped(plan));
  desk.runner.output("changes", String(plans.reduce((sum, { plan }) => sum + plan.actions.length, 0)));
  desk.runner.output("blocked", String(blocked));
  const { codes, isSeen } = await tellPlans(desk, { event, change, commits, shown });
  const code = worst([
    ...(run.ok && failures.length === 0 ? [] : [1 as const]),
    ...plans.map(({ plan }) => planCode(plan, false)),
    ...codes,
  ]);
  const { digests } = kept;
  const reviewable = Object.entries(offline.reviewable).filter(([key]) => gone.has(key));
  const organizations = { ...parts.organizations, ...Object.fromEntries(reviewable) };
  const signed = await signShown(desk, { event, commits, digests, organizations, code, isSeen });
  return worst([code, ...signed]);
}

/** Organizations that the pull request touches and no part tells of. */
function missingIn(parts: Parts, run: PlanRun): PlanFailure[] {
  const known = new Set([
    ...parts.plans.map(({ plan }) => plan.organization),
    ...parts.failures.map((failure) => failure.organization),
  ]);
  const message = parts.hasLeftOut
    ? "The plan of it that is there is of an earlier attempt of this run, and was left out. Run all jobs again."
    : "The job that was to plan it left no plan.";
  return (run.ok ? run.runs : [])
    .filter(({ key }) => !known.has(key))
    .map(({ key }) => ({ organization: key, message }));
}

interface Touched {
  readonly commits: Commits;
  readonly change: Change;
  /** From files alone: for the organizations' names, the policy changes, and remarks on the files. */
  readonly run: PlanRun;
}

async function touched(desk: Desk, event: PullRequestEvent): Promise<Touched | Unmerged> {
  const commits = await commitsOf(desk, event);
  if ("error" in commits) return commits;
  const change = await changeBetween(desk, commits);
  if ("error" in change) return change;
  const run = await planAll(desk.context, {
    organizations: [],
    ...(change.folders === "all" ? {} : { folders: change.folders }),
    allowed: [],
    ...commits,
    reach: "offline",
    reviewsBind: desk.inputs.requireReviewed,
  });
  if (run.ok) await run.close();
  return { commits, change, run };
}
