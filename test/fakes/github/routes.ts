/** The routes of the fake: what each demands (as GitHub documents it), does and answers. */
import type { Demand } from "./permissions.ts";
import { created, invalid, notFound, ok, pageOf, textIn, type Reply } from "./reply.ts";
import {
  artifactShape,
  commentShape,
  deploymentShape,
  issueShape,
  jobShape,
  pullRequestAsIssueShape,
  pullRequestShape,
  pullRequestSimpleShape,
  refShape,
  repositoryShape,
  runShape,
  statusShape,
  type Site,
} from "./shapes.ts";
import { secretsRoutes } from "./secretsRoutes.ts";
import { settingsRoutes } from "./settingsRoutes.ts";
import { commentOf, issueOf, type FakeToken } from "./state.ts";

export interface Asking {
  readonly site: Site;
  readonly token: FakeToken;
  readonly param: (name: string) => string;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined when there is none. */
  readonly body: unknown;
  /** Of the storage, without a slash at its end. */
  readonly storageUrl: string;
}

export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Below the repository. */
  readonly path: string;
  /** One of these; of those that depend on what the number stands for, a function. */
  readonly demands: readonly Demand[] | ((asking: Asking) => readonly Demand[]);
  readonly answer: (asking: Asking) => Reply;
}

/** Pull requests are discussed with either permission, issues with their own only. */
const discussing =
  (level: "read" | "write", numberOf: (asking: Asking) => number | undefined) =>
  (asking: Asking): readonly Demand[] => {
    const number = numberOf(asking);
    const isPull = asking.site.state.pullRequests.some((pull) => pull.number === number);
    return [{ issues: level }, ...(isPull ? [{ "pull-requests": level }] : [])];
  };

const byNumber = ({ param }: Asking): number => Number(param("number"));
const commentFor = ({ site, param }: Asking) =>
  site.state.comments.find((comment) => comment.id === Number(param("id")));

const pulls: readonly Route[] = [
  {
    method: "GET",
    path: "/pulls/:number",
    demands: [{ "pull-requests": "read" }],
    answer: (asking) => {
      const pull = asking.site.state.pullRequests.find((item) => item.number === byNumber(asking));
      return pull === undefined ? notFound : ok(pullRequestShape(pull, asking.site));
    },
  },
  {
    method: "GET",
    path: "/commits/:sha/pulls",
    demands: [{ "pull-requests": "read", contents: "read" }],
    answer: ({ site, param, query }) => {
      const sha = param("sha");
      const items = site.state.pullRequests
        .filter((pull) => [pull.head.sha, pull.mergeCommit, ...pull.commits].includes(sha))
        .map((pull) => pullRequestSimpleShape(pull, site));
      return pageOf({ items, query, path: `/commits/${sha}/pulls`, site });
    },
  },
];

const comments: readonly Route[] = [
  {
    method: "GET",
    path: "/issues/:number/comments",
    demands: discussing("read", byNumber),
    answer: (asking) => {
      const { site, query } = asking;
      const number = byNumber(asking);
      if (!exists(site, number)) return notFound;
      const items = site.state.comments
        .filter((comment) => comment.number === number)
        .map((comment) => commentShape(comment, site));
      return pageOf({ items, query, path: `/issues/${number}/comments`, site });
    },
  },
  {
    method: "POST",
    path: "/issues/:number/comments",
    demands: discussing("write", byNumber),
    answer: (asking) => {
      const { site, token } = asking;
      const number = byNumber(asking);
      if (!exists(site, number)) return notFound;
      const body = textIn(asking.body, "body");
      const wrong = bodyProblem(body);
      if (body === undefined || wrong !== undefined) return invalid(wrong ?? "Body cannot be blank");
      const comment = commentOf(site.state, { number, author: token.login, body });
      site.state.comments.push(comment);
      return created(commentShape(comment, site));
    },
  },
  {
    method: "PATCH",
    path: "/issues/comments/:id",
    demands: discussing("write", (asking) => commentFor(asking)?.number),
    answer: (asking) => {
      const comment = commentFor(asking);
      if (comment === undefined) return notFound;
      const body = textIn(asking.body, "body");
      const wrong = bodyProblem(body);
      if (body === undefined || wrong !== undefined) return invalid(wrong ?? "Body cannot be blank");
      comment.body = body;
      comment.updatedAt = asking.site.state.now;
      return ok(commentShape(comment, asking.site));
    },
  },
];

const deletions: readonly Route[] = [
  {
    method: "DELETE",
    path: "/issues/comments/:id",
    demands: discussing("write", (asking) => commentFor(asking)?.number),
    answer: (asking) => {
      const comment = commentFor(asking);
      if (comment === undefined) return notFound;
      const { comments: all } = asking.site.state;
      all.splice(all.indexOf(comment), 1);
      return { status: 204, body: "" };
    },
  },
];

const issues: readonly Route[] = [
  {
    method: "GET",
    path: "/issues",
    demands: [{ issues: "read" }],
    answer: ({ site, query }) => {
      const creator = query.get("creator");
      const wanted = query.get("state") ?? "open";
      const all = [
        ...site.state.issues.map((issue) => issueShape(issue, site)),
        ...site.state.pullRequests.map((pull) => pullRequestAsIssueShape(pull, site)),
      ].sort((a, b) => b.number - a.number);
      const items = all.filter(
        (item) =>
          (wanted === "all" || item.state === wanted) && (creator === null || item.user?.login === creator),
      );
      return pageOf({ items, query, path: "/issues", site });
    },
  },
  {
    method: "POST",
    path: "/issues",
    demands: [{ issues: "write" }],
    answer: ({ site, token, body }) => {
      const title = textIn(body, "title");
      const text = textIn(body, "body") ?? null;
      if (title === undefined || title === "") return invalid("title is missing");
      const wrong = bodyProblem(text ?? undefined);
      if (wrong !== undefined && text !== null) return invalid(wrong);
      const issue = issueOf(site.state, { author: token.login, title, body: text });
      site.state.issues.push(issue);
      return created(issueShape(issue, site));
    },
  },
  {
    method: "PATCH",
    path: "/issues/:number",
    demands: [{ issues: "write" }],
    answer: (asking) => {
      const issue = asking.site.state.issues.find((item) => item.number === byNumber(asking));
      if (issue === undefined) return notFound;
      const text = textIn(asking.body, "body");
      const wrong = text === undefined ? undefined : bodyProblem(text);
      if (wrong !== undefined) return invalid(wrong);
      issue.title = textIn(asking.body, "title") ?? issue.title;
      issue.body = text ?? issue.body;
      const state = textIn(asking.body, "state");
      if (state !== undefined) issue.isOpen = state === "open";
      return ok(issueShape(issue, asking.site));
    },
  },
];

const deployments: readonly Route[] = [
  {
    method: "GET",
    path: "/deployments",
    demands: [{ deployments: "read" }],
    answer: ({ site, query }) => {
      const environment = query.get("environment");
      const items = site.state.deployments
        .filter(
          (item) => environment === null || item.environment.toLowerCase() === environment.toLowerCase(),
        )
        .sort((a, b) => b.id - a.id)
        .map((item) => deploymentShape(item, site));
      return pageOf({ items, query, path: "/deployments", site });
    },
  },
  {
    method: "GET",
    path: "/deployments/:id/statuses",
    demands: [{ deployments: "read" }],
    answer: ({ site, param, query }) => {
      const deployment = site.state.deployments.find((item) => item.id === Number(param("id")));
      if (deployment === undefined) return notFound;
      const items = deployment.statuses
        .map((status, index) => statusShape({ deployment, status, index, site }))
        .reverse();
      return pageOf({ items, query, path: `/deployments/${deployment.id}/statuses`, site });
    },
  },
];

const actions: readonly Route[] = [
  {
    method: "GET",
    path: "/actions/runs/:id",
    demands: [{ actions: "read" }],
    answer: ({ site, param }) => {
      const run = site.state.runs.find((item) => item.id === Number(param("id")));
      return run === undefined ? notFound : ok(runShape(run, site));
    },
  },
  {
    method: "GET",
    path: "/actions/runs/:id/attempts/:attempt",
    demands: [{ actions: "read" }],
    answer: ({ site, param }) => {
      const run = site.state.runs.find((item) => item.id === Number(param("id")));
      const attempt = Number(param("attempt"));
      if (run === undefined) return notFound;
      const then = attempt === run.attempt ? run : run.earlier[attempt - 1];
      return then === undefined ? notFound : ok(runShape({ ...run, ...then, attempt }, site));
    },
  },
  {
    method: "GET",
    path: "/actions/runs/:id/jobs",
    demands: [{ actions: "read" }],
    answer: ({ site, param, query }) => {
      const run = site.state.runs.find((item) => item.id === Number(param("id")));
      if (run === undefined) return notFound;
      const name = run.event === "schedule" ? "due" : "apply";
      const attempts = [...run.earlier, run];
      const all =
        run.jobs ??
        (query.get("filter") === "all" ? attempts : [run]).map(({ conclusion }) => ({ name, conclusion }));
      const items = all.map((job, index) => jobShape({ run, job, index, site }));
      return pageOf({ items, query, path: `/actions/runs/${run.id}/jobs`, site, field: "jobs" });
    },
  },
  {
    method: "GET",
    path: "/actions/workflows/:file/runs",
    demands: [{ actions: "read" }],
    answer: ({ site, param, query }) => {
      const path = `.github/workflows/${param("file")}`;
      const [branch, event, sha, status] = ["branch", "event", "head_sha", "status"].map((name) =>
        query.get(name),
      );
      const items = site.state.runs
        .filter((run) => run.path === path || run.path.startsWith(`${path}@`))
        .filter((run) => (branch ?? run.headBranch) === run.headBranch && (event ?? run.event) === run.event)
        .filter((run) => (sha ?? run.headSha) === run.headSha)
        .filter((run) => [null, run.status, run.conclusion].includes(status ?? null))
        .sort((a, b) => b.id - a.id)
        // GitHub finds no more than a thousand, whatever there is.
        .slice(0, 1000)
        .map((run) => runShape(run, site));
      return pageOf({
        items,
        query,
        path: `/actions/workflows/${param("file")}/runs`,
        site,
        field: "workflow_runs",
      });
    },
  },
  {
    method: "GET",
    path: "/actions/artifacts",
    demands: [{ actions: "read" }],
    answer: ({ site, query }) => {
      const name = query.get("name");
      const items = site.state.artifacts
        .filter((item) => name === null || item.name === name)
        .sort((a, b) => b.id - a.id)
        .map((item) => artifactShape(item, site));
      return pageOf({ items, query, path: "/actions/artifacts", site, field: "artifacts" });
    },
  },
  {
    method: "GET",
    path: "/actions/artifacts/:id/zip",
    demands: [{ actions: "read" }],
    answer: ({ site, param, storageUrl }) => {
      const artifact = site.state.artifacts.find((item) => item.id === Number(param("id")));
      if (artifact === undefined) return notFound;
      if (artifact.isExpired) return { status: 410, body: { message: "Artifact has expired" } };
      const location =
        artifact.location ?? `${storageUrl}/artifacts/${artifact.id}.zip?signature=of-a-minute`;
      return { status: 302, body: "", headers: { location } };
    },
  },
];

export const routes: readonly Route[] = [
  {
    method: "GET",
    path: "",
    demands: [],
    answer: ({ site }) => ok(repositoryShape(site.state.repository, site)),
  },
  {
    method: "GET",
    path: "/git/ref/:ref{.+}",
    demands: [{ contents: "read" }],
    answer: ({ site, param }) => {
      const branch = /^heads\/(.+)$/.exec(param("ref"))?.[1] ?? "";
      const sha = site.state.branches.get(branch);
      return sha === undefined ? notFound : ok(refShape(branch, sha, site));
    },
  },
  ...pulls,
  ...comments,
  ...deletions,
  ...issues,
  ...deployments,
  ...actions,
  ...settingsRoutes,
  ...secretsRoutes,
];

function exists({ state }: Site, number: number): boolean {
  return [...state.pullRequests, ...state.issues].some((item) => item.number === number);
}

/** GitHub's limits for the text of a comment or an issue: 65,536 characters, of four bytes at most. */
function bodyProblem(body: string | undefined): string | undefined {
  if (body === undefined || body.trim() === "") return "Body cannot be blank";
  if ([...body].length > 65_536 || Buffer.byteLength(body) > 262_144) {
    return "Body is too long (maximum is 65536 characters)";
  }
  return undefined;
}
