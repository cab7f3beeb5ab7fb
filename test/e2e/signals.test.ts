/** The real process, killed or interrupted in the middle of each write of a plan with every verb. */
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEntries, verifyJournal } from "../../src/journal/chain.ts";
import type { Clock } from "../../src/model/provider.ts";
import { openJournal } from "../../src/run/journal.ts";
import { parseFault } from "../../src/sandbox/planasonix/fault.ts";
import type { SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { adminCounts, deedsOf, factsOf } from "../fakes/dump.ts";
import { mixed, writeCount } from "../fakes/mixed.ts";
import { createWorldNow, type World } from "../fakes/world.ts";
import { filesOf, seedOf } from "../property/arbitraries.ts";
import { buildMuster, endOf, type Muster, type Ran } from "./muster.ts";

const everyWrite = Array.from({ length: writeCount }, (_, index) => index + 1);
/** The sandbox's own: it stands still, but latency is real. */
const steadyClock: Clock = {
  now: () => Date.parse("2026-11-02T09:00:00Z"),
  sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
};

let muster: Muster;
let clean: { readonly before: SandboxState; readonly after: SandboxState };

beforeAll(async () => {
  muster = buildMuster();
  clean = await inWorld(undefined, async (world) => {
    const before = world.sandbox.dump();
    const { code } = await world.apply();
    expect(code).toBe(0);
    return { before, after: world.sandbox.dump() };
  });
}, 60_000);
afterAll(() => muster.remove());

async function inWorld<T>(spec: string | undefined, body: (world: World) => Promise<T>): Promise<T> {
  const fault = spec === undefined ? undefined : parseFault(spec);
  if (fault !== undefined && "error" in fault) throw new Error(fault.error);
  const world = await createWorldNow({
    files: filesOf(mixed.declared),
    sandbox: {
      seed: { version: 1, organizations: [seedOf(mixed.live)] },
      clock: steadyClock,
      faults: fault === undefined ? [] : [fault],
    },
  });
  try {
    return await body(world);
  } finally {
    await world.close();
  }
}

/** Starts `muster apply`, sends the signal when the n-th write has arrived and has no answer yet, and waits for the end. */
async function applyAndSignal(world: World, nth: number, signal: "SIGKILL" | "SIGINT"): Promise<Ran> {
  const child = muster.start(["apply", "--yes"], { cwd: world.folder, env: world.context.env });
  const ended = endOf(child);
  const held = (): boolean => {
    const writes = world.sandbox.requests().filter(({ method }) => method !== "GET");
    return writes.length === nth && writes.at(-1)?.status === "dropped";
  };
  while (!held() && child.exitCode === null) await new Promise((resolve) => void setTimeout(resolve, 2));
  child.kill(signal);
  return ended;
}

const journalOf = (world: World): string => join(world.folder, "journal.jsonl");

/** The next run, with the same journal file. */
async function runAgain(world: World): Promise<number> {
  const opened = await openJournal(journalOf(world));
  if ("error" in opened) throw new Error(opened.error);
  try {
    const { code } = await world.apply({ journal_: { ...opened.journal, text: () => "" } });
    return code;
  } finally {
    await opened.close();
  }
}

async function expectSameEnd(world: World): Promise<void> {
  const after = world.sandbox.dump();
  expect(factsOf(after)).toEqual(factsOf(clean.after));
  expect(deedsOf(clean.before, after)).toEqual(deedsOf(clean.before, clean.after));
  expect(Math.min(...adminCounts(clean.before, after))).toBe(2);
  expect(verifyJournal(await readFile(journalOf(world), "utf8"))).toMatchObject({ ok: true, runs: 2 });
}

describe("SIGKILL in the middle of a write", () => {
  it.concurrent.each(everyWrite)(
    "at write %i: the journal holds, the next run converges, nothing exists twice",
    async (nth) => {
      // Before the effect at odd writes and after it at even ones, and the other way round at the end.
      const kind = (nth % 2 === 0) === nth <= writeCount / 2 ? "timeout" : "timeout-after";
      await inWorld(`${kind}@write:${nth}`, async (world) => {
        const ran = await applyAndSignal(world, nth, "SIGKILL");
        expect(ran.code).toBeNull();
        const left = await readFile(journalOf(world), "utf8");
        expect(verifyJournal(left).ok).toBe(true);
        expect(readEntries(left).at(-1)?.event).toBe("intent");
        expect(await runAgain(world)).toBe(0);
        await expectSameEnd(world);
      });
    },
  );

  it("a line that was torn in half is declared by the next run", async () => {
    await inWorld("timeout@write:3", async (world) => {
      await applyAndSignal(world, 3, "SIGKILL");
      const whole = readEntries(await readFile(journalOf(world), "utf8")).length;
      await appendFile(journalOf(world), '{"event":"outcome","at":"2026-11');
      expect(verifyJournal(await readFile(journalOf(world), "utf8")).ok).toBe(true);
      expect(await runAgain(world)).toBe(0);
      await expectSameEnd(world);
      const started = readEntries(await readFile(journalOf(world), "utf8"))[whole];
      expect(started).toMatchObject({ event: "run_started", torn: expect.stringMatching(/^[0-9a-f]{64}$/) });
    });
  });
});

describe("SIGINT in the middle of a write", () => {
  it.concurrent.each(everyWrite)(
    "at write %i: that one ends, the rest is listed as not started, the next run converges",
    async (nth) => {
      await inWorld(`latency:300@write:${nth}`, async (world) => {
        const ran = await applyAndSignal(world, nth, "SIGINT");
        const left = await readFile(journalOf(world), "utf8");
        expect(verifyJournal(left)).toMatchObject({ ok: true, problems: [] });
        const last = readEntries(left).at(-1);
        // After the last write there is nothing left to stop.
        const isLast = nth === everyWrite.length;
        expect(last).toMatchObject({ event: "run_finished", ...(isLast ? {} : { stopped: "signal" }) });
        expect(ran.code).toBe(isLast ? 0 : 4);
        const notStarted =
          last?.event === "run_finished" ? last.open.filter((item) => item.status === "not_started") : [];
        if (!isLast) {
          expect(notStarted.length).toBeGreaterThan(0);
          expect(ran.stdout.match(/not started/g)?.length).toBeGreaterThanOrEqual(notStarted.length);
        }
        expect(world.sandbox.requests().filter(({ method }) => method !== "GET").length).toBeLessThanOrEqual(
          nth + 1,
        );
        expect(await runAgain(world)).toBe(0);
        await expectSameEnd(world);
      });
    },
  );

  it("a second SIGINT ends it at once with 130", async () => {
    await inWorld("timeout@write:2", async (world) => {
      const child = muster.start(["apply", "--yes"], { cwd: world.folder, env: world.context.env });
      const ended = endOf(child);
      const stopping = new Promise<void>((resolve) => {
        child.stderr.on("data", (text: string) => {
          if (text.includes("Stopping")) resolve();
        });
      });
      while (
        world.sandbox.requests().filter(({ method }) => method !== "GET").length < 2 &&
        child.exitCode === null
      ) {
        await new Promise((resolve) => void setTimeout(resolve, 2));
      }
      child.kill("SIGINT");
      await stopping;
      child.kill("SIGINT");
      expect((await ended).code).toBe(130);
      expect(await runAgain(world)).toBe(0);
      await expectSameEnd(world);
    });
  });
});
