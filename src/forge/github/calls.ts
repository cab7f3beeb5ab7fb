/** The calls of a repository, one request each: its path, what it sends, and the permission that GitHub documents for it. */
import { isObjectId } from "../../model/objectId.ts";
import { once } from "../../model/once.ts";
import { fold } from "../../model/text.ts";
import {
  isPullRequest,
  readIssue,
  readPullRequest,
  readRemark,
  readRepository,
  readWorkflowRun,
  type Read,
} from "./answers.ts";
import { isLimit, unasked } from "./failure.ts";
import type { Asked, GitHub } from "./github.ts";
import { at } from "./reading.ts";
import type { Requests } from "./requests.ts";
import { graphqlPath } from "./transport.ts";

/** Where the calls of one repository go. */
export interface Place {
  readonly requests: Requests;
  /** `/repos/OWNER/NAME` */
  readonly root: string;
}

export type Words<K extends keyof GitHub> = Pick<GitHub, K>;

export function repositoryCalls({
  requests,
  root,
}: Place): Words<"self" | "repository" | "branchTip" | "workflowRun" | "workflowRunAttempt"> {
  const appLogin = once(() => loginOfApp(requests));
  return {
    async self() {
      const call = { method: "GET", path: "/user", needs: "metadata: read" } as const;
      const came = await requests.exchange(call);
      if (!came.ok) return came;
      const { answer } = came;
      // The token of a job acts for an app, as one that was made for an app does: neither may ask this way.
      const isApp =
        answer.status === 403 && !isLimit(answer) && /not accessible by integration/i.test(said(answer.data));
      if (isApp) return { ok: true, value: (await appLogin()) ?? "github-actions[bot]" };
      if (answer.status !== 200) return requests.refused(call, answer);
      const login = at(answer.data, "login");
      return typeof login === "string" && login !== ""
        ? { ok: true, value: login }
        : unasked("GET /user: GitHub's answer names no login.");
    },
    repository: () => requests.ask({ method: "GET", path: root, needs: "contents: read" }, readRepository),
    branchTip: (branch) =>
      requests.ask(
        {
          method: "GET",
          path: `${root}/git/ref/${encodeURIComponent(`heads/${branch}`)}`,
          needs: "contents: read",
        },
        tipOf(branch),
      ),
    workflowRun: (id) =>
      requests.ask(
        { method: "GET", path: `${root}/actions/runs/${id}`, needs: "actions: read" },
        readWorkflowRun,
      ),
    workflowRunAttempt: (id, attempt) =>
      requests.ask(
        { method: "GET", path: `${root}/actions/runs/${id}/attempts/${attempt}`, needs: "actions: read" },
        readWorkflowRun,
      ),
  };
}

/** The login that an app writes under (https://docs.github.com/en/graphql/reference/queries#viewer); undefined where GitHub does not say. */
async function loginOfApp(requests: Requests): Promise<string | undefined> {
  const data = { query: "query { viewer { login } }" };
  const came = await requests.exchange({ method: "POST", path: graphqlPath, needs: "metadata: read", data });
  const login = came.ok ? at(came.answer.data, "data", "viewer", "login") : undefined;
  return typeof login === "string" && login !== "" ? login : undefined;
}

export function pullRequestCalls({ requests, root }: Place): Words<"pullRequest" | "pullRequestsOf"> {
  return {
    pullRequest: (number) =>
      requests.ask(
        { method: "GET", path: `${root}/pulls/${number}`, needs: "pull-requests: read" },
        readPullRequest,
      ),
    async pullRequestsOf(sha) {
      if (!isObjectId(sha)) return unasked(`No commit has the id ${JSON.stringify(sha.slice(0, 64))}.`);
      const found = await requests.list({
        path: `${root}/commits/${sha}/pulls`,
        needs: "pull-requests: read",
        read: readPullRequest,
      });
      return sorted(found, (a, b) => b.number - a.number);
    },
  };
}

/** What is said on a pull request or an issue. */
export function commentCalls({
  requests,
  root,
}: Place): Words<"comments" | "createComment" | "updateComment" | "deleteComment"> {
  const issues = `${root}/issues`;
  const reading = { needs: "pull-requests: read", needsForIssue: "issues: read" };
  const writing = { needs: "pull-requests: write", needsForIssue: "issues: write" };
  return {
    async comments(number) {
      const found = await requests.list({
        path: `${issues}/${number}/comments`,
        ...reading,
        read: readRemark,
      });
      return sorted(found, (a, b) => a.id - b.id);
    },
    createComment: (number, body) =>
      requests.ask(
        { method: "POST", path: `${issues}/${number}/comments`, ...writing, data: { body } },
        readRemark,
      ),
    updateComment: (id, body) =>
      requests.ask(
        { method: "PATCH", path: `${issues}/comments/${id}`, ...writing, data: { body } },
        readRemark,
      ),
    async deleteComment(id) {
      const call = { method: "DELETE", path: `${issues}/comments/${id}`, ...writing } as const;
      const came = await requests.exchange(call);
      if (!came.ok) return came;
      const { status } = came.answer;
      return status === 204 || status === 404 || status === 410
        ? { ok: true, value: null }
        : requests.refused(call, came.answer);
    },
  };
}

export function issueCalls({ requests, root }: Place): Words<"issuesBy" | "createIssue" | "updateIssue"> {
  const issues = `${root}/issues`;
  return {
    async issuesBy(login) {
      let isCut = false;
      const newest = (state: "all" | "open") =>
        requests.list({
          path: issues,
          query: { creator: login, state, sort: "created", direction: "desc" },
          needs: "issues: read",
          skip: isPullRequest,
          read: readIssue,
          cut: () => (isCut = true),
        });
      const found = await newest("all");
      // Of those who open thousands, the newest are enough, and whatever is open.
      const open = found.ok && isCut ? await newest("open") : found;
      if (!found.ok || !open.ok) return open;
      const byNumber = new Map([...found.value, ...open.value].map((issue) => [issue.number, issue]));
      return sorted(
        only({ ok: true, value: [...byNumber.values()] }, ({ author }) => fold(author) === fold(login)),
        (a, b) => b.number - a.number,
      );
    },
    createIssue: ({ title, body }) =>
      requests.ask(
        { method: "POST", path: issues, needs: "issues: write", data: { title, body } },
        readIssue,
      ),
    updateIssue: (number, { title, body, isOpen }) =>
      requests.ask(
        {
          method: "PATCH",
          path: `${issues}/${number}`,
          needs: "issues: write",
          data: { title, body, state: isOpen ? "open" : "closed" },
        },
        readIssue,
      ),
  };
}

/** The commit, once the answer speaks of this very branch: older servers answer for names that begin alike. */
function tipOf(branch: string): Read<string> {
  return (value, it) => {
    if (it.text(value, "ref") !== `refs/heads/${branch}`) it.problem ??= "it is about another branch";
    return it.commit(value, "object", "sha");
  };
}

function said(data: unknown): string {
  const message = at(data, "message");
  return typeof message === "string" ? message : "";
}

/** What of a list is wanted, where there is one. */
export function only<T>(asked: Asked<T[]>, wanted: (item: T) => boolean): Asked<T[]> {
  return asked.ok ? { ok: true, value: asked.value.filter(wanted) } : asked;
}

/** A list in order, where there is one. */
export function sorted<T>(asked: Asked<T[]>, order: (a: T, b: T) => number): Asked<T[]> {
  return asked.ok ? { ok: true, value: asked.value.sort(order) } : asked;
}
