/** From the runner's environment to one job: inputs, event, table, desk. No key is used before the table has decided. */
import { createGitHub } from "../forge/github/client.ts";
import { gitHubApiOf, type Environment } from "../io/env.ts";
import { systemClock } from "../io/clock.ts";
import { readText } from "../io/file.ts";
import type { Clock } from "../model/provider.ts";
import { terminalText } from "../render/escape.ts";
import type { ExitCode } from "../run/exitCode.ts";
import { applyJob } from "./applyJob.ts";
import { deskOf, workflowRefOf, type Desk } from "./desk.ts";
import { eventOf, repositoryOf, type EventRepository } from "./event.ts";
import { gateJob, offlineJob } from "./gateJob.ts";
import { inputsOf, type Inputs } from "./inputs.ts";
import { jobFor, type Job, type Refusal } from "./jobs.ts";
import { commentJob, listJob } from "./matrix.ts";
import type { Payload } from "./payload.ts";
import { planJob } from "./planJob.ts";
import { recordJob } from "./recordJob.ts";
import type { Runner } from "./runner.ts";
import { jsonIn } from "../model/jsonIn.ts";

interface JobInput {
  readonly env: Environment;
  readonly runner: Runner;
  /** Aborted when the runner ends the job. */
  readonly signal: AbortSignal;
  /** The machine's own unless given. */
  readonly clock?: Clock;
}

/** Does what the table of jobs allows and gives its exit code: 1 for bad usage, 3 for what is refused. */
export async function runJob({ env, runner, signal, clock = systemClock }: JobInput): Promise<ExitCode> {
  const refuse = (code: ExitCode, why: string): ExitCode => {
    runner.error(why);
    return code;
  };
  const inputs = inputsOf(env);
  if ("error" in inputs) return refuse(1, inputs.error);
  const payload = await payloadOf(env);
  if ("error" in payload) return refuse(1, payload.error);
  const github = createGitHub({
    apiUrl: gitHubApiOf(env),
    token: inputs.githubToken,
    repository: env["GITHUB_REPOSITORY"] ?? "",
    env,
    clock,
    hide: (secret) => runner.hide(secret),
  });
  try {
    const repository = repositoryOf(payload.payload) ?? (await askRepository(github));
    if ("error" in repository) return refuse(1, repository.error);
    const job = decide({ env, inputs, payload: payload.payload, repository });
    if ("refused" in job) return refuse(3, job.refused);
    const here = {
      ...env,
      MUSTER_HOSTS: [env["MUSTER_HOSTS"] ?? "", inputs.hosts].join(","),
      // One repository for everything that is signed: the event's own.
      GITHUB_REPOSITORY_ID: String(repository.id),
    };
    return await start(job, deskOf({ inputs, env: here, runner, github, repository, signal, clock }));
  } finally {
    await github.close();
  }
}

function start(job: Job, desk: Desk): Promise<ExitCode> {
  switch (job.does) {
    case "plan":
      return planJob(desk, job.event);
    case "list":
      return listJob(desk, job.event);
    case "comment":
      return commentJob(desk, job.event);
    case "plan_offline":
      return offlineJob(desk, job.event, job.why);
    case "gate":
      return gateJob(desk, job);
    case "apply":
    case "due":
      return applyJob(desk, job.does);
    case "record":
      return recordJob(desk);
    case "nothing":
      desk.say(job.why);
      desk.runner.output("matrix", "[]");
      return Promise.resolve(0);
  }
}

interface Deciding {
  readonly env: Environment;
  readonly inputs: Inputs;
  readonly payload: Payload;
  readonly repository: EventRepository;
}

function decide({ env, inputs, payload, repository }: Deciding): Job | Refusal {
  return jobFor({
    command: inputs.command,
    event: eventOf(env["GITHUB_EVENT_NAME"] ?? "", payload, env["GITHUB_ACTOR"] ?? ""),
    ref: env["GITHUB_REF"] ?? "",
    defaultBranch: repository.defaultBranch,
    workflowRef: workflowRefOf(env),
    hasKey: Object.entries(env).some(
      ([name, value]) => /^MUSTER_TOKEN(?:_|$)/.test(name) && (value ?? "") !== "",
    ),
    hasSnapshot: inputs.snapshot && (env["MUSTER_REVIEW_KEY"] ?? "") !== "",
    lifts: inputs.allow.length > 0,
  });
}

async function payloadOf(
  env: Environment,
): Promise<{ readonly payload: Payload } | { readonly error: string }> {
  const file = await readText(env["GITHUB_EVENT_PATH"] ?? "");
  if ("error" in file) return { error: `The event's payload is missing (GITHUB_EVENT_PATH): ${file.error}` };
  const payload = jsonIn(file.text);
  return payload === undefined
    ? { error: "The event's payload (GITHUB_EVENT_PATH) is no JSON." }
    : { payload };
}

async function askRepository(
  github: ReturnType<typeof createGitHub>,
): Promise<EventRepository | { readonly error: string }> {
  const asked = await github.repository();
  return asked.ok ? asked.value : { error: terminalText(asked.message) };
}
