/**
 * Who approved which commit, kept below the repository's own folder, with when that was looked up: a review can still be
 * dismissed after the merge. What GitHub knows no merged pull request of is not kept.
 */
import { gitCacheAt } from "../../io/gitCache.ts";
import type { GitFolder } from "../../io/gitFolder.ts";
import type { Approval } from "../../model/evidence.ts";

/** What GitHub said of a commit. */
export interface Said {
  readonly pull_request: number | null;
  readonly approvals: readonly Approval[];
  /** Login of whoever opened the pull request. */
  readonly author?: string;
}

/** What was said of a commit, and when, RFC 3339. */
export interface KeptSaid extends Said {
  readonly at: string;
}

export interface KeptApprovals {
  /** By the commit's id. */
  readonly known: ReadonlyMap<string, KeptSaid>;
  /** Keeps these too, in the place of what was known of the same commits. */
  add(said: ReadonlyMap<string, KeptSaid>): Promise<void>;
}

/** Of a repository at an API, as the git repository around the folder has them. */
export async function keptApprovals(
  repository: GitFolder,
  at: { readonly api: string; readonly repository: string },
): Promise<KeptApprovals> {
  const cache = await gitCacheAt(repository);
  const name = JSON.stringify(["approvals", at.api, at.repository]);
  const text = await cache.read(name);
  const known = new Map(text === undefined ? [] : (JSON.parse(text) as [string, KeptSaid][]));
  return {
    known,
    async add(said) {
      if (said.size > 0) await cache.write(name, JSON.stringify([...new Map([...known, ...said])]));
    },
  };
}
