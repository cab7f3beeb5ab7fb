/**
 * Finds the two commits that a pull request is planned between: the default branch's tip, and the merge of the pull
 * request's head into it. Both are fetched by id and merged here, as objects; nothing is checked out. GitHub's own
 * trial merge is not looked at: it makes that anew only now and then, so that it may be onto an older tip.
 */
import { ensureHistoryOf } from "../io/gitFetch.ts";
import { mergeCommits } from "../io/gitMerge.ts";
import type { Desk } from "./desk.ts";
import type { PullRequestEvent } from "./event.ts";

export interface Commits {
  readonly base: string;
  /** The merge commit: files as they would be. It is known to this clone alone. */
  readonly head: string;
}

/** Why there is nothing to plan. */
export interface Unmerged {
  readonly error: string;
  /** Where both sides changed the same: what the pull request touches can be told, what it comes to cannot. */
  readonly conflict?: Commits;
  /** It is merged or closed: what stands there of its plan is what people saw. */
  readonly isOver?: true;
}

/** The commits, or why there are none and what to do. */
export async function commitsOf(desk: Desk, event: PullRequestEvent): Promise<Commits | Unmerged> {
  const { github, repository, context, auth } = desk;
  const tip = await github.branchTip(repository.defaultBranch);
  if (!tip.ok) return { error: tip.message };
  const pull = await github.pullRequest(event.number);
  if (!pull.ok) return { error: pull.message };
  if (!pull.value.isOpen)
    return { error: "The pull request is not open any more: there is nothing to plan.", isOver: true };
  if (pull.value.head.sha !== event.headSha) {
    return { error: "The pull request has a newer commit, which a run of its own plans." };
  }
  const base = tip.value;
  const where = { cwd: context.cwd, auth };
  const missing = await ensureHistoryOf({ ...where, commits: [base, event.headSha] });
  if (missing !== undefined) return missing;
  const merge = await mergeCommits({ cwd: context.cwd, onto: base, head: event.headSha });
  if ("error" in merge) return merge;
  const commits = { base, head: merge.commit };
  if (merge.conflicts.length === 0) return commits;
  return { error: conflictsWith(repository.defaultBranch, merge.conflicts), conflict: commits };
}

const mostNamed = 5;

function conflictsWith(branch: string, paths: readonly string[]): string {
  const rest = paths.length - mostNamed;
  const more = rest > 0 ? ` and ${rest} more` : "";
  return (
    `The pull request conflicts with ${branch} in ${paths.slice(0, mostNamed).join(", ")}${more}, so nothing was planned: ` +
    `merge ${branch} into its branch and solve that, then it is planned again.`
  );
}
