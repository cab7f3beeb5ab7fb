/**
 * Starts programs from small shells that stay: to start one from a process as large as vitest's copies tables of all its
 * memory, which takes longer than what most of them do. What runs is the same: the program, its arguments, its
 * environment, its folder and its pipes. Whatever these shells cannot do as Node does it, Node does.
 */
import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { EventEmitter } from "node:events";
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { Socket } from "node:net";
import { constants as machine, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Writable } from "node:stream";
import { isName, quoted } from "./gitCommands.ts";

/** Node's own, from before anything takes its place. */
export const spawnByNode = spawn;

/** As `spawn` of Node, for programs with pipes that nobody sends signals to but by `kill`. */
export function lightSpawn(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const slot = isPlain(command, options) ? (shells ??= startShells()).free.pop() : undefined;
  if (shells === undefined || slot === undefined) return spawnByNode(command, args, options);
  return new Started(shells, slot, { command, args, options }) as unknown as ChildProcess;
}

const known = new Set(["cwd", "env", "stdio", "timeout"]);

/** Nothing but what the shells can do; and the program and the folder are there, since Node tells of those that are not. */
function isPlain(command: string, { cwd, env = process.env, stdio, ...others }: SpawnOptions): boolean {
  return (
    process.platform === "linux" &&
    Object.keys(others).every((name) => known.has(name)) &&
    ["pipe", "pipe,pipe,pipe", "ignore,pipe,pipe"].includes(String(stdio)) &&
    typeof cwd === "string" &&
    statSync(cwd, { throwIfNoEntry: false })?.isDirectory() === true &&
    isThere(command, env["PATH"] ?? "")
  );
}

function isThere(command: string, path: string): boolean {
  if (command.includes("/")) return existsSync(command);
  return path.split(delimiter).some((folder) => existsSync(join(folder, command)));
}

/** One shell with its pipes; it runs one program after the other. */
interface Slot {
  readonly number: number;
  /** A line asks for the script that lies there; undefined until the shell is started. */
  ask: number | undefined;
}

interface Shells {
  readonly folder: string;
  /** A line starts the shell of that number. */
  readonly begin: number;
  /** What the shells were started with: a script names only what is otherwise. */
  readonly env: NodeJS.ProcessEnv;
  readonly free: Slot[];
  readonly answers: Socket;
  readonly running: Map<number, Started>;
}

let shells: Shells | undefined;

/** More at once are started by Node. */
const most = 24;

/** Answers: `p N PID`, `o N` once the program's pipes are open, and `x N CODE` in the end. */
const loops = `
cd "$1"
exec 3>answers
while read -r number; do
  while read -r _; do
    (. "$1/script.$number") &
    echo "p $number $!" >&3
    wait $!
    echo "x $number $?" >&3
  done <"ask.$number" &
done <begin
cd / && rm -rf "$1"`;

function startShells(): Shells {
  const folder = mkdtempSync(join(tmpdir(), "muster-start-"));
  const numbers = Array.from({ length: most }, (_, number) => number);
  const pipes = numbers.flatMap((number) => ["ask", "in", "out", "err"].map((name) => `${name}.${number}`));
  execFileSync("mkfifo", ["begin", "answers", ...pipes], { cwd: folder });
  const env = { ...process.env };
  spawnByNode("sh", ["-c", loops, "sh", folder], { stdio: "ignore", env }).unref();
  const running = new Map<number, Started>();
  const free = numbers.map((number): Slot => ({ number, ask: undefined }));
  const answers = readFrom(join(folder, "answers"));
  let text = "";
  answers.setEncoding("utf8").on("data", (more: string) => {
    const lines = (text + more).split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      const [what, number, value] = line.split(" ");
      running.get(Number(number))?.hear(what, Number(value));
    }
  });
  return { folder, begin: openSync(join(folder, "begin"), constants.O_RDWR), env, free, answers, running };
}

/** The end of a named pipe that is read; nothing comes until somebody writes. */
function readFrom(path: string): Socket {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: SpawnOptions;
}

function scriptOf(
  { folder, env: before }: Shells,
  number: number,
  { command, args, options }: Command,
): string {
  const { cwd, env = process.env, stdio } = options;
  const pipe = (name: string): string => quoted(join(folder, `${name}.${number}`));
  const input = String(stdio).startsWith("ignore") ? "/dev/null" : pipe("in");
  // `cd` sets two of its own.
  const names = new Set([...Object.keys(before), ...Object.keys(env), "PWD", "OLDPWD"]);
  const variables = [...names].filter(isName).flatMap((name) => {
    const value = env[name];
    if (value === undefined) return [`unset ${name}`];
    return value === before[name] && !/^(?:OLD)?PWD$/.test(name) ? [] : [`export ${name}=${quoted(value)}`];
  });
  // Names that no shell takes.
  const others = Object.entries(env).flatMap(([name, value]) =>
    isName(name) || value === undefined ? [] : [`${name}=${value}`],
  );
  const program = others.length === 0 ? [command, ...args] : ["env", ...others, command, ...args];
  return [
    `exec <${input} >${pipe("out")} 2>${pipe("err")}`,
    `echo "o ${number}" >&3`,
    `cd ${quoted(String(cwd))}`,
    ...variables,
    `exec ${program.map(quoted).join(" ")} 3>&-`,
    "",
  ].join("\n");
}

/** The signals that end a program unless it says otherwise; a shell tells of them by 128 and their number. */
const signals = ["SIGKILL", "SIGTERM", "SIGPIPE"] as const;

/** What runs, as Node's `ChildProcess` shows it. */
class Started extends EventEmitter {
  readonly stdin: Writable | null;
  readonly stdout: Socket;
  readonly stderr: Socket;
  exitCode: number | null = null;
  signalCode: NodeJS.Signals | null = null;
  pid: number | undefined;
  killed = false;
  readonly #shells: Shells;
  readonly #slot: Slot;
  readonly #timer: NodeJS.Timeout | undefined;
  #wanted: NodeJS.Signals | undefined;
  #isOver = false;
  #isOpen = false;
  /** Called once the program has opened its pipes, or has ended. */
  #whenOpen: (() => void)[] = [];

  constructor(shells: Shells, slot: Slot, { command, args, options }: Command) {
    super();
    const { folder, running, answers, begin } = shells;
    const { number } = slot;
    const place = (name: string): string => join(folder, `${name}.${number}`);
    this.#shells = shells;
    this.#slot = slot;
    this.stdout = readFrom(place("out"));
    this.stderr = readFrom(place("err"));
    this.stdin = String(options.stdio).startsWith("ignore") ? null : this.#input(place("in"));
    writeFileSync(place("script"), scriptOf(shells, number, { command, args, options }));
    running.set(number, this);
    answers.ref();
    if (slot.ask === undefined) {
      slot.ask = openSync(place("ask"), constants.O_RDWR);
      writeSync(begin, `${number}\n`);
    }
    writeSync(slot.ask, "\n");
    const { timeout = 0 } = options;
    if (timeout > 0) this.#timer = setTimeout(() => this.kill(), timeout);
  }

  kill(signal: NodeJS.Signals = "SIGTERM"): boolean {
    if (this.#isOver) return false;
    if (this.pid === undefined) this.#wanted = signal;
    else if (!send(this.pid, signal)) return false;
    this.killed = true;
    return true;
  }

  hear(what: string | undefined, value: number): void {
    if (what === "p") {
      this.pid = value;
      if (this.#wanted !== undefined) send(value, this.#wanted);
    } else if (what === "o") this.#open();
    else this.#end(value);
  }

  #open(): void {
    this.#isOpen = true;
    for (const done of this.#whenOpen.splice(0)) done();
  }

  #end(code: number): void {
    const { running, answers, free } = this.#shells;
    this.#isOver = true;
    clearTimeout(this.#timer);
    // A named pipe that nobody opened to write tells of no end.
    if (!this.#isOpen) for (const output of [this.stdout, this.stderr]) output.destroy();
    this.#open();
    this.stdin?.destroy();
    running.delete(this.#slot.number);
    if (running.size === 0) answers.unref();
    this.signalCode = signals.find((name) => code === 128 + machine.signals[name]) ?? null;
    if (this.signalCode === null) this.exitCode = code;
    const outputs = [this.stdout, this.stderr];
    let left = outputs.length;
    for (const output of outputs) {
      const close = (): void => {
        left -= 1;
        if (left > 0) return;
        free.push(this.#slot);
        this.emit("close", this.exitCode, this.signalCode);
      };
      if (output.closed) close();
      else output.once("close", close);
      process.nextTick(() => output.resume());
    }
    this.emit("exit", this.exitCode, this.signalCode);
  }

  /** What is written goes to the program; its end comes when nobody has the pipe open any more. */
  #input(path: string): Writable {
    const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    const write = (bytes: Buffer, done: () => void): void => {
      const count = this.#isOver ? bytes.length : written(fd, bytes);
      if (count === bytes.length) done();
      else setTimeout(() => write(bytes.subarray(count), done), 1);
    };
    return new Writable({
      write: (bytes: Buffer, _, done) => write(bytes, done),
      final: (done) => {
        if (this.#isOpen) done();
        else this.#whenOpen.push(done);
      },
      destroy: (problem, done) => {
        closeSync(fd);
        done(problem);
      },
    });
  }
}

/** Whether there was still a process to send it to. */
function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw problem;
  }
}

/** How many bytes a pipe takes: none while it is full, until the program reads. */
function written(fd: number, bytes: Buffer): number {
  try {
    return writeSync(fd, bytes);
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === "EAGAIN") return 0;
    throw problem;
  }
}
