/**
 * What earlier runs left at GitHub: the last applied commit, the journal, the reviewed plans. Each counts only when a
 * run that the API confirms made it: this workflow, the right event, the default branch, this repository.
 */
import type { Artifact, Asked, GitHub, WorkflowRun } from "../io/github/github.ts";
import { utf8Lines } from "../model/utf8.ts";

/** The environment whose deployments tell what was applied. */
export const applyEnvironment = "muster-apply";

export const journalArtifact = "muster-journal";

/** The name of the artifact that holds a pull request's reviewed plan. */
export function planArtifact(pullRequest: number): string {
  return `muster-plan-${pullRequest}`;
}

/** What a run has to be to count. */
export interface Home {
  readonly repositoryId: number;
  readonly defaultBranch: string;
  /** `.github/workflows/muster.yml` */
  readonly workflow: string;
}

/** A journal of years fits; a plan of tens of thousands of actions, too. */
export const maxArtifactBytes = 256 * 1024 * 1024;

/**
 * The commit of the last run that applied everything, or null when there was none yet. A run that was refused,
 * superseded, blocked or failed in part did not apply its commit.
 */
export async function lastApplied(github: GitHub, home: Home): Promise<Asked<string | null>> {
  const deployments = await github.deployments(applyEnvironment);
  if (!deployments.ok) return deployments;
  for (const { id, sha } of deployments.value) {
    const statuses = await github.deploymentStatuses(id);
    if (!statuses.ok) return statuses;
    const success = statuses.value.find((status) => status.state === "success");
    const runId = /\/actions\/runs\/(\d{1,15})(?:\/|$)/.exec(success?.logUrl ?? "")?.[1];
    if (runId === undefined) continue;
    const run = await github.workflowRun(Number(runId));
    if (!run.ok && run.status !== 404) return run;
    if (run.ok && isOfHome(run.value, home) && appliesFiles(run.value) && run.value.headSha === sha) {
      if (run.value.conclusion === "success") return { ok: true, value: sha };
    }
  }
  return { ok: true, value: null };
}

/** A journal that a run of this workflow uploaded. */
export interface FoundJournal {
  /** When it was uploaded, RFC 3339. */
  readonly createdAt: string;
  /** Its text; null where the artifact holds none. */
  readonly text: () => Promise<Asked<string | null>>;
}

/**
 * The journals that apply and due runs of this workflow uploaded, newest first. `isOurs` tells whether a commit is the
 * default branch's: runs of a tag that has the branch's name say so, too.
 */
export async function* journalsOf(
  github: GitHub,
  { home, isOurs }: { readonly home: Home; readonly isOurs: (commit: string) => Promise<boolean> },
): AsyncGenerator<Asked<FoundJournal>> {
  const artifacts = await github.artifacts(journalArtifact);
  if (!artifacts.ok) return void (yield artifacts);
  for (const artifact of artifacts.value) {
    const run = await runOf(github, artifact);
    if (run === undefined) continue;
    if (!run.ok) return void (yield run);
    if (!isOfHome(run.value, home)) continue;
    if (!appliesFiles(run.value) && run.value.event !== "schedule") continue;
    if (!(await isOurs(run.value.headSha))) continue;
    const { id, createdAt } = artifact;
    yield { ok: true, value: { createdAt, text: () => journalIn(github, id) } };
  }
}

async function journalIn(github: GitHub, artifact: number): Promise<Asked<string | null>> {
  const files = await github.artifactFiles(artifact, maxArtifactBytes);
  if (!files.ok) return files;
  const journal = files.value.get("journal.jsonl");
  return { ok: true, value: journal === undefined ? null : utf8Lines(journal) };
}

/** The run that uploaded an artifact; undefined when there is nothing to be had any more. */
export async function runOf(
  github: GitHub,
  { isExpired, runId }: Artifact,
): Promise<Asked<WorkflowRun> | undefined> {
  if (isExpired || runId === null) return undefined;
  const run = await github.workflowRun(runId);
  return !run.ok && run.status === 404 ? undefined : run;
}

function isOfHome(run: WorkflowRun, { repositoryId, defaultBranch, workflow }: Home): boolean {
  return run.path === workflow && run.headBranch === defaultBranch && run.headRepositoryId === repositoryId;
}

function appliesFiles({ event }: WorkflowRun): boolean {
  return event === "push" || event === "workflow_dispatch";
}
