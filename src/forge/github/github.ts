/**
 * What muster asks of GitHub: the words and the calls, as values. A call that fails says so and never throws; what
 * could not be read to the end is a failure, never an empty list.
 */

/** Why GitHub did not do what was asked. */
export interface GitHubFailure {
  readonly ok: false;
  /** Absent when there was no answer. */
  readonly status?: number;
  /** What happened, at which request, and what to do next. Holds no secret. */
  readonly message: string;
  /** True when a write may have had its effect although no success was seen (a 5xx, a lost answer). */
  readonly effectUnknown: boolean;
}

export type Asked<T> = { readonly ok: true; readonly value: T } | GitHubFailure;

export interface Repository {
  readonly id: number;
  /** "owner/name" */
  readonly fullName: string;
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
  readonly isFork: boolean;
}

export interface PullRequest {
  readonly number: number;
  readonly isOpen: boolean;
  /** RFC 3339; null while it is not merged. */
  readonly mergedAt: string | null;
  readonly title: string;
  readonly author: string;
  readonly head: {
    readonly sha: string;
    readonly ref: string;
    /** Null when the repository is gone. */
    readonly repositoryId: number | null;
  };
  readonly base: { readonly sha: string; readonly ref: string; readonly repositoryId: number };
  /** Before the merge the test merge, after it the commit on the base branch. */
  readonly mergeCommit: string | null;
}

/** A comment, or an issue's own text. */
export interface Remark {
  readonly id: number;
  readonly author: string;
  readonly body: string;
}

export interface Issue extends Remark {
  readonly number: number;
  readonly isOpen: boolean;
  readonly title: string;
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly environment: string;
  /** RFC 3339. */
  readonly createdAt: string;
}

export interface DeploymentStatus {
  readonly state: string;
  /** Of the job that made it, when it was a job: `https://HOST/OWNER/NAME/actions/runs/RUN/job/JOB`. */
  readonly logUrl: string | null;
  /** What the job gave its environment as address. */
  readonly environmentUrl: string | null;
}

/** A run of a workflow. */
export interface WorkflowRun {
  readonly id: number;
  /** `.github/workflows/muster.yml`, without the `@ref` that GitHub may append. */
  readonly path: string;
  /** That ref, as GitHub writes it: the one that the workflow's file was taken from. Null where it does not say. */
  readonly workflowRef: string | null;
  /** How often it was started, counted from 1. */
  readonly attempt: number;
  readonly event: string;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly headRepositoryId: number | null;
  readonly status: string | null;
  readonly conclusion: string | null;
}

/** One job of a run, as one attempt of the run did it. */
export interface WorkflowJob {
  readonly id: number;
  /** Its name, or the key that it has in the workflow where it has none. */
  readonly name: string;
  readonly conclusion: string | null;
}

/** Which runs of a workflow are asked for. */
interface RunsWanted {
  /** `.github/workflows/muster.yml` */
  readonly workflow: string;
  /** Of the runs' own ref. A tag of that name answers to it, too. */
  readonly branch: string;
  readonly event: string;
  readonly commit?: string;
  /** A status or a conclusion. */
  readonly status?: string;
}

export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly sizeBytes: number;
  readonly isExpired: boolean;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly runId: number | null;
  /** The commit that its run was about; null where GitHub does not say. */
  readonly headSha: string | null;
}

/** One repository at GitHub, through one token. Lists are read to the end, newest first where a time orders them. */
export interface GitHub {
  /** Login of whom the token acts for: `github-actions[bot]` for a job's own token, and where GitHub does not say of an app's. */
  self(): Promise<Asked<string>>;
  repository(): Promise<Asked<Repository>>;
  /** The commit that a branch points at now. */
  branchTip(branch: string): Promise<Asked<string>>;
  pullRequest(number: number): Promise<Asked<PullRequest>>;
  /** Pull requests that a commit belongs to, merged or not. */
  pullRequestsOf(sha: string): Promise<Asked<readonly PullRequest[]>>;
  /** Comments of a pull request or an issue, oldest first. */
  comments(number: number): Promise<Asked<readonly Remark[]>>;
  createComment(number: number, body: string): Promise<Asked<Remark>>;
  updateComment(id: number, body: string): Promise<Asked<Remark>>;
  /** Takes a comment away; one that is gone already is fine. */
  deleteComment(id: number): Promise<Asked<null>>;
  /** Issues (not pull requests) that this login opened, open and closed; of the closed ones of more than 10,000 the newest. */
  issuesBy(login: string): Promise<Asked<readonly Issue[]>>;
  createIssue(issue: { readonly title: string; readonly body: string }): Promise<Asked<Issue>>;
  updateIssue(
    number: number,
    issue: { readonly title: string; readonly body: string; readonly isOpen: boolean },
  ): Promise<Asked<Issue>>;
  /** The newest 100: there is one for every run that ever was. */
  newestDeployments(environment: string): Promise<Asked<readonly Deployment[]>>;
  deploymentStatuses(id: number): Promise<Asked<readonly DeploymentStatus[]>>;
  workflowRun(id: number): Promise<Asked<WorkflowRun>>;
  /** A run as it went when it was started for the n-th time. */
  workflowRunAttempt(id: number, attempt: number): Promise<Asked<WorkflowRun>>;
  /** The newest 100 runs of a workflow, newest first. */
  newestRuns(wanted: RunsWanted): Promise<Asked<readonly WorkflowRun[]>>;
  /** The jobs of a run, of all its attempts. */
  jobsOf(run: number): Promise<Asked<readonly WorkflowJob[]>>;
  artifacts(name: string): Promise<Asked<readonly Artifact[]>>;
  /** Artifacts of a name, newest first, a hundred at once; pages count from 1. */
  artifactPage(
    name: string,
    page: number,
  ): Promise<Asked<{ readonly artifacts: readonly Artifact[]; readonly isLast: boolean }>>;
  /** The files of an artifact by path; refused when it is larger than `maxBytes`, packed or unpacked. */
  artifactFiles(id: number, maxBytes: number): Promise<Asked<ReadonlyMap<string, Uint8Array>>>;
}
