import { describe, expect, it } from "vitest";
import type { ApplyInput } from "../../../src/apply/apply.ts";
import { applyPlan } from "../../../src/apply/apply.ts";
import { readEntries, verifyJournal } from "../../../src/journal/chain.ts";
import { lastRun } from "../../../src/journal/lastRun.ts";
import type { JournalEvent } from "../../../src/journal/event.ts";
import type { Journal } from "../../../src/journal/journal.ts";
import { memoryJournal } from "../../../src/journal/memory.ts";
import type { ApplyResult } from "../../../src/model/outcome.ts";
import type { Clock, Writer } from "../../../src/model/provider.ts";
import { actionOf, done, failureOf, planOf, scriptedWriter, steppingClock, type Answer } from "./plans.ts";

const run = { id: "r1", commit: "c0ffee", actor: "ana", allowed: ["max_loss"] } as const;

function inputOf(over: Partial<ApplyInput> & Pick<ApplyInput, "plan">): ApplyInput {
  return { writer: scriptedWriter(), journal: memoryJournal(), clock: steppingClock(), run, ...over };
}

const statuses = (result: ApplyResult): string[] =>
  result.outcomes.map(({ action, status }) => `${action.id} ${status}`);

/** A journal that fails at the entry with this number, counted from 1, and ever after. */
function failingAt(number: number): Journal & { readonly events: JournalEvent[] } {
  const events: JournalEvent[] = [];
  let count = 0;
  return {
    events,
    head: () => "",
    append(event) {
      count += 1;
      if (count >= number) return Promise.resolve({ ok: false, message: "the disk is full" });
      events.push(event);
      return Promise.resolve({ ok: true });
    },
  };
}

describe("applyPlan", () => {
  it("does every action in the plan's order, with its intent before and its outcome after", async () => {
    const journal = memoryJournal();
    const clock = steppingClock();
    const seen: string[] = [];
    const writer: Writer = {
      execute(action, signal) {
        expect(signal).toBeUndefined();
        expect(readEntries(journal.text()).at(-1)).toMatchObject({ event: "intent", action: action.id });
        return Promise.resolve({
          ok: true,
          status: action.id === "b" ? "already" : "done",
          requestId: `req_${action.id}`,
        });
      },
    };
    const plan = planOf([actionOf("c"), actionOf("b"), actionOf("a", ["c"])]);
    const result = await applyPlan(
      inputOf({
        plan,
        writer,
        journal,
        clock,
        onOutcome: ({ action, status }) => {
          // The next intent may be there already.
          const last = readEntries(journal.text()).findLast(({ event }) => event === "outcome");
          expect(last).toMatchObject({
            action: action.id,
            status,
            request_id: `req_${action.id}`,
          });
          seen.push(action.id);
        },
      }),
    );
    expect(result).toEqual({
      outcomes: [
        { action: plan.actions[0], status: "done", requestId: "req_c" },
        { action: plan.actions[1], status: "already", requestId: "req_b" },
        { action: plan.actions[2], status: "done", requestId: "req_a" },
      ],
    });
    expect(seen).toEqual(["c", "b", "a"]);
    expect(verifyJournal(journal.text())).toMatchObject({ ok: true, entries: 8, problems: [] });
    const entries = readEntries(journal.text());
    expect(entries[0]).toMatchObject({
      event: "run_started",
      at: "2026-03-01T00:00:00.000Z",
      run: "r1",
      organization: "acme",
      organization_id: "org_1",
      fingerprint: plan.fingerprint,
      commit: "c0ffee",
      actor: "ana",
      allowed: ["max_loss"],
    });
    expect(entries[1]).toMatchObject({
      verb: "invite",
      kind: "member",
      key: "c@acme.example",
      cause: "change",
      before: null,
      after: plan.actions[0]?.after,
    });
    expect(entries.at(-1)).toMatchObject({
      event: "run_finished",
      counts: { done: 2, already: 1 },
      open: [],
    });
    expect(entries.at(-1)).not.toHaveProperty("stopped");
  });

  it("makes no call and no entry for a blocked plan", async () => {
    const writer = scriptedWriter();
    const journal = memoryJournal();
    const findings = [{ guard: "self", severity: "block", message: "No.", numbers: {} }] as const;
    const result = await applyPlan(inputOf({ plan: planOf([actionOf("a")], { findings }), writer, journal }));
    expect(statuses(result)).toEqual(["a not_started"]);
    expect(result.message).toMatch(/blocks/);
    expect(writer.calls).toEqual([]);
    expect(journal.text()).toBe("");
  });

  it("applies a plan whose findings were lifted", async () => {
    const findings = [{ guard: "self", severity: "warn", message: "No.", numbers: {} }] as const;
    expect(statuses(await applyPlan(inputOf({ plan: planOf([actionOf("a")], { findings }) })))).toEqual([
      "a done",
    ]);
  });

  it("journals the run of an empty plan, with what waits", async () => {
    const journal = memoryJournal();
    const item = { verb: "demote", kind: "member", message: "", waits_for: [], source: null } as const;
    const withheld = [
      { ...item, code: "waiting", key: "w", id: "1" },
      { ...item, code: "depends", key: "x", id: "2" },
      { ...item, code: "unmanaged", key: "y", id: "3" },
    ] as const;
    expect(await applyPlan(inputOf({ plan: planOf([], { withheld }), journal }))).toEqual({ outcomes: [] });
    expect(lastRun(readEntries(journal.text()), "acme")).toMatchObject({
      open: new Set(["1", "2"]),
      crashed: false,
    });
  });

  it("skips what needed a failed action, names it, and does the rest", async () => {
    const writer = scriptedWriter({ a: [failureOf({ requestId: "req_1" })] });
    const journal = memoryJournal();
    const plan = planOf([actionOf("a"), actionOf("b", ["a"]), actionOf("c"), actionOf("d", ["c", "b"])]);
    const result = await applyPlan(inputOf({ plan, writer, journal }));
    expect(result.stopped).toBeUndefined();
    expect(result.outcomes.map(({ status, message }) => [status, message])).toEqual([
      ["failed", "The service refused it."],
      ["skipped", "It needs invite a@acme.example, which failed."],
      ["done", undefined],
      ["skipped", "It needs invite b@acme.example, which was skipped."],
    ]);
    expect(writer.calls).toEqual(["a", "c"]);
    expect(verifyJournal(journal.text()).problems).toEqual([]);
    const entries = readEntries(journal.text());
    expect(entries[2]).toMatchObject({
      event: "outcome",
      status: "failed",
      message: "The service refused it.",
      request_id: "req_1",
    });
    expect(lastRun(entries, "acme")?.open).toEqual(new Set(["a", "b", "d"]));
  });

  it("skips what needs an action that is not before it in the plan", async () => {
    const writer = scriptedWriter();
    const result = await applyPlan(
      inputOf({ plan: planOf([actionOf("a", ["gone"]), actionOf("b", ["c"]), actionOf("c")]), writer }),
    );
    expect(statuses(result)).toEqual(["a skipped", "b skipped", "c done"]);
    expect(writer.calls).toEqual(["c"]);
  });

  it.each([
    ["stale", failureOf({ code: "stale" }), undefined],
    ["stale", failureOf({ code: "stale", kind: "retry_after" }), undefined],
    ["unknown", failureOf({ effectUnknown: true }), undefined],
    ["unknown", failureOf({ effectUnknown: true, kind: "retry_after", waitMs: 1 }), undefined],
    ["unknown", failureOf({ effectUnknown: true, kind: "stop" }), "provider"],
    ["failed", failureOf({ kind: "stop" }), "provider"],
  ] as const)("records %s once for %o", async (status, failure, stopped) => {
    const writer = scriptedWriter({ a: [failure] });
    const result = await applyPlan(inputOf({ plan: planOf([actionOf("a"), actionOf("b", ["a"])]), writer }));
    expect(result.stopped).toBe(stopped);
    expect(statuses(result)).toEqual([`a ${status}`, stopped === undefined ? "b skipped" : "b not_started"]);
    expect(writer.calls).toEqual(["a"]);
  });

  it("starts nothing more after a failure that stops the run", async () => {
    const journal = memoryJournal();
    const writer = scriptedWriter({ b: [failureOf({ kind: "stop", message: "The key was revoked." })] });
    const result = await applyPlan(
      inputOf({ plan: planOf(["a", "b", "c"].map((id) => actionOf(id))), writer, journal }),
    );
    expect(statuses(result)).toEqual(["a done", "b failed", "c not_started"]);
    expect(result).toMatchObject({ stopped: "provider", message: "The key was revoked." });
    expect(readEntries(journal.text()).at(-1)).toMatchObject({
      stopped: "provider",
      counts: { done: 1, failed: 1, not_started: 1 },
    });
  });
});

describe("waiting when the service asks to", () => {
  const wait = (waitMs: number): ReturnType<typeof failureOf> =>
    failureOf({ kind: "retry_after", code: "rate_limited", waitMs });
  const plan = planOf([actionOf("a"), actionOf("b")]);

  it("waits as long as asked and tries again, with one intent and one outcome", async () => {
    const clock = steppingClock();
    const journal = memoryJournal();
    const writer = scriptedWriter({ a: [wait(30_000), wait(7_000), done] });
    const result = await applyPlan(inputOf({ plan, writer, clock, journal }));
    expect(statuses(result)).toEqual(["a done", "b done"]);
    expect(clock.sleeps).toEqual([30_000, 7_000]);
    expect(readEntries(journal.text())).toHaveLength(6);
  });

  it("waits longer each time when it is not told how long", async () => {
    const clock = steppingClock();
    const { waitMs: _, ...untold } = wait(0);
    await applyPlan(inputOf({ plan, clock, writer: scriptedWriter({ a: [untold, untold, untold, done] }) }));
    expect(clock.sleeps).toEqual([1_000, 2_000, 4_000]);
  });

  it.each([
    ["five tries", [1_000], undefined, 5],
    ["a quarter of an hour", [400_000], undefined, 3],
    ["the deadline", [60_000], 150_000, 3],
    ["a deadline that is the end of the wait", [60_000], 60_000, 1],
  ] as const)("gives up for this run after %s", async (_, waits, budget, tries) => {
    const clock = steppingClock();
    const writer = scriptedWriter({ a: waits.map(wait) });
    const result = await applyPlan(
      inputOf({ plan, clock, writer, deadline: budget === undefined ? undefined : clock.now() + budget }),
    );
    expect(statuses(result)).toEqual(["a failed", "b not_started"]);
    expect(result.stopped).toBe("time_budget");
    expect(writer.calls).toHaveLength(tries);
    expect(result.outcomes[0]?.message).toMatch(
      /^The service refused it\. It asks to wait \d+ s more, after \d (try|tries): too long/,
    );
  });

  it("ends the wait when it is interrupted", async () => {
    const controller = new AbortController();
    const writer = scriptedWriter({ a: [wait(1_000)] });
    const clock: Clock = {
      now: () => 0,
      sleep: (_, signal) => {
        if (signal === controller.signal) controller.abort();
        return Promise.resolve();
      },
    };
    const result = await applyPlan(inputOf({ plan, clock, writer, signal: controller.signal }));
    expect(statuses(result)).toEqual(["a failed", "b not_started"]);
    expect(result.outcomes[0]?.message).toMatch(/The run was interrupted\. It was not tried again\.$/);
    expect(result.stopped).toBe("signal");
    expect(writer.calls).toEqual(["a"]);
  });

  it("does not try again when the wait took longer than asked, past the deadline", async () => {
    const writer = scriptedWriter({ a: [wait(1_000), done] });
    let now = 0;
    // A machine that slept meanwhile.
    const clock: Clock = { now: () => now, sleep: () => Promise.resolve(void (now += 60_000)) };
    const result = await applyPlan(inputOf({ plan, clock, writer, deadline: 30_000 }));
    expect(statuses(result)).toEqual(["a failed", "b not_started"]);
    expect(result.outcomes[0]?.message).toMatch(/The time budget was used up\. It was not tried again\.$/);
    expect(result.stopped).toBe("time_budget");
    expect(writer.calls).toEqual(["a"]);
  });
});

describe("ending early", () => {
  const plan = planOf([actionOf("a"), actionOf("b"), actionOf("c")]);

  it("starts nothing when it was interrupted before, and says so in the journal", async () => {
    const journal = memoryJournal();
    const writer = scriptedWriter();
    const result = await applyPlan(inputOf({ plan, journal, writer, signal: AbortSignal.abort() }));
    expect(statuses(result)).toEqual(["a not_started", "b not_started", "c not_started"]);
    expect(result.stopped).toBe("signal");
    expect(writer.calls).toEqual([]);
    expect(readEntries(journal.text()).map((entry) => entry.event)).toEqual(["run_started", "run_finished"]);
  });

  it("starts nothing from the deadline on", async () => {
    let now = 0;
    const writer: Writer = { execute: () => Promise.resolve(((now += 10), done)) };
    const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
    const result = await applyPlan(inputOf({ plan, writer, clock, deadline: 20 }));
    expect(statuses(result)).toEqual(["a done", "b done", "c not_started"]);
    expect(result).toMatchObject({ stopped: "time_budget", message: "The time budget was used up." });
  });

  it("does not count as stopped when the last action ends after the deadline", async () => {
    let now = 0;
    const writer: Writer = { execute: () => Promise.resolve(((now += 10), done)) };
    const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
    expect((await applyPlan(inputOf({ plan, writer, clock, deadline: 30 }))).stopped).toBeUndefined();
  });

  it("makes no call when the interrupt comes while the intent is flushed", async () => {
    const controller = new AbortController();
    const inner = memoryJournal();
    const journal: Journal = {
      ...inner,
      append: (event) => {
        if (event.event === "intent" && event.action === "b") controller.abort();
        return inner.append(event);
      },
    };
    const writer = scriptedWriter();
    const result = await applyPlan(inputOf({ plan, journal, writer, signal: controller.signal }));
    expect(statuses(result)).toEqual(["a done", "b not_started", "c not_started"]);
    expect(writer.calls).toEqual(["a"]);
    expect(verifyJournal(inner.text()).problems).toEqual([]);
  });

  it("lets the running call end by itself, and journals what became of it", async () => {
    const controller = new AbortController();
    const journal = memoryJournal();
    let answer: (value: typeof done) => void = () => undefined;
    const writer: Writer = {
      execute: (_, signal) => {
        controller.abort();
        expect(signal?.aborted).toBe(false);
        return new Promise((resolve) => (answer = resolve));
      },
    };
    const clock: Clock = {
      now: () => 0,
      sleep: (ms) => {
        expect(ms).toBe(5_000);
        answer(done);
        return new Promise(() => undefined);
      },
    };
    const result = await applyPlan(inputOf({ plan, journal, writer, clock, signal: controller.signal }));
    expect(statuses(result)).toEqual(["a done", "b not_started", "c not_started"]);
    expect(result.stopped).toBe("signal");
    expect(verifyJournal(journal.text()).problems).toEqual([]);
  });

  it("aborts the running call after five seconds", async () => {
    const controller = new AbortController();
    const writer: Writer = {
      execute: (_, signal) => {
        controller.abort();
        return new Promise((resolve) => {
          signal?.addEventListener("abort", () =>
            resolve(failureOf({ kind: "stop", code: "aborted", effectUnknown: true })),
          );
        });
      },
    };
    const slept: number[] = [];
    const clock: Clock = {
      now: () => 0,
      sleep: (ms) => {
        slept.push(ms);
        return slept.length === 1 ? Promise.resolve() : new Promise(() => undefined);
      },
    };
    const result = await applyPlan(inputOf({ plan, writer, clock, signal: controller.signal }));
    expect(slept[0]).toBe(5_000);
    expect(statuses(result)).toEqual(["a unknown", "b not_started", "c not_started"]);
    // It was the interrupt that ended the run, not the service.
    expect(result.stopped).toBe("signal");
  });

  it("leaves a call behind that does not even end when aborted", async () => {
    const controller = new AbortController();
    const writer: Writer = {
      execute: () => {
        controller.abort();
        return new Promise(() => undefined);
      },
    };
    const result = await applyPlan(inputOf({ plan, writer, signal: controller.signal }));
    expect(statuses(result)).toEqual(["a unknown", "b not_started", "c not_started"]);
    expect(result.outcomes[0]?.message).toMatch(/may have had its effect/);
    expect(result.stopped).toBe("signal");
  });
});

describe("a journal that cannot be written", () => {
  const plan = planOf([actionOf("a"), actionOf("b")]);

  it.each([
    ["the start of the run", 1, [], ["a not_started", "b not_started"]],
    ["the first intent", 2, [], ["a not_started", "b not_started"]],
    ["the first outcome", 3, ["a"], ["a done", "b not_started"]],
    ["the second intent", 4, ["a"], ["a done", "b not_started"]],
    ["the second outcome", 5, ["a", "b"], ["a done", "b done"]],
    ["the end of the run", 6, ["a", "b"], ["a done", "b done"]],
  ] as const)("stops the run at %s, before the next write", async (_, number, calls, expected) => {
    const writer = scriptedWriter();
    const journal = failingAt(number);
    const result = await applyPlan(inputOf({ plan, writer, journal }));
    expect(writer.calls).toEqual(calls);
    expect(statuses(result)).toEqual(expected);
    expect(result).toMatchObject({
      stopped: "journal",
      message: "The journal cannot be written: the disk is full",
    });
    expect(journal.events).toHaveLength(number - 1);
  });

  it("keeps the first reason when the end of a stopped run cannot be written", async () => {
    const writer = scriptedWriter({ a: [failureOf({ kind: "stop", message: "The key was revoked." })] });
    const result = await applyPlan(inputOf({ plan, writer, journal: failingAt(4) }));
    expect(result).toMatchObject({
      stopped: "provider",
      message: "The key was revoked. The journal cannot be written: the disk is full",
    });
  });
});

describe("what an action needs first", () => {
  it("is there where it was so already, and nowhere else than done or so", async () => {
    const of = async (answer: Answer) =>
      statuses(
        await applyPlan(
          inputOf({
            plan: planOf([actionOf("a"), actionOf("b", ["a"])]),
            writer: scriptedWriter({ a: [answer] }),
          }),
        ),
      );
    expect(await of({ ok: true, status: "already" })).toEqual(["a already", "b done"]);
    expect(await of(done)).toEqual(["a done", "b done"]);
    expect(await of(failureOf({ effectUnknown: true }))).toEqual(["a unknown", "b skipped"]);
  });

  it("is not there of what may have been done, whatever else the service says of it", async () => {
    const writer = scriptedWriter({ a: [failureOf({ code: "stale", effectUnknown: true })] });
    const result = await applyPlan(inputOf({ plan: planOf([actionOf("a"), actionOf("b", ["a"])]), writer }));
    expect(result.outcomes.map(({ status, message }) => [status, message])).toEqual([
      ["unknown", "The service refused it."],
      ["skipped", "It needs invite a@acme.example, which may or may not have been done."],
    ]);
    expect(writer.calls).toEqual(["a"]);
  });
});

describe("what keeps an action back", () => {
  it("is what the service lets no more of through today, of that verb alone", async () => {
    const writer = scriptedWriter({ a: [failureOf({ exhausts: ["invite"] })] });
    const plan = planOf([actionOf("a"), actionOf("b", [], { verb: "promote" }), actionOf("c")]);
    const result = await applyPlan(inputOf({ plan, writer }));
    expect(statuses(result)).toEqual(["a failed", "b done", "c skipped"]);
    expect(result.outcomes[2]?.message).toContain("no more of these through today");
    expect(result.stopped).toBeUndefined();
  });

  it("is what others outside the plan say, before its intent is written", async () => {
    const journal = memoryJournal();
    const writer = scriptedWriter();
    const result = await applyPlan(
      inputOf({
        plan: planOf([actionOf("a"), actionOf("b"), actionOf("c", ["b"])]),
        writer,
        journal,
        holdUp: ({ id }) => Promise.resolve(id === "b" ? "Another organization comes first." : undefined),
      }),
    );
    expect(result.outcomes.map(({ status, message }) => [status, message])).toEqual([
      ["done", undefined],
      ["skipped", "Another organization comes first."],
      ["skipped", "It needs invite b@acme.example, which was skipped."],
    ]);
    expect(writer.calls).toEqual(["a"]);
    expect(readEntries(journal.text()).filter(({ event }) => event === "intent")).toHaveLength(1);
  });
});

describe("whether all that a commit asks for is done", () => {
  const applied = async (over: Partial<ApplyInput>) => {
    const journal = memoryJournal();
    const plan = planOf([actionOf("a"), actionOf("b")]);
    await applyPlan(inputOf({ plan, journal, isApplied: () => Promise.resolve(true), ...over }));
    const end = readEntries(journal.text()).at(-1);
    return end?.event === "run_finished" ? end.applied : "no end";
  };

  it("is asked after the last action, and of a run that was stopped it never is", async () => {
    expect(await applied({})).toBe(true);
    expect(await applied({ isApplied: () => Promise.resolve(false) })).toBeUndefined();
    expect(await applied({ signal: AbortSignal.abort() })).toBeUndefined();
    expect(await applied({ deadline: 0 })).toBeUndefined();
    const writer = scriptedWriter({ b: [failureOf({ kind: "stop" })] });
    expect(await applied({ writer })).toBeUndefined();
  });
});

describe("actions that go out in one request", () => {
  /** Sends all that it is given, `most` at a time; the answers of those behind the first are known then. */
  function sending(most: number, after: (sent: readonly string[]) => void = () => undefined) {
    const requests: string[][] = [];
    let gathered: readonly string[] = [];
    const answered = new Set<string>();
    const writer: Writer = {
      gather: (actions) => {
        const together = actions.slice(0, most);
        gathered = together.map(({ id }) => id);
        return together;
      },
      isAnswered: ({ id }) => answered.has(id),
      execute: ({ id }) => {
        if (!answered.delete(id)) {
          requests.push([...gathered]);
          for (const other of gathered) if (other !== id) answered.add(other);
          after(gathered);
        }
        return Promise.resolve(done);
      },
    };
    return { writer, requests };
  }
  const ids = ["a", "b", "c", "d"];
  const plan = planOf(ids.map((id) => actionOf(id)));
  const events = (journal: ReturnType<typeof memoryJournal>) =>
    readEntries(journal.text()).flatMap((entry) =>
      entry.event === "intent" || entry.event === "outcome" ? [`${entry.event} ${entry.action}`] : [],
    );

  it("have all their intents before it, and an outcome each", async () => {
    const journal = memoryJournal();
    const { writer, requests } = sending(3);
    const result = await applyPlan(inputOf({ plan, writer, journal }));
    expect(requests).toEqual([["a", "b", "c"], ["d"]]);
    expect(statuses(result)).toEqual(["a done", "b done", "c done", "d done"]);
    expect(events(journal)).toEqual([
      ...["a", "b", "c"].map((id) => `intent ${id}`),
      ...["a", "b", "c"].map((id) => `outcome ${id}`),
      "intent d",
      "outcome d",
    ]);
    expect(verifyJournal(journal.text())).toMatchObject({ ok: true, problems: [] });
  });

  it("end before the first that is kept back, so that none overtakes another", async () => {
    const { writer, requests } = sending(4);
    const holdUp: ApplyInput["holdUp"] = ({ id }) => Promise.resolve(id === "b" ? "Wait." : undefined);
    const result = await applyPlan(inputOf({ plan, writer, holdUp }));
    expect(requests).toEqual([["a"], ["c", "d"]]);
    expect(statuses(result)).toEqual(["a done", "b skipped", "c done", "d done"]);
    // Of what needs another, nothing goes out with it.
    const needing = planOf([actionOf("a"), actionOf("b", ["a"]), actionOf("c")]);
    const second = sending(4);
    await applyPlan(inputOf({ plan: needing, writer: second.writer }));
    expect(second.requests).toEqual([["a"], ["b", "c"]]);
  });

  it("are told as they ended, though the run was interrupted meanwhile; the rest does not begin", async () => {
    const controller = new AbortController();
    const journal = memoryJournal();
    const { writer, requests } = sending(2, () => controller.abort());
    const result = await applyPlan(inputOf({ plan, writer, journal, signal: controller.signal }));
    expect(requests).toEqual([["a", "b"]]);
    expect(statuses(result)).toEqual(["a done", "b done", "c not_started", "d not_started"]);
    expect(result.stopped).toBe("signal");
    expect(verifyJournal(journal.text()).problems).toEqual([]);
  });
});
