/**
 * Plans from files alone, where no key may be used: on merge groups, for forks, for Dependabot. What the base's files
 * say stands for what is live, and the result stands in the summary only.
 */
import { ensureCommit } from "../io/gitFetch.ts";
import { planSummary } from "../render/summary.ts";
import type { ExitCode } from "../run/exitCode.ts";
import { planAll } from "../run/plan.ts";
import type { Desk } from "./desk.ts";
import type { PullRequestEvent } from "./event.ts";
import { changeBetween } from "./change.ts";
import { shownOf } from "./shown.ts";
import { sayUnmerged } from "./tellPlans.ts";
import { commitsOf, type Commits } from "./trees.ts";

/** The combined files of a merge group against its base: invalid files fail, and so does what a guard would block. */
export async function gateJob(
  desk: Desk,
  group: { readonly headSha: string; readonly baseSha: string },
): Promise<ExitCode> {
  for (const commit of [group.baseSha, group.headSha]) {
    const missing = await ensureCommit({ cwd: desk.context.cwd, commit, auth: desk.auth });
    if (missing !== undefined) {
      desk.fail(missing.error);
      return 1;
    }
  }
  return planOffline(desk, {
    base: group.baseSha,
    head: group.headSha,
    shownHead: group.headSha,
    note: "a merge group is judged offline",
  });
}

/** A pull request that may not use a key: only files with errors fail it. */
export async function offlineJob(desk: Desk, event: PullRequestEvent, why: string): Promise<ExitCode> {
  const commits = await commitsOf(desk, event);
  if ("error" in commits) return sayUnmerged(desk, commits);
  desk.say(`Planned from files alone: ${why}.`);
  const code = await planOffline(desk, { ...commits, shownHead: event.headSha, note: why });
  return code === 1 ? 1 : 0;
}

async function planOffline(
  desk: Desk,
  {
    base,
    head,
    shownHead,
    note,
  }: Commits & {
    /** The commit that people know. */
    readonly shownHead: string;
    readonly note: string;
  },
): Promise<ExitCode> {
  const change = await changeBetween(desk, { base, head });
  if ("error" in change) {
    desk.fail(change.error);
    return 1;
  }
  const run = await planAll(desk.context, {
    organizations: desk.inputs.organizations,
    allowed: [],
    base,
    head,
    reach: "offline",
    reviewsBind: desk.inputs.requireReviewed,
  });
  const shown = shownOf(desk, run);
  desk.runner.summary(
    planSummary({ ...shown, sensitive: change.sensitive, head: shownHead, runUrl: desk.runUrl, note }),
  );
  desk.runner.output("changes", String(shown.changes));
  desk.runner.output("blocked", String(shown.blocked));
  return shown.code;
}
