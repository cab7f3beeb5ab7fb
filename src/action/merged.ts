/** What was merged since the last applied commit: the commits on the default branch's own line, and whose they are. */
import type { GitHub, PullRequest } from "../io/github/github.ts";
import { sortedBy } from "../model/text.ts";
import type { EventRepository } from "./event.ts";

export interface Merged {
  /** Oldest merge first. */
  readonly pullRequests: readonly PullRequest[];
  /** Commits that belong to no merged pull request, newest first. */
  readonly direct: readonly string[];
}

/** Asks GitHub whose each commit is. */
export async function mergedIn(
  github: GitHub,
  { commits, repository }: { readonly commits: readonly string[]; readonly repository: EventRepository },
): Promise<Merged | { readonly error: string }> {
  const found = new Map<number, PullRequest>();
  const direct: string[] = [];
  for (const commit of commits) {
    const pulls = await github.pullRequestsOf(commit);
    if (!pulls.ok) return { error: pulls.message };
    const own = pulls.value.filter(
      ({ mergedAt, base }) =>
        mergedAt !== null && base.ref === repository.defaultBranch && base.repositoryId === repository.id,
    );
    for (const pull of own) found.set(pull.number, pull);
    if (own.length === 0) direct.push(commit);
  }
  return { pullRequests: sortedBy(found.values(), (pull) => pull.mergedAt ?? ""), direct };
}
