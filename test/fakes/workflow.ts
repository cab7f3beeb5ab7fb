/**
 * Runs a workflow file as GitHub would, as far as the written workflows go: which jobs, with which token, secrets and
 * inputs, in which order; deployments of environments; the run and its conclusion. What it does not know throws.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { asksStatus, condition, filled, whole, type Scope, type Value } from "./expression.ts";
import type { Permissions } from "./github/permissions.ts";
import type { FakeGitHub } from "./github/server.ts";
import { environmentIn, type FakeStatus } from "./github/state.ts";
import { doStep, type JobPlace, type StepDone } from "./jobSteps.ts";
import type { RunFacts } from "./step.ts";
import type { WorkflowFile, WorkflowJob } from "./workflowFile.ts";

export type JobResult = "success" | "failure" | "skipped";

/** One job, or one of a matrix. */
export interface JobRan {
  readonly id: string;
  readonly result: JobResult;
  readonly steps: readonly StepDone[];
  /** What GitHub says of a job that did not get as far as its steps. */
  readonly said?: string;
}

export interface WorkflowRan {
  readonly runId: number;
  readonly conclusion: JobResult;
  readonly jobs: readonly JobRan[];
  /** The only job of that id; throws when a matrix made several or none. */
  job(id: string): JobRan;
  /** What the jobs' steps printed. */
  readonly log: string;
}

export interface WorkflowWish {
  readonly file: WorkflowFile;
  readonly github: FakeGitHub;
  /** `file://` address of the repository. */
  readonly origin: string;
  /** A folder of the run's own. */
  readonly folder: string;
  readonly run: RunFacts;
  /** `inputs` of workflow_dispatch. */
  readonly inputs: Readonly<Record<string, string>>;
  /** False for runs that pull requests of forks started: no secret, and a token that only reads. */
  readonly trusted: boolean;
  readonly actions: JobPlace["actions"];
  readonly runnerEnv: JobPlace["runnerEnv"];
}

interface Finished {
  readonly result: JobResult;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs all jobs, each after those that it needs. */
export async function runWorkflow(wish: WorkflowWish): Promise<WorkflowRan> {
  const finished = new Map<string, Finished>();
  const jobs: JobRan[] = [];
  let waiting = [...wish.file.jobs];
  while (waiting.length > 0) {
    const next = waiting.find((job) => job.needs.every((id) => finished.has(id)));
    if (next === undefined) throw new Error("the jobs need each other, or one that is not there");
    waiting = waiting.filter((job) => job !== next);
    const { ran, outputs } = await runJob(wish, next, finished);
    jobs.push(...ran);
    finished.set(next.id, { result: together(ran.map(({ result }) => result)), outputs });
  }
  return {
    runId: wish.run.runId,
    conclusion: together(jobs.map(({ result }) => result)),
    jobs,
    job: (id) => {
      const [found, ...more] = jobs.filter((job) => job.id === id);
      if (found === undefined || more.length > 0) throw new Error(`${more.length + 1} jobs: ${id}`);
      return found;
    },
    log: jobs.flatMap(({ said = "", steps }) => [said, ...steps.map(({ log }) => log)]).join("\n"),
  };
}

function together(results: readonly JobResult[]): JobResult {
  if (results.includes("failure")) return "failure";
  return results.includes("success") ? "success" : "skipped";
}

interface JobDone {
  readonly ran: readonly JobRan[];
  readonly outputs: Readonly<Record<string, string>>;
}

async function runJob(
  wish: WorkflowWish,
  job: WorkflowJob,
  finished: ReadonlyMap<string, Finished>,
): Promise<JobDone> {
  const needs = Object.fromEntries(job.needs.map((id) => [id, finished.get(id) ?? null])) as unknown as Value;
  const scope = scopeOf(wish, { needs });
  const text = job.condition ?? "";
  const allWell = job.needs.every((id) => finished.get(id)?.result === "success");
  const runs = (allWell || asksStatus(text)) && (text === "" || condition(text, scope));
  if (!runs) return { ran: [{ id: job.id, result: "skipped", steps: [] }], outputs: {} };
  const rows = job.matrix === undefined ? [undefined] : rowsOf(job.matrix, scope);
  const ran: JobRan[] = [];
  let outputs: Readonly<Record<string, string>> = {};
  for (const [index, matrix] of rows.entries()) {
    const strategy = { "job-index": index, "job-total": rows.length };
    const one = await runOne(wish, job, { needs, strategy, ...(matrix === undefined ? {} : { matrix }) });
    ran.push(one.ran);
    outputs = one.outputs;
  }
  return { ran, outputs };
}

/** One job for each value of the matrix's only axis. */
function rowsOf(matrix: Readonly<Record<string, unknown>>, scope: Scope): Value[] {
  const [[name, text] = ["", ""], ...more] = Object.entries(matrix);
  if (more.length > 0 || typeof text !== "string") throw new Error("this runner knows one axis only");
  const values = whole(text, scope);
  if (!Array.isArray(values) || values.length === 0) throw new Error("a matrix must have a value");
  return values.map((value: Value) => ({ [name]: value }));
}

type Contexts = Readonly<Record<string, Value>>;

interface One {
  readonly ran: JobRan;
  readonly outputs: Readonly<Record<string, string>>;
}

async function runOne(wish: WorkflowWish, job: WorkflowJob, contexts: Contexts): Promise<One> {
  const { github, run, trusted } = wish;
  const { state } = github;
  const serial = state.nextId++;
  const environment = job.environment === undefined ? undefined : environmentIn(state, job.environment);
  const branch = run.ref.replace(/^refs\/heads\//, "");
  if (environment?.branches?.includes(branch) === false) {
    const said = `${branch} is not allowed to deploy to ${job.environment} due to environment protection rules.`;
    return { ran: { id: job.id, result: "failure", steps: [], said }, outputs: {} };
  }
  const permissions = trusted ? job.permissions : readOnly(job.permissions);
  const token = github.token(`ghs_fake_${run.runId}_${serial}`, { permissions });
  const statuses: FakeStatus[] = [];
  if (job.environment !== undefined) {
    github.add.deployment({ sha: run.sha, ref: branch, environment: job.environment, statuses });
  }
  const logUrl = `https://github.example/${run.repository}/actions/runs/${run.runId}/job/${serial}`;
  statuses.push({ state: "in_progress", logUrl });
  const secrets = trusted
    ? Object.fromEntries([...state.settings.secrets, ...(environment?.secrets ?? [])])
    : {};
  const vars = Object.fromEntries([...state.settings.variables, ...(environment?.variables ?? [])]);
  const folder = join(wish.folder, `${job.id}-${serial}`);
  const done = await doSteps(wish, job, {
    folder,
    permissions,
    token,
    contexts: { ...contexts, secrets, vars },
  });
  // A job's token ends with the job.
  state.tokens.delete(token);
  const { environmentUrl } = done;
  statuses.push({ state: done.ran.result === "success" ? "success" : "failure", logUrl, environmentUrl });
  return done;
}

function readOnly(permissions: Permissions): Permissions {
  return Object.fromEntries(
    Object.entries(permissions).map(([scope, level]) => [scope, level === "write" ? "read" : level]),
  );
}

interface Started {
  readonly folder: string;
  readonly permissions: Permissions;
  readonly token: string;
  readonly contexts: Contexts;
}

async function doSteps(
  wish: WorkflowWish,
  job: WorkflowJob,
  started: Started,
): Promise<One & { readonly environmentUrl: string }> {
  const { folder, permissions, token, contexts } = started;
  const workspace = join(folder, "workspace");
  const temp = join(folder, "temp");
  for (const path of [workspace, temp]) mkdirSync(path, { recursive: true });
  const steps: StepDone[] = [];
  const byId: Record<string, { readonly outputs: Readonly<Record<string, string>> }> = {};
  let failed = false;
  const scopeNow = (): Scope =>
    scopeOf(wish, { ...contexts, steps: byId, runner: { temp, os: "Linux" } }, token);
  for (const [index, step] of job.steps.entries()) {
    const text = step.condition ?? "";
    if (failed && !asksStatus(text)) continue;
    if (text !== "" && !condition(text, scopeNow())) continue;
    const place = { ...wish, workspace, temp, folder: join(folder, `step-${index}`), permissions };
    const done = await doStep(place, step, scopeNow());
    steps.push(done);
    failed ||= !done.ok;
    if (step.id !== undefined) byId[step.id] = { outputs: done.outputs };
  }
  const outputs = Object.fromEntries(
    Object.entries(job.outputs).map(([name, text]) => [name, filled(text, scopeNow())]),
  );
  const environmentUrl = filled(job.environmentUrl ?? "", scopeNow());
  return { ran: { id: job.id, result: failed ? "failure" : "success", steps }, outputs, environmentUrl };
}

const closed = ["github", "runner", "strategy", "matrix", "needs", "steps"];

/** The contexts that may be used at a place; `github.token` only where there is a token. */
function scopeOf({ run, inputs }: WorkflowWish, contexts: Contexts, token?: string): Scope {
  const all: Contexts = {
    vars: {},
    inputs,
    ...contexts,
    github: {
      event_name: run.event,
      event: JSON.parse(JSON.stringify(run.payload)) as Value,
      repository: run.repository,
      ref: run.ref,
      sha: run.sha,
      actor: run.actor,
      run_id: run.runId,
      ...(token === undefined ? {} : { token }),
    },
  };
  const those = (isClosed: boolean): Contexts =>
    Object.fromEntries(Object.entries(all).filter(([name]) => closed.includes(name) === isClosed));
  return { open: those(false), closed: those(true) };
}
