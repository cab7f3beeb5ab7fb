/**
 * The ids that were reviewed: of each merged pull request, the signed plan of its last head. A plan that cannot be
 * found or believed reviews nothing, and is said.
 */
import type { GitHub, PullRequest } from "../io/github/github.ts";
import { readReviewed } from "../run/reviewed.ts";
import { reviewedFiles, type Home } from "./pastRuns.ts";

export interface Reviewed {
  /** By key of the organization. */
  readonly ids: ReadonlyMap<string, ReadonlySet<string>>;
  /** Why a pull request reviewed nothing. */
  readonly missing: readonly string[];
}

/** A plan is made anew for every push and run: somewhere among the latest is that of the last head. */
const latest = 20;

/** Looks up what each pull request's last head had for a plan. */
export async function reviewedIn(
  github: GitHub,
  question: { readonly home: Home; readonly pullRequests: readonly PullRequest[]; readonly key: string },
): Promise<Reviewed> {
  const { home, key } = question;
  const ids = new Map<string, Set<string>>();
  const missing: string[] = [];
  for (const pull of question.pullRequests) {
    const files = await reviewedFiles(github, { home, pullRequest: pull.number, limit: latest });
    const name = `#${pull.number}`;
    if (!files.ok) {
      missing.push(`${name}: ${files.message}`);
      continue;
    }
    const read = files.value.map(({ text, run }) => {
      const signed = readReviewed({ text, key });
      if ("error" in signed) return signed;
      const fits =
        signed.repositoryId === home.repositoryId &&
        signed.pullRequest === pull.number &&
        signed.head === pull.head.sha &&
        signed.runId === run.id;
      return fits ? signed : { error: "it is of another head or run" };
    });
    const signed = read.find((item) => !("error" in item));
    if (signed === undefined || "error" in signed) {
      const [first] = read;
      const why = first !== undefined && "error" in first ? first.error : "no plan of its last head was kept";
      missing.push(`${name}: ${why}`);
      continue;
    }
    for (const [organization, actions] of Object.entries(signed.organizations)) {
      const known = ids.get(organization) ?? new Set();
      for (const id of actions) known.add(id);
      ids.set(organization, known);
    }
  }
  return { ids, missing };
}
