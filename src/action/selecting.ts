/** What a job that writes may do: where reviews bind, what stood in the signed plans of what was merged. */
import { ensureHistory } from "../io/gitFetch.ts";
import { isOnLine } from "../io/gitHistory.ts";
import { onceFor } from "../model/once.ts";
import type { Selection } from "../model/plan.ts";
import { dueSelection, dueUnreviewedSelection, reviewedSelection } from "../run/selection.ts";
import type { Desk } from "./desk.ts";
import { reviewedIn } from "./reviewedPlans.ts";
import type { Start } from "./start.ts";

/** Which of the two jobs that write. */
export type Writing = "apply" | "due";

interface Choosing {
  readonly desk: Desk;
  readonly writing: Writing;
  readonly start: Start;
}

interface Chosen {
  readonly of: (organization: string) => Selection;
  /** Why not everything that was merged counts as reviewed, a sentence each. */
  readonly unreviewed: readonly string[];
}

/** The selection of each organization; or why there can be none. */
export async function selectionOf({
  desk,
  writing,
  start,
}: Choosing): Promise<Chosen | { readonly error: string }> {
  const key = desk.env["MUSTER_REVIEW_KEY"] ?? "";
  if (desk.inputs.requireReviewed && key === "") {
    return {
      error:
        'The input "require-reviewed" is true, and there is no MUSTER_REVIEW_KEY to tell reviewed plans by: ' +
        "put the same key into the environments muster-plan and muster-apply. Nothing was read or written.",
    };
  }
  if (writing === "due") {
    return { of: desk.inputs.requireReviewed ? dueSelection : dueUnreviewedSelection, unreviewed: [] };
  }
  if (!desk.inputs.requireReviewed) return { of: () => ({}), unreviewed: [] };
  const { home, merged, isUnseen } = start;
  const { merges, direct } = merged;
  // Several plans name the same commit.
  const onLine = onceFor((commit: string) => isOnBranch(desk, commit));
  const asking = { home, merges, key, isOnLine: onLine, isUnseen };
  const { ids, unseen, missing } = await reviewedIn(desk.github, asking);
  const unreviewed = [
    ...missing.map((why) => `Nothing counts as reviewed of ${why}`),
    ...direct.map(
      (commit) =>
        `Nothing counts as reviewed of ${commit.slice(0, 7)}, which is the merge of no pull request.`,
    ),
  ];
  for (const why of unreviewed) desk.warn(why);
  const none: ReadonlySet<string> = new Set();
  return {
    of: (organization) => reviewedSelection(ids.get(organization) ?? none, unseen.get(organization) ?? none),
    unreviewed,
  };
}

/** Whether a commit is on the branch's own line, up to this run's commit. */
async function isOnBranch({ context, sha, auth }: Desk, commit: string): Promise<boolean> {
  const { cwd } = context;
  if ((await ensureHistory({ cwd, auth })) !== undefined) return false;
  const found = await isOnLine({ cwd, commit, tip: sha });
  return "is" in found && found.is;
}
