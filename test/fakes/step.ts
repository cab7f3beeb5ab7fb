/**
 * One step that uses muster's bundled action, as the runner starts it: an environment that holds nothing but what the
 * runner sets, command files of its own, the event as a file.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What the runner knows of the run, as it stands in the variables that begin with GITHUB_. */
export interface RunFacts {
  readonly event: string;
  readonly payload: object;
  /** owner/name */
  readonly repository: string;
  readonly sha: string;
  readonly ref: string;
  /** Path of the workflow's file, and the ref that it was taken from. */
  readonly workflow: string;
  readonly workflowRef: string;
  /** The commit that it was taken from: the run's own unless given. */
  readonly workflowCommit?: string;
  /** How often the run was started; once unless given. */
  readonly attempt?: number;
  readonly actor: string;
  readonly apiUrl: string;
  readonly runId: number;
}

export interface StepWish {
  /** The bundle's entry. */
  readonly main: string;
  /** The Node to run under; this one unless given. */
  readonly node?: string | undefined;
  /** A folder of the step's own. */
  readonly place: string;
  readonly workspace: string;
  /** RUNNER_TEMP, of the whole job. */
  readonly temp: string;
  readonly run: RunFacts;
  readonly inputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Called with the process once it runs. */
  readonly onStart?: ((child: ReturnType<typeof spawn>) => void) | undefined;
}

export interface StepRan {
  readonly code: number | null;
  /** Standard output and standard error, as the runner's log has them. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** What the step left in RUNNER_TEMP/muster. */
  readonly files: Readonly<Record<string, string>>;
  /** The runner's command files as the step left them: OUTPUT, ENV, PATH, STATE. */
  readonly commandFiles: Readonly<Record<string, string>>;
}

const commandFiles = ["OUTPUT", "ENV", "PATH", "STATE", "STEP_SUMMARY"];

/** The folders and files that the runner has ready for a step. */
export function prepareStep({ place, temp, run }: StepWish): void {
  mkdirSync(place, { recursive: true });
  mkdirSync(temp, { recursive: true });
  for (const name of commandFiles) writeFileSync(join(place, name), "");
  writeFileSync(join(place, "event.json"), JSON.stringify(run.payload));
}

/** What a step left behind. */
export function leftBy(
  { place, temp }: StepWish,
  { code, log }: { readonly code: number | null; readonly log: string },
): StepRan {
  return {
    code,
    log,
    outputs: outputsOf(readFileSync(join(place, "OUTPUT"), "utf8")),
    summary: readFileSync(join(place, "STEP_SUMMARY"), "utf8"),
    files: filesIn(join(temp, "muster")),
    commandFiles: Object.fromEntries(
      commandFiles.map((name) => [name, readFileSync(join(place, name), "utf8")]),
    ),
  };
}

/** Runs it to its end. */
export function runStep(wish: StepWish): Promise<StepRan> {
  const { workspace } = wish;
  prepareStep(wish);
  const child = spawn(wish.node ?? process.execPath, [wish.main], {
    cwd: workspace,
    env: environmentOf(wish),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (log += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log += text));
  wish.onStart?.(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(leftBy(wish, { code, log })));
  });
}

/** The environment as the runner makes it: nothing else is in it. */
export function environmentOf({
  place,
  workspace,
  temp,
  run,
  inputs,
  env,
}: StepWish): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: place,
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_EVENT_NAME: run.event,
    GITHUB_EVENT_PATH: join(place, "event.json"),
    GITHUB_REPOSITORY: run.repository,
    GITHUB_WORKSPACE: workspace,
    GITHUB_SHA: run.sha,
    GITHUB_REF: run.ref,
    GITHUB_WORKFLOW_REF: `${run.repository}/${run.workflow}@${run.workflowRef}`,
    GITHUB_WORKFLOW_SHA: run.workflowCommit ?? run.sha,
    GITHUB_RUN_ATTEMPT: String(run.attempt ?? 1),
    GITHUB_ACTOR: run.actor,
    GITHUB_API_URL: run.apiUrl,
    GITHUB_SERVER_URL: "https://github.example",
    GITHUB_RUN_ID: String(run.runId),
    RUNNER_TEMP: temp,
    GITHUB_OUTPUT: join(place, "OUTPUT"),
    GITHUB_ENV: join(place, "ENV"),
    GITHUB_PATH: join(place, "PATH"),
    GITHUB_STATE: join(place, "STATE"),
    GITHUB_STEP_SUMMARY: join(place, "STEP_SUMMARY"),
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [
        `INPUT_${name.toUpperCase().replaceAll(" ", "_")}`,
        value,
      ]),
    ),
    ...env,
  };
}

/** As the runner reads them: `NAME<<END`, lines, `END`. */
function outputsOf(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split("\n");
  for (let index = 0; index < lines.length; index += 1) {
    const [, name, end] = /^([^<]+)<<(.+)$/.exec(lines[index] ?? "") ?? [];
    if (name === undefined || end === undefined) continue;
    const last = lines.indexOf(end, index + 1);
    outputs[name] = lines.slice(index + 1, last).join("\n");
    index = last;
  }
  return outputs;
}

function filesIn(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  return Object.fromEntries(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}
