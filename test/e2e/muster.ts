/** The command line as users run it: the bundle, built once for all tests, in a process of its own. */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundleFolder } from "../bundle.ts";

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Added to an environment that holds nothing but PATH; what is undefined is not set. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Muster {
  /** A folder that goes away with `remove`. */
  readonly folder: string;
  /** Runs to the end, with nothing on standard input. */
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Starts, and leaves the rest to the caller. */
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
    run: (args, options) => endOf(start(args, options)),
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
