/**
 * The ids that were reviewed: of each merged pull request, the signed plan of its last head. A plan that cannot be
 * found or believed reviews nothing, and is said.
 */
import type { GitHub, PullRequest } from "../io/github/github.ts";
import { reviewedFile, type Wanted } from "./reviewedFiles.ts";

export interface Reviewed {
  /** Of actions and of changed terms, by key of the organization. */
  readonly ids: ReadonlyMap<string, ReadonlySet<string>>;
  /** Why a pull request reviewed nothing. */
  readonly missing: readonly string[];
}

/** Looks up what each pull request's last head had for a plan. */
export async function reviewedIn(
  github: GitHub,
  question: Omit<Wanted, "pull"> & { readonly pullRequests: readonly PullRequest[] },
): Promise<Reviewed> {
  const { pullRequests, ...wanted } = question;
  const ids = new Map<string, Set<string>>();
  const missing: string[] = [];
  for (const pull of pullRequests) {
    const found = await reviewedFile(github, { ...wanted, pull });
    if ("why" in found) {
      missing.push(`#${pull.number}: ${found.why}`);
      continue;
    }
    for (const [organization, { actions, terms }] of Object.entries(found.reviewed.organizations)) {
      const known = ids.get(organization) ?? new Set();
      for (const id of [...actions, ...terms]) known.add(id);
      ids.set(organization, known);
    }
  }
  return { ids, missing };
}
