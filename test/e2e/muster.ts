/**
 * The command line as users run it: in this process where nothing but its arguments, variables, files and answers count,
 * else the bundle, built once for all tests, in a process of its own.
 */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runProgram } from "../../src/cli/program.ts";
import { systemClock } from "../../src/io/clock.ts";
import { readEnvironment } from "../../src/io/env.ts";
import type { Clock } from "../../src/model/provider.ts";
import { bundleFolder } from "../bundle.ts";
import { memoryOutput } from "../fakes/memoryOutput.ts";
import packageFile from "../../package.json" with { type: "json" };

const { version } = packageFile;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Added to an environment that holds nothing but PATH; what is undefined is not set. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The machine's unless given; for what runs in this process. */
  readonly clock?: Clock;
}

export interface Muster {
  /** A folder that goes away with `remove`. */
  readonly folder: string;
  /** Runs to the end, one after the other. In this process: starting another one takes longer than most commands. */
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Runs the bundle to the end, in a process of its own, with nothing on standard input. */
  runBundle(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Starts the bundle, and leaves the rest to the caller. */
  start(args: readonly string[], options?: RunOptions): ChildProcessWithoutNullStreams;
  /** Writes files below `folder`, and gives the path of one that is named. */
  write(files: Readonly<Record<string, string>>): void;
  path(name: string): string;
  remove(): void;
}

/** The bundle, linked into a folder of its own. */
export function buildMuster(): Muster {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "muster-e2e-")));
  const bundle = join(folder, "bundle");
  symlinkSync(bundleFolder(), bundle);
  const path = (name: string): string => join(folder, name);
  const start = (args: readonly string[], { cwd = folder, env = {} }: RunOptions = {}) =>
    spawn(process.execPath, [join(bundle, "cli.js"), ...args], {
      cwd,
      env: { PATH: process.env["PATH"] ?? "", ...env },
      stdio: "pipe",
    });
  return {
    folder,
    start,
    run: (args, options = {}) =>
      needsProcess(options)
        ? endOf(start(args, options))
        : runHere(args, { cwd: folder, env: {}, clock: systemClock, ...options }),
    runBundle: (args, options) => endOf(start(args, options)),
    write: (files) => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(path(name)), { recursive: true });
        writeFileSync(path(name), text);
      }
    },
    path,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** It is given variables that Node reads when it starts. */
function needsProcess({ env = {} }: RunOptions): boolean {
  return Object.keys(env).some((name) => name === "TZ" || name.startsWith("NODE_"));
}

let running: Promise<unknown> = Promise.resolve();

/** The folder and the environment are the process's own: one command at a time. */
function runHere(args: readonly string[], place: Required<RunOptions>): Promise<Ran> {
  const ran = running.then(() => runNow(args, place));
  running = ran.catch(() => undefined);
  return ran;
}

async function runNow(args: readonly string[], { cwd, env, clock }: Required<RunOptions>): Promise<Ran> {
  const before = { cwd: process.cwd(), env: process.env };
  const { output, stdout, stderr } = memoryOutput();
  process.chdir(cwd);
  process.env = { PATH: before.env["PATH"], ...env };
  try {
    const code = await runProgram({ args, version, env: readEnvironment(), output, clock });
    return { code, stdout: stdout(), stderr: stderr() };
  } finally {
    process.env = before.env;
    process.chdir(before.cwd);
  }
}

/** Waits until the process has ended and everything that it wrote has arrived. */
export function endOf(child: ChildProcessWithoutNullStreams): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.end();
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
