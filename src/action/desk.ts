/** What every job has at hand: its inputs, the repository, GitHub, the log, and the Context for use cases. */
import { newRunId, systemRandom } from "../io/clock.ts";
import type { Environment } from "../io/env.ts";
import type { FetchAuth } from "../io/gitFetch.ts";
import type { GitHub } from "../forge/github/github.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Clock } from "../model/provider.ts";
import { annotations } from "../render/annotations.ts";
import { diagnosticsText } from "../render/diagnostics.ts";
import { terminalText } from "../render/escape.ts";
import { plainPaint } from "../render/paint.ts";
import type { Context } from "../run/context.ts";
import type { EventRepository } from "./event.ts";
import type { Inputs } from "./inputs.ts";
import type { Runner } from "./runner.ts";

export interface Desk {
  readonly inputs: Inputs;
  readonly env: Environment;
  readonly runner: Runner;
  readonly github: GitHub;
  readonly repository: EventRepository;
  /** The commit that the run is about. */
  readonly sha: string;
  /** Of this workflow: `.github/workflows/muster.yml`. */
  readonly workflow: string;
  /** The ref that the workflow's file was taken from (`refs/heads/main`), and its commit. */
  readonly workflowRef: string;
  readonly workflowCommit: string;
  readonly runId: number;
  /** How often the run was started, counted from 1. */
  readonly attempt: number;
  readonly runUrl: string;
  /** Who started the run, and whose run it was where somebody started it again. */
  readonly actor: string;
  /** `https://github.com/OWNER/NAME` */
  readonly repositoryUrl: string;
  /** How git fetches what is not in the clone yet. */
  readonly auth: FetchAuth;
  /** When the job began, in milliseconds since the epoch. */
  readonly began: number;
  readonly context: Context;
  /** A line of the log. */
  say(text: string): void;
  warn(text: string): void;
  /** Why the job failed; also as an annotation, so that it stands on the run's page. */
  fail(text: string): void;
  /** Remarks on files as annotations at their lines; those beyond GitHub's limit stand in the log and the summary. */
  remark(diagnostics: readonly Diagnostic[]): void;
}

interface Given {
  readonly inputs: Inputs;
  readonly env: Environment;
  readonly runner: Runner;
  readonly github: GitHub;
  readonly repository: EventRepository;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** GitHub shows this many annotations of a type from one step. */
const shownPerType = 10;

/** A desk around what is given. */
export function deskOf({ inputs, env, runner, github, repository, signal, clock }: Given): Desk {
  const warn = (text: string): void => runner.line(`warning: ${terminalText(text)}`);
  const serverUrl = env["GITHUB_SERVER_URL"] ?? "https://github.com";
  const repositoryUrl = `${serverUrl}/${env["GITHUB_REPOSITORY"] ?? ""}`;
  const runId = Number(env["GITHUB_RUN_ID"] ?? 0);
  return {
    inputs,
    env,
    runner,
    github,
    repository,
    sha: env["GITHUB_SHA"] ?? "",
    workflow: workflowOf(env),
    workflowRef: workflowRefOf(env),
    workflowCommit: env["GITHUB_WORKFLOW_SHA"] ?? "",
    runId,
    attempt: Number(env["GITHUB_RUN_ATTEMPT"] ?? 1),
    runUrl: `${repositoryUrl}/actions/runs/${runId}`,
    actor: actorOf(env),
    repositoryUrl,
    auth: { serverUrl, token: inputs.githubToken },
    began: clock.now(),
    context: {
      access: inputs.access,
      cwd: env["GITHUB_WORKSPACE"] ?? ".",
      env,
      clock,
      random: systemRandom,
      runId: newRunId(),
      progress: (text) => runner.line(terminalText(text)),
      warn,
      hide: (secret) => runner.hide(secret),
      signal,
    },
    say: (text) => runner.line(terminalText(text)),
    warn,
    fail: (text) => runner.error(text),
    remark: (diagnostics) => {
      const { lines, rest } = annotations(diagnostics, { perType: shownPerType });
      runner.commands(lines);
      if (rest.length > 0) runner.line(diagnosticsText(rest, plainPaint).trimEnd());
    },
  };
}

/** On a run that is started again, GITHUB_ACTOR is still who started it first. Old servers name nobody else. */
function actorOf(env: Environment): string {
  const { GITHUB_ACTOR: first = "unknown", GITHUB_TRIGGERING_ACTOR: last = "" } = env;
  return last === "" || last === first ? first : `${last}, again what ${first} started`;
}

/** `OWNER/NAME/.github/workflows/muster.yml@refs/heads/main` without what is around the path. */
function workflowOf(env: Environment): string {
  return (env["GITHUB_WORKFLOW_REF"] ?? "").replace(/@.*$/s, "").split("/").slice(2).join("/");
}

/** What stands after the path: `refs/heads/main`; empty where the runner does not say. */
export function workflowRefOf(env: Environment): string {
  return /@(refs\/.*)$/s.exec(env["GITHUB_WORKFLOW_REF"] ?? "")?.[1] ?? "";
}
