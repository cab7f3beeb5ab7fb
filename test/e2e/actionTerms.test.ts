/** Changes of terms through the action: what the comment says, what a review takes, and what becomes of those without. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { readEntries } from "../../src/journal/chain.ts";
import { lastRun } from "../../src/journal/lastRun.ts";
import { parsePlanFile } from "../../src/render/planFile.ts";
import { acme, changeOf, inAccess, members, organization, teamFile } from "../fakes/acme.ts";
import { fakeReviewKey, type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";
import type { FakeRepository } from "../fakes/github/state.ts";
import type { Files } from "../fakes/world.ts";

// Each test starts processes, some a dozen: a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

let world: ActionWorld;
afterEach(() => world.close());

const binding = {
  env: { MUSTER_REVIEW_KEY: fakeReviewKey },
  inputs: { "require-reviewed": "true" },
} as const;
const until = (day: string): string => `{ role: viewer, expires: ${day} }`;
const early = { rob: until("2035-02-28") };
const late = { rob: until("2035-04-30") };
const words = "access of `rob@acme.example`**: ends `2035-02-28` → `2035-04-30`";
const comment = (number: number): string => world.comment(number, "<!-- muster:plan -->") ?? "";

async function adopted(files: Files, repository: Partial<FakeRepository> = {}): Promise<void> {
  world = await createWorldHere({ files, repository });
  expect((await world.apply(binding)).code).toBe(0);
}

describe("what lasts longer", () => {
  it("is counted in line 1 of the comment, stands in the open, and holds once merged with its plan", async () => {
    await adopted(acme(early));
    const pull = world.open(changeOf(late));
    const planned = await world.plan(pull, binding);
    expect(planned.code).toBe(0);
    expect(comment(pull.number).split("\n")[1]).toContain("### muster · 1 lasts longer · 1 high risk · ");
    expect(comment(pull.number)).toContain(words);
    expect(planned.log).toContain("acme: 1 lasts longer");
    const file = parsePlanFile(planned.files["plan.json"] ?? "");
    if ("error" in file) throw new Error(file.error);
    expect(file.organizations[0]?.terms).toMatchObject([{ what: "expires", after: "2035-04-30" }]);

    world.merge(pull);
    const applied = await world.apply(binding);
    expect(applied.code).toBe(0);
    expect(applied.summary).toContain(words);
    expect(applied.summary).not.toContain("does not hold yet");
    const [started] = readEntries(applied.files["journal.jsonl"] ?? "").filter((entry) => "terms" in entry);
    expect(started).toMatchObject({ event: "run_started", terms: [{ after: "2035-04-30" }] });
  });

  it("does not hold where no plan shows it, run after run, until it is taken back and asked for again", async () => {
    await adopted(acme(early));
    world.push("main", changeOf(late));
    const direct = await world.apply(binding);
    expect([direct.code, world.writes()]).toEqual([4, []]);
    expect(direct.summary).toContain("does not hold yet");
    const last = lastRun(readEntries(direct.files["journal.jsonl"] ?? ""), "acme");
    expect(last?.heldTerms).toMatchObject([{ before: "2035-02-28", held: "unreviewed" }]);

    // What is reviewed beside it is applied, and it stands as it did.
    const team = world.open(teamFile("one"));
    await world.plan(team, binding);
    world.merge(team);
    const beside = await world.apply(binding);
    expect([beside.code, world.writes().length]).toEqual([4, 1]);
    expect(beside.summary).toContain("does not hold yet");
    expect((await world.due(binding)).summary).toContain("does not hold yet");

    const back = world.open(changeOf(early));
    await world.plan(back, binding);
    expect(comment(back.number)).toContain("1 ends earlier");
    world.merge(back);
    expect((await world.apply(binding)).code).toBe(0);
    const again = world.open(changeOf(late));
    await world.plan(again, binding);
    world.merge(again);
    const reviewed = await world.apply(binding);
    expect(reviewed.code).toBe(0);
    expect(reviewed.summary).not.toContain("does not hold yet");
  });

  it("is told of a fork as well, from the files alone", async () => {
    await adopted(acme(early));
    const pull = world.open(changeOf(late), { headRepositoryId: 4242 });
    const planned = await world.plan(pull, { ...binding, key: "none" });
    expect(planned.summary).toContain(words);
  });

  it("stands in a public repository, and so does what ends soon", async () => {
    const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    await adopted(acme({ ...early, sue: until(soon) }), { isPrivate: false });
    const pull = world.open(changeOf({ ...late, sue: until(soon) }));
    await world.plan(pull, binding);
    expect(comment(pull.number)).toContain(words);
    expect(comment(pull.number)).toMatch(/ends within 14 days/i);
    expect(comment(pull.number)).toContain(`ends on ${soon}`);
  });
});

describe("an organization whose files are gone", () => {
  const two: Files = {
    ...acme(),
    "globex/organization.yaml": organization("org_02globex"),
    "globex/members.yaml": members(early),
  };
  const gone = {
    ...inAccess(acme()),
    "access/globex/organization.yaml": null,
    "access/globex/members.yaml": null,
  };

  it("is said in the comment, and in each run until its plan was reviewed", async () => {
    world = await createWorldHere({ files: two });
    const keys = Object.fromEntries(
      world.sandbox.organizations.map((item) => [`MUSTER_TOKEN_${item.key.toUpperCase()}`, item.token]),
    );
    const write = { env: { ...binding.env, ...keys }, inputs: binding.inputs };
    expect((await world.apply(write)).code).toBe(0);
    world.push("main", gone);
    const direct = await world.apply(write);
    expect(direct.code).toBe(4);
    expect(direct.summary).toContain("nobody in it is removed");
    expect((await world.apply(write)).code).toBe(4);
    expect(world.writes()).toEqual([]);

    world.push("main", inAccess(two));
    expect((await world.apply(write)).code).toBe(0);
    const pull = world.open(gone);
    expect((await world.plan(pull, binding)).code).toBe(0);
    expect(comment(pull.number).split("\n")[1]).toContain("2 last longer");
    expect(comment(pull.number)).toContain("nobody in it is removed");
    world.merge(pull);
    expect((await world.apply(write)).code).toBe(0);
  });
});
