/** An organization that is new, from the pull request that brings it to its first change: what is said is what happens. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { acme, inAccess, members, organization } from "../fakes/acme.ts";
import { fakeReviewKey, type ActionRun, type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";
import type { FakePullRequest } from "../fakes/github/state.ts";
import type { Files } from "../fakes/world.ts";

// Each test starts processes, some a dozen: a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

let world: ActionWorld;
afterEach(() => world.close());

const labs = (given: Readonly<Record<string, string>>, settings: readonly string[] = []): Files => ({
  "labs/organization.yaml": organization("org_01jq8labs", settings),
  "labs/members.yaml": members(given),
});
const said = (pull: FakePullRequest, what: "plan" | "result"): string =>
  world.comment(pull.number, `<!-- muster:${what} -->`) ?? "";
const bound = { env: { MUSTER_REVIEW_KEY: fakeReviewKey }, inputs: { "require-reviewed": "true" } };
const asDrift =
  "The first run only reports. What differs then counts as drift: to have it applied, merge `organization.drift`: correct after that";

async function start(files: Files, wish: Partial<typeof bound>): Promise<ActionRun> {
  world = await createWorldHere({ files, live: { ...acme(), ...labs({}) } });
  return world.apply(wish);
}

/** Planned, merged and applied. */
async function through(pull: FakePullRequest, wish: Partial<typeof bound>): Promise<ActionRun> {
  expect((await world.plan(pull, wish)).code).toBe(0);
  world.merge(pull);
  const ran = await world.apply(wish);
  expect(ran.code).toBe(0);
  return ran;
}

describe("where reviews bind, a new organization", () => {
  it("is reported by its first run, is drift from then on, and follows changes and drift: correct", async () => {
    await start(acme(), bound);
    const pull = world.open(inAccess(labs({ rob: "viewer" })));
    await through(pull, bound);
    expect(said(pull, "plan")).toContain(asDrift);
    expect(said(pull, "result")).toContain(asDrift);
    for (const text of [said(pull, "plan"), said(pull, "result")])
      expect(text).not.toContain("the next one applies");
    expect(said(pull, "result")).toMatch(/Drift, left alone: 1[^]*rob@acme\.example[^]*found by a first run/);
    expect(said(pull, "result")).not.toMatch(/not in the reviewed plan|Not reviewed/);
    expect((await world.apply(bound)).code).toBe(0);
    expect((await world.due(bound)).code).toBe(0);
    expect(world.writes()).toEqual([]);
    expect(
      world.github.state.issues.map(({ body, isOpen }) => [body?.includes("rob@acme.example"), isOpen]),
    ).toEqual([[true, true]]);

    // The first change is planned and applied like any other, and the rest is still drift.
    const change = world.open(inAccess(labs({ rob: "viewer", sue: "viewer" })));
    await through(change, bound);
    expect(said(change, "plan")).toContain("### muster · 1 to invite");
    expect(said(change, "plan")).toMatch(/Drift, not touched by this merge: 1[^]*rob@acme\.example/);
    expect(said(change, "result")).toContain("### muster · 1 invited");
    expect(world.writes()).toHaveLength(1);

    const correct = world.open(
      inAccess({ "labs/organization.yaml": organization("org_01jq8labs", ["drift: correct"]) }),
    );
    await through(correct, bound);
    expect(said(correct, "plan")).toMatch(/Drift that is set back[^]*rob@acme\.example/);
    expect(said(correct, "result")).toContain("### muster · 1 invited");
    expect(world.writes()).toHaveLength(2);
    expect((await world.apply(bound)).code).toBe(0);
    expect(world.writes()).toHaveLength(2);
  });

  it("is the same story when it is the first of the repository", async () => {
    const first = await start(labs({ rob: "viewer" }), bound);
    expect(first.code).toBe(0);
    expect(first.summary).toContain(asDrift);
    expect(first.summary).toMatch(/rob@acme\.example[^]*found by a first run/);
    const correct = world.open(
      inAccess({ "labs/organization.yaml": organization("org_01jq8labs", ["drift: correct"]) }),
    );
    await through(correct, bound);
    expect(said(correct, "result")).toContain("### muster · 1 invited");
  });

  it("that says drift: correct from the beginning is set back with the next plan that shows it", async () => {
    await start(acme(), bound);
    await through(world.open(inAccess(labs({ rob: "viewer" }, ["drift: correct"]))), bound);
    expect(world.writes()).toEqual([]);
    const change = world.open(inAccess(labs({ rob: "viewer", sue: "viewer" }, ["drift: correct"])));
    await through(change, bound);
    expect(said(change, "plan")).toMatch(/Drift that is set back[^]*rob@acme\.example/);
    expect(world.writes()).toHaveLength(2);
  });
});

describe("where reviews do not bind, a new organization", () => {
  it("is reported by its first run, and applied by the next one", async () => {
    await start(acme(), {});
    const pull = world.open(inAccess(labs({ rob: "viewer" })));
    await through(pull, {});
    for (const what of ["plan", "result"] as const) {
      expect(said(pull, what)).toContain("The first run only reports; the next one applies");
    }
    expect(said(pull, "result")).toContain("1 found by a first run");
    expect(world.writes()).toEqual([]);
    expect((await world.apply()).code).toBe(0);
    expect(world.writes()).toHaveLength(1);
  });
});
