/** Every call of the GitHub client against the fake: what is asked, what comes back, and which permission it takes. */
import { describe, expect, it } from "vitest";
import type { Asked, GitHub } from "../../../src/forge/github/github.ts";
import { permissionsOf } from "../../fakes/github/permissions.ts";
import { commitOf } from "../../fakes/github/state.ts";
import { client, everything, fake, valueOf } from "./githubParts.ts";

describe("who and where", () => {
  it("asks for a job's own token by GraphQL, since GitHub refuses to tell an app at /user", async () => {
    const server = await fake();
    expect(valueOf(await client(server).self())).toBe("github-actions[bot]");
    expect(server.requests().map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /user",
      "POST /graphql",
    ]);
  });

  it.each(["", "/api/v3"])(
    "knows under which login the token of an app writes, at an address that ends with %o",
    async (basePath) => {
      const server = await fake({ basePath });
      server.token("token-app", { login: "acme-access[bot]", permissions: everything });
      const github = client(server, { token: "token-app" });
      expect(valueOf(await github.self())).toBe("acme-access[bot]");
      valueOf(await github.createIssue({ title: "Drift", body: "x" }));
      expect(valueOf(await github.issuesBy("acme-access[bot]"))).toHaveLength(1);
    },
  );

  it("takes an app that GitHub does not name for the job's own", async () => {
    const server = await fake();
    server.fail({ path: "/graphql" }, { status: 403, body: { message: "no" } });
    expect(valueOf(await client(server).self())).toBe("github-actions[bot]");
  });

  it("asks who a person's token acts for", async () => {
    const server = await fake();
    server.token("token-ana", { login: "ana", isJob: false, permissions: everything });
    expect(valueOf(await client(server, { token: "token-ana" }).self())).toBe("ana");
  });

  it("takes a rate limit at /user for a failure, not for a job", async () => {
    const server = await fake();
    const body = { message: "API rate limit exceeded" };
    server.fail({ path: "/user" }, { status: 403, body, headers: { "x-ratelimit-remaining": "0" } });
    expect(await client(server).self()).toMatchObject({ ok: false, status: 403 });
  });

  it("reads the repository", async () => {
    const server = await fake({
      repository: { id: 77, isPrivate: false, isFork: true, defaultBranch: "trunk" },
    });
    expect(valueOf(await client(server).repository())).toEqual({
      id: 77,
      fullName: "acme/access",
      defaultBranch: "trunk",
      isPrivate: false,
      isFork: true,
    });
  });

  it("reads a branch's tip, slashes in its name included", async () => {
    const server = await fake();
    server.state.branches.set("team/change#1", commitOf("d"));
    const github = client(server);
    expect(valueOf(await github.branchTip("main"))).toBe(commitOf("a"));
    expect(valueOf(await github.branchTip("team/change#1"))).toBe(commitOf("d"));
    expect(await github.branchTip("gone")).toMatchObject({ ok: false, status: 404, effectUnknown: false });
  });

  it("does not take the tip of a branch that only begins alike", async () => {
    const server = await fake();
    const ref = { ref: "refs/heads/main-2", object: { type: "commit", sha: commitOf("d") } };
    server.fail({ path: /git\/ref/ }, { status: 200, body: ref });
    expect(await client(server).branchTip("main")).toMatchObject({ ok: false });
  });
});

describe("pull requests", () => {
  it("reads one, as it is before and after the merge", async () => {
    const server = await fake();
    const pull = server.add.pullRequest({ number: 5, title: "Let kim in" });
    const github = client(server);
    expect(valueOf(await github.pullRequest(5))).toEqual({
      number: 5,
      isOpen: true,
      mergedAt: null,
      title: "Let kim in",
      author: "ana",
      head: { sha: commitOf("b"), ref: "change", repositoryId: 1000 },
      base: { sha: commitOf("a"), ref: "main", repositoryId: 1000 },
      mergeCommit: commitOf("c"),
    });
    Object.assign(pull, { isOpen: false, mergedAt: "2026-11-02T09:05:00Z" });
    const merged = valueOf(await github.pullRequest(5));
    expect(merged).toMatchObject({ isOpen: false, mergedAt: "2026-11-02T09:05:00Z" });
  });

  it("reads one of a fork, of a deleted fork and of a deleted account", async () => {
    const server = await fake();
    server.add.pullRequest({ number: 6, head: { sha: commitOf("b"), ref: "main", repositoryId: 2000 } });
    server.add.pullRequest({ number: 7, head: { sha: commitOf("b"), ref: "main", repositoryId: null } });
    server.add.pullRequest({ number: 8, author: null });
    const github = client(server);
    expect(valueOf(await github.pullRequest(6)).head.repositoryId).toBe(2000);
    expect(valueOf(await github.pullRequest(7)).head.repositoryId).toBeNull();
    expect(valueOf(await github.pullRequest(8)).author).toBe("ghost");
  });

  it("finds those that a commit belongs to, newest first", async () => {
    const server = await fake();
    server.add.pullRequest({ number: 3, commits: [commitOf("e")] });
    server.add.pullRequest({ number: 9, mergeCommit: commitOf("e") });
    server.add.pullRequest({ number: 4 });
    const github = client(server);
    const found = valueOf(await github.pullRequestsOf(commitOf("e")));
    expect(found.map(({ number }) => number)).toEqual([9, 3]);
    expect(valueOf(await github.pullRequestsOf(commitOf("f")))).toEqual([]);
  });

  it("asks nothing for what is no commit", async () => {
    const server = await fake();
    for (const sha of ["..", "main", "", "A".repeat(40)]) {
      expect(await client(server).pullRequestsOf(sha)).toMatchObject({ ok: false });
    }
    expect(server.requests()).toEqual([]);
  });
});

describe("comments and issues", () => {
  it("writes a comment, finds it, changes it", async () => {
    const server = await fake();
    server.add.pullRequest({ number: 5 });
    server.add.comment({ number: 5, body: "first" });
    server.add.comment({ number: 6, body: "elsewhere" });
    const github = client(server);
    const made = valueOf(await github.createComment(5, "### plan {owner} ü\n"));
    expect(made).toEqual({ id: made.id, author: "github-actions[bot]", body: "### plan {owner} ü\n" });
    expect(valueOf(await github.updateComment(made.id, "### new"))).toEqual({ ...made, body: "### new" });
    expect(valueOf(await github.comments(5)).map(({ author, body }) => [author, body])).toEqual([
      ["ana", "first"],
      ["github-actions[bot]", "### new"],
    ]);
    expect(await github.comments(99)).toMatchObject({ ok: false, status: 404 });
  });

  it("makes an issue, finds it among what others opened, closes it", async () => {
    const server = await fake();
    server.add.issue({ author: "ana", title: "hers" });
    server.add.pullRequest({ author: "github-actions[bot]" });
    const github = client(server);
    const made = valueOf(await github.createIssue({ title: "Drift", body: "one" }));
    expect(made).toMatchObject({ title: "Drift", body: "one", isOpen: true, author: "github-actions[bot]" });
    const later = server.add.issue({ author: "github-actions[bot]" });
    const closed = { title: "Drift", body: "clean", isOpen: false };
    expect(valueOf(await github.updateIssue(made.number, closed))).toEqual({ ...made, ...closed });
    const found = valueOf(await github.issuesBy("github-actions[bot]"));
    expect(found.map(({ number, isOpen }) => [number, isOpen])).toEqual([
      [later.number, true],
      [made.number, false],
    ]);
  });

  it("leaves out issues of others, even when GitHub gives them", async () => {
    const server = await fake();
    server.add.issue({ author: "ana" });
    const all = await (
      await fetch(`${server.apiUrl}/repos/acme/access/issues`, {
        headers: { authorization: "Bearer token-all" },
      })
    ).json();
    server.fail({ path: /issues$/ }, { status: 200, body: all });
    expect(valueOf(await client(server).issuesBy("bob"))).toEqual([]);
    expect(valueOf(await client(server).issuesBy("ANA"))).toHaveLength(1);
  });
});

describe("deployments, runs and artifacts", () => {
  it("reads deployments of an environment and their statuses, newest first", async () => {
    const server = await fake();
    const environment = "muster-apply";
    const logUrl = "https://github.example/acme/access/actions/runs/7/job/8";
    const environmentUrl = "https://acme.example/run";
    server.add.deployment({ sha: commitOf("b"), environment, createdAt: "2026-11-02T10:00:00Z" });
    server.add.deployment({ sha: commitOf("c"), environment: "muster-plan" });
    const old = server.add.deployment({ sha: commitOf("a"), environment, createdAt: "2026-11-01T10:00:00Z" });
    old.statuses.push({ state: "in_progress", logUrl: null }, { state: "success", logUrl, environmentUrl });
    const github = client(server);
    const found = valueOf(await github.newestDeployments(environment));
    expect(found.map(({ sha }) => sha)).toEqual([commitOf("b"), commitOf("a")]);
    expect(found[1]).toEqual({
      id: old.id,
      sha: commitOf("a"),
      environment,
      createdAt: "2026-11-01T10:00:00Z",
    });
    expect(valueOf(await github.deploymentStatuses(old.id))).toEqual([
      { state: "success", logUrl, environmentUrl },
      { state: "in_progress", logUrl: null, environmentUrl: null },
    ]);
  });

  it("reads a run, its path without a ref", async () => {
    const server = await fake();
    const run = server.add.run({ path: ".github/workflows/muster.yml@main", headRepositoryId: null });
    expect(valueOf(await client(server).workflowRun(run.id))).toEqual({
      id: run.id,
      path: ".github/workflows/muster.yml",
      workflowRef: "main",
      attempt: 1,
      event: "push",
      headSha: commitOf("a"),
      headBranch: "main",
      headRepositoryId: null,
      status: "completed",
      conclusion: "success",
    });
  });

  it.each([
    [".github/workflows/muster.yml@refs/heads/a@b", ".github/workflows/muster.yml"],
    [".github/workflows/muster.yml@evil.yml", ".github/workflows/muster.yml@evil.yml"],
    [".github/workflows/muster.yml@evil.YAML", ".github/workflows/muster.yml@evil.YAML"],
    [".github/workflows/a@b.yaml", ".github/workflows/a@b.yaml"],
  ])("takes %s for %s", async (path, shown) => {
    const server = await fake();
    const run = server.add.run({ path });
    expect(valueOf(await client(server).workflowRun(run.id)).path).toBe(shown);
  });

  it("reads artifacts of a name, newest first", async () => {
    const server = await fake();
    const name = "muster-journal";
    const late = server.add.artifact({
      name,
      runId: 7,
      createdAt: "2026-11-02T10:00:00Z",
      files: { a: "b" },
    });
    const early = server.add.artifact({ name, createdAt: "2026-11-01T10:00:00Z", isExpired: true });
    server.add.artifact({ name: "muster-journal-2" });
    const found = valueOf(await client(server).artifacts(name));
    expect(found.map(({ id, runId, isExpired }) => [id, runId, isExpired])).toEqual([
      [late.id, 7, false],
      [early.id, null, true],
    ]);
    expect(found[0]?.sizeBytes).toBe(late.zip.length);
  });
});

describe("permissions", () => {
  const calls: Readonly<Record<string, (github: GitHub) => Promise<Asked<unknown>>>> = {
    repository: (github) => github.repository(),
    branchTip: (github) => github.branchTip("main"),
    pullRequest: (github) => github.pullRequest(1),
    pullRequestsOf: (github) => github.pullRequestsOf(commitOf("b")),
    "comments of a pull request": (github) => github.comments(1),
    "comment on a pull request": (github) => github.createComment(1, "x"),
    "change a comment on a pull request": (github) => github.updateComment(901, "x"),
    "comments of an issue": (github) => github.comments(2),
    "comment on an issue": (github) => github.createComment(2, "x"),
    issuesBy: (github) => github.issuesBy("ana"),
    createIssue: (github) => github.createIssue({ title: "x", body: "x" }),
    updateIssue: (github) => github.updateIssue(2, { title: "x", body: "x", isOpen: true }),
    newestDeployments: (github) => github.newestDeployments("muster-apply"),
    newestRuns: (github) => github.newestRuns({ workflow: "a/muster.yml", branch: "main", event: "push" }),
    jobsOf: (github) => github.jobsOf(903),
    artifactPage: (github) => github.artifactPage("muster-plan-1", 1),
    deploymentStatuses: (github) => github.deploymentStatuses(902),
    workflowRun: (github) => github.workflowRun(903),
    artifacts: (github) => github.artifacts("muster-plan-1"),
    artifactFiles: (github) => github.artifactFiles(904, 10_000),
  };
  const always = ["repository", "branchTip"];
  const onPulls = [
    "pullRequest",
    "pullRequestsOf",
    "comments of a pull request",
    "comment on a pull request",
    "change a comment on a pull request",
  ];
  const onIssues = ["comments of an issue", "comment on an issue", "issuesBy", "createIssue", "updateIssue"];
  const past = [
    "newestDeployments",
    "deploymentStatuses",
    "workflowRun",
    "newestRuns",
    "jobsOf",
    "artifacts",
    "artifactPage",
    "artifactFiles",
  ];
  const may = {
    plan: [...always, ...onPulls],
    gate: always,
    apply: [...always, ...onPulls, ...past],
    // Discussing a pull request is open to `issues: write` as well.
    due: [...always, ...onPulls.slice(2), ...onIssues, ...past],
  };

  it.each(["plan", "gate", "apply", "due"] as const)(
    "of the job %s reach as far as the table says",
    async (job) => {
      const server = await fake({ tokens: { "token-job": permissionsOf(job) } });
      server.add.pullRequest({ number: 1 });
      server.add.issue({ number: 2 });
      server.add.comment({ id: 901, number: 1 });
      server.add.deployment({ id: 902, sha: commitOf("a"), environment: "muster-apply" });
      server.add.run({ id: 903 });
      server.add.artifact({ id: 904, name: "muster-plan-1", files: { "plan.json": "{}" } });
      const allowed: string[] = [];
      for (const [name, call] of Object.entries(calls)) {
        // Each by a client of its own: one client leaves seconds between its writes.
        const asked = await call(client(server, { token: "token-job" }));
        if (asked.ok) allowed.push(name);
        else {
          expect(asked).toMatchObject({ status: 403, effectUnknown: false });
          expect(asked.message).toContain("The job needs `permissions: ");
        }
      }
      expect(allowed.sort()).toEqual([...may[job]].sort());
    },
  );
});
