/** The fake's objects as GitHub writes them, typed by its published API types (`@octokit/openapi-types`). */
import type { components } from "@octokit/openapi-types";
import { addresses } from "../../../src/sandbox/github/repositoryShapes.ts";
import type {
  FakeArtifact,
  FakeComment,
  FakeDeployment,
  FakeIssue,
  FakeJob,
  FakePullRequest,
  FakeRepository,
  FakeRun,
  FakeState,
  FakeStatus,
} from "./state.ts";

type Schemas = components["schemas"];

/** What shapes need to know of the server. */
export interface Site {
  readonly state: FakeState;
  /** Of the API, without a slash at its end. */
  readonly apiUrl: string;
}

export function userShape(login: string, { apiUrl }: Site): Schemas["simple-user"] {
  const url = `${apiUrl}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id: [...login].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7),
    node_id: `U_${login}`,
    avatar_url: `${url}/avatar`,
    gravatar_id: "",
    url,
    html_url: `https://github.example/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: login.endsWith("[bot]") ? "Bot" : "User",
    site_admin: false,
  };
}

export function publicUserShape(login: string, site: Site): Schemas["public-user"] {
  const simple = userShape(login, site);
  return {
    ...simple,
    name: null,
    email: null,
    company: null,
    blog: null,
    location: null,
    hireable: null,
    bio: null,
    public_repos: 1,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: "2020-01-01T00:00:00Z",
    updated_at: "2020-01-01T00:00:00Z",
  };
}

function authorShape(login: string | null, site: Site): Schemas["nullable-simple-user"] {
  return login === null ? null : userShape(login, site);
}

function repositoryUrls(fullName: string, apiUrl: string) {
  const url = `${apiUrl}/repos/${fullName}`;
  return {
    url,
    html_url: `https://github.example/${fullName}`,
    ...addresses(url),
    git_url: `git://github.example/${fullName}.git`,
    ssh_url: `git@github.example:${fullName}.git`,
    clone_url: `https://github.example/${fullName}.git`,
    svn_url: `https://github.example/${fullName}`,
    mirror_url: null,
  };
}

export function repositoryShape(
  repository: Omit<FakeRepository, "formerName">,
  site: Site,
): Schemas["repository"] & Schemas["full-repository"] {
  const [owner = "", name = ""] = repository.fullName.split("/");
  return {
    id: repository.id,
    node_id: `R_${repository.id}`,
    name,
    full_name: repository.fullName,
    owner: userShape(owner, site),
    private: repository.isPrivate,
    fork: repository.isFork,
    default_branch: repository.defaultBranch,
    visibility: repository.visibility ?? (repository.isPrivate ? "private" : "public"),
    description: null,
    homepage: null,
    language: null,
    license: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    subscribers_count: 0,
    network_count: 0,
    size: 1,
    open_issues: 0,
    open_issues_count: 0,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: repository.isArchived,
    disabled: false,
    pushed_at: "2026-01-01T00:00:00Z",
    created_at: "2020-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    ...repositoryUrls(repository.fullName, site.apiUrl),
  };
}

/** The repository itself, or the fork with that id. */
function repositoryOf(id: number, { state, apiUrl }: Site) {
  const { repository } = state;
  const name = repository.fullName.split("/")[1] ?? "";
  const whole =
    id === repository.id ? repository : { ...repository, id, fullName: `fork-${id}/${name}`, isFork: true };
  return repositoryShape(whole, { state, apiUrl });
}

/** As published, but that `head.repo` is null once a fork is deleted, which the published types forget. */
type Honest<T extends { head: { repo: unknown } }> = Omit<T, "head"> & {
  head: Omit<T["head"], "repo"> & { repo: Schemas["repository"] | null };
};

/** One of a list. */
export function pullRequestSimpleShape(
  pull: FakePullRequest,
  site: Site,
): Honest<Schemas["pull-request-simple"]> {
  const { state, apiUrl } = site;
  const root = `${apiUrl}/repos/${state.repository.fullName}`;
  const url = `${root}/pulls/${pull.number}`;
  const issue = `${root}/issues/${pull.number}`;
  const owner = state.repository.fullName.split("/")[0] ?? "";
  const links = {
    comments: { href: `${issue}/comments` },
    commits: { href: `${url}/commits` },
    statuses: { href: `${root}/statuses/${pull.head.sha}` },
    html: { href: `https://github.example/${state.repository.fullName}/pull/${pull.number}` },
    issue: { href: issue },
    review_comments: { href: `${url}/comments` },
    review_comment: { href: `${root}/pulls/comments{/number}` },
    self: { href: url },
  };
  return {
    id: pull.id,
    node_id: `PR_${pull.id}`,
    number: pull.number,
    state: pull.isOpen ? "open" : "closed",
    locked: false,
    title: pull.title,
    body: pull.body,
    user: authorShape(pull.author, site),
    labels: [],
    milestone: null,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    closed_at: pull.mergedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommit,
    assignee: null,
    head: {
      label: `${owner}:${pull.head.ref}`,
      ref: pull.head.ref,
      sha: pull.head.sha,
      user: authorShape(pull.author, site),
      repo: pull.head.repositoryId === null ? null : repositoryOf(pull.head.repositoryId, site),
    },
    base: {
      label: `${owner}:${pull.base.ref}`,
      ref: pull.base.ref,
      sha: pull.base.sha,
      user: userShape(owner, site),
      repo: repositoryOf(pull.base.repositoryId ?? state.repository.id, site),
    },
    url,
    html_url: links.html.href,
    diff_url: `${links.html.href}.diff`,
    patch_url: `${links.html.href}.patch`,
    issue_url: issue,
    commits_url: links.commits.href,
    review_comments_url: links.review_comments.href,
    review_comment_url: links.review_comment.href,
    comments_url: links.comments.href,
    statuses_url: links.statuses.href,
    _links: links,
    author_association: "MEMBER",
    auto_merge: null,
  };
}

export function pullRequestShape(pull: FakePullRequest, site: Site): Honest<Schemas["pull-request"]> {
  const { head, base, labels: _, ...simple } = pullRequestSimpleShape(pull, site);
  const author = userShape(pull.author ?? "ghost", site);
  const owner = userShape(site.state.repository.fullName.split("/")[0] ?? "", site);
  return {
    ...simple,
    requested_teams: [],
    labels: [],
    state: pull.isOpen ? "open" : "closed",
    user: author,
    head: { ...head, user: author },
    base: { ...base, user: owner },
    merged: pull.mergedAt !== null,
    mergeable: pull.mergeable,
    mergeable_state: pull.mergeable === null ? "unknown" : pull.mergeable ? "clean" : "dirty",
    merged_by: pull.mergedAt === null ? null : owner,
    comments: 0,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: 1,
    additions: 1,
    deletions: 0,
    changed_files: 1,
  };
}

export function commentShape(comment: FakeComment, site: Site): Schemas["issue-comment"] {
  const root = `${site.apiUrl}/repos/${site.state.repository.fullName}/issues`;
  return {
    id: comment.id,
    node_id: `IC_${comment.id}`,
    url: `${root}/comments/${comment.id}`,
    html_url: `https://github.example/${site.state.repository.fullName}/issues/${comment.number}#issuecomment-${comment.id}`,
    issue_url: `${root}/${comment.number}`,
    body: comment.body,
    user: authorShape(comment.author, site),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: "MEMBER",
  };
}

export function issueShape(issue: FakeIssue, site: Site): Schemas["issue"] {
  const root = `${site.apiUrl}/repos/${site.state.repository.fullName}`;
  const url = `${root}/issues/${issue.number}`;
  return {
    id: issue.id,
    node_id: `I_${issue.id}`,
    url,
    repository_url: root,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `https://github.example/${site.state.repository.fullName}/issues/${issue.number}`,
    number: issue.number,
    state: issue.isOpen ? "open" : "closed",
    title: issue.title,
    body: issue.body,
    user: authorShape(issue.author, site),
    labels: [],
    assignee: null,
    milestone: null,
    locked: false,
    comments: site.state.comments.filter((comment) => comment.number === issue.number).length,
    closed_at: issue.isOpen ? null : site.state.now,
    created_at: issue.createdAt,
    updated_at: issue.createdAt,
  };
}

/** A pull request as lists of issues show it. */
export function pullRequestAsIssueShape(pull: FakePullRequest, site: Site): Schemas["issue"] {
  const { id, number, author, isOpen, title, body } = pull;
  const html = `https://github.example/${site.state.repository.fullName}/pull/${number}`;
  return {
    ...issueShape({ id, number, author, isOpen, title, body, createdAt: "2026-01-01T00:00:00Z" }, site),
    pull_request: {
      merged_at: pull.mergedAt,
      url: `${site.apiUrl}/repos/${site.state.repository.fullName}/pulls/${number}`,
      html_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
    },
  };
}

export function deploymentShape(deployment: FakeDeployment, site: Site): Schemas["deployment"] {
  const root = `${site.apiUrl}/repos/${site.state.repository.fullName}`;
  const url = `${root}/deployments/${deployment.id}`;
  return {
    id: deployment.id,
    node_id: `DE_${deployment.id}`,
    url,
    sha: deployment.sha,
    ref: deployment.ref,
    task: "deploy",
    payload: {},
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: null,
    creator: userShape("github-actions[bot]", site),
    created_at: deployment.createdAt,
    updated_at: deployment.createdAt,
    statuses_url: `${url}/statuses`,
    repository_url: root,
  };
}

export function statusShape({
  deployment,
  status,
  index,
  site,
}: {
  readonly deployment: FakeDeployment;
  readonly status: FakeStatus;
  readonly index: number;
  readonly site: Site;
}): Schemas["deployment-status"] {
  const { url, repository_url } = deploymentShape(deployment, site);
  const id = deployment.id * 100 + index;
  return {
    id,
    node_id: `DES_${id}`,
    url: `${url}/statuses/${id}`,
    state: status.state,
    creator: userShape("github-actions[bot]", site),
    description: "",
    environment: deployment.environment,
    target_url: status.logUrl ?? "",
    log_url: status.logUrl ?? "",
    environment_url: status.environmentUrl ?? "",
    created_at: deployment.createdAt,
    updated_at: deployment.createdAt,
    deployment_url: url,
    repository_url,
  };
}

/** As published, but that there is no head repository once a fork is deleted. */
export function runShape(
  run: FakeRun,
  site: Site,
): Omit<Schemas["workflow-run"], "head_repository"> & {
  head_repository: Schemas["minimal-repository"] | null;
} {
  const url = `${site.apiUrl}/repos/${site.state.repository.fullName}/actions/runs/${run.id}`;
  const { license: _, ...repository } = repositoryOf(site.state.repository.id, site);
  const { license: __, ...head } = repositoryOf(run.headRepositoryId ?? 0, site);
  return {
    id: run.id,
    name: "muster",
    node_id: `WFR_${run.id}`,
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.path,
    run_number: 1,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: 1,
    url,
    html_url: `https://github.example/${site.state.repository.fullName}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: site.state.now,
    updated_at: site.state.now,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${url}/check-suite`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    workflow_url: `${url}/workflow`,
    head_commit: null,
    repository,
    head_repository: run.headRepositoryId === null ? null : head,
    display_title: "muster",
  };
}

export function jobShape({
  run,
  job,
  index,
  site,
}: {
  readonly run: FakeRun;
  readonly job: FakeJob;
  readonly index: number;
  readonly site: Site;
}): Pick<Schemas["job"], "id" | "run_id" | "run_url" | "head_sha" | "name" | "run_attempt" | "node_id"> & {
  readonly status: string;
  readonly conclusion: string | null;
} {
  return {
    id: run.id * 100 + index,
    run_id: run.id,
    run_url: `${site.apiUrl}/repos/${site.state.repository.fullName}/actions/runs/${run.id}`,
    node_id: `CR_${run.id}_${index}`,
    head_sha: run.headSha,
    run_attempt: run.attempt,
    name: job.name,
    status: job.conclusion === null ? "in_progress" : "completed",
    conclusion: job.conclusion,
  };
}

export function artifactShape(artifact: FakeArtifact, site: Site): Schemas["artifact"] {
  const { state, apiUrl } = site;
  const url = `${apiUrl}/repos/${state.repository.fullName}/actions/artifacts/${artifact.id}`;
  const run = state.runs.find((item) => item.id === artifact.runId);
  return {
    id: artifact.id,
    node_id: `A_${artifact.id}`,
    name: artifact.name,
    size_in_bytes: artifact.zip.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: artifact.isExpired,
    created_at: artifact.createdAt,
    expires_at: null,
    updated_at: artifact.createdAt,
    workflow_run:
      artifact.runId === null
        ? null
        : {
            id: artifact.runId,
            repository_id: state.repository.id,
            ...(run === undefined || artifact.hidesCommit === true ? {} : { head_sha: run.headSha }),
          },
  };
}

export function refShape(branch: string, sha: string, site: Site): Schemas["git-ref"] {
  const root = `${site.apiUrl}/repos/${site.state.repository.fullName}/git`;
  return {
    ref: `refs/heads/${branch}`,
    node_id: `REF_${branch}`,
    url: `${root}/refs/heads/${branch}`,
    object: { type: "commit", sha, url: `${root}/commits/${sha}` },
  };
}

export function errorShape(status: number, message: string): Schemas["basic-error"] {
  return { message, documentation_url: "https://docs.github.com/rest", status: String(status) };
}

export function invalidShape(message: string): Schemas["validation-error"] {
  return {
    message: "Validation Failed",
    documentation_url: "https://docs.github.com/rest",
    errors: [{ resource: "IssueComment", field: "data", code: "unprocessable", message }],
  };
}
