/**
 * Finds the signed plan of a pull request's last head among what its plan runs uploaded. Anybody who may push a branch
 * can upload an artifact of that name, from a workflow of theirs: it counts as far as the run that GitHub confirms, the
 * signature, and the default branch's own line bear it out. Why none counts is said, with what to do.
 */
import type { Artifact, Asked, GitHub, PullRequest, WorkflowRun } from "../forge/github/github.ts";
import { digestOf } from "../io/hmac.ts";
import { utf8 } from "../model/utf8.ts";
import { readReviewed, type Reviewed } from "../run/reviewed.ts";
import { maxArtifactBytes, planArtifact } from "./pastArtifacts.ts";
import { runOf, type Home } from "./home.ts";

export interface Wanted {
  readonly home: Home;
  readonly pull: PullRequest;
  readonly key: string;
  /** Whether a commit is on the default branch's own line. */
  readonly isOnLine: (commit: string) => Promise<boolean>;
}

/** The signed plan, or why none counts. */
export type Found = { readonly reviewed: Reviewed } | { readonly why: string };

/** A plan is made anew for every push and run: somewhere among the latest is that of the last head. */
const latest = 20;

/** The newest list that counts; when none does, what is wrong with the newest that there is. */
export async function reviewedFile(github: GitHub, wanted: Wanted): Promise<Found> {
  const artifacts = await github.artifacts(planArtifact(wanted.pull.number));
  if (!artifacts.ok) return { why: artifacts.message };
  const reasons: string[] = [];
  let opened = 0;
  for (const artifact of artifacts.value) {
    if (opened >= latest) break;
    const run = await planRunOf(github, artifact, wanted);
    if ("why" in run) {
      reasons.push(run.why);
      continue;
    }
    opened += 1;
    const found = await judged(github, { ...wanted, artifact, run: run.run });
    if ("reviewed" in found) return found;
    reasons.push(found.why);
  }
  return {
    why: reasons[0] ?? "no plan of it was kept: its plan job never came to an end, or the plan was deleted.",
  };
}

type RunFound = { readonly run: WorkflowRun } | { readonly why: string };

/** The run that uploaded it, when it is one of the plan workflow of the default branch. */
async function planRunOf(github: GitHub, artifact: Artifact, { home }: Wanted): Promise<RunFound> {
  if (artifact.isExpired) return { why: "its plan has expired: GitHub keeps plans for a time only." };
  const run = await runOf(github, artifact);
  if (run === undefined) return { why: "the run that planned it was deleted." };
  if (!run.ok) return { why: run.message };
  const { path, event, workflowRef, headRepositoryId } = run.value;
  const isOurs =
    path === home.workflow &&
    event === "pull_request_target" &&
    headRepositoryId === home.repositoryId &&
    (workflowRef === null || isDefault(workflowRef, home));
  return isOurs ? { run: run.value } : { why: "what was uploaded as its plan is of another workflow." };
}

/** GitHub writes the ref whole, or a branch by its name alone. */
function isDefault(ref: string, { defaultBranch }: Home): boolean {
  return ref === `refs/heads/${defaultBranch}` || ref === defaultBranch;
}

interface Judging extends Wanted {
  readonly artifact: Artifact;
  readonly run: WorkflowRun;
}

async function judged(github: GitHub, judging: Judging): Promise<Found> {
  const { artifact, run, key, isOnLine } = judging;
  const files = await github.artifactFiles(artifact.id, maxArtifactBytes);
  if (!files.ok) return { why: files.message };
  const bytes = files.value.get("reviewed.json");
  if (bytes === undefined) return { why: `the run ${run.id} signed nothing: its log says why.` };
  const list = readReviewed({ text: utf8(bytes) ?? "", key, kind: "plan" });
  if ("error" in list) return { why: list.error };
  const odd = differenceOf(list, judging);
  if (odd !== undefined) return { why: odd };
  const plan = files.value.get("plan.json");
  if (plan === undefined || list.files["plan.json"] !== digestOf(plan)) {
    return { why: `the plan that the run ${run.id} kept is not the one that was signed.` };
  }
  for (const commit of [list.base, list.workflowCommit]) {
    if (await isOnLine(commit)) continue;
    return {
      why: `it was planned from ${commit.slice(0, 7)}, which is not on the default branch's own line.`,
    };
  }
  const end = await endOf(github, { run, list });
  return end === undefined ? { reviewed: list } : { why: end };
}

/** In what a list does not fit the pull request and the run that uploaded it. */
function differenceOf(list: Reviewed, { home, pull, run }: Judging): string | undefined {
  if (list.repositoryId !== home.repositoryId || list.pullRequest !== pull.number || list.runId !== run.id) {
    return "what was uploaded as its plan is of another repository, pull request or run.";
  }
  if (list.head !== pull.head.sha) return "no plan of its last head was kept.";
  if (list.workflow !== `${home.workflow}@refs/heads/${home.defaultBranch}`) {
    return `it was planned by the workflow file ${list.workflow}, which is not the default branch's.`;
  }
  return undefined;
}

/**
 * Why the attempt that signed it does not count. Started again, a run has another conclusion, or none yet: what the
 * attempt came to is asked. A guard's block is an end like any other where the list says that there was one.
 */
async function endOf(
  github: GitHub,
  { run, list }: { readonly run: WorkflowRun; readonly list: Reviewed },
): Promise<string | undefined> {
  const asked: Asked<WorkflowRun> =
    run.attempt === list.attempt
      ? { ok: true, value: run }
      : await github.workflowRunAttempt(run.id, list.attempt);
  if (!asked.ok) return asked.message;
  const { status, conclusion, attempt } = asked.value;
  if (attempt !== list.attempt)
    return `GitHub does not know the attempt ${list.attempt} of the run ${run.id}.`;
  if (status !== "completed") {
    return `the run ${run.id} that plans it is not over: run this workflow by hand when it is.`;
  }
  const isBlocked = Object.values(list.organizations).some(({ blocked }) => blocked.length > 0);
  if (conclusion === "success" || (conclusion === "failure" && isBlocked)) return undefined;
  return `the run ${run.id} that planned it ended as ${conclusion ?? "nothing"}.`;
}
