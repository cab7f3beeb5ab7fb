/**
 * Runs git where its bytes, its input or its environment matter. Of the variables that steer git only those pass that
 * are handed in, so that no surrounding tool turns it to another repository, another program or a trace of secrets.
 */
import { reasonOf } from "./reason.ts";

interface GitCommand {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly input?: string;
  /** Variables on top of the process's own: the one place for a secret, since arguments can be seen by others. */
  readonly env?: Readonly<Record<string, string>>;
  /** Output beyond this ends the command as failed. */
  readonly maxBytes: number;
  /** Exit codes that are no failure; 0 alone unless given. */
  readonly codes?: readonly number[];
  /** Milliseconds after which the command is ended as failed. */
  readonly timeoutMs?: number;
}

export type GitOutput =
  | { readonly ok: true; readonly stdout: Buffer; readonly code: number }
  /** `stderr` is what git said; it may name addresses. */
  | { readonly ok: false; readonly error: string; readonly stderr: string };

/** Certificates for servers of one's own are no secret, and nothing works without them. */
const kept = new Set(["GIT_SSL_CAINFO", "GIT_SSL_CAPATH"]);
/** A repository's settings may name programs that commands run on the side: `diff-tree` asks a file system monitor. */
const plainly = ["--no-replace-objects", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
const maxComplaint = 64 * 1024;
const tenMinutes = 600_000;

/** What git wrote to standard output; never throws. */
export function runGit(command: GitCommand): Promise<GitOutput> {
  const { cwd, args, input, env = {}, maxBytes, codes = [0], timeoutMs = tenMinutes } = command;
  // Loaded with the first command: it brings sockets and all, and most of what is asked of files asks git nothing.
  const { spawn } = process.getBuiltinModule("node:child_process");
  const child = spawn("git", [...plainly, ...args], {
    cwd,
    env: { ...plainEnvironment(), ...env },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: timeoutMs,
  });
  const chunks: Buffer[] = [];
  let size = 0;
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else child.kill();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    if (stderr.length < maxComplaint) stderr += chunk.toString("utf8");
  });
  // git may end before it has read everything; its exit and its output tell then.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input ?? "");
  return new Promise((resolve) => {
    child.on("error", (problem) => {
      const { code, text } = reasonOf(problem);
      const error = code === "ENOENT" ? "git is not installed" : `git could not be started: ${text}`;
      resolve({ ok: false, error, stderr });
    });
    child.on("close", (code) => {
      if (size > maxBytes) resolve({ ok: false, error: "git gave more than can be", stderr });
      else if (code !== null && codes.includes(code))
        resolve({ ok: true, stdout: Buffer.concat(chunks), code });
      else resolve({ ok: false, error: code === null ? "git was ended" : "git failed", stderr });
    });
  });
}

function plainEnvironment(): Record<string, string | undefined> {
  const steers = (name: string): boolean =>
    (/^git_/i.test(name) && !kept.has(name)) || name.toUpperCase() === "SSH_ASKPASS";
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !steers(name)));
}
