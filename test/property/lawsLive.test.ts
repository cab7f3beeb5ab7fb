/** The laws of the design that speak of a live organization: over real HTTP, on small random organizations. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEntries, verifyJournal } from "../../src/journal/chain.ts";
import { memoryJournal, type MemoryJournal } from "../../src/journal/memory.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import { guardNames } from "../../src/model/guard.ts";
import { isBlocked, type Action, type Plan, type WithheldCode } from "../../src/model/plan.ts";
import { planJson } from "../../src/render/json.ts";
import { planMarkdown } from "../../src/render/markdown.ts";
import { outcomeLine } from "../../src/render/outcome.ts";
import { plainPaint } from "../../src/render/paint.ts";
import { planText } from "../../src/render/text.ts";
import type { Applied } from "../../src/run/apply.ts";
import { parseFault, type Fault } from "../../src/sandbox/planasonix/fault.ts";
import type { SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { adminCounts, deedsOf, factsOf, lostWhileOwning } from "../fakes/dump.ts";
import { createWorld, type World } from "../fakes/world.ts";
import {
  activeAdmins,
  canary,
  filesOf,
  leavingArb,
  pairArb,
  relatedArb,
  seedOf,
  type Pair,
} from "./arbitraries.ts";
import { contradictions } from "./contradictions.ts";

const minutes = 60_000;
const everyGuard = { allowed: guardNames };

interface Setting {
  readonly pageSize?: number;
  readonly order?: number;
  readonly token?: string;
  readonly faults?: readonly Fault[];
}

/** Runs the body in a world of its own, which is gone afterwards. */
async function inWorld<T>(pair: Pair, setting: Setting, body: (world: World) => Promise<T>): Promise<T> {
  const { pageSize, faults, ...seeding } = setting;
  const world = await createWorld({
    files: filesOf(pair.declared),
    sandbox: {
      seed: { version: 1, organizations: [seedOf(pair.live, seeding)] },
      ...(pageSize === undefined ? {} : { pageSize }),
      ...(faults === undefined ? {} : { faults }),
    },
  });
  try {
    return await body(world);
  } finally {
    await world.close();
  }
}

async function acceptAll(world: World): Promise<number> {
  const pending = (world.sandbox.dump().organizations[0]?.invitations ?? []).filter(
    (item) => item.state === "pending",
  );
  for (const { email } of pending) await world.control("/sandbox/accept", { organization: "acme", email });
  return pending.length;
}

const writes = (world: World): number =>
  world.sandbox.requests().filter(({ method }) => method !== "GET").length;

/** Applies until a run finds nothing to do; what is left is the last run's plan. */
async function converge(world: World, journal: MemoryJournal = memoryJournal()): Promise<Applied[]> {
  const runs: Applied[] = [];
  for (let turn = 0; turn < 5; turn++) {
    const applied = await world.apply({ ...everyGuard, journal_: journal });
    runs.push(applied);
    if (applied.planned.plan.actions.length === 0) return runs;
  }
  throw new Error(
    `still ${JSON.stringify(runs.at(-1)?.planned.plan.actions.map(({ verb, key }) => [verb, key]))}`,
  );
}

const fault = (spec: string): Fault => {
  const parsed = parseFault(spec);
  if ("error" in parsed) throw new Error(parsed.error);
  return parsed;
};

const brief = ({ action, status, message }: Outcome) =>
  `${status} ${action.verb} ${action.key} ${message ?? ""}`;

/** What is left open when everything was done that can be: for people, for a decision, or for seats. */
const forPeople: ReadonlySet<WithheldCode> = new Set<WithheldCode>([
  "waiting",
  "declined",
  "ambiguous",
  "probable_rename",
  "no_seat",
  "no_target",
  "no_successor",
  "unmanaged",
  "depends",
]);

/** Everybody who was invited accepts, until a plan is empty; and then the live side is what the files say. */
async function expectSettled(
  world: World,
  pair: Pair,
  journal: MemoryJournal = memoryJournal(),
): Promise<void> {
  await converge(world, journal);
  while ((await acceptAll(world)) > 0) await converge(world, journal);
  const last = await world.plan(everyGuard);
  expect(last.actions).toEqual([]);
  expect(last.withheld.filter((item) => !forPeople.has(item.code))).toEqual([]);
  // Only whoever cannot be asked (declined, left, told apart), or not yet (no seat), can still be waited for.
  const lost = new Set(
    last.withheld
      .filter((item) => item.kind === "member" && item.code !== "waiting" && item.code !== "unmanaged")
      .map((item) => item.key),
  );
  for (const item of last.withheld) {
    if (item.code !== "waiting") continue;
    expect([item.message, item.waits_for.filter((key) => !lost.has(key))]).toEqual([item.message, []]);
  }
  const open = new Set(last.withheld.map((item) => `${item.kind} ${item.key}`));
  expect(contradictions(pair.declared, world.sandbox.dump(), open)).toEqual([]);
}

describe("law 1: planning again after a full apply gives an empty plan", () => {
  it(
    "everything is done at the first try, and when everybody has accepted nothing is left",
    async () => {
      await fc.assert(
        fc.asyncProperty(pairArb, async (pair) => {
          await inWorld(pair, {}, async (world) => {
            const applied = await world.apply(everyGuard);
            const outcomes = applied.result?.outcomes ?? [];
            const handed = new Set(
              outcomes.flatMap(({ action }) => (action.verb === "transfer" ? [action.key] : [])),
            );
            // What the service takes back with the owner's change is gone by the time that it is asked for.
            const isTaken = ({ action: { verb, key }, status }: Outcome): boolean =>
              status === "already" && verb === "unshare" && handed.has(key.slice(0, key.lastIndexOf("/")));
            const undone = outcomes.filter((item) => item.status !== "done" && !isTaken(item));
            expect(undone.map(brief)).toEqual([]);
            expect((await world.plan(everyGuard)).actions).toEqual([]);
            await expectSettled(world, pair);
          });
        }),
        { numRuns: 300 },
      );
    },
    5 * minutes,
  );
});

describe("law 3: a blocked plan makes no write call", () => {
  it(
    "whichever guard blocks it",
    async () => {
      await fc.assert(
        fc.asyncProperty(pairArb, async (pair) => {
          await inWorld(pair, {}, async (world) => {
            const before = world.sandbox.dump();
            const journal = memoryJournal();
            const applied = await world.apply({ journal_: journal });
            const { plan } = applied.planned;
            if (!isBlocked(plan)) {
              expect(writes(world)).toBeGreaterThanOrEqual(plan.actions.length);
              return;
            }
            expect(writes(world)).toBe(0);
            expect(applied.code).toBe(3);
            expect(journal.text()).toBe("");
            expect(world.sandbox.dump()).toEqual(before);
          });
        }),
        { numRuns: 40 },
      );
    },
    2 * minutes,
  );

  it(
    "and planning alone never writes",
    async () => {
      await fc.assert(
        fc.asyncProperty(pairArb, async (pair) => {
          await inWorld(pair, {}, async (world) => {
            await world.plan(everyGuard);
            expect(writes(world)).toBe(0);
          });
        }),
        { numRuns: 15 },
      );
    },
    2 * minutes,
  );
});

describe("law 4: the same inputs give the same bytes", () => {
  it(
    "whatever the size and order of pages",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          pairArb,
          fc.integer({ min: 1, max: 4 }),
          fc.nat(1000),
          async (pair, pageSize, order) => {
            const one = await inWorld(pair, {}, (world) => world.plan());
            const two = await inWorld(pair, { pageSize, order }, (world) => world.plan());
            expect(two.requests).toBeGreaterThanOrEqual(one.requests);
            expect(JSON.stringify({ ...two, requests: 0 })).toBe(JSON.stringify({ ...one, requests: 0 }));
          },
        ),
        { numRuns: 25 },
      );
    },
    2 * minutes,
  );
});

const refusal = fc.constantFrom("403", "404", "409", "422", "500", "429");

describe("laws 5 and 6, by the service's own log", () => {
  /** Any write refused, and the runs after it. */
  const inTrouble = async (
    pair: Pair,
    faults: readonly Fault[],
    check: (before: SandboxState, after: SandboxState) => void,
  ): Promise<void> =>
    inWorld(pair, { faults }, async (world) => {
      const before = world.sandbox.dump();
      await world.apply(everyGuard);
      await acceptAll(world);
      await world.apply(everyGuard);
      check(before, world.sandbox.dump());
      await expectSettled(world, pair);
      check(before, world.sandbox.dump());
    });

  it(
    "never fewer active admins than the minimum, between any two requests",
    async () => {
      await fc.assert(
        fc.asyncProperty(pairArb, refusal, fc.integer({ min: 1, max: 12 }), async (pair, kind, nth) => {
          await inTrouble(pair, [fault(`${kind}@write:${nth}x4`)], (before, after) => {
            const counts = adminCounts(before, after);
            // Where every guard is lifted, files that ask for fewer get fewer.
            const floor = Math.min(pair.declared.minAdmins, counts[0] ?? 0, activeAdmins(pair.declared));
            expect(Math.min(...counts)).toBeGreaterThanOrEqual(floor);
          });
        }),
        { numRuns: 50 },
      );
    },
    2 * minutes,
  );

  it(
    "nobody is deactivated or removed while they own something, unless the files say at_once",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(leavingArb, pairArb),
          refusal,
          fc.integer({ min: 1, max: 12 }),
          async (pair, kind, nth) => {
            const atOnce = new Set(
              pair.declared.members
                .filter((person) => person.state !== "active" && person.atOnce !== undefined)
                .map((person) => person.email),
            );
            await inTrouble(pair, [fault(`${kind}@write:${nth}x2`)], (_, after) => {
              expect(lostWhileOwning(after).filter((email) => !atOnce.has(email))).toEqual([]);
            });
          },
        ),
        { numRuns: 60 },
      );
    },
    2 * minutes,
  );

  it(
    "nor when the list of what they own breaks off, is refused, or comes short",
    async () => {
      const trouble = fc
        .tuple(
          fc.constantFrom("500", "403", "404", "truncated", "cut", "429"),
          fc.constantFrom("pipelines", "connections", "schedules", "personalKeys"),
        )
        .map(([kind, route]) => fault(`${kind}@${route}x8`));
      await fc.assert(
        fc.asyncProperty(leavingArb, trouble, async (pair, broken) => {
          await inWorld(pair, { faults: [broken] }, async (world) => {
            try {
              await world.apply(everyGuard);
            } catch {
              // Not even a plan: nothing was written.
              expect(writes(world)).toBe(0);
            }
            const atOnce = pair.declared.members.filter((person) => person.atOnce !== undefined);
            const lost = lostWhileOwning(world.sandbox.dump());
            expect(lost.filter((email) => !atOnce.some((person) => person.email === email))).toEqual([]);
          });
        }),
        { numRuns: 30 },
      );
    },
    2 * minutes,
  );
});

interface Stop {
  readonly how: "interrupt" | "drop-before" | "drop-after" | "502" | "500" | "401";
  readonly at: number;
}

const stopArb: fc.Arbitrary<Stop> = fc.record({
  how: fc.constantFrom("interrupt", "interrupt", "drop-before", "drop-after", "502", "500", "401"),
  at: fc.integer({ min: 1, max: 24 }),
});

describe("law 7: stop anywhere, run again: the same final state, nothing done twice", () => {
  it(
    "and the journal accounts for all of it",
    async () => {
      await fc.assert(
        fc.asyncProperty(pairArb, stopArb, async (pair, stop) => {
          const clean = await inWorld(pair, {}, async (world) => {
            const before = world.sandbox.dump();
            await converge(world);
            return { before, after: world.sandbox.dump() };
          });
          const faults = stop.how === "interrupt" ? [] : [fault(`${stop.how}@write:${stop.at}x4`)];
          await inWorld(pair, { faults }, async (world) => {
            const journal = memoryJournal();
            await applyStopped(world, journal, stop);
            await converge(world, journal);
            const after = world.sandbox.dump();
            expect(factsOf(after)).toEqual(factsOf(clean.after));
            expect(mailsIn(deedsOf(clean.before, after))).toEqual(
              mailsIn(deedsOf(clean.before, clean.after)),
            );
            expect(verifyJournal(journal.text()).problems).toEqual([]);
            expectAccounted(journal, clean.before, after);
          });
        }),
        { numRuns: 50 },
      );
    },
    2 * minutes,
  );
});

/** Aborts at the n-th entry of the journal: before an intent, between intent and call, or after the outcome. */
async function applyStopped(world: World, journal: MemoryJournal, stop: Stop): Promise<void> {
  const controller = new AbortController();
  let entries = 0;
  const watching: MemoryJournal = {
    ...journal,
    append: async (event) => {
      const written = await journal.append(event);
      entries += 1;
      if (stop.how === "interrupt" && entries === stop.at) controller.abort();
      return written;
    },
  };
  await world.apply({ ...everyGuard, journal_: watching, signal: controller.signal });
}

/** Those deeds that are noticed when they happen twice: e-mails sent, things made, and things that change hands. */
const mailsIn = (deeds: readonly string[]): string[] =>
  deeds.filter((deed) =>
    /^(invitation\.(created|resent)|(team|role|service_account|share)\.created|resource\.transferred) /.test(
      deed,
    ),
  );

/** The kinds under which the journal speaks of a deed. */
const kindsOfDeeds: Readonly<Record<string, readonly string[]>> = {
  invitation: ["member"],
  team: ["team"],
  role: ["role"],
  service_account: ["service_account"],
  share: ["share"],
  resource: ["ownership", "service_account"],
};

/** Every e-mail that was sent, and everything that was made or handed over, is something that the journal intended before. */
function expectAccounted(journal: MemoryJournal, before: SandboxState, after: SandboxState): void {
  const intents = readEntries(journal.text()).flatMap((entry) => (entry.event === "intent" ? [entry] : []));
  const intended = new Set(intents.map(({ kind, key }) => `${kind} ${key}`));
  const deeds = mailsIn(deedsOf(before, after));
  for (const deed of deeds) {
    const [action = "", name = ""] = deed.split(" ");
    const kinds = kindsOfDeeds[action.slice(0, action.indexOf("."))] ?? [];
    expect(kinds.length).toBeGreaterThan(0);
    // A resource whose name is not unique stands under its id; a service account that changes hands under its name alone.
    const resource = action.startsWith("resource") || action.startsWith("share");
    if (resource) expect(intents.some(({ kind }) => kinds.includes(kind))).toBe(true);
    else expect(kinds.some((kind) => intended.has(`${kind} ${name}`))).toBe(true);
  }
  const handedOver = deeds.filter((deed) => deed.startsWith("resource.")).length;
  expect(handedOver).toBeLessThanOrEqual(intents.filter(({ verb }) => verb === "transfer").length);
}

describe("law 8: one failure never blocks anybody else", () => {
  it(
    "what depended on it is skipped and named, and all the rest is done",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          pairArb,
          fc.constantFrom("403", "404", "409", "422"),
          fc.integer({ min: 1, max: 14 }),
          async (pair, kind, nth) => {
            await inWorld(pair, { faults: [fault(`${kind}@write:${nth}`)] }, async (world) => {
              const applied = await world.apply(everyGuard);
              const outcomes = applied.result?.outcomes ?? [];
              const undone = new Set<string>();
              const own: Outcome[] = [];
              for (const outcome of outcomes) {
                const { action, status, message } = outcome;
                const depends = action.needs.some((need) => undone.has(need));
                expect([status === "skipped", brief(outcome)]).toEqual([depends, brief(outcome)]);
                if (depends) {
                  const keys = outcomes.filter(
                    (item) => action.needs.includes(item.action.id) && undone.has(item.action.id),
                  );
                  expect(keys.some((item) => message?.includes(item.action.key))).toBe(true);
                }
                if (!depends && status !== "done" && status !== "already") own.push(outcome);
                if (status !== "done" && status !== "already") undone.add(action.id);
              }
              expect(own.map(brief).slice(1)).toEqual([]);
              expect(applied.result?.stopped).toBeUndefined();
              if (undone.size > 0) expect(applied.code).toBe(4);
              await expectSettled(world, pair);
            });
          },
        ),
        { numRuns: 50 },
      );
    },
    2 * minutes,
  );
});

describe("law 9: a secret appears in no output", () => {
  it(
    "whatever happens, the key is in no plan, rendering, journal, outcome or error",
    async () => {
      const trouble = fc.constantFrom(
        "401@write:1x*",
        "403@any:1x*",
        "500@members:1x*",
        "502@write:2x*",
        "html@teams",
        "cut@invitations",
        "wrong-type@members",
        "redirect:https://elsewhere.example/@organization",
        "drop-after@write:1x*",
        "429:90000@write:1x*",
        "latency:0@any",
      );
      await fc.assert(
        fc.asyncProperty(pairArb, trouble, async (pair, spec) => {
          await inWorld(pair, { token: canary, faults: [fault(spec)] }, async (world) => {
            expect(Object.values(world.context.env)).toContain(canary);
            const journal = memoryJournal();
            const said: string[] = [];
            try {
              const applied = await world.apply({ ...everyGuard, journal_: journal });
              said.push(
                ...renderings(applied.planned.plan),
                JSON.stringify(applied.result),
                JSON.stringify(applied.second),
              );
              for (const outcome of applied.result?.outcomes ?? [])
                said.push(outcomeLine(outcome, plainPaint, "planasonix"));
            } catch (error) {
              said.push(String(error), error instanceof Error ? (error.stack ?? "") : "");
            }
            said.push(journal.text());
            expect(said.join("\n").length).toBeGreaterThan(100);
            for (const text of said) expect(text).not.toContain("CANARY");
          });
        }),
        { numRuns: 40 },
      );
    },
    2 * minutes,
  );
});

function renderings(plan: Plan): string[] {
  return [
    JSON.stringify(plan),
    planJson([plan]),
    planMarkdown([plan]),
    planText([plan], { paint: plainPaint }),
  ];
}

describe("the order of a plan holds at the service", () => {
  it(
    "no move of a team makes a circle half-way, no team goes before its children",
    async () => {
      const moving = relatedArb.filter(
        ({ declared }) => declared.teams.filter((team) => team.parent !== undefined).length >= 2,
      );
      await fc.assert(
        fc.asyncProperty(moving, async (pair) => {
          await inWorld(pair, {}, async (world) => {
            const applied = await world.apply(everyGuard);
            const teams = (applied.result?.outcomes ?? []).filter(
              ({ action }: { action: Action }) => action.kind === "team",
            );
            expect(teams.map(brief)).toEqual(teams.map(({ action }) => `done ${action.verb} ${action.key} `));
          });
        }),
        { numRuns: 30 },
      );
    },
    2 * minutes,
  );
});
