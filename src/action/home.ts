/**
 * What an earlier run has to be to count. Whoever may push a branch or a tag can make runs, artifacts and deployments: what
 * counts is a run of the workflow file as it stands at a commit of the default branch's own line, started by an event whose
 * file nobody else can choose.
 */
import type { Artifact, Asked, GitHub, WorkflowRun } from "../forge/github/github.ts";
import { rowOf } from "../setup/jobEvents.ts";
import type { AppliedPart } from "../setup/appliedBy.ts";

/** What a run has to be to count. */
export interface Home {
  readonly repositoryId: number;
  readonly defaultBranch: string;
  /** `.github/workflows/muster.yml` */
  readonly workflow: string;
}

/** Where to look, and what counts. */
export interface Looking {
  readonly home: Home;
  /** The default branch's own line, from this run's commit back: how many commits lie after each. */
  readonly line: ReadonlyMap<string, number>;
  /** This run itself, which is evidence of nothing. */
  readonly runId: number;
  /** Names that the job which applies may have. */
  readonly jobs: readonly string[];
  /** Which organizations the job that applies had at a commit of the line, as the workflow's file says there. */
  readonly partAt: (commit: string) => Promise<AppliedPart>;
}

/** On these the workflow file is that of the run's own commit; on those of pull requests it may be anybody's. */
export const applying = rowOf("apply").events;
export const writing: readonly string[] = [...applying, ...rowOf("due").events];

/** The run that uploaded an artifact; undefined when there is nothing to be had any more. */
export async function runOf(
  github: GitHub,
  { runId }: Pick<Artifact, "runId">,
): Promise<Asked<WorkflowRun> | undefined> {
  if (runId === null) return undefined;
  const run = await github.workflowRun(runId);
  return !run.ok && run.status === 404 ? undefined : run;
}

/** Whether it ran the workflow of the default branch. */
export function isOfHome(run: WorkflowRun, { repositoryId, defaultBranch, workflow }: Home): boolean {
  return (
    run.path === workflow &&
    (run.workflowRef === null ||
      run.workflowRef === defaultBranch ||
      run.workflowRef === `refs/heads/${defaultBranch}`) &&
    run.headBranch === defaultBranch &&
    run.headRepositoryId === repositoryId
  );
}
