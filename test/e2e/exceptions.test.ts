/** Each row of the README's table of exceptions, where reviews bind, walked through the action to its end. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { readReviewed } from "../../src/run/reviewed.ts";
import { acme, changeOf, inAccess, members, organization, teamFile } from "../fakes/acme.ts";
import { fakeReviewKey, type ActionRun, type ActionWorld, type RunWish } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";
import type { FakePullRequest } from "../fakes/github/state.ts";
import type { Files } from "../fakes/world.ts";

// Each test starts processes, some a dozen: a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

let world: ActionWorld;
afterEach(() => world.close());

const binding = { env: { MUSTER_REVIEW_KEY: fakeReviewKey }, inputs: { "require-reviewed": "true" } };
const plan = (pull: FakePullRequest): Promise<ActionRun> => world.plan(pull, binding);
const apply = (wish: Partial<RunWish> = {}): Promise<ActionRun> =>
  world.apply({ ...binding, ...wish, inputs: { ...binding.inputs, ...wish.inputs } });
/** Actions, Run workflow. */
const byHand = (inputs: Readonly<Record<string, string>> = {}): Promise<ActionRun> =>
  apply({ event: "workflow_dispatch", inputs });
const result = (pull: FakePullRequest): string => world.comment(pull.number, "<!-- muster:result -->") ?? "";
const comment = (pull: FakePullRequest): string => world.comment(pull.number, "<!-- muster:plan -->") ?? "";

async function adopted(files: Files = acme()): Promise<void> {
  world = await createWorldHere({ files });
  expect((await apply()).code).toBe(0);
  expect(world.writes()).toEqual([]);
}

const gone = "{ state: deactivated }";
const crowd = { rob: "viewer", sue: "viewer", tom: "viewer" };
const crowdGone = { rob: gone, sue: gone, tom: gone };
const waiver = 'waivers: [{ guard: max_loss, until: 2027-03-01, reason: "the agency left" }]';

describe("a guard blocks the merged change", () => {
  it("is shown, signed as blocked, and applied by a run by hand with allow and reason", async () => {
    await adopted(acme(crowd));
    const pull = world.open(changeOf(crowdGone));
    const planned = await plan(pull);
    expect(planned.code).toBe(3);
    expect(comment(pull)).toContain("max_loss");
    const text = planned.files["reviewed.json"] ?? "";
    expect(readReviewed({ text, key: fakeReviewKey, kind: "plan" })).toMatchObject({
      organizations: { acme: { blocked: ["max_loss"] } },
    });
    world.merge(pull);
    expect((await apply()).code).toBe(3);
    expect(result(pull)).toContain("nothing was written");
    expect((await byHand()).code).toBe(3);
    expect(world.writes()).toEqual([]);

    const ran = await byHand({ allow: "max_loss", reason: "the agency left" });
    expect(ran.code).toBe(0);
    expect(ran.log).not.toContain("Nothing counts as reviewed");
    expect(result(pull)).toContain("3 deactivated");
    expect(result(pull)).toContain("the agency left");
    expect((await apply()).code).toBe(0);
  });

  it("and allow lets nothing through that the blocked plan did not show", async () => {
    await adopted(acme(crowd));
    const pull = world.open(changeOf(crowdGone));
    expect((await plan(pull)).code).toBe(3);
    world.push("main", teamFile("unseen"));
    world.merge(pull);
    expect((await apply()).code).toBe(3);
    const ran = await byHand({ allow: "max_loss", reason: "the agency left" });
    expect(ran.code).toBe(4);
    expect(result(pull)).toContain("3 deactivated");
    expect(result(pull)).toContain("not in the reviewed plan");
    expect(world.sandbox.dump().organizations[0]?.teams).toEqual([]);
  });

  it("a waiver that is merged first lets it through", async () => {
    await adopted(acme(crowd));
    const pull = world.open(changeOf(crowdGone));
    expect((await plan(pull)).code).toBe(3);
    const lifting = world.open(inAccess({ "acme/organization.yaml": organization(undefined, [waiver]) }));
    expect((await plan(lifting)).code).toBe(0);
    world.merge(lifting);
    expect((await apply()).code).toBe(0);
    expect((await plan(pull)).code).toBe(0);
    expect(comment(pull)).toContain("Lifted by a waiver");
    world.merge(pull);
    expect((await apply()).code).toBe(0);
    expect(result(pull)).toContain("3 deactivated");
  });

  it("a waiver that is merged afterwards lifts nothing that waits already: it is taken out, and put in again", async () => {
    await adopted(acme(crowd));
    const pull = world.open(changeOf(crowdGone));
    await plan(pull);
    world.merge(pull);
    expect((await apply()).code).toBe(3);
    const lifting = world.open(inAccess({ "acme/organization.yaml": organization(undefined, [waiver]) }));
    expect((await plan(lifting)).code).toBe(0);
    world.merge(lifting);
    expect((await apply()).code).toBe(3);
    expect(result(lifting)).toContain("lifts nothing that is merged already");

    const out = world.open(changeOf(crowd));
    expect((await plan(out)).code).toBe(0);
    world.merge(out);
    expect((await apply()).code).toBe(0);
    const again = world.open(changeOf(crowdGone));
    expect((await plan(again)).code).toBe(0);
    world.merge(again);
    expect((await apply()).code).toBe(0);
    expect(result(again)).toContain("3 deactivated");
  });
});

describe("somebody pushes in the meantime", () => {
  it("the older run stops as superseded, and the newer one applies both", async () => {
    await adopted();
    const [one, two] = [world.open(teamFile("one")), world.open(teamFile("two"))];
    for (const pull of [one, two]) expect((await plan(pull)).code).toBe(0);
    const first = world.merge(one);
    world.merge(two);
    const late = await apply({ sha: first });
    expect(late.code).toBe(3);
    expect(late.log).toContain("superseded");
    expect(world.writes()).toEqual([]);
    expect((await apply()).code).toBe(0);
    for (const pull of [one, two]) expect(result(pull)).toContain("2 teams created");
  });

  it("a tip that moves between two organizations leaves the second to the newer run", async () => {
    const labs: Files = {
      "labs/organization.yaml": organization("org_01jq8labs"),
      "labs/members.yaml": members(),
    };
    await adopted({ ...acme(), ...labs });
    const both = inAccess({
      "acme/members.yaml": members({ rob: "viewer" }),
      "labs/members.yaml": members({ rob: "viewer" }),
    });
    const pull = world.open(both);
    expect((await plan(pull)).code).toBe(0);
    world.merge(pull);
    // From the second question on, the tip is another commit.
    let asked = 0;
    world.github.onRequest({ method: "GET", path: /\/git\/ref\// }, () => {
      asked += 1;
      if (asked === 3) world.push("main", { "README.md": "A word.\n" });
    });
    expect((await apply()).code).toBe(4);
    expect(world.writes()).toHaveLength(1);
    expect((await apply()).code).toBe(0);
    expect(world.writes()).toHaveLength(2);
  });
});

describe("something reaches main that no reviewed plan shows", () => {
  /** Takes it out and puts it in again, each by a pull request. */
  async function again(): Promise<FakePullRequest> {
    const out = world.open(changeOf({}));
    expect((await plan(out)).code).toBe(0);
    world.merge(out);
    expect((await apply()).code).toBe(0);
    const pull = world.open(changeOf({ rob: "viewer" }));
    expect((await plan(pull)).code).toBe(0);
    expect(world.writes()).toEqual([]);
    world.merge(pull);
    expect((await apply()).code).toBe(0);
    expect(world.writes()).toHaveLength(1);
    return pull;
  }

  it("a commit pushed directly is withheld, and applied when it was taken out and put in again", async () => {
    await adopted();
    const direct = world.push("main", changeOf({ rob: "viewer" }));
    const ran = await apply();
    expect(ran.code).toBe(4);
    expect(ran.summary).toContain("not in the reviewed plan");
    expect(ran.summary).toContain(`\`${direct.slice(0, 7)}\`, which is the merge of no pull request`);
    expect(ran.summary).toContain("put it in again");
    expect((await byHand()).code).toBe(4);
    expect(result(await again())).toContain("1 invited");
  });

  const losses: readonly (readonly [string, string, (pull: FakePullRequest, planned: ActionRun) => void])[] =
    [
      ["has expired", "has expired", (pull) => Object.assign(artifactOf(pull), { isExpired: true })],
      [
        "was deleted",
        "no plan of it was kept",
        (pull) =>
          world.github.state.artifacts.splice(world.github.state.artifacts.indexOf(artifactOf(pull)), 1),
      ],
      [
        "went with its run",
        "the run that planned it was deleted",
        (_, { runId }) => {
          const { runs } = world.github.state;
          runs.splice(
            runs.findIndex(({ id }) => id === runId),
            1,
          );
        },
      ],
      [
        "was cancelled",
        "ended as cancelled",
        (_, { runId }) =>
          Object.assign(world.github.state.runs.find(({ id }) => id === runId) ?? {}, {
            conclusion: "cancelled",
          }),
      ],
    ];
  const artifactOf = (pull: FakePullRequest) => {
    const found = world.github.state.artifacts.find(({ name }) => name === `muster-plan-${pull.number}`);
    if (found === undefined) throw new Error("no artifact");
    return found;
  };

  it.each(losses)(
    "a plan that %s reviews nothing, which is said where it matters, with the way out",
    async (_, why, lose) => {
      await adopted();
      const pull = world.open(changeOf({ rob: "viewer" }));
      lose(pull, await plan(pull));
      world.merge(pull);
      expect((await apply()).code).toBe(4);
      expect(world.writes()).toEqual([]);
      expect(result(pull)).toContain(why);
      expect(result(pull)).toContain("put it in again");
      expect(result(await again())).toContain("1 invited");
    },
  );

  it("a merge whose plan is still being made is applied by hand, when that is over", async () => {
    await adopted();
    const pull = world.open(changeOf({ rob: "viewer" }));
    const { runId } = await plan(pull);
    const run = world.github.state.runs.find(({ id }) => id === runId);
    Object.assign(run ?? {}, { status: "in_progress", conclusion: null });
    world.merge(pull);
    expect((await apply()).code).toBe(4);
    expect(result(pull)).toContain("is not over: run this workflow by hand when it is");
    Object.assign(run ?? {}, { status: "completed", conclusion: "success" });
    expect((await byHand()).code).toBe(0);
    expect(result(pull)).toContain("1 invited");
  });

  it("a plan that is run again after the merge takes nothing back, and reviews nothing new", async () => {
    await adopted(acme({}, ["drift: correct"]));
    const pull = world.open(changeOf({ rob: "viewer" }));
    const { runId } = await plan(pull);
    world.push("main", teamFile("unseen"));
    world.merge(pull);
    const again = await plan2(pull, runId);
    expect(again.log).toContain("not open any more");
    expect(again.files["reviewed.json"]).toBeUndefined();
    expect((await apply()).code).toBe(4);
    expect(world.sandbox.dump().organizations[0]?.teams).toEqual([]);
    expect(result(pull)).toContain("1 invited");
  });
  /** The same run once more, in which nothing is uploaded that the first attempt kept. */
  const plan2 = (pull: FakePullRequest, runId: number): Promise<ActionRun> =>
    world.run({ command: "plan", event: "pull_request_target", pullRequest: pull, ...binding, again: runId });
});

describe("a run fails half-way", () => {
  it.each(["the next run", "the nightly one"])(
    "the result says what was done, and %s finishes the rest",
    async (which) => {
      await adopted();
      const pull = world.open(changeOf({ rob: "viewer", sue: "viewer" }));
      expect((await plan(pull)).code).toBe(0);
      world.merge(pull);
      await world.control("fault", { fault: "403@write:2" });
      expect((await apply()).code).toBe(4);
      expect(result(pull)).toMatch(/1 invited · 1 failed/);
      const next = which === "the next run" ? await byHand() : await world.due(binding);
      expect(next.code).toBe(0);
      const invited = world.sandbox.dump().organizations[0]?.invitations.map(({ email }) => email);
      expect(invited?.sort()).toEqual(["rob@acme.example", "sue@acme.example"]);
    },
  );
});

describe("everything must stop", () => {
  it("with MUSTER_PAUSED nothing is written by either job, and the next run goes on where it was", async () => {
    await adopted();
    const pull = world.open(changeOf({ rob: "viewer" }));
    expect((await plan(pull)).code).toBe(0);
    world.merge(pull);
    const env = { ...binding.env, MUSTER_PAUSED: "1" };
    for (const ran of [await apply({ env }), await world.due({ ...binding, env })]) {
      expect(ran.code).toBe(1);
      expect(ran.log).toContain("MUSTER_PAUSED");
    }
    expect(world.writes()).toEqual([]);
    expect((await byHand()).code).toBe(0);
    expect(result(pull)).toContain("1 invited");
  });
});
