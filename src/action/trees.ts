/**
 * Finds the two commits that a pull request is planned between: the default branch's tip, and the merge of the pull
 * request into it. Both are fetched by id; nothing is checked out.
 */
import { ensureCommit, fetchMerge } from "../io/gitFetch.ts";
import { parentsOf } from "../io/gitHistory.ts";
import type { Desk } from "./desk.ts";
import type { PullRequestEvent } from "./event.ts";

export interface Commits {
  readonly base: string;
  /** The merge commit: files as they would be. */
  readonly head: string;
}

/** GitHub makes the merge commit in the background, mostly within seconds. */
const attempts = 5;
const firstWait = 1_000;

/** The commits, or why there are none and what to do. */
export async function commitsOf(
  desk: Desk,
  event: PullRequestEvent,
): Promise<Commits | { readonly error: string }> {
  const { github, repository, context } = desk;
  let error = "";
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (attempt > 0) await context.clock.sleep(firstWait * 2 ** (attempt - 1), context.signal);
    if (context.signal?.aborted === true) return { error: "The run was interrupted." };
    const tip = await github.branchTip(repository.defaultBranch);
    if (!tip.ok) return { error: tip.message };
    const pull = await github.pullRequest(event.number);
    if (!pull.ok) return { error: pull.message };
    if (pull.value.head.sha !== event.headSha) {
      return { error: "The pull request has a newer commit, which a run of its own plans." };
    }
    if (pull.value.mergeable === false) {
      return { error: "The pull request has conflicts with its base: solve them, then it is planned again." };
    }
    const found = await mergeOnto({ desk, event, tip: tip.value });
    if (!("error" in found)) return found;
    error = found.error;
  }
  return { error };
}

interface Wanted {
  readonly desk: Desk;
  readonly event: PullRequestEvent;
  readonly tip: string;
}

/** The merge commit, when it is of this head and onto this tip: one onto an older tip would take back what came since. */
async function mergeOnto({ desk, event, tip }: Wanted): Promise<Commits | { readonly error: string }> {
  const where = { cwd: desk.context.cwd, auth: desk.auth };
  const base = await ensureCommit({ ...where, commit: tip });
  if (base !== undefined) return base;
  const merge = await fetchMerge({ ...where, pullRequest: event.number });
  if ("error" in merge) return merge;
  const parents = await parentsOf({ cwd: where.cwd, commit: merge.commit });
  if ("error" in parents) return parents;
  const [onto, head, ...more] = parents.parents;
  const again = "Run the job again, or push to the pull request.";
  if (head !== event.headSha || more.length > 0) {
    return {
      error: `GitHub has not merged this head (${event.headSha.slice(0, 7)}) for trial yet. ${again}`,
    };
  }
  if (event.baseRef === desk.repository.defaultBranch && onto !== tip) {
    return {
      error: `GitHub has not merged the pull request with the tip of ${event.baseRef} for trial yet. ${again}`,
    };
  }
  return { base: tip, head: merge.commit };
}
