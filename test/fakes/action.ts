/**
 * The bundled action as the runner starts it: an empty environment but for what the runner sets, a fresh clone as the
 * workspace, a sandbox as the live organization, a fake GitHub, a real git repository. After a job come the steps of
 * the workflow: its artifacts are uploaded, its deployment gets a status.
 */
import type { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleFolder } from "../bundle.ts";
import type { Clock } from "../../src/model/provider.ts";
import { seedFromStates } from "../../src/sandbox/planasonix/seed.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/planasonix/start.ts";
import type { SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { permissionsOf, type Job } from "./github/permissions.ts";
import { startFakeGitHub, type FakeGitHub } from "./github/server.ts";
import type { FakePullRequest, FakeRepository, FakeRun } from "./github/state.ts";
import { createOrigin, type Change, type FakeOrigin } from "./origin.ts";
import { runStep, type StepRan, type StepWish } from "./step.ts";
import { organizationsOf, type Files } from "./world.ts";

/** At least 32 characters, and plainly no key of anybody. */
export const fakeReviewKey = "fake-review-key-0123456789abcdef0123";

export interface ActionRun extends StepRan {
  /** Id of the run at the fake GitHub. */
  readonly runId: number;
}

export interface RunWish {
  readonly command: string;
  readonly event: string;
  /** The payload; made from `pullRequest` for events of one. */
  readonly payload?: object;
  readonly pullRequest?: FakePullRequest;
  /** The payload's `action`. */
  readonly action?: string;
  readonly ref?: string;
  /** The tip of main unless given. */
  readonly sha?: string;
  /** The ref that the workflow's file is taken from; that of main unless given. */
  readonly workflowRef?: string;
  /** A run that is started again, by its id. */
  readonly again?: number;
  /** A run that this job is one more of, by its id. */
  readonly within?: number;
  readonly actor?: string;
  /** Whose permissions the job's token has. */
  readonly job?: Job;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The key to acme: one that can read, one that can write, or none. */
  readonly key?: "read" | "write" | "none";
  /** The clone's depth; whole unless given. */
  readonly depth?: number;
  /** The Node to run under; this one unless given. */
  readonly node?: string;
  /** Called with the workspace before the action starts. */
  readonly prepare?: (workspace: string) => void;
  /** Called with the process once it runs. */
  readonly onStart?: (child: ReturnType<typeof spawn>) => void;
}

export interface ActionWorld {
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly github: FakeGitHub;
  readonly origin: FakeOrigin;
  /** The tip of main. */
  tip(): string;
  /** A commit straight to a branch; main's tip at GitHub follows. */
  push(branch: string, change: Change): string;
  /** Opens a pull request from a branch that is made from `from` (the tip of main unless given). */
  open(
    change: Change,
    wish?: {
      readonly from?: string;
      readonly author?: string;
      readonly into?: string;
      readonly headRepositoryId?: number | null;
    },
  ): FakePullRequest;
  /** Another commit on the pull request's branch. */
  update(pullRequest: FakePullRequest, change: Change): void;
  /** Merges it; gives the commit on main. */
  merge(pullRequest: FakePullRequest): string;
  /** Does one job, with nothing of the workflow around it. */
  run(wish: RunWish): Promise<ActionRun>;
  /** The plan job on a pull request, and the upload of its plan. */
  plan(pullRequest: FakePullRequest, wish?: Partial<RunWish>): Promise<ActionRun>;
  /** The apply job on a push to main, the upload of its journal, and its deployment. */
  apply(wish?: Partial<RunWish>): Promise<ActionRun>;
  /** The due job on a schedule, the upload of its journal, and its deployment. */
  due(wish?: Partial<RunWish>): Promise<ActionRun>;
  /** Our comment on a pull request that begins with the marker; undefined when there is none. */
  comment(number: number, marker: string): string | undefined;
  control(path: string, body: object): Promise<unknown>;
  /** Writes that reached the sandbox since the last reset. */
  writes(): readonly string[];
  /** The time that its jobs have, which may be ahead of the machine's. */
  now(): Date;
  close(): Promise<void>;
}

export interface ActionOptions {
  /** Files below `access/` on main. */
  readonly files: Files;
  /** Files that describe what is live; those on main unless given. */
  readonly live?: Files;
  readonly repository?: Partial<FakeRepository>;
  /** Further files of the repository. */
  readonly others?: Change;
  readonly clock?: Clock;
  /** How a step runs: as a process of the bundle unless given. */
  readonly step?: (wish: StepWish) => Promise<StepRan>;
  /** Changes what the sandbox starts with. */
  readonly seed?: (seed: SandboxState) => SandboxState;
  /** `/api/v3` for a GitHub Enterprise Server. */
  readonly basePath?: string;
}

/** The entry of the bundle, which is built once for all tests. */
export function buildAction(): { readonly main: string } {
  return { main: join(bundleFolder(), "action.js") };
}

const workflow = ".github/workflows/muster.yml";

/** Starts everything; the action is the bundle at `main`. */
export async function createActionWorld(main: string, options: ActionOptions): Promise<ActionWorld> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "muster-pr-")));
  const inAccess = (files: Files): Change =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`access/${path}`, text]));
  const origin = createOrigin(folder, { ...inAccess(options.files), ...options.others });
  const seed = seedFromStates(
    organizationsOf(options.live ?? options.files).map(({ key, connection, name, desired }) => ({
      key,
      id: connection.id,
      ...(name === undefined ? {} : { name }),
      desired,
    })),
  );
  const sandbox = await startSandbox({
    seed: options.seed?.(seed) ?? seed,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const github = await startFakeGitHub({
    repository: options.repository ?? {},
    ...(options.basePath === undefined ? {} : { basePath: options.basePath }),
  });
  for (const job of ["plan", "gate", "apply", "due", "record"] as const) {
    github.token(`fake-token-of-${job}`, { permissions: permissionsOf(job) });
  }
  const tip = (): string => origin.tip("main");
  const follow = (): void => void github.state.branches.set("main", tip());
  follow();
  const control = async (path: string, body: object): Promise<unknown> => {
    const answer = await fetch(`${sandbox.url}/sandbox/${path}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  const readKeys = new Map<string, string>();
  for (const { key, id } of sandbox.organizations) {
    const made = (await control("token", { organization: id, scopes: ["organization:read"] })) as {
      data: { token: string };
    };
    readKeys.set(key, made.data.token);
  }
  /** GitHub tries a merge when the pull request is pushed to, and leaves it as it is when the base moves. */
  const trial = (pull: FakePullRequest): void => {
    const onto = github.state.branches.get(pull.base.ref) ?? tip();
    pull.mergeCommit = origin.trialMerge(pull.number, onto, pull.head.sha);
    pull.mergeable = pull.mergeCommit !== null;
  };
  let runs = 0;

  const world: ActionWorld = {
    folder,
    sandbox,
    github,
    origin,
    tip,
    control,
    push(branch, change) {
      const commit = origin.commit(branch, change);
      github.state.branches.set(branch, commit);
      return commit;
    },
    open(change, { from, author = "lee", into = "main", headRepositoryId } = {}) {
      const number = github.state.nextNumber;
      const branch = `change-${number}`;
      const sha = origin.commit(branch, change, from ?? github.state.branches.get(into) ?? tip());
      const repositoryId = headRepositoryId === undefined ? github.state.repository.id : headRepositoryId;
      const pull = github.add.pullRequest({
        author,
        head: { sha, ref: branch, repositoryId },
        base: { ref: into, sha: github.state.branches.get(into) ?? tip() },
      });
      trial(pull);
      return pull;
    },
    update(pull, change) {
      pull.head.sha = origin.commit(pull.head.ref, change);
      trial(pull);
    },
    merge(pull) {
      const commit = origin.merge(pull.base.ref, pull.head.sha);
      github.state.branches.set(pull.base.ref, commit);
      Object.assign(pull, { isOpen: false, mergedAt: nowOf(options), mergeCommit: commit });
      return commit;
    },
    async run(wish) {
      runs += 1;
      const place = join(folder, `run-${runs}`);
      const run = startOf(github, wish, {
        path: workflow,
        event: wish.event,
        headSha: wish.sha ?? tip(),
        headBranch: (wish.ref ?? "refs/heads/main").replace(/^refs\/(?:heads|tags)\//, ""),
        status: "in_progress",
        conclusion: null,
      });
      const setting = { world, place, run, main, wish, readKeys, step: options.step ?? runStep };
      const ran = await runAction(setting);
      Object.assign(run, { status: "completed", conclusion: ran.code === 0 ? "success" : "failure" });
      return ran;
    },
    async plan(pullRequest, wish = {}) {
      const ran = await world.run({
        command: "plan",
        event: "pull_request_target",
        pullRequest,
        job: "plan",
        ...wish,
      });
      upload(github, { name: `muster-plan-${pullRequest.number}`, ran, at: nowOf(options) }, [
        "plan.json",
        "reviewed.json",
      ]);
      return ran;
    },
    apply: (wish = {}) =>
      writing({ world, options, wish: { command: "apply", event: "push", job: "apply", ...wish } }),
    due: (wish = {}) =>
      writing({ world, options, wish: { command: "due", event: "schedule", job: "due", ...wish } }),
    comment: (number, marker) =>
      github.state.comments.find(
        (item) =>
          item.number === number && item.author === "github-actions[bot]" && item.body.startsWith(marker),
      )?.body,
    writes: () =>
      sandbox
        .requests()
        .filter(({ method }) => method !== "GET")
        .map(({ method, path }) => `${method} ${path}`),
    now: () => timeOf(options),
    async close() {
      await Promise.all([sandbox.close(), github.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
}

/** A job in the environment `muster-apply`, which GitHub makes a deployment of. */
async function writing({
  world,
  options,
  wish,
}: {
  readonly world: ActionWorld;
  readonly options: ActionOptions;
  readonly wish: RunWish;
}): Promise<ActionRun> {
  const { github } = world;
  const deployment = github.add.deployment({ sha: wish.sha ?? world.tip(), environment: "muster-apply" });
  const ran = await world.run({ key: "write", ...wish });
  const logUrl = `https://github.example/acme/access/actions/runs/${ran.runId}/job/${ran.runId}1`;
  deployment.statuses.push(
    { state: "in_progress", logUrl },
    {
      state: ran.code === 0 ? "success" : "failure",
      logUrl,
      environmentUrl: ran.outputs["journal-url"] ?? "",
    },
  );
  upload(github, { name: "muster-journal", ran, at: nowOf(options) }, ["journal.jsonl"]);
  upload(github, { name: "muster-snapshot", ran, at: nowOf(options) }, ["snapshot.json"]);
  return ran;
}

/** The time at which jobs run: the machine's where each is a process of its own. */
function timeOf({ clock, step }: ActionOptions): Date {
  return new Date(step === undefined || clock === undefined ? Date.now() : clock.now());
}

function nowOf(options: ActionOptions): string {
  return timeOf(options).toISOString();
}

interface Uploaded {
  readonly name: string;
  readonly ran: ActionRun;
  readonly at: string;
}

function upload(github: FakeGitHub, { name, ran, at }: Uploaded, paths: readonly string[]): void {
  const files = Object.fromEntries(
    paths.flatMap((path) => {
      const text = ran.files[path];
      return text === undefined ? [] : [[path, text]];
    }),
  );
  if (Object.keys(files).length > 0) {
    // As the written workflows upload: a run that is started again replaces what it kept before.
    const { artifacts } = github.state;
    const same = artifacts.findIndex((item) => item.runId === ran.runId && item.name === name);
    if (same >= 0) artifacts.splice(same, 1);
    github.add.artifact({ name, runId: ran.runId, files, createdAt: at });
  }
}

/** The run at GitHub: a new one, or the next attempt of one that there is. */
function startOf(github: FakeGitHub, { again, within }: RunWish, given: Partial<FakeRun>): FakeRun {
  const run = github.state.runs.find(({ id }) => id === (again ?? within));
  if (run === undefined) return github.add.run(given);
  if (again === undefined) return Object.assign(run, { status: "in_progress", conclusion: null });
  const { status, conclusion, attempt } = run;
  return Object.assign(run, {
    earlier: [...run.earlier, { status, conclusion }],
    attempt: attempt + 1,
    status: "in_progress",
    conclusion: null,
  });
}

interface Setting {
  readonly world: ActionWorld;
  readonly place: string;
  readonly run: FakeRun;
  readonly main: string;
  readonly wish: RunWish;
  readonly readKeys: ReadonlyMap<string, string>;
  readonly step: (wish: StepWish) => Promise<StepRan>;
}

async function runAction(setting: Setting): Promise<ActionRun> {
  const { world, place, run, main, wish } = setting;
  const { github } = world;
  // What is started again is about the commit that it was about.
  const sha = wish.sha ?? (wish.again === undefined && wish.within === undefined ? world.tip() : run.headSha);
  const workspace = join(place, "workspace");
  world.origin.clone(workspace, "main", wish.depth);
  wish.prepare?.(workspace);
  const ran = await setting.step({
    main,
    node: wish.node,
    place,
    workspace,
    temp: join(place, "temp"),
    run: {
      event: wish.event,
      payload: payloadOf(world, wish),
      repository: github.state.repository.fullName,
      sha,
      ref: wish.ref ?? "refs/heads/main",
      workflow,
      workflowRef: wish.workflowRef ?? "refs/heads/main",
      workflowCommit: sha,
      attempt: run.attempt,
      actor: wish.actor ?? "lee",
      apiUrl: github.apiUrl,
      runId: run.id,
    },
    inputs: {
      command: wish.command,
      access: "access",
      "github-token": `fake-token-of-${wish.job ?? "plan"}`,
      hosts: new URL(world.sandbox.url).host,
      ...wish.inputs,
    },
    env: { ...keysOf(setting), ...wish.env },
    onStart: wish.onStart,
  });
  return { ...ran, runId: run.id };
}

function payloadOf(
  { github }: ActionWorld,
  { payload, pullRequest, action = "synchronize" }: RunWish,
): object {
  const { id, fullName, defaultBranch, isPrivate } = github.state.repository;
  const repository = { id, full_name: fullName, default_branch: defaultBranch, private: isPrivate };
  if (payload !== undefined) return { repository, ...payload };
  if (pullRequest === undefined) return { repository };
  const { head, base, number, author } = pullRequest;
  const repo = head.repositoryId === null ? null : { id: head.repositoryId };
  return {
    action,
    repository,
    pull_request: {
      number,
      user: { login: author },
      head: { sha: head.sha, ref: head.ref, repo },
      base: { ...base, repo: { id } },
    },
  };
}

/** The address and, as wished, the key of each organization. */
function keysOf({ world, wish, readKeys }: Setting): Record<string, string> {
  const key = wish.key ?? "read";
  return Object.fromEntries(
    world.sandbox.organizations.flatMap((organization) => {
      const suffix = organization.key.toUpperCase().replaceAll("-", "_");
      const value = key === "write" ? organization.token : (readKeys.get(organization.key) ?? "");
      return [
        ...(key === "none" ? [] : [[`MUSTER_TOKEN_${suffix}`, value] as const]),
        [`MUSTER_API_${suffix}`, world.sandbox.url] as const,
      ];
    }),
  );
}
