/** Reviews that bind: what stood in the plan of the merged head is applied, and nothing else. */
import { afterEach, describe, expect, it } from "vitest";
import { readEntries } from "../../src/journal/chain.ts";
import { acme, changeOf, teamFile } from "../fakes/acme.ts";
import type { FakePullRequest } from "../fakes/github/state.ts";
import { fakeReviewKey, type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";

let world: ActionWorld;
afterEach(() => world.close());

const env = { MUSTER_REVIEW_KEY: fakeReviewKey };
const binding = { env, inputs: { "require-reviewed": "true" } };
const result = (number: number): string => world.comment(number, "<!-- muster:result -->") ?? "";
const teams = (): string[] => world.sandbox.dump().organizations[0]?.teams.map(({ slug }) => slug) ?? [];

async function adopted(): Promise<void> {
  world = await createWorldHere({ files: acme() });
  expect((await world.apply(binding)).code).toBe(0);
}

describe("with require-reviewed", () => {
  it("a commit that no pull request planned is withheld, beside one that was reviewed", async () => {
    await adopted();
    const pull = world.open(teamFile("one"));
    expect((await world.plan(pull, binding)).code).toBe(0);
    const direct = world.push("main", teamFile("two"));
    world.merge(pull);
    const ran = await world.apply(binding);
    expect(ran.code).toBe(4);
    expect(teams()).toEqual(["one"]);
    expect(ran.log).toContain(direct.slice(0, 7));
    expect(result(pull.number)).toContain("not in the reviewed plan");
    expect(ran.summary).toContain("not in the reviewed plan");

    // It stays so: that it was left undone makes it neither due nor unfinished.
    expect((await world.apply(binding)).code).toBe(4);
    expect((await world.due(binding)).code).toBe(0);
    expect(teams()).toEqual(["one"]);
    // A person may decide otherwise, by hand.
    const byHand = await world.apply({ event: "workflow_dispatch" });
    expect(byHand.code).toBe(0);
    expect(teams().sort()).toEqual(["one", "two"]);
  });

  it("a head that moved after its review and was merged without a plan is withheld", async () => {
    await adopted();
    const pull = world.open(changeOf({ rob: "viewer" }));
    await world.plan(pull, binding);
    world.update(pull, changeOf({ rob: "admin" }));
    world.merge(pull);
    const ran = await world.apply(binding);
    expect(ran.code).toBe(4);
    expect(world.writes()).toEqual([]);
    expect(ran.log).toMatch(/Nothing counts as reviewed of #\d+/);
    expect(result(pull.number)).toContain("not in the reviewed plan");
  });

  it("what was reviewed and failed is finished without another review", async () => {
    await adopted();
    const pull = world.open(changeOf({ rob: "viewer", sue: "viewer" }));
    await world.plan(pull, binding);
    world.merge(pull);
    await world.control("fault", { fault: "403@write:2" });
    expect((await world.apply(binding)).code).toBe(4);
    const due = await world.due(binding);
    expect(due.code).toBe(0);
    const outcomes = readEntries(due.files["journal.jsonl"] ?? "").flatMap((entry) =>
      entry.event === "outcome" ? [`${entry.key} ${entry.status}`] : [],
    );
    expect(outcomes).toEqual(["rob@acme.example done", "sue@acme.example failed", "sue@acme.example done"]);
  });

  /** As GitHub does with a pull request whose head came into the branch through another one's merge. */
  const mergedAlong = (pull: FakePullRequest, mergeCommit: string): void =>
    void Object.assign(pull, { isOpen: false, mergedAt: new Date().toISOString(), mergeCommit });

  it("a pull request that is merged along with another one lends its plan to nobody", async () => {
    await adopted();
    // Nobody approves this one; its plan shows what nobody is to see.
    const lending = world.open(changeOf({ rob: "admin" }));
    expect((await world.plan(lending, binding)).code).toBe(0);
    // Approved, and built upon it: it takes that back.
    const approved = world.open({ ...changeOf({}), ...teamFile("one") }, { from: lending.head.sha });
    expect((await world.plan(approved, binding)).code).toBe(0);
    mergedAlong(lending, world.merge(approved));
    const direct = world.push("main", changeOf({ rob: "admin" }));
    const ran = await world.apply(binding);
    expect(ran.code).toBe(4);
    expect(teams()).toEqual(["one"]);
    expect(world.writes().filter((write) => write.includes("invitations"))).toEqual([]);
    expect(ran.log).toContain(`Nothing counts as reviewed of ${direct.slice(0, 7)}`);
    expect(result(approved.number)).toContain("not in the reviewed plan");
  });

  describe("while something that nobody reviewed keeps the last applied commit where it was", () => {
    /** A team that is pushed past the review: until it is reviewed or taken back, no commit counts as applied whole. */
    const heldUp = async (): Promise<void> => {
      await adopted();
      world.push("main", teamFile("two"));
      expect((await world.apply(binding)).code).toBe(4);
    };
    const merged = async (given: Readonly<Record<string, string | null>>): Promise<void> => {
      const pull = world.open(changeOf(given));
      expect((await world.plan(pull, binding)).code).toBe(0);
      world.merge(pull);
      expect((await world.apply(binding)).code).toBe(4);
    };
    const lee = (): string | undefined =>
      world.sandbox.dump().organizations[0]?.members.find(({ email }) => email === "lee@acme.example")?.role;
    const invited = (): readonly string[] =>
      world.sandbox
        .dump()
        .organizations[0]?.invitations.filter(({ state }) => state === "pending")
        .map(({ email, role }) => `${email} ${role}`) ?? [];

    it("a role that is changed and changed back follows both reviewed changes, and drifts from then on", async () => {
      await heldUp();
      await merged({ lee: "admin" });
      expect(lee()).toBe("admin");
      await merged({});
      expect(lee()).toBe("editor");
      // What somebody does at the service afterwards is theirs: that review was for one time.
      await world.control("edit", { email: "lee@acme.example", role: "admin" });
      expect((await world.apply(binding)).code).toBe(4);
      expect((await world.due(binding)).code).toBe(0);
      expect(lee()).toBe("admin");
    });

    it("an invitation is sent, corrected, corrected back and cancelled, as each reviewed change says", async () => {
      await heldUp();
      await merged({ rob: "viewer" });
      await merged({ rob: "editor" });
      await merged({ rob: "viewer" });
      expect(invited()).toEqual(["rob@acme.example viewer"]);
      await merged({});
      expect(invited()).toEqual([]);
    });

    it("one that came to nothing is sent again in the role that it had before", async () => {
      await adopted();
      const pull = world.open(changeOf({ rob: "editor" }));
      expect((await world.plan(pull, binding)).code).toBe(0);
      world.merge(pull);
      expect((await world.apply(binding)).code).toBe(0);
      world.push("main", teamFile("two"));
      expect((await world.apply(binding)).code).toBe(4);
      await merged({ rob: "viewer" });
      await world.control("fail", { email: "rob@acme.example" });
      await merged({ rob: "editor" });
      expect(invited()).toEqual(["rob@acme.example editor"]);
    });

    it("where no journal tells what runs saw, what the last applied files asked for is left alone", async () => {
      await heldUp();
      await merged({ lee: "admin" });
      world.github.state.artifacts = world.github.state.artifacts.filter(
        ({ name }) => name !== "muster-journal",
      );
      await merged({});
      expect(lee()).toBe("admin");
    });
  });

  it("the offline plan of a fork reviews nothing", async () => {
    await adopted();
    const pull = world.open(changeOf({ rob: "viewer" }), { headRepositoryId: 4242 });
    const planned = await world.plan(pull, { ...binding, key: "none" });
    expect(planned.code).toBe(0);
    expect(planned.files["reviewed.json"]).toBeUndefined();
    expect(planned.summary).toContain("rob@acme.example");
    world.merge(pull);
    expect((await world.apply(binding)).code).toBe(4);
    expect(world.writes()).toEqual([]);
  });

  it("nothing is applied without the key to tell reviewed plans by", async () => {
    await adopted();
    world.push("main", teamFile("one"));
    world.sandbox.resetRequests();
    const ran = await world.apply({ inputs: binding.inputs });
    expect(ran.code).toBe(1);
    expect(ran.log).toContain("MUSTER_REVIEW_KEY");
    expect(world.sandbox.requests()).toEqual([]);
  });
});
