/** Reviews that bind, jobs by the clock, and runs that may not begin: what is applied, and what never is. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { memoryJournal, type MemoryJournal } from "../../src/journal/memory.ts";
import { applyAll } from "../../src/run/apply.ts";
import { isPlanned, planAll } from "../../src/run/plan.ts";
import { dueSelection, reviewedSelection } from "../../src/run/selection.ts";
import { createWorld, type Files, type World } from "../fakes/world.ts";

const files = (members: string, policy = ""): Files => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme${policy} }\n`,
  "acme/members.yaml": `members:\n  ana@acme.example: { role: admin }\n  ben@acme.example: { role: admin }\n${members}`,
});
const dee = "  dee@acme.example: { role: viewer }\n";
const kim = "  kim@acme.example: { role: viewer }\n";

let world: World;
afterEach(async () => {
  await world.close();
});

async function pastOf(base: string, journal: MemoryJournal) {
  const path = join(world.folder, "earlier.jsonl");
  await writeFile(path, journal.text());
  return { base, journal: { path, optional: false } };
}

const writes = () => world.sandbox.requests().filter(({ method }) => method !== "GET").length;

describe("where reviews bind", () => {
  it("what was reviewed runs, and the rest is withheld", async () => {
    world = await createWorld({ files: files(dee) });
    const base = world.commit();
    await world.setFiles(files(dee.replace("viewer", "editor") + kim));
    const ids = (await world.plan({ base })).actions
      .filter(({ verb }) => verb === "invite")
      .map(({ id }) => id);
    const { result, planned, code } = await world.apply({
      base,
      selection: () => reviewedSelection(new Set(ids)),
    });
    expect(result?.outcomes.map(({ action, status }) => [action.verb, status])).toEqual([["invite", "done"]]);
    expect(planned.plan.withheld.map(({ code: why, verb }) => [why, verb])).toEqual([
      ["unreviewed", "promote"],
    ]);
    expect(code).toBe(4);
  });

  it("what was left undone for want of a review does not run later as unfinished", async () => {
    world = await createWorld({ files: files("") });
    const first = world.commit();
    await world.setFiles(files(kim));
    const second = world.commit();
    const journal = memoryJournal();
    const selection = () => reviewedSelection(new Set<string>());
    await world.apply({ base: first, selection, journal_: journal });
    for (let again = 0; again < 3; again += 1) {
      const { planned } = await world.apply({
        ...(await pastOf(second, journal)),
        selection,
        journal_: journal,
      });
      // With the base it is drift, as the next pull request shows it; and it is still known that nobody reviewed it.
      expect(planned.plan.actions).toEqual([]);
      expect(planned.plan.withheld.map(({ code }) => code)).toEqual(["drift"]);
    }
    await world.setFiles(files(kim, ", drift: correct"));
    for (const choice of [selection, dueSelection]) {
      const past = await pastOf(second, journal);
      const { planned, code } = await world.apply({ ...past, selection: choice, journal_: journal });
      expect(planned.plan.actions).toEqual([]);
      expect(planned.plan.withheld.map((item) => item.code)).toEqual(["unreviewed"]);
      expect(code).toBe(4);
    }
    expect(writes()).toBe(0);
    const { actions } = await world.plan({ base: second });
    const { result } = await world.apply({
      ...(await pastOf(second, journal)),
      selection: () => reviewedSelection(new Set(actions.map(({ id }) => id))),
    });
    expect(result?.outcomes.map(({ action, status }) => [action.verb, status])).toEqual([["invite", "done"]]);
  });

  it("nor after a job by the clock left it for the run of its merge, nor after a run that was killed", async () => {
    world = await createWorld({ files: files("") });
    const first = world.commit();
    await world.setFiles(files(kim));
    const second = world.commit();
    const selection = () => reviewedSelection(new Set<string>());
    const journal = memoryJournal();
    await world.apply({ base: first, selection: dueSelection, journal_: journal });
    const killed = memoryJournal();
    await world.apply({ base: first, selection, journal_: killed });
    const torn = killed.text().split("\n").slice(0, 1).join("\n");
    for (const text of [journal.text(), `${torn}\n`]) {
      expect(text).toContain("unreviewed");
      const past = await pastOf(second, { ...journal, text: () => text });
      const { planned } = await world.apply({ ...past, selection });
      expect(planned.plan.actions).toEqual([]);
      const due = await world.apply({ ...past, selection: dueSelection });
      expect(due.planned.plan.actions).toEqual([]);
    }
    expect(writes()).toBe(0);
  });

  it("what was reviewed and failed runs again without another review", async () => {
    world = await createWorld({ files: files("") });
    const first = world.commit();
    await world.setFiles(files(kim));
    const second = world.commit();
    const ids = (await world.plan({ base: first })).actions.map(({ id }) => id);
    await world.control("/sandbox/fault", { fault: "422@invite" });
    const journal = memoryJournal();
    const failed = await world.apply({
      base: first,
      selection: () => reviewedSelection(new Set(ids)),
      journal_: journal,
    });
    expect(failed.result?.outcomes.map(({ status }) => status)).toEqual(["failed"]);
    const past = await pastOf(second, journal);
    const { result } = await world.apply({ ...past, selection: dueSelection });
    expect(result?.outcomes.map(({ action, status }) => [action.cause, status])).toEqual([
      ["unfinished", "done"],
    ]);
  });
});

describe("a job by the clock", () => {
  it.each([
    ["report", 0],
    ["correct", 1],
  ])("deals with drift as the files say: %s", async (drift, count) => {
    const policy = `, drift: ${drift}`;
    world = await createWorld({ files: files(dee, policy), live: files(dee.replace("viewer", "editor")) });
    const base = world.commit();
    await world.setFiles(files(dee + kim, policy));
    const { planned } = await world.apply({ base, selection: dueSelection });
    expect(planned.plan.actions.map(({ cause }) => cause)).toEqual(Array(count).fill("drift"));
    expect(planned.plan.withheld.map(({ code, key }) => [code, key])).toContainEqual([
      "waiting",
      "kim@acme.example",
    ]);
  });
});

describe("a run that may not begin", () => {
  const zeta = (members: string): Files => ({
    "zeta/organization.yaml": "organization: { provider: planasonix, id: org_01zeta }\n",
    "zeta/members.yaml": `members:\n  ana@acme.example: { role: admin }\n  ben@acme.example: { role: admin }\n${members}`,
  });

  it("writes nothing, and is asked only where something would be written", async () => {
    world = await createWorld({ files: files("") });
    const asked: string[] = [];
    const mayStart = (organization: string) => {
      asked.push(`${organization} ${writes()}`);
      return Promise.resolve("superseded: there is a newer commit");
    };
    const journal = memoryJournal();
    expect((await world.apply({ mayStart, journal_: journal })).code).toBe(0);
    expect(asked).toEqual([]);
    await world.setFiles(files(kim));
    const held = await world.apply({ mayStart, journal_: journal });
    expect(held).toMatchObject({
      result: null,
      second: null,
      heldUp: "superseded: there is a newer commit",
      code: 3,
    });
    expect(asked).toEqual(["acme 0"]);
    expect(writes()).toBe(0);
    expect((await world.apply({ mayStart: () => Promise.resolve(undefined) })).result?.outcomes).toHaveLength(
      1,
    );
  });

  it("counts as applied in part when another organization was written to already", async () => {
    world = await createWorld({
      files: { ...files(kim), ...zeta(kim) },
      live: { ...files(""), ...zeta("") },
    });
    const run = await planAll(world.context, { organizations: [], allowed: [], reach: "merged" });
    if (!run.ok) throw new Error("no plan");
    const planned = run.runs.flatMap(({ result }) => (isPlanned(result) ? [result] : []));
    const applied = await applyAll(world.context, planned, {
      journal: memoryJournal(),
      commit: null,
      actor: "tester",
      allowed: [],
      mayStart: (organization) => Promise.resolve(organization === "zeta" ? "superseded" : undefined),
    });
    await run.close();
    expect(applied.map(({ code, heldUp }) => [code, heldUp])).toEqual([
      [0, undefined],
      [4, "superseded"],
    ]);
  });
});
