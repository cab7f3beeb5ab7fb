/** The steps of a job as the runner does them: checkout, artifacts, scripts, and muster's action as its bundle. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { filled, type Scope } from "./expression.ts";
import type { Permissions } from "./github/permissions.ts";
import type { FakeGitHub } from "./github/server.ts";
import { runStep, type RunFacts, type StepRan } from "./step.ts";
import type { ActionFile, WorkflowStep } from "./workflowFile.ts";

/** What a job brings to its steps. */
export interface JobPlace {
  readonly github: FakeGitHub;
  /** `file://` address of the repository. */
  readonly origin: string;
  readonly run: RunFacts;
  readonly workspace: string;
  readonly temp: string;
  /** A folder for what belongs to one step. */
  readonly folder: string;
  readonly permissions: Permissions;
  /** `uses` of muster -> its bundle and its action.yml. */
  readonly actions: ReadonlyMap<string, { readonly main: string; readonly file: ActionFile }>;
  /** What stands in the environment of every process on this runner. */
  readonly runnerEnv: Readonly<Record<string, string>>;
}

/** How a step ended. */
export interface StepDone {
  readonly name: string;
  readonly ok: boolean;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Of a step that used muster, all of it, and the environment variables that the step was handed. */
  readonly muster?: StepRan & { readonly env: Readonly<Record<string, string>> };
}

type Filled = Readonly<Record<string, string>>;

/** Does one step; one that this runner does not know throws. */
export async function doStep(place: JobPlace, step: WorkflowStep, scope: Scope): Promise<StepDone> {
  const fill = (values: Filled): Filled =>
    Object.fromEntries(Object.entries(values).map(([key, text]) => [key, filled(text, scope)]));
  const given = fill(step.with);
  const env = fill(step.env);
  const { name, uses, run } = step;
  if (uses === undefined) return script(place, { name, run: run ?? "exit 9", env });
  const muster = place.actions.get(uses);
  if (muster !== undefined) {
    const inputs = { ...defaultsOf(muster.file, scope), ...given };
    for (const input of Object.keys(inputs)) {
      if (!muster.file.inputs.has(input)) throw new Error(`action.yml knows no input ${input}`);
    }
    for (const input of muster.file.required) if (!(input in inputs)) throw new Error(`${input} is required`);
    return useMuster(place, { name, main: muster.main, inputs, env });
  }
  const [action] = uses.split("@");
  const done =
    action === "actions/checkout"
      ? checkout(place, only(given, ["ref", "fetch-depth", "persist-credentials"]))
      : action === "actions/upload-artifact"
        ? upload(place, only(given, ["name", "path", "if-no-files-found", "overwrite", "retention-days"]))
        : action === "actions/download-artifact"
          ? download(place, only(given, ["pattern", "path"]))
          : undefined;
  if (done === undefined) throw new Error(`no such action is known: ${uses}`);
  return { name, outputs: {}, ...done };
}

function defaultsOf({ inputs }: ActionFile, scope: Scope): Filled {
  const github: Scope = { open: {}, closed: { github: scope.closed["github"] ?? null } };
  return Object.fromEntries(
    [...inputs].flatMap(([name, text]) => (text === undefined ? [] : [[name, filled(text, github)]])),
  );
}

interface MusterStep {
  readonly name: string;
  readonly main: string;
  readonly inputs: Filled;
  readonly env: Filled;
}

async function useMuster(place: JobPlace, { name, main, inputs, env }: MusterStep): Promise<StepDone> {
  const { run, workspace, temp, folder, runnerEnv } = place;
  const ran = await runStep({
    main,
    place: folder,
    workspace,
    temp,
    run,
    inputs,
    env: { ...runnerEnv, ...env },
  });
  return { name, ok: ran.code === 0, log: ran.log, outputs: ran.outputs, muster: { ...ran, env } };
}

/** `bash -e` on a file, in the workspace, as for a `run` without a shell. */
function script(
  place: JobPlace,
  step: { readonly name: string; readonly run: string; readonly env: Filled },
): StepDone {
  const file = join(place.folder, "script.sh");
  mkdirSync(place.folder, { recursive: true });
  writeFileSync(file, step.run);
  const env = { PATH: process.env["PATH"] ?? "", ...place.runnerEnv, ...step.env };
  const ran = spawnSync("bash", ["-e", file], { cwd: place.workspace, env, encoding: "utf8" });
  return { name: step.name, ok: ran.status === 0, log: ran.stdout + ran.stderr, outputs: {} };
}

type Done = Pick<StepDone, "ok" | "log">;

/** Without a ref it is what the run is about; the branch's whole history with a depth of 0. */
function checkout({ origin, run, workspace, permissions }: JobPlace, given: Filled): Done {
  if ((permissions.contents ?? "none") === "none") return { ok: false, log: "Repository not found" };
  if (given["fetch-depth"] !== "0") throw new Error("this checkout knows whole histories only");
  if (given["persist-credentials"] !== "false") throw new Error("this checkout leaves no token behind");
  const ref = (given["ref"] ?? "") === "" ? run.ref.replace(/^refs\/heads\//, "") : (given["ref"] ?? "");
  if (ref.startsWith("refs/")) throw new Error(`this checkout knows branches only, not ${ref}`);
  execFileSync("git", ["clone", "--quiet", "--branch", ref, origin, workspace], {
    env: { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
    stdio: "pipe",
  });
  return { ok: true, log: `checked out ${ref}` };
}

/** Files below a folder, one file, or those of one folder whose name ends as the pattern says; hidden ones never. */
function filesAt(path: string): Record<string, Uint8Array> {
  const star = /^([^*]+)\/\*(\.[^*/]+)$/.exec(path);
  if (star === null && path.includes("*")) throw new Error(`this pattern is not known: ${path}`);
  const [, folder = path, ending = ""] = star ?? [];
  if (!existsSync(folder)) return {};
  if (!statSync(folder).isDirectory()) return { [basename(folder)]: readFileSync(folder) };
  const paths = readdirSync(folder, { recursive: star === null, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.replace(/\/$/, "").length + 1))
    .filter((name) => !name.split("/").some((part) => part.startsWith(".")));
  return Object.fromEntries(paths.map((name) => [name, readFileSync(join(folder, name))]));
}

function upload({ github, run }: JobPlace, given: Filled): Done {
  const { name = "artifact", path = "" } = given;
  if (given["if-no-files-found"] !== "ignore") throw new Error("this upload ignores missing files");
  const files = filesAt(path);
  if (Object.keys(files).length === 0) return { ok: true, log: `No files were found with the path: ${path}` };
  const { artifacts } = github.state;
  const same = artifacts.findIndex((item) => item.runId === run.runId && item.name === name);
  if (same >= 0 && given["overwrite"] !== "true") {
    return { ok: false, log: `an artifact with the name ${name} already exists on the workflow run` };
  }
  if (same >= 0) artifacts.splice(same, 1);
  github.add.artifact({ name, runId: run.runId, files, createdAt: new Date().toISOString() });
  return { ok: true, log: `Artifact ${name} has been uploaded: ${Object.keys(files).sort().join(", ")}` };
}

/** Each artifact of this run whose name fits, into a folder of its name; none is fine. */
function download({ github, run }: JobPlace, given: Filled): Done {
  const { pattern = "", path = "" } = given;
  const [before, after, ...more] = pattern.split("*");
  if (before === undefined || after === undefined || more.length > 0) throw new Error(`pattern: ${pattern}`);
  const found = github.state.artifacts.filter(
    ({ name, runId }) => runId === run.runId && name.startsWith(before) && name.endsWith(after),
  );
  for (const { name, zip } of found) {
    for (const [file, bytes] of Object.entries(unzipSync(zip))) {
      const place = join(path, name, file);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, bytes);
    }
  }
  return { ok: true, log: `Total of ${found.length} artifact(s) downloaded` };
}

function only(given: Filled, known: readonly string[]): Filled {
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Error(`unknown inputs: ${unknown.join(", ")}`);
  return given;
}
