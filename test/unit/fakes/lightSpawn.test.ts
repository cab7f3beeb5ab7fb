/** What is started from a small shell is and does what it would be and do if Node started it. */
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { lightSpawn, spawnByNode } from "../../fakes/lightSpawn.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "muster-light-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Begin = (command: string, args: readonly string[], options: SpawnOptions) => ChildProcess;

interface Asked {
  readonly command?: string;
  /** Instead of a script. */
  readonly args?: readonly string[];
  readonly script?: string;
  readonly input?: string;
  readonly options?: SpawnOptions;
  readonly onStart?: (child: ChildProcess) => void;
}

/** All that can be seen of it from outside. */
function seen(
  begin: Begin,
  { command = "sh", script = "", args = ["-c", script], input, options, onStart }: Asked,
): Promise<object> {
  const child = begin(command, args, { cwd: folder, stdio: ["pipe", "pipe", "pipe"], ...options });
  const said = ["", ""];
  for (const [index, from] of [child.stdout, child.stderr].entries())
    from?.setEncoding("utf8").on("data", (text: string) => (said[index] += text));
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(input ?? "");
  onStart?.(child);
  return new Promise((resolve) => {
    child.on("error", (problem) => resolve({ error: String(problem) }));
    child.on("close", (code, signal) => resolve({ code, signal, said }));
  });
}

const variables = "env | sed /^_=/d | sort";
const odd = { PATH: process.env["PATH"], EMPTY: "", ODD: `a 'b' "c" $d \`e\`\n\\f`, HOME: "/elsewhere" };

it.each<[string, Asked]>([
  ["what is said on both outputs, and the code", { script: "echo one; echo two >&2; exit 3" }],
  ["much input and output", { script: "cat; cat /dev/null", input: "0123456789abcdef".repeat(40_000) }],
  ["input that nobody reads", { script: "exit 0", input: "x".repeat(200_000) }],
  ["no input", { script: "cat", options: { stdio: ["ignore", "pipe", "pipe"] } }],
  ["pipes by one word", { script: "cat", input: "hello", options: { stdio: "pipe" } }],
  ["the folder", { script: "pwd -P" }],
  ["its own environment", { script: variables, options: { env: odd } }],
  [
    "names that no shell takes",
    {
      command: process.execPath,
      args: ["-p", `[process.env["INPUT_GITHUB-TOKEN"], process.env["UID"], process.env["PATH"]]`],
      options: { env: { ...odd, "INPUT_GITHUB-TOKEN": "a 'b' = c", UID: "7" } },
    },
  ],
  ["this process's environment", { script: variables }],
  ["nothing else open", { script: "ls /proc/self/fd | wc -l" }],
  ["a program that is ended", { script: "exec sleep 60", onStart: (child) => void child.kill() }],
  ["a program that ends at once by KILL", { script: "kill -KILL $$" }],
  ["a program that takes too long", { script: "exec sleep 60", options: { timeout: 20 } }],
  ["a program that is missing", { command: "no-such-program" }],
  ["a folder that is missing", { options: { cwd: join(folder, "none") } }],
])("is as with Node: %s", async (_, asked) => {
  expect(await seen(lightSpawn, asked)).toEqual(await seen(spawnByNode, asked));
});

it("runs more at once than there are shells", async () => {
  const numbers = Array.from({ length: 40 }, (_, number) => String(number));
  const all = await Promise.all(numbers.map((number) => seen(lightSpawn, { script: `cat; echo ${number}` })));
  expect(all).toEqual(numbers.map((number) => ({ code: 0, signal: null, said: [`${number}\n`, ""] })));
});

it("ends programs at whatever moment of their start", async () => {
  const numbers = Array.from({ length: 200 }, (_, number) => number);
  const ends: object[] = [];
  for (const number of numbers) {
    const onStart = (child: ChildProcess): void => {
      if (number % 5 === 0) child.kill();
      else setTimeout(() => child.kill(), number % 5);
    };
    ends.push(await seen(lightSpawn, { script: "exec sleep 60", onStart }));
  }
  expect(ends).toEqual(numbers.map(() => ({ code: null, signal: "SIGTERM", said: ["", ""] })));
});

it("tells that there was nothing left to end", async () => {
  for (let turn = 0; turn < 50; turn += 1) {
    const child = lightSpawn("true", [], { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
    const end = new Promise((resolve) => child.on("close", (code) => resolve(code)));
    await new Promise((resolve) => setTimeout(resolve, turn % 10));
    const isSent = child.kill();
    const code = await end;
    expect([0, ...(isSent ? [null] : [])]).toContain(code);
    expect(child.kill()).toBe(false);
  }
});

it("ends a program whose output nobody takes any more", async () => {
  const child = lightSpawn("yes", [], { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  child.stdout?.destroy();
  expect(await new Promise((resolve) => child.on("close", (...end) => resolve(end)))).toEqual([
    null,
    "SIGPIPE",
  ]);
});
