/** Tells a pull request what its merge would do: the one comment, and the summary. */
import { plural } from "../model/text.ts";
import { countsComment, planComment, planMarker, type CommentInput } from "../render/comment.ts";
import { planSummary } from "../render/summary.ts";
import type { ExitCode } from "../run/exitCode.ts";
import { changeBetween, hasFilesOf, type Change } from "./change.ts";
import type { Desk } from "./desk.ts";
import type { PullRequestEvent } from "./event.ts";
import { publishComment, type Published } from "./publish.ts";
import type { Commits, Unmerged } from "./trees.ts";

interface Telling {
  readonly event: PullRequestEvent;
  readonly change: Change;
  readonly commits: Commits;
  readonly shown: Pick<CommentInput, "plans" | "failures" | "policyChanges" | "diagnostics">;
}

/** What came of it. */
interface Told {
  /** Codes of what must fail the run: a change that nobody could see, a lost comment where reviews bind. */
  readonly codes: readonly ExitCode[];
  /** The comment says all of it: whoever looks at the pull request can review it. */
  readonly isSeen: boolean;
}

/** Writes both. */
export async function tellPlans(desk: Desk, { event, change, commits, shown }: Telling): Promise<Told> {
  const { plans, failures, policyChanges, diagnostics } = shown;
  const input: CommentInput = {
    plans,
    failures,
    policyChanges,
    ...(diagnostics === undefined ? {} : { diagnostics }),
    sensitive: change.sensitive,
    head: event.headSha,
    // GitHub does not know the merge: links lead to the head, and only where its lines are those of the merge.
    ...((await hasFilesOf(desk, { commit: event.headSha, merge: commits.head }))
      ? { fileUrl: `${desk.repositoryUrl}/blob/${event.headSha}/` }
      : {}),
    runUrl: desk.runUrl,
    ...(desk.inputs.requireReviewed ? { note: "Only what stands here is applied." } : {}),
  };
  const touches = change.folders === "all" || change.folders.size > 0 || change.sensitive.length > 0;
  if (touches) desk.runner.summary(planSummary(input));
  const comment = planComment(input);
  const counts = countsComment(input);
  const published = await publishComment(desk.github, {
    number: event.number,
    marker: planMarker,
    body: desk.runner.redact(comment.text),
    fallback: desk.runner.redact(counts.text),
    head: event.headSha,
    // A change that is not about access gets no comment of its own.
    onlyUpdate: !touches,
  });
  const { highRiskLeftOut } = published.status === "shortened" ? counts : comment;
  const codes = [...toldOf(desk, published), ...hiddenRisk(desk, highRiskLeftOut)];
  const isThere = !["moved", "overtaken", "failed"].includes(published.status);
  return { codes, isSeen: isThere && codes.length === 0 };
}

/** Says why nothing was planned; a conflict also in the comment, so that no plan stands there that is none any more. */
export async function tellUnmerged(
  desk: Desk,
  { event, unmerged }: { readonly event: PullRequestEvent; readonly unmerged: Unmerged },
): Promise<0 | 1> {
  const { conflict } = unmerged;
  const code = sayUnmerged(desk, unmerged);
  if (conflict === undefined) return code;
  const change = await changeBetween(desk, conflict);
  if ("error" in change) return failWith(desk, change.error);
  const failures = [{ organization: "", message: unmerged.error }];
  await tellPlans(desk, {
    event,
    change,
    commits: conflict,
    shown: { plans: [], failures, policyChanges: [] },
  });
  return code;
}

/** Says why nothing was planned; that there is nothing to plan is no failure. */
export function sayUnmerged(desk: Desk, { error, isOver }: Unmerged): 0 | 1 {
  if (isOver !== true) return failWith(desk, error);
  desk.say(error);
  return 0;
}

/** Says why the job failed. */
export function failWith(desk: Desk, message: string): 1 {
  desk.fail(message);
  return 1;
}

/** A comment that could not be written fails the run only where people rely on having seen it. */
function toldOf(desk: Desk, published: Published): ExitCode[] {
  switch (published.status) {
    case "written":
    case "unchanged":
      return [];
    case "shortened":
      desk.warn("GitHub took the comment for too long: it holds the counts only. The summary has the rest.");
      return [];
    case "moved":
      desk.warn("The pull request has a newer commit by now: no comment was written.");
      return [];
    case "overtaken":
      desk.warn("Another run wrote its comment at the same time, and later: that one stands.");
      return [];
    case "failed":
      if (desk.inputs.requireReviewed) return [failWith(desk, published.message)];
      desk.warn(`${published.message} The plan stands in the summary.`);
      return [];
  }
}

function hiddenRisk(desk: Desk, count: number): ExitCode[] {
  if (count === 0) return [];
  const what = plural(count, "change of high risk", "changes of high risk");
  return [
    failWith(desk, `${what} did not fit into the comment: nobody could review them. Split the pull request.`),
  ];
}
