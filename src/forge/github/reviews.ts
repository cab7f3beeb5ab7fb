/** Who approved what at GitHub: the pull requests of a commit, and the reviews of a pull request. Reads only. */
import type { Read } from "./answers.ts";
import { pullRequestCalls } from "./calls.ts";
import { openPlace, type GitHubOptions } from "./client.ts";
import type { Asked, GitHub } from "./github.ts";
import { at } from "./reading.ts";

export interface Review {
  readonly id: number;
  readonly author: string;
  /** `APPROVED`, `CHANGES_REQUESTED`, `DISMISSED`, `COMMENTED`, or what is to come. */
  readonly state: string;
  /** Null: it is still being written. */
  readonly submittedAt: string | null;
  /** The head that was looked at; null where GitHub does not know it any more. */
  readonly commit: string | null;
}

export interface GitHubReviews extends Pick<GitHub, "pullRequestsOf"> {
  /** Of a pull request, oldest first. */
  reviewsOf(number: number): Promise<Asked<readonly Review[]>>;
  close(): Promise<void>;
}

/** Sends nothing yet. Where the options make no sense, each call says so. */
export function createGitHubReviews(options: GitHubOptions): GitHubReviews {
  const { http, requests, root } = openPlace(options);
  const { pullRequestsOf } = pullRequestCalls({ requests, root });
  return {
    pullRequestsOf,
    async reviewsOf(number) {
      const found = await requests.list({
        path: `${root}/pulls/${number}/reviews`,
        needs: "pull-requests: read",
        read: readReview,
      });
      return found.ok ? { ok: true, value: [...found.value].sort((a, b) => a.id - b.id) } : found;
    },
    close: () => http.close(),
  };
}

const readReview: Read<Review> = (value, it) => ({
  id: it.count(value, "id"),
  author: (at(value, "user") ?? null) === null ? "ghost" : it.text(value, "user", "login"),
  state: it.text(value, "state"),
  submittedAt: it.timeOrNull(value, "submitted_at"),
  commit: it.commitOrNull(value, "commit_id"),
});
