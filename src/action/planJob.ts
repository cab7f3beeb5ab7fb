/**
 * The plan on a pull request: reads both versions of the files as git objects and the live organizations with a key
 * that can only read, and says in one comment what the merge would do. Writes to no organization.
 */
import { worst, type ExitCode } from "../run/exitCode.ts";
import { withHands } from "../run/changedByHand.ts";
import { planAll } from "../run/plan.ts";
import { changeBetween } from "./change.ts";
import type { Desk } from "./desk.ts";
import type { PullRequestEvent } from "./event.ts";
import { keepPlans } from "./planFiles.ts";
import { shownOf } from "./shown.ts";
import { sign, signShown } from "./signing.ts";
import { snapshotFor } from "./snapshots.ts";
import { failWith, tellPlans, tellUnmerged } from "./tellPlans.ts";
import { commitsOf } from "./trees.ts";

/** Plans with a key, comments, signs what was planned. */
export async function planJob(desk: Desk, event: PullRequestEvent): Promise<ExitCode> {
  const { inputs, context, runner } = desk;
  const commits = await commitsOf(desk, event);
  if ("error" in commits) return tellUnmerged(desk, { event, unmerged: commits });
  const change = await changeBetween(desk, commits);
  if ("error" in change) return failWith(desk, change.error);
  const snapshot = await snapshotFor(desk, { base: commits.base, wanted: inputs.organizations });
  const planned = await planAll(context, {
    organizations: inputs.organizations,
    ...(change.folders === "all" ? {} : { folders: change.folders }),
    allowed: [],
    ...(inputs.deep ? { deep: true as const } : {}),
    ...commits,
    reach: "base_only",
    reviewsBind: inputs.requireReviewed,
    listedLoopbackOnly: true,
    ...(snapshot === undefined ? {} : { snapshot }),
    refuseWriteKeys: !inputs.allowWriteKeyOnPullRequest,
  });
  const run = await withHands(context, planned, { hasBase: true });
  if (run.ok) await run.close();
  const shown = shownOf(desk, run);
  const kept = await keepPlans(desk, shown);
  if ("error" in kept) return failWith(desk, kept.error);
  runner.output("changes", String(shown.changes));
  runner.output("blocked", String(shown.blocked));
  const signing = { event, commits, digests: kept.digests, organizations: shown.reviewable };
  // With some organizations only, it is a part of a matrix: its last job comments on all of them.
  if (inputs.organizations.length > 0) {
    const unsigned = await sign(desk, { ...signing, kind: "part" });
    return unsigned === undefined ? shown.code : failWith(desk, unsigned);
  }
  const { codes, isSeen } = await tellPlans(desk, { event, change, commits, shown });
  const code = worst([shown.code, ...codes]);
  return worst([code, ...(await signShown(desk, { ...signing, code, isSeen }))]);
}
