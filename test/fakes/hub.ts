/**
 * A repository at GitHub as somebody sets it up: empty at first, with its settings, a runner that does what the
 * workflow in it says, and a sandbox as the live organizations. `muster` on the shell's PATH is the bundle.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { seedFromStates } from "../../src/sandbox/planasonix/seed.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/planasonix/start.ts";
import { startFakeGitHub, type FakeGitHub } from "./github/server.ts";
import type { FakePullRequest } from "./github/state.ts";
import { createOrigin, type FakeOrigin } from "./origin.ts";
import type { RunFacts } from "./step.ts";
import { runWorkflow, type WorkflowRan } from "./workflow.ts";
import { readActionFile, readWorkflowFile } from "./workflowFile.ts";
import { organizationsOf, type Files } from "./world.ts";

const root = join(import.meta.dirname, "..", "..");
const workflow = ".github/workflows/muster.yml";

export interface Shown {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Hub {
  readonly folder: string;
  readonly github: FakeGitHub;
  readonly origin: FakeOrigin;
  readonly sandbox: Sandbox;
  /** Keys to the live organizations, by the organization's key. */
  readonly keys: ReadonlyMap<string, { readonly read: string; readonly write: string }>;
  /** A clone, as `git clone` makes it. */
  clone(): Promise<string>;
  /** Runs a script with `sh -e`, in an environment that has git's identity, and `muster` on its PATH. */
  shell(script: string, cwd: string, env?: Readonly<Record<string, string>>): Promise<Shown>;
  /** The run that a push to main starts. */
  pushed(): Promise<WorkflowRan>;
  dispatched(inputs?: Readonly<Record<string, string>>): Promise<WorkflowRan>;
  scheduled(): Promise<WorkflowRan>;
  /** Opens a pull request from a branch that was pushed; nothing runs yet. */
  open(branch: string): FakePullRequest;
  /** The runs that something about a pull request starts: one for each event that the workflow wants. */
  happened(pullRequest: FakePullRequest, action: string): Promise<readonly WorkflowRan[]>;
  /** The run for the pull request in a merge queue. */
  queued(pullRequest: FakePullRequest): Promise<WorkflowRan>;
  /** Merges it, as the button does; nothing runs yet. */
  merge(pullRequest: FakePullRequest): void;
  /** The first comment of ours on a pull request that begins with the marker. */
  comments(pullRequest: FakePullRequest, marker: string): readonly string[];
  /** Writes that reached the sandbox. */
  writes(): readonly string[];
  close(): Promise<void>;
}

export interface HubWish {
  /** The folder of the bundle. */
  readonly bundle: string;
  /** How the workflow names muster's action. */
  readonly uses: string;
  /** Access files that describe what is live. */
  readonly live: Files;
  readonly repository: string;
}

/** Starts everything; the repository has no commit yet. */
export async function createHub(wish: HubWish): Promise<Hub> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "muster-hub-")));
  const origin = createOrigin(folder, null);
  const seed = seedFromStates(
    organizationsOf(wish.live).map(({ key, connection, desired }) => ({ key, id: connection.id, desired })),
  );
  const sandbox = await startSandbox({ seed });
  const github = await startFakeGitHub({ repository: { fullName: wish.repository } });
  github.state.branches.clear();
  const bin = join(folder, "bin");
  mkdirSync(bin);
  symlinkSync(join(wish.bundle, "cli.js"), join(bin, "muster"));
  const events = eventsAt({ wish, folder, origin, sandbox, github });
  return {
    folder,
    github,
    origin,
    sandbox,
    keys: await keysTo(sandbox),
    async clone() {
      const into = join(folder, "clone");
      const shown = await shell(`git clone --quiet ${origin.url} ${into}`, { cwd: folder, bin, env: {} });
      if (shown.code !== 0) throw new Error(shown.stderr);
      return into;
    },
    shell: (script, cwd, env = {}) => shell(script, { cwd, bin, env }),
    ...events,
    comments: ({ number }, marker) =>
      github.state.comments
        .filter((item) => item.number === number && item.author === "github-actions[bot]")
        .map(({ body }) => body)
        .filter((body) => body.startsWith(marker)),
    writes: () =>
      sandbox
        .requests()
        .filter(({ method }) => method !== "GET")
        .map(({ method, path }) => `${method} ${path}`),
    async close() {
      await Promise.all([sandbox.close(), github.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function keysTo({ organizations, url }: Sandbox): Promise<Hub["keys"]> {
  const keys = new Map<string, { read: string; write: string }>();
  for (const { key, id, token } of organizations) {
    const answer = await fetch(`${url}/sandbox/token`, {
      method: "POST",
      body: JSON.stringify({ organization: id, scopes: ["organization:read"] }),
    });
    const made = (await answer.json()) as { data: { token: string } };
    keys.set(key, { read: made.data.token, write: token });
  }
  return keys;
}

interface Shell {
  readonly cwd: string;
  readonly bin: string;
  readonly env: Readonly<Record<string, string>>;
}

function shell(script: string, { cwd, bin, env }: Shell): Promise<Shown> {
  const child = spawn("sh", ["-e", "-c", script], {
    cwd,
    env: {
      PATH: `${bin}:${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
      HOME: bin,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: "Ana",
      GIT_AUTHOR_EMAIL: "ana@acme.example",
      GIT_COMMITTER_NAME: "Ana",
      GIT_COMMITTER_EMAIL: "ana@acme.example",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

interface Site {
  readonly wish: HubWish;
  readonly folder: string;
  readonly origin: FakeOrigin;
  readonly sandbox: Sandbox;
  readonly github: FakeGitHub;
}

type Events = Pick<Hub, "pushed" | "dispatched" | "scheduled" | "open" | "happened" | "queued" | "merge">;

function eventsAt(site: Site): Events {
  const { github, origin } = site;
  const { state } = github;
  const { id, fullName, defaultBranch, isPrivate } = state.repository;
  const repository = { id, full_name: fullName, default_branch: defaultBranch, private: isPrivate };
  const main = "refs/heads/main";
  const trial = (pull: FakePullRequest): void => {
    pull.mergeCommit = origin.trialMerge(pull.number, tipOf(site, pull.base.ref), pull.head.sha);
    pull.mergeable = pull.mergeCommit !== null;
  };
  const onMain = async (event: string, payload: object, inputs = {}): Promise<WorkflowRan> => {
    const sha = tipOf(site, "main");
    const ran = await start(site, {
      event,
      payload,
      sha,
      ref: main,
      headSha: sha,
      headBranch: "main",
      inputs,
    });
    if (ran === undefined) throw new Error(`the workflow does not run on ${event}`);
    return ran;
  };
  return {
    pushed: () => onMain("push", { ref: main, repository }),
    dispatched: (inputs = {}) => onMain("workflow_dispatch", { ref: main, inputs, repository }, inputs),
    scheduled: () => onMain("schedule", { schedule: "17 4 * * *" }),
    open(branch) {
      const pull = github.add.pullRequest({
        author: "kim",
        head: { sha: tipOf(site, branch), ref: branch, repositoryId: id },
        base: { ref: "main", sha: tipOf(site, "main") },
      });
      trial(pull);
      return pull;
    },
    async happened(pull, action) {
      const { number, author, head, base } = pull;
      const payload = {
        action,
        number,
        repository,
        pull_request: {
          number,
          user: { login: author },
          head: { ...head, repo: head.repositoryId === null ? null : { id: head.repositoryId } },
          base: { ...base, repo: { id } },
        },
      };
      const about = { payload, headSha: head.sha, headBranch: head.ref, inputs: {} };
      const merge = { sha: pull.mergeCommit ?? "", ref: `refs/pull/${number}/merge` };
      const runs = [
        await start(site, { ...about, event: "pull_request_target", sha: tipOf(site, "main"), ref: main }),
        await start(site, { ...about, event: "pull_request", ...merge, trusted: head.repositoryId === id }),
      ];
      return runs.filter((run) => run !== undefined);
    },
    async queued(pull) {
      const baseSha = tipOf(site, "main");
      const ref = `refs/heads/gh-readonly-queue/main/pr-${pull.number}-${baseSha}`;
      const sha = origin.trialMerge(pull.number, baseSha, pull.head.sha) ?? "";
      origin.git("push", "--quiet", "origin", `${sha}:${ref}`);
      const group = { head_sha: sha, head_ref: ref, base_sha: baseSha, base_ref: main };
      const payload = { action: "checks_requested", merge_group: group, repository };
      const branch = ref.replace("refs/heads/", "");
      const about = { payload, headSha: sha, headBranch: branch, inputs: {} };
      const ran = await start(site, { ...about, event: "merge_group", sha, ref });
      if (ran === undefined) throw new Error("the workflow does not run on merge_group");
      return ran;
    },
    merge(pull) {
      tipOf(site, "main");
      const commit = origin.merge("main", pull.head.sha);
      Object.assign(pull, { isOpen: false, mergedAt: new Date().toISOString(), mergeCommit: commit });
      tipOf(site, "main");
    },
  };
}

/** The branch's tip; GitHub's and the fake's view of all branches follow. */
function tipOf({ github, origin }: Site, branch: string): string {
  origin.git("fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*");
  const lines = origin.git("ls-remote", origin.url, "refs/heads/*").split("\n");
  for (const [sha = "", ref = ""] of lines.map((line) => line.split("\t"))) {
    github.state.branches.set(ref.replace("refs/heads/", ""), sha);
  }
  const tip = github.state.branches.get(branch);
  if (tip === undefined) throw new Error(`there is no branch ${branch}`);
  return tip;
}

interface Start {
  readonly event: string;
  readonly payload: { readonly action?: string } & object;
  /** GITHUB_SHA and GITHUB_REF. */
  readonly sha: string;
  readonly ref: string;
  /** As the API tells of the run. */
  readonly headSha: string;
  readonly headBranch: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** False for what a fork's pull request starts on `pull_request`. */
  readonly trusted?: boolean;
}

/** Runs the workflow as it stands at the run's commit, when it wants the event. */
async function start(site: Site, wish: Start): Promise<WorkflowRan | undefined> {
  const { github, origin, folder, sandbox } = site;
  const file = readWorkflowFile(origin.git("show", `${wish.sha}:${workflow}`));
  if (!wants(file.on.get(wish.event), wish)) return undefined;
  const { headSha, headBranch, event } = wish;
  const made = github.add.run({
    path: workflow,
    event,
    headSha,
    headBranch,
    status: "in_progress",
    conclusion: null,
  });
  const action = readActionFile(readFileSync(join(root, "action.yml"), "utf8"));
  const run: RunFacts = {
    event,
    payload: wish.payload,
    repository: github.state.repository.fullName,
    sha: wish.sha,
    ref: wish.ref,
    workflow,
    workflowRef: wish.ref,
    workflowCommit: wish.sha,
    actor: "kim",
    apiUrl: github.apiUrl,
    runId: made.id,
  };
  const ran = await runWorkflow({
    file,
    github,
    origin: origin.url,
    folder: join(folder, `run-${made.id}`),
    run,
    inputs: wish.inputs,
    trusted: wish.trusted ?? true,
    actions: new Map([
      [site.wish.uses, { main: join(site.wish.bundle, action.main.replace(/^dist\//, "")), file: action }],
    ]),
    // What the files do not say: where the live organizations answer in this test.
    runnerEnv: {
      MUSTER_HOSTS: new URL(sandbox.url).host,
      ...Object.fromEntries(
        sandbox.organizations.map(({ key }) => [
          `MUSTER_API_${key.toUpperCase().replaceAll("-", "_")}`,
          sandbox.url,
        ]),
      ),
    },
  });
  Object.assign(made, { status: "completed", conclusion: ran.conclusion });
  return ran;
}

/** Whether the event's filters let it through. */
function wants(
  filters: Readonly<Record<string, unknown>> | undefined,
  { payload, ref, event }: Start,
): boolean {
  if (filters === undefined) return false;
  const { types, branches, inputs: _, ...unknown } = filters;
  if (Object.keys(unknown).length > 0) throw new Error(`unknown filters of ${event}`);
  if (Array.isArray(types) && !types.includes(payload.action)) return false;
  return !Array.isArray(branches) || branches.includes(ref.replace("refs/heads/", ""));
}
