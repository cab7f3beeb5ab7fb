/**
 * Signs what a plan job came to: a share of it for the last job of a matrix, the whole of it once people were shown it.
 * What is signed says where it comes from, so that nothing of another commit, run, attempt or workflow passes for it.
 */
import { writeText } from "../io/file.ts";
import type { ExitCode } from "../run/exitCode.ts";
import { signReviewed, type ListKind, type Origin, type ReviewedOrganization } from "../run/reviewed.ts";
import type { Desk } from "./desk.ts";
import type { PullRequestEvent } from "./event.ts";
import type { Digests } from "./planFiles.ts";
import type { Commits } from "./trees.ts";

/** The signed files: of a whole plan, and of a part. */
export const signedFiles: Readonly<Record<ListKind, string>> = {
  plan: "reviewed.json",
  part: "reviewed-part.json",
};

export interface About {
  readonly event: PullRequestEvent;
  readonly commits: Commits;
}

interface Signing extends About {
  readonly kind: ListKind;
  readonly digests: Digests;
  readonly organizations: Readonly<Record<string, ReviewedOrganization>>;
}

/** The key that reviews are signed with; empty when there is none. */
export function reviewKeyOf({ env }: Desk): string {
  return env["MUSTER_REVIEW_KEY"] ?? "";
}

/** What this job would sign, as to where it comes from. */
export function originHere(desk: Desk, { event, commits }: About): Origin {
  return {
    repositoryId: desk.repository.id,
    pullRequest: event.number,
    head: event.headSha,
    base: commits.base,
    runId: desk.runId,
    attempt: desk.attempt,
    workflow: `${desk.workflow}@${desk.workflowRef}`,
    workflowCommit: desk.workflowCommit,
  };
}

/** Signs and writes it; why not, when it could not be. Without a key nothing is signed. */
export async function sign(
  desk: Desk,
  { kind, digests, organizations, ...about }: Signing,
): Promise<string | undefined> {
  const key = reviewKeyOf(desk);
  if (key === "") return undefined;
  const signed = signReviewed({ ...originHere(desk, about), kind, key, files: digests, organizations });
  if ("error" in signed) return signed.error;
  const unwritten = await writeText(desk.runner.file(signedFiles[kind]), signed.text);
  return unwritten?.error;
}

interface Sealing extends Omit<Signing, "kind"> {
  /** What the plans came to. */
  readonly code: ExitCode;
  /** People were shown all of it. */
  readonly isSeen: boolean;
}

/**
 * Signs what people were shown, whole, while the pull request is open and at this head. A plan that a guard blocks is
 * signed as well, and says so; where something could not be planned, or not be told, nothing counts as reviewed.
 */
export async function signShown(desk: Desk, { code, isSeen, ...signing }: Sealing): Promise<ExitCode[]> {
  const { event } = signing;
  const binds = desk.inputs.requireReviewed;
  const fails = (why: string): ExitCode[] => {
    desk.fail(why);
    return [1];
  };
  const warns = (why: string): ExitCode[] => {
    desk.warn(`${why} Nothing of this run counts as reviewed.`);
    return [];
  };
  // On other events the workflow's file is the pull request's own, which must vouch for nothing.
  if (event.name !== "pull_request_target") return [];
  if (reviewKeyOf(desk) === "") return binds ? fails(noKey) : [];
  if (code !== 0 && code !== 3) return warns("Not everything could be planned.");
  if (!isSeen) return warns("The comment does not show it.");
  const now = await desk.github.pullRequest(event.number);
  if (!now.ok) return binds ? fails(now.message) : warns(now.message);
  // A run that is started again long after would let a merged pull request review what came onto the branch since.
  if (!now.value.isOpen) return warns("The pull request is not open any more.");
  if (now.value.head.sha !== event.headSha) return warns("The pull request has a newer commit by now.");
  const unsigned = await sign(desk, { ...signing, kind: "plan" });
  return unsigned === undefined ? [] : fails(unsigned);
}

const noKey =
  'The input "require-reviewed" is true, and there is no MUSTER_REVIEW_KEY to sign the plan with: nothing of it would ' +
  "be applied. Put the same key into the environments muster-plan and muster-apply.";
