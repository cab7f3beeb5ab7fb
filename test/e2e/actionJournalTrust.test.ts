/** Whom the jobs that write believe a journal: signed where reviews bind, never a broken one, and none of two lost. */
import { afterEach, describe, expect, it } from "vitest";
import { emptyHead, link, readEntries, verifyJournal } from "../../src/journal/chain.ts";
import { lineOf, type Entry } from "../../src/journal/entry.ts";
import type { RunStarted } from "../../src/journal/event.ts";
import { journalSigner } from "../../src/run/journalKey.ts";
import { acme, changeOf } from "../fakes/acme.ts";
import { fakeReviewKey, type ActionRun, type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";

let world: ActionWorld;
afterEach(() => world.close());

const env = { MUSTER_REVIEW_KEY: fakeReviewKey };
const binding = { env, inputs: { "require-reviewed": "true" } };
const signing = journalSigner(env);
const signer = "error" in signing ? undefined : signing.signer;

async function adopted(): Promise<ActionRun> {
  world = await createWorldHere({ files: acme() });
  const first = await world.apply(binding);
  expect(first.code).toBe(0);
  return first;
}
const journalOf = (ran: ActionRun): string => ran.files["journal.jsonl"] ?? "";
const outcomes = (ran: ActionRun): string[] =>
  readEntries(journalOf(ran)).flatMap((entry) =>
    entry.event === "outcome" ? [`${entry.verb} ${entry.key} ${entry.status}`] : [],
  );

/** Adds to what the run left: an artifact of the same name, as somebody would who found a way to. */
const plant = (runId: number, text: string): void =>
  void world.github.add.artifact({
    name: "muster-journal",
    runId,
    files: { "journal.jsonl": text },
    createdAt: world.now().toISOString(),
  });

/** The journal as it goes on with a run that claims, with hashes that fit, to have left these undone. */
function forged(after: string, planned: readonly string[]): string {
  const last: Entry | undefined = readEntries(after).at(-1);
  const event: RunStarted = {
    event: "run_started",
    at: new Date().toISOString(),
    run: "forged",
    organization: "acme",
    organization_id: "org_01jq8acme",
    fingerprint: "f".repeat(64),
    commit: null,
    actor: "eve",
    allowed: [],
    planned,
    reviews_bind: true,
  };
  return `${after}${lineOf(link(event, last ?? emptyHead))}\n`;
}

/** Ids of what a plan of main would do. */
async function idsOf(change: Parameters<ActionWorld["open"]>[0]): Promise<string[]> {
  const pull = world.open(change);
  const planned = await world.plan(pull, binding);
  const plan = JSON.parse(planned.files["plan.json"] ?? "{}") as {
    organizations: { actions: { id: string }[] }[];
  };
  return plan.organizations.flatMap(({ actions }) => actions.map(({ id }) => id));
}

describe("where reviews bind", () => {
  it("both jobs sign their journal, and each goes on with the other's", async () => {
    const runs = [
      await adopted(),
      await world.due(binding),
      await world.apply(binding),
      await world.due(binding),
    ];
    for (const ran of runs) {
      expect(ran.code).toBe(0);
      expect(ran.log).not.toContain("The journal of the run before");
      expect(verifyJournal(journalOf(ran), signer)).toMatchObject({ ok: true, problems: [] });
      expect(ran.summary).toContain(ran.outputs["journal-head"]);
      expect(`${journalOf(ran)}${ran.summary}`).not.toContain(fakeReviewKey);
    }
    expect(runs.map((ran) => verifyJournal(journalOf(ran)).runs)).toEqual([1, 2, 3, 4]);
  });

  it.each(["a whole chain of its own", "a chain that goes on with the signed one", "a broken chain"])(
    "a journal that lists what nobody reviewed as left undone, in %s, counts as lost",
    async (how) => {
      const first = await adopted();
      const change = changeOf({ lee: "admin" });
      const ids = await idsOf(change);
      expect(ids).toHaveLength(1);
      world.push("main", change);
      const chains: Readonly<Record<string, string>> = {
        "a whole chain of its own": forged("", ids),
        "a chain that goes on with the signed one": forged(journalOf(first), ids),
        "a broken chain": forged("", ids).replace('"seq":1,', '"seq":99,'),
      };
      for (const job of ["due", "apply"] as const) {
        plant(first.runId, chains[how] ?? "");
        const ran = await world[job](binding);
        expect(ran.log).toMatch(/warning: The journal of the run before is broken .*counts as lost/);
        expect(ran.code).toBe(job === "due" ? 0 : 4);
        expect(verifyJournal(journalOf(ran), signer)).toMatchObject({ ok: true, runs: 1 });
      }
      expect(world.writes()).toEqual([]);
    },
    120_000,
  );

  it("the job by the clock needs the key as the other does", async () => {
    await adopted();
    world.sandbox.resetRequests();
    const ran = await world.due({ inputs: binding.inputs });
    expect(ran.code).toBe(1);
    expect(ran.log).toContain("MUSTER_REVIEW_KEY");
    expect(world.sandbox.requests()).toEqual([]);
  });

  it("what a run without reviews left undone waits for its review", async () => {
    await adopted();
    world.push("main", changeOf({ rob: "viewer" }));
    await world.control("fault", { fault: "403@write:1" });
    // The variable is there, and the input is not: the journal is signed, and says nothing of reviews.
    expect((await world.apply({ env })).code).toBe(4);
    world.sandbox.resetRequests();
    expect((await world.due(binding)).code).toBe(4);
    expect(world.writes()).toEqual([]);
    expect((await world.due({ env })).code).toBe(0);
    expect((await world.apply(binding)).code).toBe(4);
    expect(world.writes()).toEqual([]);
  });
});

describe("a journal whose end somebody took away", () => {
  /** Leaves a promotion undone, finishes it, and takes the last journal away. */
  async function cut(): Promise<ActionRun> {
    await adopted();
    const pull = world.open(changeOf({ lee: "admin" }));
    await world.plan(pull, binding);
    world.merge(pull);
    await world.control("fault", { fault: "403@write:1" });
    expect((await world.apply(binding)).code).toBe(4);
    const done = await world.due(binding);
    expect(outcomes(done)).toContain("promote lee@acme.example done");
    world.github.state.artifacts.splice(
      world.github.state.artifacts.findLastIndex(({ name }) => name === "muster-journal"),
      1,
    );
    return done;
  }
  const lacks = "The journal of the run before lacks its end";

  it("counts as lost, by the head that the last run noted", async () => {
    const last = await cut();
    // Somebody takes it back by hand; what is left of the journal still calls it unfinished.
    await world.control("edit", { email: "lee@acme.example", role: "editor" });
    world.sandbox.resetRequests();
    const next = await world.due(binding);
    expect(next.log).toContain(`${lacks}: the last run noted ${last.outputs["journal-head"]} as its head`);
    expect(world.writes()).toEqual([]);
    expect(verifyJournal(journalOf(next), signer)).toMatchObject({ ok: true, runs: 1 });
    expect((await world.apply(binding)).log).not.toContain(lacks);
  });

  it("counts as lost also where the last to end was an earlier run, started again", async () => {
    await adopted();
    const pull = world.open(changeOf({ lee: "admin" }));
    await world.plan(pull, binding);
    world.merge(pull);
    await world.control("fault", { fault: "403@write:1" });
    const first = await world.apply(binding);
    await world.control("fault", { fault: "403@write:1" });
    expect([first.code, (await world.apply(binding)).code]).toEqual([4, 4]);
    const again = await world.apply({ ...binding, again: first.runId });
    expect(outcomes(again)).toContain("promote lee@acme.example done");
    world.github.state.artifacts.splice(
      world.github.state.artifacts.findLastIndex(({ name }) => name === "muster-journal"),
      1,
    );
    await world.control("edit", { email: "lee@acme.example", role: "editor" });
    world.sandbox.resetRequests();
    const next = await world.due(binding);
    expect(next.log).toContain(`${lacks}: the last run noted ${again.outputs["journal-head"]} as its head`);
    expect(world.writes()).toEqual([]);
  });

  it.each(["an old one again", "one without the key", "one of another repository", "many of somebody's"])(
    "is not told by what somebody else notes: %s",
    async (what) => {
      const first = await adopted();
      const second = await world.apply(binding);
      const url = first.outputs["journal-url"] ?? "";
      const own = second.outputs["journal-url"] ?? "";
      const noted: Readonly<Record<string, readonly string[]>> = {
        "an old one again": [url],
        "one without the key": [own.replace(/-[0-9a-f]{64}-/, `-${"e".repeat(64)}-`), own.slice(0, -65)],
        "one of another repository": [own.replace("/runs/", "/runs/9")],
        "many of somebody's": Array.from({ length: 9 }, () => "https://evil.example/#journal-1-0-0"),
      };
      for (const environmentUrl of noted[what] ?? []) {
        world.github.add.deployment({
          sha: world.tip(),
          environment: "muster-apply",
          createdAt: new Date(world.now().getTime() + 1000).toISOString(),
          statuses: [{ state: "success", logUrl: null, environmentUrl }],
        });
      }
      const next = await world.apply(binding);
      expect(next.code).toBe(0);
      expect(next.log).not.toContain("lacks its end");
      expect(verifyJournal(journalOf(next), signer)).toMatchObject({ ok: true, runs: 3 });
    },
    60_000,
  );
});

describe("without a key", () => {
  it("a broken journal counts as lost all the same, and so does a signed one", async () => {
    world = await createWorldHere({ files: acme() });
    const first = await world.apply({ env });
    const without = await world.apply();
    expect(without.code).toBe(0);
    expect(without.log).toContain(
      "is signed, and there is no MUSTER_REVIEW_KEY to go on with it. It counts as lost",
    );
    expect(verifyJournal(journalOf(without))).toMatchObject({ ok: true, runs: 1 });
    plant(first.runId, journalOf(without).replace('"actor":"lee"', '"actor":"eve"'));
    const next = await world.apply();
    expect(next.code).toBe(0);
    expect(next.log).toContain("counts as lost");
    expect(verifyJournal(journalOf(next))).toMatchObject({ ok: true, runs: 1 });
  });
});

describe("two journals that were written side by side", () => {
  it("are both read: what either left undone is finished, and nobody loses the other without a word", async () => {
    await adopted();
    const pull = world.open(changeOf({ rob: "viewer", sue: "viewer" }));
    await world.plan(pull, binding);
    world.merge(pull);
    await world.control("fault", { fault: "403@write:2" });
    const applied = await world.apply(binding);
    expect(applied.code).toBe(4);
    const own = world.github.state.artifacts.findLast(({ name }) => name === "muster-journal");
    if (own === undefined) throw new Error("no journal");
    // The job by the clock began before that one was there.
    const noted = world.github.state.deployments.pop();
    if (noted === undefined) throw new Error("no deployment");
    own.isExpired = true;
    expect((await world.due(binding)).code).toBe(0);
    own.isExpired = false;
    world.github.state.deployments.push(noted);

    const next = await world.due(binding);
    expect(next.code).toBe(0);
    expect(next.log).toContain("side by side");
    expect(next.log).toContain(applied.outputs["journal-head"]);
    expect(outcomes(next)).toEqual(["invite sue@acme.example done"]);
    expect(verifyJournal(journalOf(next), signer)).toMatchObject({ ok: true, problems: [], runs: 3 });
    expect((await world.apply(binding)).code).toBe(0);
  });
});
