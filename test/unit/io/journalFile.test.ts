import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, open, readdir, rm, stat, type FileHandle } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { applyPlan } from "../../../src/apply/apply.ts";
import type { JournalFile } from "../../../src/io/journalFile.ts";
import { openJournalFile, readJournalFile, readJournalLines } from "../../../src/io/journalFile.ts";
import { takeLock, type Lock } from "../../../src/io/lock.ts";
import { readEntries, verifyJournal } from "../../../src/journal/chain.ts";
import { journalOver, kindOfLine } from "../../../src/journal/journal.ts";
import type { Writer } from "../../../src/model/provider.ts";
import { actionOf, planOf, steppingClock } from "../apply/plans.ts";
import { finished, intent, journalText, started, wholeRun } from "../journal/events.ts";
import { journalContract } from "../journal/journal.contract.ts";

let folder = "";
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "muster-journal-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const newPath = (): string => join(folder, `journal-${++count}.jsonl`);
const read = (path: string): string => readFileSync(path, "utf8");

async function opened(path: string): Promise<JournalFile> {
  const file = await openJournalFile(path, kindOfLine);
  if ("error" in file) throw new Error(file.error);
  return file;
}

async function refusal(path: string): Promise<string> {
  const file = await openJournalFile(path, kindOfLine);
  if ("error" in file) return file.error;
  await file.close();
  return "opened";
}

async function appendRun(path: string, run: string): Promise<void> {
  const file = await opened(path);
  const journal = journalOver(file);
  for (const event of wholeRun) expect(await journal.append({ ...event, run })).toEqual({ ok: true });
  await file.close();
}

journalContract("a file", async () => {
  const path = newPath();
  const file = await opened(path);
  return { journal: journalOver(file), text: () => read(path), close: file.close };
});

describe("readJournalFile", () => {
  it("finds absent only a name that nothing has: all else that cannot be read is an error", async () => {
    expect(await readJournalFile(newPath())).toMatchObject({ absent: true });
    const [dir, link, loop, below] = [newPath(), newPath(), newPath(), newPath()];
    mkdirSync(dir);
    symlinkSync("nothing", link);
    symlinkSync(loop, loop);
    writeFileSync(below, "");
    for (const path of [dir, link, loop, join(below, "journal.jsonl")]) {
      const found = await readJournalFile(path);
      expect(found).toHaveProperty("error");
      expect(found).not.toHaveProperty("absent");
    }
  });
});

describe("readJournalLines", () => {
  const lines = async (path: string) => {
    const found: string[] = [];
    return { ...(await readJournalLines(path, (line) => found.push(line))), found };
  };

  it("hands over what the whole text has, wherever a block of the file ends, whole characters or not", async () => {
    const path = newPath();
    const block = 1024 * 1024;
    const long = "x".repeat(block - 2);
    const bytes = [
      `${long}\u00e9\n`,
      "\n",
      "{}\n",
      `${long}${long}\u00e9\u00e9\n`,
      Buffer.from([0xc3]),
      "\n",
      "end",
    ];
    writeFileSync(path, Buffer.concat(bytes.map((part) => Buffer.from(part))));
    const whole = await readJournalFile(path);
    if ("error" in whole) throw new Error(whole.error);
    const { found, ...ended } = await lines(path);
    expect(found).toEqual(whole.text.split("\n"));
    expect(ended).toEqual({ terminated: false });
  });

  it("tells whether the last line is ended, and hands over nothing of an empty file", async () => {
    const path = newPath();
    writeFileSync(path, "");
    expect(await lines(path)).toEqual({ terminated: true, found: [] });
    writeFileSync(path, "a\nb\n");
    expect(await lines(path)).toEqual({ terminated: true, found: ["a", "b"] });
    expect(await lines(newPath())).toMatchObject({ absent: true, found: [] });
  });
});

describe("openJournalFile", () => {
  it("makes a file that only its owner can read, and leaves no lock behind", async () => {
    const path = newPath();
    await appendRun(path, "r1");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).filter((name) => name.includes(".lock"))).toEqual([]);
  });

  it("goes on where the file ends, run after run", async () => {
    const path = newPath();
    for (const run of ["r1", "r2", "r3"]) await appendRun(path, run);
    expect(verifyJournal(read(path))).toMatchObject({ ok: true, entries: 12, runs: 3, problems: [] });
  });

  it("finds the end of a file that is larger than one tail, with a last line larger than one tail", async () => {
    const path = newPath();
    const long = { ...intent(), after: { email: "x".repeat(200_000) } };
    writeFileSync(path, journalText([...wholeRun, started({ run: "r2" }), long]));
    const file = await opened(path);
    expect(readEntries(file.last ?? "")).toMatchObject([{ seq: 6, event: "intent" }]);
    await journalOver(file).append(finished({ run: "r2" }));
    await file.close();
    expect(readEntries(read(path)).at(-1)).toMatchObject({ seq: 7 });
  });

  it("leaves a file that it does not write to as it was", async () => {
    const path = newPath();
    const torn = journalText(wholeRun).slice(0, -9);
    writeFileSync(path, torn);
    await (await opened(path)).close();
    expect(read(path)).toBe(torn);
  });

  it("keeps a torn last line and has the next run declare it, twice over", async () => {
    const path = newPath();
    const text = journalText(wholeRun);
    writeFileSync(path, text.slice(0, -30));
    const second = await opened(path);
    await journalOver(second).append(started({ run: "r2" }));
    await second.close();
    writeFileSync(path, read(path).slice(0, -40));
    await appendRun(path, "r3");
    expect(verifyJournal(read(path))).toMatchObject({ ok: true, entries: 3 + 4, runs: 2 });
    expect(read(path)).toContain(`${text.slice(0, -30)}\n{`);
  });

  it("takes a last line that lacks only its newline as the entry that it is", async () => {
    const path = newPath();
    writeFileSync(path, journalText(wholeRun).slice(0, -1));
    await appendRun(path, "r2");
    expect(verifyJournal(read(path))).toMatchObject({ ok: true, entries: 8, problems: [] });
  });

  it("takes a first line that is torn", async () => {
    const path = newPath();
    writeFileSync(path, journalText(wholeRun).slice(0, 25));
    await appendRun(path, "r2");
    expect(verifyJournal(read(path))).toMatchObject({ ok: true, entries: 4 });
  });

  it("refuses to write to anything that is no journal", async () => {
    const path = newPath();
    writeFileSync(path, "# Read me\n\nhello\n");
    expect(await refusal(path)).toMatch(/is not a journal/);
    expect(read(path)).toBe("# Read me\n\nhello\n");
    writeFileSync(path, '{"name":"muster"}\n');
    expect(await refusal(path)).toMatch(/ends with a line that is no entry/);
    await mkdir(`${path}.d`);
    expect(await refusal(`${path}.d`)).toMatch(/could not be opened: it is a folder/);
    expect(await refusal(join(path, "below.jsonl"))).toMatch(/is not a folder/);
    expect((await readdir(folder)).filter((name) => name.includes(".lock"))).toEqual([]);
  });

  it("refuses to go on after a last entry that was changed", async () => {
    const path = newPath();
    writeFileSync(path, journalText(wholeRun).replace('"done":1', '"done":2'));
    expect(await refusal(path)).toMatch(/was changed after it was written \(see `muster journal verify`\)/);
  });

  it("gives a write error as a value and then writes nothing more", async () => {
    const file = await opened(newPath());
    const journal = journalOver(file);
    await journal.append(started());
    await file.close();
    expect(await journal.append(intent())).toMatchObject({ ok: false });
  });
});

describe("flushes", () => {
  /** How often files are flushed while something is done. */
  async function flushesOf(path: string, work: (file: JournalFile) => Promise<unknown>): Promise<number> {
    const file = await opened(path);
    const handle = await open(path);
    const flush = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, "sync");
    try {
      await work(file);
      return flush.mock.calls.length;
    } finally {
      flush.mockRestore();
      await handle.close();
      await file.close();
    }
  }

  it("are shared by lines that are handed over at once, and by no others", async () => {
    const path = newPath();
    const flushes = await flushesOf(path, async (file) => {
      await Promise.all(["a", "b", "c"].map((line) => file.append(line)));
      await file.append("d");
    });
    expect(flushes).toBe(2);
    expect(read(path)).toBe("a\nb\nc\nd\n");
  });

  it("are one for each action, before its request: its intent shares it with the outcome before", async () => {
    const path = newPath();
    const actions = ["a", "b", "c", "d"].map((id) => actionOf(id));
    const safe: number[] = [];
    const flushes = await flushesOf(path, async (file) => {
      const writer: Writer = {
        execute: () => {
          safe.push(readEntries(read(path)).length);
          return Promise.resolve({ ok: true, status: "done" });
        },
      };
      const run = { id: "r1", commit: null, actor: "ana", allowed: [] };
      const plan = planOf(actions);
      await applyPlan({ plan, writer, journal: journalOver(file), clock: steppingClock(), run });
    });
    // The start, four intents with the outcomes before them, the last outcome, the end.
    expect(flushes).toBe(1 + 4 + 1 + 1);
    expect(safe).toEqual([2, 4, 6, 8]);
    expect(verifyJournal(read(path))).toMatchObject({ ok: true, entries: 10, problems: [] });
  });
});

describe("a process of its own", () => {
  /** Appends runs without end, telling each event that is safe; ends at the first failure with its message. */
  const program = `
    import { openJournalFile } from "./src/io/journalFile.ts";
    import { journalOver, kindOfLine } from "./src/journal/journal.ts";
    import { wholeRun } from "./test/unit/journal/events.ts";
    const file = await openJournalFile(process.argv[2], kindOfLine);
    const journal = journalOver(file);
    for (let run = 1; ; run++) {
      for (const event of wholeRun) {
        const written = await journal.append({ ...event, run: "r" + run });
        process.stdout.write(written.ok ? "safe\\n" : written.message + "\\n");
        if (!written.ok) { await file.close(); process.exit(3); }
      }
    }`;
  let script = "";
  beforeAll(async () => {
    script = join(folder, "appender.mjs");
    const stdin = { contents: program, resolveDir: process.cwd(), loader: "ts" } as const;
    await build({ stdin, bundle: true, platform: "node", format: "esm", outfile: script, logLevel: "error" });
  });

  it("that may not write any more gets a failure, and the next run goes on behind the torn line", async () => {
    const path = newPath();
    // Files may grow to 8 blocks of 512 bytes: the line in the middle of which that is reached stays torn.
    const child = spawn("sh", ["-c", `ulimit -f 8 && exec "$0" "$@"`, process.execPath, script, path]);
    let said = "";
    child.stdout.on("data", (data: Buffer) => (said += data.toString()));
    const [code] = (await once(child, "close")) as [number];
    expect(code).toBe(3);
    expect(said).toMatch(/journal-\d+\.jsonl: EFBIG\. Once that is mended/);
    const safe = said.split("safe\n").length - 1;
    expect(readEntries(read(path))).toHaveLength(safe);
    await appendRun(path, "next");
    expect(verifyJournal(read(path))).toMatchObject({ ok: true, entries: safe + 4 });
  });

  it("that is killed while writing loses nothing that was safe, and its lock is taken over", async () => {
    const path = newPath();
    for (let round = 1; round <= 3; round++) {
      const before = round === 1 ? 0 : readEntries(read(path)).length;
      const child = spawn(process.execPath, [script, path], { stdio: ["ignore", "pipe", "inherit"] });
      let safe = 0;
      const closed = once(child, "close");
      child.stdout.on("data", (data: Buffer) => {
        safe += data.toString().split("\n").length - 1;
        if (safe >= 10 * round) child.kill("SIGKILL");
      });
      await closed;
      expect(readEntries(read(path)).length - before).toBeGreaterThanOrEqual(safe);
      await appendRun(path, `after-${round}`);
      expect(verifyJournal(read(path))).toMatchObject({ ok: true });
    }
  });
});

describe("the lock", () => {
  const holder = (over: object): string =>
    `${JSON.stringify({ pid: process.pid, host: hostname(), started: "2020-01-01T00:00:00.000Z", token: "t", ...over })}\n`;

  async function deadPid(): Promise<number> {
    const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
    await once(child, "exit");
    return child.pid ?? 0;
  }

  it("keeps a second one out until the first is closed", async () => {
    const path = newPath();
    const first = await opened(path);
    expect(await refusal(path)).toMatch(/The journal is in use: process \d+ on ".*", running since/);
    await first.close();
    expect(await refusal(path)).toBe("opened");
  });

  it("lets exactly one of many in", async () => {
    const path = newPath();
    const results = await Promise.all(Array.from({ length: 8 }, () => openJournalFile(path, kindOfLine)));
    const files = results.filter((result) => !("error" in result)) as JournalFile[];
    expect(files).toHaveLength(1);
    for (const file of files) await file.close();
  });

  const takeAll = (path: string, many: number) =>
    Promise.all(Array.from({ length: many }, () => takeLock(path)));

  it("lets exactly one of many take over the lock of a dead process", async () => {
    const pid = await deadPid();
    for (let round = 0; round < 40; round++) {
      const path = `${newPath()}.lock`;
      writeFileSync(path, holder({ pid }));
      const locks = (await takeAll(path, 16)).filter((result) => !("error" in result)) as Lock[];
      expect(locks).toHaveLength(1);
      for (const lock of locks) await lock.release();
    }
    expect((await readdir(folder)).filter((name) => name.includes(".lock"))).toEqual([]);
  });

  it("is taken over although the process that was about to take it over died, too", async () => {
    const pid = await deadPid();
    const path = `${newPath()}.lock`;
    const dead = holder({ pid });
    writeFileSync(path, dead);
    const claim = `${path}.${createHash("sha256").update(dead).digest("hex").slice(0, 16)}`;
    writeFileSync(claim, holder({ pid, token: "u" }));
    const locks = (await takeAll(path, 8)).filter((result) => !("error" in result)) as Lock[];
    expect(locks).toHaveLength(1);
    for (const lock of locks) await lock.release();
    expect((await readdir(folder)).filter((name) => name.includes(".lock"))).toEqual([]);
  });

  it("is not taken over while a living process is about to", async () => {
    const path = `${newPath()}.lock`;
    const dead = holder({ pid: await deadPid() });
    writeFileSync(path, dead);
    const claim = `${path}.${createHash("sha256").update(dead).digest("hex").slice(0, 16)}`;
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    await once(other, "spawn");
    writeFileSync(claim, holder({ pid: other.pid, token: "u" }));
    expect(await takeLock(path)).toEqual({ error: expect.stringContaining(`holds ${claim}`) as string });
    expect(read(path)).toBe(dead);
    const exited = once(other, "exit");
    other.kill("SIGKILL");
    await exited;
    const lock = await takeLock(path);
    expect(lock).not.toHaveProperty("error");
    if (!("error" in lock)) await lock.release();
  });

  it("is not taken from a living process", async () => {
    const path = newPath();
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    await once(child, "spawn");
    writeFileSync(`${path}.lock`, holder({ pid: child.pid }));
    expect(await refusal(path)).toMatch(/in use/);
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    expect(await refusal(path)).toBe("opened");
  });

  it("is taken from an earlier process that had our own pid, not from another machine", async () => {
    const path = newPath();
    writeFileSync(`${path}.lock`, holder({}));
    expect(await refusal(path)).toBe("opened");
    writeFileSync(`${path}.lock`, holder({ pid: await deadPid(), host: "elsewhere" }));
    expect(await refusal(path)).toMatch(/on "elsewhere"/);
  });

  it("is not taken when it says nothing readable", async () => {
    const path = newPath();
    writeFileSync(`${path}.lock`, "");
    expect(await refusal(path)).toMatch(/another run holds/);
  });
});
