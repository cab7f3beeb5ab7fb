/** What runs hand on to each other: the journal's chain, the last applied commit, the first run on an organization. */
import { afterEach, describe, expect, it } from "vitest";
import { emptyHead, readEntries, verifyJournal } from "../../src/journal/chain.ts";
import { acme, changeOf, inAccess, members, organization, teamFile } from "../fakes/acme.ts";
import { type ActionRun, type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";

let world: ActionWorld;
afterEach(() => world.close());

const journalOf = (ran: ActionRun): string => ran.files["journal.jsonl"] ?? "";
const lastArtifact = () => world.github.state.artifacts.findLast(({ name }) => name === "muster-journal");
const verbs = (ran: ActionRun): string[] =>
  readEntries(journalOf(ran)).flatMap((entry) =>
    entry.event === "outcome" && entry.status === "done" ? [`${entry.verb} ${entry.key}`] : [],
  );

describe("the journal", () => {
  it("is one chain over all runs, and every run names its end", async () => {
    world = await createWorldHere({ files: acme() });
    const runs = [await world.apply()];
    world.push("main", changeOf({ rob: "viewer" }));
    runs.push(await world.apply());
    runs.push(await world.due());
    const pull = world.open(changeOf({ rob: "viewer", sue: "viewer" }));
    world.merge(pull);
    runs.push(await world.apply({ event: "workflow_dispatch" }));
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);

    let before = "";
    let head: string = emptyHead.hash;
    for (const ran of runs) {
      const text = journalOf(ran);
      expect(text.startsWith(before)).toBe(true);
      const [first] = readEntries(text.slice(before.length));
      expect(first).toMatchObject({ event: "run_started", prev: head });
      const verdict = verifyJournal(text);
      expect(verdict).toMatchObject({ ok: true, problems: [] });
      expect(ran.outputs["journal-head"]).toBe(verdict.head);
      expect(ran.summary).toContain(verdict.head.slice(0, 16));
      [before, head] = [text, verdict.head];
    }
    expect(verifyJournal(before).runs).toBe(4);
    expect(world.comment(pull.number, "<!-- muster:result -->")).toContain(head.slice(0, 16));
    const [adopting] = readEntries(before);
    expect(adopting).toMatchObject({ commit: expect.stringMatching(/^[0-9a-f]{40}$/), actor: "lee" });
  });

  it.each([
    ["expired", () => void Object.assign(lastArtifact() ?? {}, { isExpired: true })],
    ["lost", () => void world.github.state.artifacts.splice(0)],
    ["damaged", () => void Object.assign(lastArtifact() ?? {}, { zip: new Uint8Array([1, 2, 3]) })],
    [
      "not to be had",
      () => void world.github.fail({ method: "GET", path: /\/actions\/artifacts$/ }, { status: 403 }),
    ],
  ])("that is %s is missed in the log, and the run goes on with a new one", async (_, lose) => {
    world = await createWorldHere({ files: acme() });
    await world.apply();
    world.push("main", changeOf({ rob: "viewer" }));
    lose();
    const ran = await world.apply();
    expect(ran.code).toBe(0);
    expect(ran.log).toMatch(/warning: .*journal/);
    expect(verbs(ran)).toEqual(["invite rob@acme.example"]);
    expect(verifyJournal(journalOf(ran))).toMatchObject({ ok: true, problems: [], runs: 1 });
  });

  it("of a first run is not missed", async () => {
    world = await createWorldHere({ files: acme() });
    expect((await world.apply()).log).not.toContain("warning:");
  });
});

describe("a first run", () => {
  it("reports, counts as applied, and leaves what it found to the runs after it", async () => {
    const live = { ...acme(), "acme/members.yaml": members({ lee: "viewer" }) };
    world = await createWorldHere({ files: acme({ rob: "viewer" }), live });
    const first = await world.apply();
    expect(first.code).toBe(0);
    expect(first.outputs).toMatchObject({ "exit-code": "0", changes: "0", blocked: "false" });
    expect(world.writes()).toEqual([]);
    expect(first.summary).toContain("rob@acme.example");
    expect(first.summary).toContain("lee@acme.example");

    const next = await world.apply();
    expect(next.code).toBe(0);
    expect(verbs(next).sort()).toEqual(["invite rob@acme.example", "promote lee@acme.example"]);
  });

  it("is each organization's own: one that comes later is adopted by itself", async () => {
    const beta = {
      "beta/organization.yaml": organization("org_01beta"),
      "beta/members.yaml": members({ rob: "viewer" }),
    };
    const live = { ...acme(), ...beta, "beta/members.yaml": members() };
    world = await createWorldHere({ files: acme(), live });
    await world.apply();
    const pull = world.open({ ...inAccess(beta), ...changeOf({ sue: "viewer" }) });
    const planned = await world.plan(pull);
    expect(planned.code).toBe(0);
    expect(world.comment(pull.number, "<!-- muster:plan -->")).toContain("is new with this change");

    world.merge(pull);
    const ran = await world.apply();
    expect(ran.code).toBe(0);
    expect(verbs(ran)).toEqual(["invite sue@acme.example"]);
    expect(world.comment(pull.number, "<!-- muster:result -->")).toContain("beta");
    world.sandbox.resetRequests();
    const next = await world.apply();
    expect(next.code).toBe(0);
    expect(verbs(next).slice(1)).toEqual(["invite rob@acme.example"]);
    expect(world.writes()).toHaveLength(1);
  });
});

describe("MUSTER_PAUSED", () => {
  it("stops every write, and no plan", async () => {
    world = await createWorldHere({ files: acme() });
    await world.apply();
    const pull = world.open(changeOf({ rob: "viewer" }));
    const env = { MUSTER_PAUSED: "1" };
    expect((await world.plan(pull, { env })).code).toBe(0);
    world.merge(pull);
    world.sandbox.resetRequests();
    for (const ran of [
      await world.apply({ env }),
      await world.apply({ env, event: "workflow_dispatch" }),
      await world.due({ env }),
    ]) {
      expect(ran.code).toBe(1);
      expect(ran.log).toContain("MUSTER_PAUSED");
      expect(world.sandbox.requests()).toEqual([]);
    }
    expect((await world.apply()).code).toBe(0);
    expect(world.writes()).toHaveLength(1);
  });
});

describe("where things are elsewhere", () => {
  it("a shallow clone is deepened as far as need be", async () => {
    world = await createWorldHere({ files: acme() });
    expect((await world.apply({ depth: 1 })).code).toBe(0);
    for (const team of ["one", "two", "three"]) world.push("main", teamFile(team));
    const pull = world.open(teamFile("four"));
    const planned = await world.plan(pull, { depth: 1 });
    expect(planned.code).toBe(0);
    expect(planned.outputs["changes"]).toBe("1");
    world.merge(pull);
    const ran = await world.apply({ depth: 1 });
    expect(ran.code).toBe(0);
    expect(verbs(ran)).toHaveLength(4);
    expect(world.comment(pull.number, "<!-- muster:result -->")).toContain("4 teams created");
    expect((await world.due({ depth: 1 })).code).toBe(0);
  });

  it("GitHub Enterprise Server, whose API has a path of its own", async () => {
    world = await createWorldHere({ files: acme(), basePath: "/api/v3" });
    expect(world.github.apiUrl).toMatch(/\/api\/v3$/);
    expect((await world.apply()).code).toBe(0);
    const pull = world.open(changeOf({ rob: "viewer" }));
    expect((await world.plan(pull)).code).toBe(0);
    expect(world.comment(pull.number, "<!-- muster:plan -->")).toContain("rob@acme.example");
    world.merge(pull);
    const ran = await world.apply();
    expect(ran.code).toBe(0);
    expect(verifyJournal(journalOf(ran))).toMatchObject({ ok: true, runs: 2 });
    expect(world.comment(pull.number, "<!-- muster:result -->")).toContain("rob@acme.example");
  });
});
