/** What holds an end back from run to run: a holder that goes with it, a run that knows no reviews, a run without a base. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readEntries } from "../../../src/journal/chain.ts";
import { lastRun } from "../../../src/journal/lastRun.ts";
import { memoryJournal } from "../../../src/journal/memory.ts";
import { lastRunAmong } from "../../../src/journal/sideBySide.ts";
import type { Plan } from "../../../src/model/plan.ts";
import { dueSelection, dueUnreviewedSelection, reviewedSelection } from "../../../src/run/selection.ts";
import { createWorld, type Files, type World } from "../../fakes/world.ts";

const admins = "  ana@acme.example: admin\n  ben@acme.example: admin\n";
const files = (members: string, rest = "", policy = ""): Files => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme${policy} }\nmembers:\n${admins}${members}${rest}`,
});
const kim = (terms: string): string => `  kim@acme.example: { role: viewer, ${terms} }\n`;

let world: World;
afterEach(() => world.close());

/** Starts where the first version of the files is live and applied. */
async function startFrom(before: Files): Promise<void> {
  world = await createWorld({ files: before });
  world.commit();
}

const told = ({ terms = [] }: Plan): string[] =>
  terms.map(({ what, key, held }) => `${what} ${key}${held === undefined ? "" : `, ${held.code}`}`);
const kept = ({ kept_terms: terms = [] }: Plan): string[] => terms.map(({ what, key }) => `${what} ${key}`);
const doneIn = ({ actions }: Plan): string[] =>
  actions.map(({ verb, key, cause }) => `${cause} ${verb} ${key}`);
const bound = (...ids: readonly string[]) => ({
  selection: () => reviewedSelection(new Set(ids)),
  reviewsBind: true,
});
const idsOf = ({ actions, terms = [] }: Plan): string[] => [...actions, ...terms].map(({ id }) => id);

function journalled() {
  const journal = memoryJournal();
  const path = join(world.folder, "past.jsonl");
  const past = { base: "HEAD", journal: { path, optional: true } } as const;
  return { past, journal_: journal, path, save: () => writeFile(path, journal.text()) };
}

const bot =
  "service_accounts:\n  bot: { role: viewer, owner: ana@acme.example, keys: { ci: { scopes: [pipelines:read], rotate_after: 90d } } }\n";
const team =
  "teams:\n  ops: { name: Ops, members: [ben@acme.example, { member: kim@acme.example, expires: 2027-01-31 }] }\n";
const deleting = ", unlisted: { service_accounts: delete, keys: delete, teams: delete, members: deactivate }";

describe("an end whose holder goes with it", () => {
  it.each([
    ["a key's age with its service account", files("", bot, deleting), files("", "", deleting), "rotate_after bot/ci", 2],
    ["a place in a team with the team", files("  kim@acme.example: viewer\n", team, deleting), files("  kim@acme.example: viewer\n", "", deleting), "expires ops/kim@acme.example"],
    ["the end of access with the member", files(kim("expires: 2027-02-28"), "", deleting), files("", "", deleting), "expires kim@acme.example"],
  ])("is no longer term, and kept in mind until it is gone: %s", async (_, before, after, term, count = 1) => {
    await startFrom(before);
    await world.setFiles(after);
    const plan = await world.plan({ base: "HEAD" });
    expect([plan.actions.length, told(plan), kept(plan)]).toEqual([count, [], [term]]);

    // The run stops before it gets there, the base moves on, and the files leave it alone by then.
    const { past, journal_, save } = journalled();
    const stopped = AbortSignal.abort();
    const run = await world.apply({ ...past, journal_, ...bound(...idsOf(plan)), meanwhile: () => Promise.resolve(), signal: stopped });
    expect(run.result?.outcomes.map(({ status }) => status)).toEqual(plan.actions.map(() => "not_started"));
    await save();
    world.commit();
    const again = await world.plan({ ...past, ...bound(...idsOf(plan)) });
    expect([again.actions.length, told(again), kept(again)]).toEqual([count, [], [term]]);
    const [name = ""] = Object.keys(after);
    await world.setFiles({ [name]: (after[name] ?? "").replace(deleting, "") });
    const left = await world.plan({ ...past, ...bound() });
    expect([told(left), kept(left)]).toEqual([[`${term}, unreviewed`], []]);
    // Where nothing binds it is told, and holds.
    expect(told(await world.plan(past))).toEqual([term]);
  }); // prettier-ignore

  it("is told where nobody reviewed that it goes, and counts", async () => {
    await startFrom(files(kim("expires: 2026-11-20"), bot, deleting));
    await world.setFiles(files("", "", deleting));
    const plan = await world.plan({ base: "HEAD", ...bound() });
    expect(told(plan)).toEqual(["expires kim@acme.example, unreviewed", "rotate_after bot/ci, unreviewed"]);
    expect([doneIn(plan), kept(plan)]).toEqual([[], []]);
    await world.control("/sandbox/clock", { now: "2026-11-20T09:00:00Z" });
    const day = await world.plan({ base: "HEAD", at: "2026-11-20", ...bound() });
    expect(doneIn(day)).toEqual(["due deactivate kim@acme.example"]);
  });

  it("is none where it was held and its holder goes later, reviewed", async () => {
    await startFrom(files("", bot));
    await world.setFiles(files(""));
    const { past, journal_, save } = journalled();
    expect((await world.apply({ ...past, journal_, ...bound() })).code).toBe(4);
    await save();
    world.commit();
    expect(told(await world.plan({ ...past, ...bound() }))).toEqual(["rotate_after bot/ci, unreviewed"]);
    await world.setFiles(files("", "", deleting));
    const plan = await world.plan(past);
    expect([doneIn(plan), told(plan)]).toEqual([
      ["change revoke_key bot/ci", "change delete_service_account bot"],
      [],
    ]);
    const run = await world.apply({ ...past, journal_, ...bound(...idsOf(plan)) });
    expect(run.code).toBe(0);
    await save();
    expect(await world.plan({ ...past, ...bound() })).not.toHaveProperty("kept_terms");
  });
});

describe("a run by the clock, which looks for no reviews", () => {
  const [early, late] = [files(kim("expires: 2026-11-20")), files(kim("expires: 2027-04-30"))];

  it("takes no longer term for reviewed, and leaves the decision to the run of its merge", async () => {
    await startFrom(early);
    await world.setFiles(late);
    const { past, journal_, save } = journalled();
    const run = await world.apply({ ...past, journal_, selection: dueSelection, reviewsBind: true });
    expect([run.code, told(run.planned.plan)]).toEqual([0, ["expires kim@acme.example, waiting"]]);
    await save();
    expect(lastRun(readEntries(journal_.text()), "acme")).not.toHaveProperty("heldTerms");
    await world.control("/sandbox/clock", { now: "2026-11-20T09:00:00Z" });
    const day = { ...past, at: "2026-11-20", selection: dueSelection } as const;
    expect(doneIn(await world.plan(day))).toEqual(["due deactivate kim@acme.example"]);

    // What that run found reviewed holds from then on, though something else kept it from being applied whole.
    const reviewed = await world.plan(past);
    await world.apply({ ...past, journal_, ...bound(...idsOf(reviewed)) });
    await save();
    const known = await world.plan(day);
    expect([told(known), doneIn(known)]).toEqual([["expires kim@acme.example"], []]);
    await world.apply({ ...past, journal_, selection: dueSelection, reviewsBind: true });
    await save();
    expect(told(await world.plan(day))).toEqual(["expires kim@acme.example"]);
  });

  it("takes it for what the files say where reviews do not bind", async () => {
    await startFrom(early);
    await world.setFiles(late);
    const plan = await world.plan({ base: "HEAD", selection: dueUnreviewedSelection });
    expect(told(plan)).toEqual(["expires kim@acme.example"]);
  });
});

describe("at the terminal", () => {
  const [early, late] = [files(kim("expires: 2026-11-20")), files(kim("expires: 2027-04-30"))];

  /** A run with a reviewed plan that does not show the longer term. */
  async function heldOnce() {
    await startFrom(early);
    await world.setFiles(late);
    const made = journalled();
    expect((await world.apply({ ...made.past, journal_: made.journal_, ...bound() })).code).toBe(4);
    await made.save();
    world.commit();
    return made;
  }

  it("stays held by runs without a base, and by runs without a reviewed plan, in plan and journal", async () => {
    const { past, path, journal_, save } = await heldOnce();
    for (const request of [{ owed: path }, past, { ...past, only: ["due"] }]) {
      const plan = await world.plan(request);
      expect(told(plan)).toEqual(["expires kim@acme.example, unreviewed"]);
      expect(plan.terms?.[0]?.held?.message).toContain("`apply --plan FILE`");
      const run = await world.apply({ ...request, journal_ });
      expect(run.code).toBe(4);
      await save();
      expect(lastRun(readEntries(journal_.text()), "acme")?.heldTerms).toMatchObject([
        { key: "kim@acme.example", before: "2026-11-20", held: "unreviewed" },
      ]);
    }
    await world.control("/sandbox/clock", { now: "2026-11-20T09:00:00Z" });
    expect(doneIn(await world.plan({ owed: path, at: "2026-11-20" }))).toEqual([
      "due deactivate kim@acme.example",
    ]);
  });

  it("holds once a plan that shows it is applied", async () => {
    const { path, journal_, save } = await heldOnce();
    const plan = await world.plan({ owed: path });
    const run = await world.apply({
      owed: path,
      journal_,
      selection: () => ({ reviewed: new Set(idsOf(plan)) }),
    });
    expect([run.code, told(run.planned.plan)]).toEqual([0, ["expires kim@acme.example"]]);
    await save();
    expect(told(await world.plan({ owed: path }))).toEqual([]);
  });

  it("is gone once it is taken back", async () => {
    const { past, path, journal_, save } = await heldOnce();
    await world.setFiles(early);
    expect((await world.apply({ owed: path, journal_ })).code).toBe(0);
    await save();
    await world.setFiles(late);
    expect(told(await world.plan({ ...past, owed: path }))).toEqual([]);
  });

  it("a waiver that was held back lifts nothing, whatever base is given", async () => {
    const waiver = ', waivers: [{ guard: max_loss, until: 2027-01-31, reason: "the team ended" }]';
    const many = Array.from({ length: 5 }, (_, n) => `  m${n}@acme.example: viewer\n`).join("");
    await startFrom(files(many));
    await world.setFiles(files(many, "", waiver));
    const { past, path, journal_, save } = journalled();
    expect((await world.apply({ ...past, journal_, ...bound() })).code).toBe(4);
    await save();
    const all = files(many.replaceAll("viewer", "{ state: deactivated }"), "", waiver);
    world.commit();
    await world.setFiles(all);
    const blocks = (plan: Plan) => plan.findings.map(({ guard, severity }) => `${guard} ${severity}`);
    for (const request of [{ owed: path }, past])
      expect(blocks(await world.plan(request))).toEqual(["max_loss block"]);
    // Without that journal it counts, as it always did.
    expect(blocks(await world.plan({ base: "HEAD" }))).toEqual(["max_loss warn"]);
  });
});

describe("two runs side by side", () => {
  it("hold what either held, unless the other knew that it was reviewed", async () => {
    await startFrom(files(kim("expires: 2026-11-20")));
    await world.setFiles(files(kim("expires: 2027-04-30")));
    const entriesOf = async (...ids: readonly string[]) => {
      const journal = memoryJournal();
      await world.apply({ base: "HEAD", journal_: journal, ...bound(...ids) });
      return readEntries(journal.text());
    };
    const held = await entriesOf();
    const other = await entriesOf(...idsOf(await world.plan({ base: "HEAD" })));
    const plain = (await entriesOf()).map((entry) => ({ ...entry, terms: [] }));
    expect(lastRunAmong({ entries: held, besides: [plain] }, "acme")?.heldTerms).toHaveLength(1);
    expect(lastRunAmong({ entries: plain, besides: [held] }, "acme")?.heldTerms).toHaveLength(1);
    for (const [entries, beside] of [
      [held, other],
      [other, held],
    ] as const) {
      const last = lastRunAmong({ entries, besides: [beside] }, "acme");
      expect([last?.heldTerms, last?.reviewedTerms?.size]).toEqual([undefined, 1]);
    }
  });
});
