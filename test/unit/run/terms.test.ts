/** Changes of terms from run to run: what counts as one, what a review takes, and what becomes of those without. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { memoryJournal } from "../../../src/journal/memory.ts";
import type { Plan } from "../../../src/model/plan.ts";
import { planJson } from "../../../src/render/json.ts";
import { planMarkdown } from "../../../src/render/markdown.ts";
import { plainPaint } from "../../../src/render/paint.ts";
import { parsePlanFile } from "../../../src/render/planFile.ts";
import { planText } from "../../../src/render/text.ts";
import { planAll, type PlanRequest } from "../../../src/run/plan.ts";
import { dueSelection, reviewedSelection } from "../../../src/run/selection.ts";
import { gitOutput } from "../../fakes/gitCommands.ts";
import { createWorld, type Files, type World } from "../../fakes/world.ts";

const head = "organization: { provider: planasonix, id: org_01acme }\n";
const admins = "  ana@acme.example: admin\n  ben@acme.example: admin\n";
const files = (members: string, rest = ""): Files => ({
  "acme/organization.yaml": `${head}members:\n${admins}${members}${rest}`,
});

let world: World | undefined;
afterEach(() => world?.close());

function commit(folder: string): void {
  const env = { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1" };
  const git = (...args: readonly string[]) =>
    gitOutput({ cwd: folder, env }, [["-c", "user.name=Ana", "-c", "user.email=ana@acme.example", ...args]]);
  git("init", "-q");
  git("add", "-A");
  git("commit", "-q", "--allow-empty", "-m", "next");
}

/** The terms of a plan from one version of the files to another, where live is as the first one says. */
async function termsFrom(before: Files, after: Files, request: Partial<PlanRequest> = {}) {
  world = await createWorld({ files: before });
  commit(world.folder);
  await world.setFiles(after);
  return told(await world.plan({ base: "HEAD", ...request }));
}

function told({ terms = [] }: Plan): string[] {
  return terms.map(
    ({ what, key, before, after, direction }) => `${direction} ${what} ${key} ${before} ${after}`,
  );
}

describe("a change of terms", () => {
  it.each([
    ["kim@acme.example: { role: viewer, expires: 2027-02-28 }", "kim@acme.example: { role: viewer, expires: 2027-04-30 }", ["longer expires kim@acme.example 2027-02-28 2027-04-30"]],
    ["kim@acme.example: { role: viewer, expires: 2027-02-28 }", "kim@acme.example: viewer", ["longer expires kim@acme.example 2027-02-28 null"]],
    ["kim@acme.example: viewer", "kim@acme.example: { role: viewer, expires: 2027-02-28 }", ["earlier expires kim@acme.example null 2027-02-28"]],
    ["kim@acme.example: { role: admin, until: 2027-01-15, then: editor }", "kim@acme.example: admin", ["longer until kim@acme.example 2027-01-15, then editor null"]],
    ["kim@acme.example: admin", "kim@acme.example: { role: admin, until: 2027-01-15, then: editor }", ["earlier until kim@acme.example null 2027-01-15, then editor"]],
    ["kim@acme.example: { role: admin, until: 2027-01-15, then: viewer }", "kim@acme.example: { role: admin, until: 2027-01-14, then: editor }", ["longer until kim@acme.example 2027-01-15, then viewer 2027-01-14, then editor"]],
    // The role from the day on is the old one: only the elevation itself is asked for, and it is an action.
    ["kim@acme.example: editor", "kim@acme.example: { role: admin, until: 2027-01-15, then: editor }", []],
    ["kim@acme.example: { role: admin, until: 2027-01-15, then: editor }", "kim@acme.example: viewer", []],
    ["kim@acme.example: { role: viewer, successor: ana@acme.example }", "kim@acme.example: viewer", ["changed successor kim@acme.example ana@acme.example null"]],
    ["kim@acme.example: { role: viewer, expires: 2027-02-28 }", "", ["longer expires kim@acme.example 2027-02-28 null"]],
    ["kim@acme.example: { role: viewer, expires: 2027-02-28 }", "kim@acme.example: { state: deactivated }", []],
    ["kim@acme.example: viewer", "", []],
    ["kim@acme.example: viewer", "kim@acme.example: viewer", []],
  ])("from %s to %s is told so", async (before, after, expected) => {
    const line = (text: string): string => (text === "" ? "" : `  ${text}\n`);
    expect(await termsFrom(files(line(before)), files(line(after)))).toEqual(expected);
  }); // prettier-ignore

  it("is none where only names change: a key of people.yaml, an e-mail, a team", async () => {
    const people = (mail: string, more = ""): string =>
      `people:\n  ana: { name: Ana, email: ana@acme.example }\n  kim: { name: Kim, email: ${mail}${more} }\n`;
    const before = {
      ...files(
        "  kim: { role: viewer, expires: 2027-02-28, successor: ana }\n",
        "teams:\n  ops: { name: Ops, members: [{ member: kim, expires: 2027-01-31 }] }\n",
      ),
      "people.yaml": people("kim@acme.example", ", leaves: 2027-06-30"),
    };
    const after = {
      ...files(
        "  kim.haas@acme.example: { role: viewer, expires: 2027-02-28, successor: ana@acme.example }\n",
        "teams:\n  operations: { name: Ops, previously: [ops], members: [{ member: kim, expires: 2027-01-31 }] }\n",
      ),
      "people.yaml": people("kim.haas@acme.example", ", previously: [kim@acme.example], leaves: 2027-06-30"),
    };
    expect(await termsFrom(before, after)).toEqual([]);
  });

  it("is the end of access, whether `expires` or `leaves` brings it", async () => {
    const people = (leaves: string): Files => ({
      ...files("  kim: viewer\n"),
      "people.yaml": `people:\n  kim: { name: Kim, email: kim@acme.example${leaves} }\n`,
    });
    expect(await termsFrom(people(", leaves: 2027-06-30"), people(""))).toEqual([
      "longer expires kim@acme.example 2027-06-30 null",
    ]);
  });

  it("is one where an entry of somebody who is to leave is gone and they are still there", async () => {
    world = await createWorld({ files: files("  kim@acme.example: viewer\n") });
    await world.setFiles(files("  kim@acme.example: { state: deactivated }\n"));
    commit(world.folder);
    await world.setFiles(files(""));
    expect(told(await world.plan({ base: "HEAD" }))).toEqual([
      "longer state kim@acme.example deactivated null",
    ]);
    await world.setFiles(files("  kim@acme.example: viewer\n"));
    expect(told(await world.plan({ base: "HEAD" }))).toEqual([
      "longer state kim@acme.example deactivated active",
    ]);
  });

  it("is none where the entry is gone and the change takes them out, or they are out", async () => {
    const acting: Files = {
      "acme/organization.yaml": `${head.replace(" }", ", unlisted: { members: deactivate } }")}members:\n${admins}`,
    };
    expect(
      await termsFrom(files("  kim@acme.example: { role: viewer, expires: 2027-02-28 }\n"), acting),
    ).toEqual([]);
    await world?.close();
    const left = files("  kim@acme.example: { state: deactivated }\n");
    expect(await termsFrom(left, files(""))).toEqual([]);
  });

  it("is the same on another day, and in a plan from files alone", async () => {
    const before = files("  kim@acme.example: { role: viewer, expires: 2026-12-15 }\n");
    const after = files("  kim@acme.example: { role: viewer, expires: 2027-04-30 }\n");
    const expected = ["longer expires kim@acme.example 2026-12-15 2027-04-30"];
    expect(await termsFrom(before, after, { at: "2027-01-20" })).toEqual(expected);
    if (world === undefined) throw new Error("no world");
    const run = await planAll(world.context, {
      organizations: [],
      allowed: [],
      base: "HEAD",
      reach: "offline",
    });
    if (!run.ok) throw new Error("no run");
    const [first] = run.runs;
    if (first === undefined || "error" in first.result) throw new Error("no plan");
    expect(told(first.result.plan)).toEqual(expected);
  });
});

describe("an organization whose files are gone", () => {
  it("is told with every end that does not come any more, and held until it was reviewed", async () => {
    const globex = `organization: { provider: planasonix, id: org_02globex }\nmembers:\n${admins}  kim@acme.example: { role: viewer, expires: 2027-02-28 }\n`;
    world = await createWorld({ files: files("") });
    await world.setFiles({ ...files(""), "globex/organization.yaml": globex });
    commit(world.folder);
    await world.setFiles(files(""));
    const request = { organizations: [], allowed: [], base: "HEAD", reach: "offline" } as const;
    const run = await planAll(world.context, request);
    if (!run.ok) throw new Error("no run");
    const plans = run.gone.map(({ plan }) => plan);
    expect(plans.map(told)).toEqual([
      ["longer files globex declared null", "longer expires kim@acme.example 2027-02-28 null"],
    ]);
    expect(plans[0]?.actions).toEqual([]);
    const ids = new Set((plans[0]?.terms ?? []).map(({ id }) => id));
    for (const reviewed of [new Set<string>(), ids]) {
      const bound = await planAll(world.context, {
        ...request,
        selection: () => reviewedSelection(reviewed),
      });
      if (!bound.ok) throw new Error("no run");
      const held = bound.gone.flatMap(({ plan }) => (plan.terms ?? []).map((term) => term.held?.code));
      expect(held).toEqual(reviewed === ids ? [undefined, undefined] : ["unreviewed", "unreviewed"]);
    }
    // Whoever asks for other organizations, or folders, is told of those.
    const others = await planAll(world.context, { ...request, folders: new Set(["acme"]) });
    expect(others.ok && others.gone).toEqual([]);
  });
});

describe("what lasts longer and nobody reviewed", () => {
  const before = files("  kim@acme.example: { role: viewer, expires: 2026-11-20 }\n");
  const after = files("  kim@acme.example: { role: viewer, expires: 2027-04-30 }\n");
  const heldIn = ({ terms = [] }: Plan) => terms.map(({ before: was, held }) => [was, held?.code]);

  it("does not become the base by another run, and ends when it was to end", async () => {
    world = await createWorld({ files: before });
    commit(world.folder);
    await world.setFiles(after);
    const journal = memoryJournal();
    const path = join(world.folder, "past.jsonl");
    const past = { base: "HEAD", journal: { path, optional: true }, journal_: journal } as const;
    const first = await world.apply({ ...past, selection: () => reviewedSelection(new Set()) });
    expect(heldIn(first.planned.plan)).toEqual([["2026-11-20", "unreviewed"]]);
    expect([first.code, first.planned.plan.actions]).toEqual([4, []]);

    // Whatever moves the base on: what was held is known from the journal.
    commit(world.folder);
    await writeFile(path, journal.text());
    for (const selection of [dueSelection(), reviewedSelection(new Set<string>())]) {
      const plan = await world.plan({ ...past, selection: () => selection });
      expect(heldIn(plan)).toEqual([["2026-11-20", "unreviewed"]]);
    }
    await world.control("/sandbox/clock", { now: "2026-11-20T09:00:00Z" });
    const due = await world.plan({ ...past, at: "2026-11-20", selection: dueSelection });
    expect(due.actions.map(({ verb, key, cause }) => [verb, key, cause])).toEqual([
      ["deactivate", "kim@acme.example", "due"],
    ]);

    // Reviewed, it holds; taken back, there is nothing to hold.
    const [term] = first.planned.plan.terms ?? [];
    const reviewed = await world.plan({
      ...past,
      selection: () => reviewedSelection(new Set([term?.id ?? ""])),
    });
    expect(heldIn(reviewed)).toEqual([["2026-11-20", undefined]]);
    await world.setFiles(before);
    const back = await world.plan({ ...past, selection: () => reviewedSelection(new Set()) });
    expect(back.terms?.filter(({ held }) => held !== undefined) ?? []).toEqual([]);
  });

  it("stays in sight where the entry went altogether", async () => {
    world = await createWorld({ files: before });
    commit(world.folder);
    await world.setFiles(files(""));
    const journal = memoryJournal();
    const path = join(world.folder, "past.jsonl");
    const past = { base: "HEAD", journal: { path, optional: true }, journal_: journal } as const;
    const unreviewed = () => reviewedSelection(new Set<string>());
    expect((await world.apply({ ...past, selection: unreviewed })).code).toBe(4);
    commit(world.folder);
    await writeFile(path, journal.text());
    expect(heldIn(await world.plan({ ...past, selection: unreviewed }))).toEqual([
      ["2026-11-20", "unreviewed"],
    ]);
  });

  it("ends on its day all the same where the entry went, of a member and of a service account", async () => {
    const account =
      "service_accounts:\n  old: { role: viewer, owner: ana@acme.example, expires: 2026-11-20 }\n";
    const early = files("  kim@acme.example: { role: viewer, expires: 2026-11-20 }\n", account);
    world = await createWorld({ files: early });
    commit(world.folder);
    await world.setFiles(files(""));
    await world.control("/sandbox/clock", { now: "2026-11-20T09:00:00Z" });
    const past = { base: "HEAD", at: "2026-11-20" } as const;
    const bound = await world.plan({ ...past, selection: () => reviewedSelection(new Set()) });
    expect(bound.actions.map(({ verb, key, cause }) => [verb, key, cause])).toEqual([
      ["deactivate", "kim@acme.example", "due"],
      ["delete_service_account", "old", "due"],
    ]);
    expect(heldIn(bound)).toEqual([
      ["2026-11-20", "unreviewed"],
      ["2026-11-20", "unreviewed"],
    ]);
    const ids = new Set((bound.terms ?? []).map(({ id }) => id));
    const reviewed = await world.plan({ ...past, selection: () => reviewedSelection(ids) });
    expect([reviewed.actions, heldIn(reviewed)]).toEqual([
      [],
      [
        ["2026-11-20", undefined],
        ["2026-11-20", undefined],
      ],
    ]);
  });

  describe("whose holder went with it", () => {
    const until = "2026-11-20";
    const shares = `shares: { pipelines: { nightly: { level: view, expires: ${until} }, weekly: view } }`;
    const people = "  kim@acme.example: editor\n  lee@acme.example: editor\n";
    const goneWith = async (early: Files, late: Files, clock = until) => {
      world = await createWorld({ files: early });
      for (const name of ["nightly", "weekly"])
        await world.control("/sandbox/resource", { kind: "pipeline", name }).catch(() => undefined);
      commit(world.folder);
      await world.setFiles(late);
      await world.control("/sandbox/clock", { now: `${clock}T09:00:00Z` });
      const unreviewed = () => reviewedSelection(new Set<string>());
      const plan = await world.plan({ base: "HEAD", at: clock, selection: unreviewed });
      return plan.actions.map(({ verb, key, cause }) => `${cause} ${verb} ${key}`);
    };

    it("ends: one place in a team, whose other places stay as they are", async () => {
      const team = `teams:\n  ops: { name: Ops, members: [lee@acme.example, { member: kim@acme.example, expires: ${until} }] }\n`;
      const gone = await goneWith(files(people, team), files(people));
      expect(gone).toEqual(["due leave_team ops/kim@acme.example"]);
    });

    it("ends: what was shared with a team, a member or a service account", async () => {
      const rest =
        `teams:\n  ops: { name: Ops, members: [lee@acme.example], ${shares} }\n` +
        `service_accounts:\n  bot: { role: viewer, owner: ana@acme.example, ${shares} }\n`;
      const early = files(
        `  kim@acme.example: { role: editor, ${shares} }\n  lee@acme.example: editor\n`,
        rest,
      );
      expect(await goneWith(early, files("  lee@acme.example: editor\n"))).toEqual([
        "due unshare pipeline:nightly/member:kim@acme.example",
        "due unshare pipeline:nightly/service_account:bot",
        "due unshare pipeline:nightly/team:ops",
      ]);
    });

    it("ends: a role that is held for a time, of whoever still holds it", async () => {
      const early = files(`  kim@acme.example: { role: admin, until: ${until}, then: editor }\n`);
      expect(await goneWith(early, files(""))).toEqual(["due demote kim@acme.example"]);
    });

    it("has its time until that day", async () => {
      const early = files(
        `  kim@acme.example: { role: admin, until: ${until}, then: editor, ${shares} }\n  lee@acme.example: editor\n`,
        `teams:\n  ops: { name: Ops, members: [{ member: lee@acme.example, expires: ${until} }] }\n`,
      );
      expect(await goneWith(early, files(""), "2026-11-19")).toEqual([]);
    });
  });

  it("goes on with somebody's leaving whose entry went before they did", async () => {
    world = await createWorld({ files: files("  kim@acme.example: viewer\n") });
    await world.setFiles(files("  kim@acme.example: { state: deactivated }\n"));
    commit(world.folder);
    await world.setFiles(files(""));
    const unreviewed = () => reviewedSelection(new Set<string>());
    const plan = await world.plan({ base: "HEAD", selection: unreviewed });
    expect(told(plan)).toEqual(["longer state kim@acme.example deactivated null"]);
    expect([...plan.actions, ...plan.withheld].map(({ verb, key }) => [verb, key])).toEqual([
      ["deactivate", "kim@acme.example"],
    ]);
  });

  it("holds where nothing binds", async () => {
    world = await createWorld({ files: before });
    commit(world.folder);
    await world.setFiles(after);
    expect(heldIn(await world.plan({ base: "HEAD" }))).toEqual([["2026-11-20", undefined]]);
  });

  it("is reviewed by what holds now, whichever change led there", async () => {
    const between = files("  kim@acme.example: { role: viewer, expires: 2026-12-31 }\n");
    const [onTop] = (await termsFrom(between, after).then(() => world?.plan({ base: "HEAD" })))?.terms ?? [];
    await world?.close();
    world = await createWorld({ files: before });
    commit(world.folder);
    await world.setFiles(after);
    const plan = await world.plan({
      base: "HEAD",
      selection: () => reviewedSelection(new Set([onTop?.id ?? ""])),
    });
    expect(heldIn(plan)).toEqual([["2026-11-20", undefined]]);
  });
});

describe("a rule that a change loosens", () => {
  it("stands in the plan in every format, and in the plan file, and is read back", async () => {
    const protecting = (who: string): Files => ({
      "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme, guards: { protected: [${who}] } }\nmembers:\n${admins}`,
    });
    world = await createWorld({ files: protecting("ben@acme.example") });
    commit(world.folder);
    await world.setFiles(protecting(""));
    const plan = await world.plan({ base: "HEAD" });
    expect(plan.policy_changes).toMatchObject([{ setting: "guards.protected", after: null, loosens: true }]);
    const text = planText([plan], { paint: plainPaint });
    expect(text).toContain("loosens the rules, which counts from the next change on");
    expect(text).toContain("! ~ guards.protected   ben@acme.example -> not set");
    expect(text).toContain("No changes to make now. 1 rule loosened.");
    expect(planMarkdown([plan])).toContain("**`guards.protected`**: `ben@acme.example` → not set");
    const file = parsePlanFile(planJson([plan]));
    expect("error" in file ? [] : file.organizations[0]?.policy_changes).toEqual(plan.policy_changes);
    // Without a base there is nothing that it could differ from.
    expect((await world.plan()).policy_changes).toBeUndefined();
  });
});
