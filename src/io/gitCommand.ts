/**
 * Runs git where its bytes, its input or its environment matter. Of the variables that steer git only those pass that
 * are handed in, so that no surrounding tool turns it to another repository, another program or a trace of secrets; and
 * none that holds a key: a machine's settings name programs for git to start, and these are told what git is told.
 */
import { devNull } from "node:os";
import { holdsKey } from "./env.ts";
import { reasonOf } from "./reason.ts";

interface GitCommand {
  readonly cwd: string;
  readonly args: readonly string[];
  /** Variables on top of the process's own: the one place for a secret, since arguments can be seen by others. */
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are no failure; 0 alone unless given. */
  readonly codes?: readonly number[];
  /** Milliseconds after which the command is ended as failed. */
  readonly timeoutMs?: number;
}

interface WholeCommand extends GitCommand {
  readonly input?: string;
  /** Output beyond this ends the command as failed. */
  readonly maxBytes: number;
}

type GitEnd =
  | { readonly ok: true; readonly code: number }
  /** `stderr` is what git said; it may name addresses. */
  | { readonly ok: false; readonly error: string; readonly stderr: string };

export type GitOutput =
  | Extract<GitEnd, { readonly ok: false }>
  | { readonly ok: true; readonly stdout: Buffer; readonly code: number };

/** Certificates for servers of one's own are no secret, and nothing works without them. */
const kept = new Set(["GIT_SSL_CAINFO", "GIT_SSL_CAPATH"]);
/** A repository's settings may name programs that commands run on the side: `diff-tree` asks a file system monitor. */
const plainly = ["--no-replace-objects", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
const maxComplaint = 64 * 1024;
const tenMinutes = 600_000;

/** What git wrote to standard output; never throws. */
export async function runGit({ input, maxBytes, ...command }: WholeCommand): Promise<GitOutput> {
  const { child, ended } = start(command);
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else child.kill();
  });
  child.stdin.end(input ?? "");
  const end = await ended;
  if (size > maxBytes)
    return { ok: false, error: "git gave more than can be", stderr: end.ok ? "" : end.stderr };
  return end.ok ? { ...end, stdout: Buffer.concat(chunks) } : end;
}

/** A git whose output is taken bit by bit. While nobody asks for more, it waits. */
interface RunningGit {
  write(input: string): void;
  /** The next bit of its output, if it is there already. */
  come(): Buffer | undefined;
  /** Waits for the next bit; undefined when there is no more, and git says that all went well. Never throws. */
  next(): Promise<Buffer | { readonly error: string } | undefined>;
  /** Ends it: nothing more is wanted. */
  stop(): void;
}

/** So many bytes are taken ahead of who asks for them. */
const mostAhead = 256 * 1024;

/** Starts git, which runs until it has said all, or is stopped. */
export function runningGit(command: GitCommand): RunningGit {
  const { child, ended } = start({ timeoutMs: 0, ...command });
  const bits: Buffer[] = [];
  let ahead = 0;
  let isOver = false;
  let wake = (): void => undefined;
  // From the beginning on: what nobody listens for when the process ends is lost.
  child.stdout.on("data", (bit: Buffer) => {
    bits.push(bit);
    ahead += bit.length;
    if (ahead > mostAhead) child.stdout.pause();
    wake();
  });
  void ended.then(() => {
    isOver = true;
    wake();
  });
  const come = (): Buffer | undefined => {
    const bit = bits.shift();
    ahead -= bit?.length ?? 0;
    if (ahead <= mostAhead) child.stdout.resume();
    return bit;
  };
  return {
    write: (input) => void child.stdin.write(input),
    come,
    async next() {
      while (bits.length === 0 && !isOver) await new Promise<void>((resolve) => (wake = resolve));
      const bit = come();
      if (bit !== undefined) return bit;
      const end = await ended;
      return end.ok ? undefined : { error: end.error };
    },
    stop() {
      child.stdout.destroy();
      child.kill();
    },
  };
}

function start({ cwd, args, env = {}, codes = [0], timeoutMs = tenMinutes }: GitCommand) {
  // Loaded with the first command: it brings sockets and all, and most of what is asked of files asks git nothing.
  const { spawn } = process.getBuiltinModule("node:child_process");
  const child = spawn("git", [...plainly, ...args], {
    cwd,
    env: { ...plainEnvironment(), ...env },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: timeoutMs,
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    if (stderr.length < maxComplaint) stderr += chunk.toString("utf8");
  });
  // git may end before it has read everything; its exit and its output tell then.
  child.stdin.on("error", () => undefined);
  const ended = new Promise<GitEnd>((resolve) => {
    child.on("error", (problem) => {
      const { code, text } = reasonOf(problem);
      const error = code === "ENOENT" ? "git is not installed" : `git could not be started: ${text}`;
      resolve({ ok: false, error, stderr });
    });
    child.on("close", (code) => {
      if (code !== null && codes.includes(code)) resolve({ ok: true, code });
      else resolve({ ok: false, error: code === null ? "git was ended" : "git failed", stderr });
    });
  });
  return { child, ended };
}

function plainEnvironment(): Record<string, string | undefined> {
  const steers = (name: string): boolean =>
    (/^git_/i.test(name) && !kept.has(name)) || name.toUpperCase() === "SSH_ASKPASS" || holdsKey(name);
  const passed = Object.fromEntries(Object.entries(process.env).filter(([name]) => !steers(name)));
  // Parents are those that a commit names: a file that claims others lies in the clone alone. Of one that is there git complains.
  // A list comes in blocks: otherwise git writes each line by itself, and each is an event of its own here.
  return { ...passed, GIT_GRAFT_FILE: `${devNull}/none`, GIT_FLUSH: "0" };
}
