/** Reads a workflow, and an action's file. A key that this reading does not know throws: it could change what runs. */
import { load } from "js-yaml";
import type { Permissions } from "./github/permissions.ts";
import { jobPermissions } from "./github/permissions.ts";

export interface WorkflowFile {
  readonly name: string;
  /** Event -> its filters. */
  readonly on: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly jobs: readonly WorkflowJob[];
}

export interface WorkflowJob {
  readonly id: string;
  readonly needs: readonly string[];
  readonly condition: string | undefined;
  readonly environment: string | undefined;
  /** The address that the environment is given, from what the steps put out. */
  readonly environmentUrl: string | undefined;
  /** The job's own, else those on top of the workflow. */
  readonly permissions: Permissions;
  readonly outputs: Readonly<Record<string, string>>;
  /** Names -> an expression or a list. */
  readonly matrix: Readonly<Record<string, unknown>> | undefined;
  readonly steps: readonly WorkflowStep[];
}

export interface WorkflowStep {
  readonly name: string;
  readonly id: string | undefined;
  readonly condition: string | undefined;
  readonly uses: string | undefined;
  readonly run: string | undefined;
  readonly with: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

export interface ActionFile {
  /** Name -> default; undefined when there is none. */
  readonly inputs: ReadonlyMap<string, string | undefined>;
  readonly required: readonly string[];
  readonly using: string;
  readonly main: string;
}

export function readWorkflowFile(text: string): WorkflowFile {
  const top = fields(load(text), "the workflow", ["name", "on", "permissions", "concurrency", "jobs"]);
  const onTop = permissionsOf(top["permissions"]);
  return {
    name: textIn(top, "name"),
    on: new Map(
      Object.entries(open(top["on"])).map(([event, filters]) => [event, filtersOf(event, filters)]),
    ),
    jobs: Object.entries(open(top["jobs"])).map(([id, job]) => readJob(id, job, onTop)),
  };
}

/** A schedule's are its times. */
function filtersOf(event: string, filters: unknown): Readonly<Record<string, unknown>> {
  return event === "schedule" && Array.isArray(filters) ? {} : open(filters ?? {});
}

function readJob(id: string, value: unknown, onTop: Permissions): WorkflowJob {
  const known =
    "needs if runs-on timeout-minutes environment permissions concurrency outputs strategy steps".split(" ");
  const job = fields(value, `the job ${id}`, known);
  const strategy = fields(job["strategy"] ?? {}, "strategy", ["fail-fast", "matrix"]);
  if (!Array.isArray(job["steps"])) throw new Error(`the job ${id} has no steps`);
  if (textIn(job, "runs-on") !== "ubuntu-latest") throw new Error(`the job ${id} runs elsewhere`);
  // One that fails must not end the others: the runner here lets all of them run to their end.
  if (job["strategy"] !== undefined && strategy["fail-fast"] !== false) throw new Error("fail-fast");
  const environment = fields(
    typeof job["environment"] === "string" ? { name: job["environment"] } : (job["environment"] ?? {}),
    "environment",
    ["name", "url"],
  );
  return {
    id,
    needs: Array.isArray(job["needs"]) ? job["needs"].map(String) : [],
    condition: optional(job, "if"),
    environment: optional(environment, "name"),
    environmentUrl: optional(environment, "url"),
    permissions: job["permissions"] === undefined ? onTop : permissionsOf(job["permissions"]),
    outputs: texts(job["outputs"] ?? {}),
    matrix: strategy["matrix"] === undefined ? undefined : open(strategy["matrix"]),
    steps: job["steps"].map(readStep),
  };
}

function readStep(value: unknown): WorkflowStep {
  const step = fields(value, "a step", ["name", "id", "if", "uses", "with", "env", "run"]);
  return {
    name: textIn(step, "name"),
    id: optional(step, "id"),
    condition: optional(step, "if"),
    uses: optional(step, "uses"),
    run: optional(step, "run"),
    with: texts(step["with"] ?? {}),
    env: texts(step["env"] ?? {}),
  };
}

/** Scopes that are not named have none, as soon as any is named. */
function permissionsOf(value: unknown): Permissions {
  const given = texts(value ?? "no permissions are named");
  for (const [scope, level] of Object.entries(given)) {
    if (!jobPermissions.some((known) => known === scope)) throw new Error(`unknown permission: ${scope}`);
    if (!["none", "read", "write"].includes(level)) throw new Error(`unknown level: ${scope}: ${level}`);
  }
  return given;
}

export function readActionFile(text: string): ActionFile {
  const known = ["name", "description", "author", "branding", "inputs", "outputs", "runs"];
  const top = fields(load(text), "action.yml", known);
  const inputs = Object.entries(open(top["inputs"])).map(
    ([name, value]) => [name, fields(value, name, ["description", "required", "default"])] as const,
  );
  const runs = fields(top["runs"], "runs", ["using", "main"]);
  return {
    inputs: new Map(inputs.map(([name, input]) => [name, optional(input, "default")])),
    required: inputs.filter(([, input]) => input["required"] === true).map(([name]) => name),
    using: textIn(runs, "using"),
    main: textIn(runs, "main"),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function open(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`not a mapping: ${JSON.stringify(value)}`);
  }
  return value as Fields;
}

function fields(value: unknown, place: string, known: readonly string[]): Fields {
  const found = open(value);
  const unknown = Object.keys(found).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Error(`${place}: unknown ${unknown.join(", ")}`);
  return found;
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.keys(open(value)).map((key) => [key, textIn(open(value), key)]));
}

function textIn(value: Fields, key: string): string {
  const found = value[key];
  if (typeof found === "string" || typeof found === "number" || typeof found === "boolean")
    return String(found);
  throw new Error(`${key} is no text: ${JSON.stringify(found)}`);
}

function optional(value: Fields, key: string): string | undefined {
  return value[key] === undefined ? undefined : textIn(value, key);
}
