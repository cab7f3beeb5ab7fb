/**
 * Git commands of the tests, run by a shell that stays: to start one process from a large one takes longer than what most
 * of them do, and tests run tens of thousands. It ends with this process, whatever ends that.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type GitArguments = readonly string[];

interface Place {
  readonly cwd: string;
  /** This process's own unless given. */
  readonly env?: NodeJS.ProcessEnv;
  /** What they read; nothing unless given. */
  readonly input?: string;
}

/** The last line that they print, one command after the other. The first that fails ends it. */
export function gitCommands(place: Place, commands: readonly GitArguments[]): string {
  return gitOutput(place, commands).trim().split("\n").at(-1) ?? "";
}

/** All that they print. */
export function gitOutput(
  { cwd, env = process.env, input }: Place,
  commands: readonly GitArguments[],
): string {
  const { folder, ask, answer } = (shell ??= startShell());
  const variables = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && isName(name) ? [`export ${name}=${quoted(value)}`] : [],
  );
  const lines = commands.map((args) => ["git", ...args].map(quoted).join(" "));
  // The last one takes the shell's place: a process less.
  const last = `exec ${lines.at(-1) ?? "true"}`;
  const read = input === undefined ? [] : [`exec <${quoted(join(folder, "stdin"))}`];
  if (input !== undefined) writeFileSync(join(folder, "stdin"), input);
  const script = ["set -e", ...read, ...variables, `cd ${quoted(cwd)}`, ...lines.slice(0, -1), last];
  writeFileSync(join(folder, "script"), `${script.join("\n")}\n`);
  writeSync(ask, "\n");
  const code = readLine(answer);
  if (code === "0") return readFileSync(join(folder, "stdout"), "utf8");
  throw new Error(`${lines.join("\n")}\nended with ${code}: ${readFileSync(join(folder, "stderr"), "utf8")}`);
}

interface Shell {
  readonly folder: string;
  /** Pipes: a line asks for the script that lies there, and a line says how it ended. */
  readonly ask: number;
  readonly answer: number;
}

let shell: Shell | undefined;

const loop = `
cd "$1"
exec 3>answer
while read -r _; do
  (cd / && . "$1/script") >stdout 2>stderr </dev/null 3>&-
  echo $? >&3
done <ask
cd / && rm -rf "$1"`;

function startShell(): Shell {
  const folder = mkdtempSync(join(tmpdir(), "muster-shell-"));
  execFileSync("mkfifo", [join(folder, "ask"), join(folder, "answer")]);
  const env = { PATH: process.env["PATH"] };
  spawn("sh", ["-c", loop, "sh", folder], { stdio: "ignore", env }).unref();
  // Each waits for the shell at the other end; of a shell that is gone nothing comes, which is the end of the pipe.
  const answer = openSync(join(folder, "answer"), "r");
  return { folder, answer, ask: openSync(join(folder, "ask"), "w") };
}

function readLine(from: number): string {
  const bytes = Buffer.alloc(64);
  let text = "";
  while (!text.endsWith("\n")) {
    const count = readSync(from, bytes);
    if (count === 0) throw new Error("the shell of the tests is gone");
    text += bytes.toString("latin1", 0, count);
  }
  return text.trim();
}

/** Of a variable that a shell takes: some keep a few for themselves. */
export function isName(name: string): boolean {
  return /^(?!(?:E?UID|PPID|SHELLOPTS|BASH\w*)$)[A-Za-z_]\w*$/.test(name);
}

/** One word of a shell's command, whatever is in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
