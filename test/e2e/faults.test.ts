/** Every write of a plan with every verb, each broken in every way: the next run converges, and nothing exists twice. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { applyPlan } from "../../src/apply/apply.ts";
import { diff } from "../../src/diff/diff.ts";
import { createHttp } from "../../src/io/http.ts";
import { readEntries, verifyJournal } from "../../src/journal/chain.ts";
import { lastRun } from "../../src/journal/lastRun.ts";
import { memoryJournal, type MemoryJournal } from "../../src/journal/memory.ts";
import { tasksLeft, type Plan, type Verb } from "../../src/model/plan.ts";
import { verbs } from "../../src/kinds/verbs.ts";
import { taskKinds, type OpenTask } from "../../src/model/task.ts";
import { leaversOf } from "../../src/plan/leavers.ts";
import { planOrganization } from "../../src/plan/plan.ts";
import { planasonixCapabilities } from "../../src/providers/planasonix/capabilities.ts";
import { planasonixReader } from "../../src/providers/planasonix/read.ts";
import { planasonixWriter } from "../../src/providers/planasonix/write.ts";
import { parseFault } from "../../src/sandbox/planasonix/fault.ts";
import type { SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { adminCounts, deedsOf, factsOf } from "../fakes/dump.ts";
import { forgetful } from "../fakes/forgetful.ts";
import { mixed, writeCount } from "../fakes/mixed.ts";
import { createWorld, organizationsOf, type World } from "../fakes/world.ts";
import { filesOf, organizationId, seedOf } from "../property/arbitraries.ts";

const everyWrite = Array.from({ length: writeCount }, (_, index) => index + 1);
const files = filesOf(mixed.declared);

async function inWorld<T>(faults: readonly string[], body: (world: World) => Promise<T>): Promise<T> {
  const world = await createWorld({
    files,
    sandbox: {
      seed: { version: 1, organizations: [seedOf(mixed.live)] },
      faults: faults.map((spec) => {
        const fault = parseFault(spec);
        if ("error" in fault) throw new Error(fault.error);
        return fault;
      }),
    },
  });
  try {
    return await body(world);
  } finally {
    await world.close();
  }
}

interface Clean {
  readonly before: SandboxState;
  readonly after: SandboxState;
  /** What is still to be done by hand afterwards. */
  readonly owed: readonly string[];
}
let clean: Clean;

/** A run that knows what the runs before it left to be done, and nothing else of them. */
async function applyAfter(world: World, journal: MemoryJournal) {
  return world.apply({ journal_: journal, owed: await saved(world, journal) });
}

async function saved(world: World, journal: MemoryJournal): Promise<string> {
  const path = join(world.folder, "journal.jsonl");
  await writeFile(path, journal.text());
  return path;
}

function tasksIn(journal: MemoryJournal): OpenTask[] {
  return (lastRun(readEntries(journal.text()), "acme")?.tasks ?? []).flatMap((item) => {
    const task = taskKinds.find((known) => known === item.task);
    return task === undefined ? [] : [{ ...item, task }];
  });
}

async function owedAfter(world: World, journal: MemoryJournal): Promise<string[]> {
  const plan = await world.plan({ owed: await saved(world, journal) });
  return tasksLeft(plan).map(({ id, message, since }) => `${id} since ${since}: ${message}`);
}

beforeAll(async () => {
  clean = await inWorld([], async (world) => {
    const before = world.sandbox.dump();
    const journal = memoryJournal();
    await applyAfter(world, journal);
    return { before, after: world.sandbox.dump(), owed: await owedAfter(world, journal) };
  });
});

/** The organization is as after the undisturbed run, by the same deeds; the journal tells all of it, and what is owed. */
async function expectSameEnd(world: World, journal: MemoryJournal): Promise<void> {
  const after = world.sandbox.dump();
  expect(factsOf(after)).toEqual(factsOf(clean.after));
  expect(deedsOf(clean.before, after)).toEqual(deedsOf(clean.before, clean.after));
  expect(Math.min(...adminCounts(clean.before, after))).toBe(2);
  expect(verifyJournal(journal.text()).problems).toEqual([]);
  expect(await owedAfter(world, journal)).toEqual(clean.owed);
}

/** Runs until one had nothing left to do; at most three. */
async function untilDone(world: World, journal: MemoryJournal): Promise<void> {
  for (let turn = 1; turn <= 3; turn++) {
    const { code } = await applyAfter(world, journal);
    if (code === 0) return;
  }
  throw new Error("three runs did not come to an end");
}

/** They have tests of their own, or are another service's. */
const unbuilt: ReadonlySet<Verb> = new Set<Verb>([
  "change_email",
  "create_key",
  "rotate_key",
  "grant_role",
  "revoke_role",
]);

describe("a plan with every verb", () => {
  it("is done in one run, one write for each action", async () => {
    await inWorld([], async (world) => {
      const journal = memoryJournal();
      const applied = await applyAfter(world, journal);
      const { plan } = applied.planned;
      expect(plan.findings).toEqual([]);
      expect(new Set(plan.actions.map((action) => action.verb))).toEqual(
        new Set(verbs.filter((verb) => !unbuilt.has(verb))),
      );
      expect(applied.result?.outcomes.map((item) => [item.status, item.message])).toEqual(
        plan.actions.map(() => ["done", undefined]),
      );
      expect(applied.code).toBe(0);
      expect(world.sandbox.requests().filter(({ method }) => method !== "GET")).toHaveLength(writeCount);
      // Of all that the leaver leaves, what nobody but people can end.
      expect(clean.owed.map((line) => line.replace(/^\w+ /, ""))).toEqual([
        "since 2026-11-02: revoke the grant of fay@acme.example at Salesforce (connection crm); it outlives their account here",
      ]);
      await expectSameEnd(world, journal);
    });
  });
});

describe.each([
  ["429 once", "429", 429],
  ["500 before the effect, once", "500", 500],
  ["502 after the effect, once", "502", 502],
  ["connection dropped before the effect, once", "drop-before", "dropped"],
  ["connection dropped after the effect, once", "drop-after", "dropped"],
] as const)("%s", (_, kind, status) => {
  it.each(everyWrite)("at write %i is recovered within the run", async (nth) => {
    await inWorld([`${kind}@write:${nth}`], async (world) => {
      const journal = memoryJournal();
      const applied = await applyAfter(world, journal);
      expect(world.sandbox.requests().filter((request) => request.status === status)).toHaveLength(1);
      expect(applied.result?.outcomes.filter((item) => item.status !== "done")).toEqual([]);
      expect(applied.code).toBe(0);
      await expectSameEnd(world, journal);
    });
  });
});

describe.each([
  ["429 for long", "429:7200", "x2"],
  ["500 before the effect, again and again", "500", "x5"],
  ["connection dropped after the effect, again and again", "drop-after", "x5"],
])("%s", (_, kind, times) => {
  it.each(everyWrite)("from write %i on: the next runs converge and nothing exists twice", async (nth) => {
    await inWorld([`${kind}@write:${nth}${times}`], async (world) => {
      const journal = memoryJournal();
      await untilDone(world, journal);
      await expectSameEnd(world, journal);
    });
  });
});

describe("a service that knows no Idempotency-Key", () => {
  it.each(["500", "502", "drop-before", "drop-after"])(
    "%s at each POST: none has its effect twice",
    async (kind) => {
      const methods = await inWorld([], async (world) => {
        await world.apply();
        return world.sandbox.requests().flatMap(({ method }) => (method === "GET" ? [] : [method]));
      });
      const posts = everyWrite.filter((nth) => methods[nth - 1] === "POST");
      expect(posts.length).toBeGreaterThanOrEqual(3);
      for (const nth of posts) {
        await inWorld([`${kind}@write:${nth}`], async (world) => {
          const proxy = await forgetful(world.sandbox.url);
          try {
            Object.assign(world.context.env, { MUSTER_API_ACME: proxy.url });
            const journal = memoryJournal();
            await untilDone(world, journal);
            await expectSameEnd(world, journal);
          } finally {
            await proxy.close();
          }
        });
      }
    },
  );
});

/** One run with a client that gives a write up early: the wait is a real one. What it reads may take as long as it takes. */
async function runImpatiently(world: World, journal: MemoryJournal, turn: number): Promise<Plan> {
  const [organization] = organizationsOf(files);
  if (organization === undefined) throw new Error("no organization");
  const http = createHttp({ proxyEnv: {}, userAgent: "muster" });
  try {
    const { clock, random } = world.context;
    const options = {
      organizationId,
      address: new URL(world.sandbox.url),
      token: world.sandbox.organizations[0]?.token ?? "",
      http,
      clock,
      random,
      runNonce: `run-${turn}`,
    };
    const reader = planasonixReader(options);
    const live = await reader.readState({ resources: ["pipeline", "connection", "project"] });
    if (!live.ok) throw new Error(live.message);
    const differences = diff(organization, live.state);
    const held = await reader.readHoldings(leaversOf(organization, differences.live, new Set()));
    if (!held.ok) throw new Error(held.message);
    const { acting, requests, seats } = live;
    const plan = planOrganization(
      {
        organization,
        differences,
        capabilities: planasonixCapabilities,
        acting,
        ...(seats === undefined ? {} : { seats }),
        holdings: held.holdings,
        tasks: tasksIn(journal),
        requests,
      },
      { now: "2026-11-02T00:00:00Z" },
    );
    await applyPlan({
      plan,
      writer: planasonixWriter({ ...options, timeoutMs: 400 }, differences.live),
      journal,
      clock,
      run: { id: `run-${turn}`, commit: null, actor: "tester", allowed: [] },
    });
    return plan;
  } finally {
    await http.close();
  }
}

describe.each([
  ["no answer and no effect", "timeout"],
  ["the effect and no answer", "timeout-after"],
])("a timeout: %s", (_, kind) => {
  it.concurrent.each(everyWrite)(
    "at write %i: the next run converges and nothing exists twice",
    async (nth) => {
      await inWorld([`${kind}@write:${nth}`], async (world) => {
        const journal = memoryJournal();
        let turn = 1;
        while ((await runImpatiently(world, journal, turn)).actions.length > 0) {
          turn += 1;
          expect(turn).toBeLessThan(5);
        }
        expect(world.sandbox.requests().some((request) => request.status === "dropped")).toBe(true);
        await expectSameEnd(world, journal);
      });
    },
  );
});
