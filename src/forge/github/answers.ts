/**
 * GitHub's objects as muster's words. Field names are those of the REST API, version 2022-11-28
 * (https://docs.github.com/en/rest).
 */
import type {
  Artifact,
  Deployment,
  DeploymentStatus,
  Issue,
  PullRequest,
  Remark,
  Repository,
  WorkflowJob,
  WorkflowRun,
} from "./github.ts";
import { at, type Reading } from "./reading.ts";

export type Read<T> = (value: unknown, it: Reading) => T;

export const readRepository: Read<Repository> = (value, it) => ({
  id: it.count(value, "id"),
  fullName: it.text(value, "full_name"),
  defaultBranch: it.text(value, "default_branch"),
  isPrivate: it.flag(value, "private"),
  isFork: it.flag(value, "fork"),
});

/** Of one pull request, and of lists of them. */
export const readPullRequest: Read<PullRequest> = (value, it) => ({
  number: it.count(value, "number"),
  isOpen: it.text(value, "state") === "open",
  mergedAt: it.timeOrNull(value, "merged_at"),
  title: it.text(value, "title"),
  author: readAuthor(value, it),
  head: {
    sha: it.commit(value, "head", "sha"),
    ref: it.text(value, "head", "ref"),
    // The published types say that there always is a repository; there is none once the fork is deleted.
    repositoryId: (at(value, "head", "repo") ?? null) === null ? null : it.count(value, "head", "repo", "id"),
  },
  base: {
    sha: it.commit(value, "base", "sha"),
    ref: it.text(value, "base", "ref"),
    repositoryId: it.count(value, "base", "repo", "id"),
  },
  mergeCommit: it.commitOrNull(value, "merge_commit_sha"),
});

/** A comment; an issue's text may be missing, which is an empty one. */
export const readRemark: Read<Remark> = (value, it) => ({
  id: it.count(value, "id"),
  author: readAuthor(value, it),
  body: it.textOrNull(value, "body") ?? "",
});

export const readIssue: Read<Issue> = (value, it) => ({
  ...readRemark(value, it),
  number: it.count(value, "number"),
  isOpen: it.text(value, "state") === "open",
  title: it.text(value, "title"),
});

/** Lists of issues hold the pull requests as well. */
export function isPullRequest(value: unknown): boolean {
  return (at(value, "pull_request") ?? null) !== null;
}

export const readDeployment: Read<Deployment> = (value, it) => ({
  id: it.count(value, "id"),
  sha: it.commit(value, "sha"),
  environment: it.text(value, "environment"),
  createdAt: it.time(value, "created_at"),
});

export const readDeploymentStatus: Read<DeploymentStatus & { readonly id: number }> = (value, it) => {
  const url = (name: string): string | null => {
    const text = it.textOrNull(value, name);
    return text === "" ? null : text;
  };
  return {
    id: it.count(value, "id"),
    state: it.text(value, "state"),
    logUrl: url("log_url"),
    environmentUrl: url("environment_url"),
  };
};

export const readWorkflowRun: Read<WorkflowRun> = (value, it) => ({
  id: it.count(value, "id"),
  ...pathAndRef(it.text(value, "path")),
  attempt: it.countOrNull(value, "run_attempt") ?? 1,
  event: it.text(value, "event"),
  headSha: it.commit(value, "head_sha"),
  headBranch: it.textOrNull(value, "head_branch"),
  headRepositoryId: it.countOrNull(value, "head_repository", "id"),
  status: it.textOrNull(value, "status"),
  conclusion: it.textOrNull(value, "conclusion"),
});

export const readWorkflowJob: Read<WorkflowJob> = (value, it) => ({
  id: it.count(value, "id"),
  name: it.text(value, "name"),
  conclusion: it.textOrNull(value, "conclusion"),
});

export const readArtifact: Read<Artifact> = (value, it) => ({
  id: it.count(value, "id"),
  name: it.text(value, "name"),
  sizeBytes: it.count(value, "size_in_bytes"),
  isExpired: it.flag(value, "expired"),
  createdAt: it.timeOrNull(value, "created_at") ?? "1970-01-01T00:00:00Z",
  runId: it.countOrNull(value, "workflow_run", "id"),
  headSha: it.commitOrNull(value, "workflow_run", "head_sha"),
});

/** Whoever left GitHub is shown there as `ghost`. */
function readAuthor(value: unknown, it: Reading): string {
  return (at(value, "user") ?? null) === null ? "ghost" : it.text(value, "user", "login");
}

/**
 * `.github/workflows/muster.yml@main` as what stands before and after the `@`. A file may itself be named
 * `muster.yml@x.yml`: every workflow ends in `.yml` or `.yaml`, so an ending that does is taken for a part of the name.
 */
function pathAndRef(text: string): Pick<WorkflowRun, "path" | "workflowRef"> {
  const end = /\.ya?ml@/.exec(text);
  if (end === null || /\.ya?ml$/i.test(text)) return { path: text, workflowRef: null };
  const at = end.index + end[0].length - 1;
  return { path: text.slice(0, at), workflowRef: text.slice(at + 1) };
}
