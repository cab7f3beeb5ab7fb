/**
 * What was merged since the last applied commit: the commits on the default branch's own line, and whose they are.
 * GitHub calls a pull request merged as soon as its head is in the branch, through whichever merge it came: a second one
 * of the same or an earlier head, which nobody approved, is merged along. Only the one whose merge made the commit tells
 * what was reviewed.
 */
import type { Line } from "../io/gitHistory.ts";
import type { GitHub, PullRequest } from "../forge/github/github.ts";
import { sortedBy } from "../model/text.ts";
import type { EventRepository } from "./event.ts";

/** Pull requests that one commit is the merge of: one, or several that GitHub tells nothing apart of. */
export type Merge = readonly PullRequest[];

export interface Merged {
  /** Whatever became merged, oldest merge first. */
  readonly pullRequests: readonly PullRequest[];
  /** Each merge that made a commit. */
  readonly merges: readonly Merge[];
  /** Commits that are the merge of no pull request, newest first. */
  readonly direct: readonly string[];
}

interface Asking extends Line {
  readonly commits: readonly string[];
  readonly repository: EventRepository;
}

/** Asks GitHub whose each commit is. */
export async function mergedIn(
  github: GitHub,
  { commits, repository, line, heads }: Asking,
): Promise<Merged | { readonly error: string }> {
  const found = new Map<number, PullRequest>();
  const merges = new Map<string, Merge>();
  const direct: string[] = [];
  for (const commit of commits) {
    const pulls = await github.pullRequestsOf(commit);
    if (!pulls.ok) return { error: pulls.message };
    const own = pulls.value.filter(
      ({ mergedAt, base }) =>
        mergedAt !== null && base.ref === repository.defaultBranch && base.repositoryId === repository.id,
    );
    for (const pull of own) found.set(pull.number, pull);
    const merge = madeBy(own, { commit, line, heads });
    if (merge.length === 0) direct.push(commit);
    else merges.set(merge.map(({ number }) => number).join(), merge);
  }
  const byTime = sortedBy(found.values(), (pull) => pull.mergedAt ?? "");
  return { pullRequests: byTime, merges: [...merges.values()], direct };
}

/** Those of which the commit is the merge; of a merge by rebasing, one of its commits. */
function madeBy(
  pulls: readonly PullRequest[],
  { commit, line, heads }: Line & { readonly commit: string },
): Merge {
  const merged = heads.get(commit);
  if (merged !== undefined) {
    const ofHead = pulls.filter(({ head }) => merged.includes(head.sha));
    const told = ofHead.filter(({ mergeCommit }) => mergeCommit === commit);
    return told.length > 0 ? told : ofHead;
  }
  // What was rebased, or pushed as it was, ends where its pull request was merged: at this commit, or later on the line.
  const place = line.get(commit) ?? -1;
  const ends = pulls.flatMap((pull) => {
    const end = line.get(pull.mergeCommit ?? "");
    return end === undefined || end > place ? [] : [{ pull, end }];
  });
  const last = Math.min(...ends.map(({ end }) => end));
  return ends.filter(({ end }) => end === last).map(({ pull }) => pull);
}
