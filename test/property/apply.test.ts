import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyPlan } from "../../src/apply/apply.ts";
import { readEntries, verifyJournal } from "../../src/journal/chain.ts";
import { lastRun } from "../../src/journal/lastRun.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { memoryJournal } from "../../src/journal/memory.ts";
import type { Action } from "../../src/model/plan.ts";
import type { Answer } from "../unit/apply/plans.ts";
import { actionOf, done, failureOf, planOf, scriptedWriter, steppingClock } from "../unit/apply/plans.ts";

const runOf = (id: string): { id: string; commit: null; actor: string; allowed: [] } => ({
  id,
  commit: null,
  actor: "ana",
  allowed: [],
});

const wait = failureOf({ kind: "retry_after", waitMs: 1_000 });
const carryingOn: fc.Arbitrary<readonly Answer[]> = fc.constantFrom<readonly Answer[]>(
  [done],
  [{ ok: true, status: "already" }],
  [wait, done],
  [wait, failureOf()],
  [failureOf()],
  [failureOf({ code: "stale" })],
  [failureOf({ effectUnknown: true })],
);
const stopping = fc.constantFrom<readonly Answer[]>(
  [failureOf({ kind: "stop" })],
  [failureOf({ kind: "stop", effectUnknown: true })],
  [wait],
);

interface Scene {
  readonly actions: readonly Action[];
  readonly script: Readonly<Record<string, readonly Answer[]>>;
}

/** A graph in a valid order: an action needs only earlier ones. */
function sceneOf(answers: fc.Arbitrary<readonly Answer[]>): fc.Arbitrary<Scene> {
  const node = fc.record({ needs: fc.array(fc.nat(), { maxLength: 3 }), answers });
  return fc.array(node, { maxLength: 12 }).map((nodes) => ({
    actions: nodes.map(({ needs }, index) =>
      actionOf(`a${index}`, index === 0 ? [] : [...new Set(needs.map((need) => `a${need % index}`))]),
    ),
    script: Object.fromEntries(nodes.map((item, index) => [`a${index}`, item.answers])),
  }));
}

const isDone = (status: string | undefined): boolean => status === "done" || status === "already";

describe("applyPlan on any plan", () => {
  it("skips exactly what depended on something not done, and does everything else", async () => {
    await fc.assert(
      fc.asyncProperty(sceneOf(carryingOn), async ({ actions, script }) => {
        const writer = scriptedWriter(script);
        const { outcomes, stopped } = await applyPlan({
          plan: planOf(actions),
          writer,
          journal: memoryJournal(),
          clock: steppingClock(),
          run: runOf("r1"),
        });
        expect(stopped).toBeUndefined();
        expect(outcomes.map((outcome) => outcome.action)).toEqual(actions);
        const blocked = new Set<string>();
        for (const { action, status } of outcomes) {
          const skipped = action.needs.some((need) => blocked.has(need));
          expect(status === "skipped").toBe(skipped);
          expect(writer.calls.includes(action.id)).toBe(!skipped);
          if (skipped || !isDone(status)) blocked.add(action.id);
        }
      }),
    );
  });

  it("never calls for an action before its needs are done, and accounts for every call in a journal that verifies", async () => {
    await fc.assert(
      fc.asyncProperty(
        sceneOf(fc.oneof({ weight: 9, arbitrary: carryingOn }, { weight: 1, arbitrary: stopping })),
        async ({ actions, script }) => {
          const writer = scriptedWriter(script);
          const journal = memoryJournal();
          const { outcomes } = await applyPlan({
            plan: planOf(actions),
            writer,
            journal,
            clock: steppingClock(),
            run: runOf("r1"),
          });
          const status = new Map(outcomes.map((outcome) => [outcome.action.id, outcome.status]));
          const entries = readEntries(journal.text());
          expect(verifyJournal(journal.text()).problems).toEqual([]);
          const called = [...new Set(writer.calls)];
          expect(called).toEqual(actions.map(({ id }) => id).filter((id) => called.includes(id)));
          for (const action of actions.filter(({ id }) => called.includes(id))) {
            for (const need of action.needs) expect(isDone(status.get(need))).toBe(true);
          }
          const about = (event: "intent" | "outcome"): string[] =>
            entries.flatMap((entry) => (entry.event === event ? [entry.action] : []));
          expect(about("intent")).toEqual(called);
          expect(about("outcome")).toEqual(called);
          expect([...(lastRun(entries, "acme")?.open ?? [])].sort()).toEqual(
            actions
              .map(({ id }) => id)
              .filter((id) => !isDone(status.get(id)))
              .sort(),
          );
        },
      ),
    );
  });

  it("stopped anywhere and run again, does nothing twice and leaves a journal that verifies", async () => {
    await fc.assert(
      fc.asyncProperty(
        sceneOf(fc.constant([done])),
        fc.nat(30),
        fc.boolean(),
        async ({ actions }, stopAt, before) => {
          const controller = new AbortController();
          const journal = memoryJournal();
          const writer = scriptedWriter();
          let count = 0;
          const interrupting: Journal = {
            ...journal,
            async append(event) {
              if (before && count++ === stopAt) controller.abort();
              const written = await journal.append(event);
              if (!before && count++ === stopAt) controller.abort();
              return written;
            },
          };
          const clock = steppingClock();
          const first = await applyPlan({
            plan: planOf(actions),
            writer,
            journal: interrupting,
            clock,
            signal: controller.signal,
            run: runOf("r1"),
          });
          const rest = first.outcomes.filter(({ status }) => !isDone(status)).map(({ action }) => action);
          expect([...(lastRun(readEntries(journal.text()), "acme")?.open ?? [])]).toEqual(
            rest.map(({ id }) => id),
          );
          const left = new Set(rest.map(({ id }) => id));
          const again = rest.map((action) => ({
            ...action,
            needs: action.needs.filter((need) => left.has(need)),
          }));
          const second = await applyPlan({ plan: planOf(again), writer, journal, clock, run: runOf("r2") });
          expect(second.outcomes.every(({ status }) => status === "done")).toBe(true);
          expect(writer.calls).toEqual(actions.map(({ id }) => id));
          expect(verifyJournal(journal.text())).toMatchObject({ runs: 2, problems: [] });
        },
      ),
    );
  });

  it("with a journal that breaks anywhere, makes no call whose intent is not safe, and none after", async () => {
    await fc.assert(
      fc.asyncProperty(
        sceneOf(carryingOn),
        fc.integer({ min: 1, max: 30 }),
        async ({ actions, script }, breakAt) => {
          const inner = memoryJournal();
          const writer = scriptedWriter(script);
          let count = 0;
          let brokenAfter: number | undefined;
          const journal: Journal = {
            ...inner,
            append: (event) => {
              if (++count < breakAt) return inner.append(event);
              brokenAfter ??= writer.calls.length;
              return Promise.resolve({ ok: false, message: "the disk is full" });
            },
          };
          const { stopped } = await applyPlan({
            plan: planOf(actions),
            writer,
            journal,
            clock: steppingClock(),
            run: runOf("r1"),
          });
          expect(stopped).toBe(brokenAfter === undefined ? undefined : "journal");
          expect(writer.calls.length).toBe(brokenAfter ?? writer.calls.length);
          const intents = readEntries(inner.text()).flatMap((entry) =>
            entry.event === "intent" ? [entry.action] : [],
          );
          expect(intents).toEqual([...new Set(writer.calls)]);
          expect(verifyJournal(inner.text()).ok).toBe(true);
        },
      ),
    );
  });
});
