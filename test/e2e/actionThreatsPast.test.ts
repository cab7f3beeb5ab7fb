/**
 * What the jobs that write believe of the past, where somebody who may push branches and tags makes runs, artifacts and
 * deployments of their own; where runs are over broken files, still going, run again, or gone.
 */
import { afterEach, describe, expect, it, vi } from "vitest";
import { readEntries, verifyJournal } from "../../src/journal/chain.ts";
import { acme, changeOf, inAccess, members, organization } from "../fakes/acme.ts";
import { type ActionRun, type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";
import type { Change } from "../fakes/origin.ts";
import type { Files } from "../fakes/world.ts";

// Each test starts processes, some a dozen: a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

let world: ActionWorld;
afterEach(() => world.close());

async function adopted(files: Files = acme()): Promise<number> {
  world = await createWorldHere({ files });
  const first = await world.apply();
  expect(first.code).toBe(0);
  world.sandbox.resetRequests();
  return first.runId;
}

const done = (ran: ActionRun): string[] => {
  const entries = readEntries(ran.files["journal.jsonl"] ?? "");
  const last = entries.at(-1)?.run;
  return entries.flatMap((entry) =>
    entry.run === last && entry.event === "outcome" && entry.status === "done"
      ? [`${entry.verb} ${entry.key}`]
      : [],
  );
};
const result = (number: number): string => world.comment(number, "<!-- muster:result -->") ?? "";
const logUrl = (run: number): string => `https://github.example/acme/access/actions/runs/${run}/job/1`;
const forget = (): void => {
  world.github.state.runs.splice(0);
  world.github.state.artifacts.splice(0);
};
const workflow: Change = { ".github/workflows/muster.yml": "name: muster\n" };
const evil: Change = { ".github/workflows/muster.yml": "name: evil\n" };

describe("a commit inside a merged branch", () => {
  it("with a tag of the default branch's name, a journal and a deployment of its own is evidence of nothing", async () => {
    await adopted();
    const { github } = world;
    world.push("main", workflow);
    expect((await world.apply()).code).toBe(0);
    const pull = world.open({ ...evil, ...changeOf({ rob: "viewer" }) });
    const commit = pull.head.sha;
    // The tag's push starts the workflow as it stands there, which succeeds in no environment.
    const run = github.add.run({ headSha: commit, headBranch: "main", event: "push" });
    github.add.artifact({
      name: "muster-journal",
      runId: run.id,
      files: { "journal.jsonl": "forged\n" },
      createdAt: "2099-01-01T00:00:00Z",
    });
    github.add.deployment({
      sha: commit,
      ref: "main",
      environment: "muster-apply",
      statuses: [{ state: "success", logUrl: logUrl(run.id) }],
    });
    world.update(pull, { ...workflow, "README.md": "harmless\n" });
    world.merge(pull);
    const ran = await world.apply();
    expect(ran.code).toBe(0);
    expect(ran.log).not.toContain("warning:");
    const text = ran.files["journal.jsonl"] ?? "";
    expect(text).not.toContain("forged");
    expect(verifyJournal(text)).toMatchObject({ ok: true, runs: 3 });
    // What the merge brings is its change; held against the attacker's commit it would be drift, and left alone.
    expect(done(ran)).toEqual(["invite rob@acme.example"]);
  });
});

describe("the last applied commit", () => {
  it.each([
    ["with the journal", (): void => undefined],
    ["without a journal", () => void world.github.state.artifacts.splice(0)],
  ])("is not set back by a deployment made by hand, %s", async (_, lose) => {
    const first = await adopted();
    const { github } = world;
    const sha = world.tip();
    world.merge(world.open(changeOf({ lee: "admin" })));
    expect((await world.apply()).code).toBe(0);
    await world.control("edit", { email: "lee@acme.example", role: "editor" });
    lose();
    github.add.deployment({
      sha,
      environment: "muster-apply",
      createdAt: "2099-01-01T00:00:00Z",
      statuses: [{ state: "success", logUrl: logUrl(first) }],
    });
    world.sandbox.resetRequests();
    const ran = await world.apply({ event: "workflow_dispatch" });
    expect(ran.code).toBe(0);
    expect(world.writes()).toEqual([]);
    expect(ran.summary).toContain("lee@acme.example");
  });

  it.each<readonly [string, (ran: ActionRun) => void]>([
    [
      "whose last job is still going",
      ({ runId }) => {
        const run = world.github.state.runs.find(({ id }) => id === runId);
        const jobs = [
          { name: "apply", conclusion: "success" },
          { name: "muster", conclusion: null },
        ];
        Object.assign(run ?? {}, { status: "in_progress", conclusion: null, jobs });
      },
    ],
    [
      "that was started again, and refused",
      ({ runId }) => {
        const run = world.github.state.runs.find(({ id }) => id === runId);
        const earlier = [{ status: "completed", conclusion: "success" }];
        Object.assign(run ?? {}, { conclusion: "failure", attempt: 2, earlier });
      },
    ],
  ])("is that of a run %s: its result stays as it is", async (_, change) => {
    for (const hasJournal of [true, false]) {
      await adopted();
      const one = world.open(changeOf({ rob: "viewer" }));
      world.merge(one);
      const ran = await world.apply();
      const told = result(one.number);
      change(ran);
      if (!hasJournal) world.github.state.artifacts.splice(0);
      const two = world.open(changeOf({ rob: "viewer", sue: "viewer" }));
      world.merge(two);
      expect((await world.apply()).code).toBe(0);
      expect(result(one.number)).toBe(told);
      expect(result(two.number)).toContain("sue@acme.example");
      if (hasJournal) await world.close();
    }
  });

  it("that nothing tells of any more stops the run, until somebody begins anew by hand", async () => {
    await adopted();
    world.merge(world.open(changeOf({ rob: "viewer" })));
    forget();
    for (const ran of [await world.apply(), await world.due()]) {
      expect(ran.code).toBe(1);
      expect(ran.log).toContain("Something was applied before");
      expect(ran.log).toContain("allow: adoption");
      expect(world.sandbox.requests()).toEqual([]);
    }
    const inputs = { allow: "adoption", reason: "runs were deleted" };
    const anew = await world.apply({ event: "workflow_dispatch", inputs });
    expect(anew.code).toBe(0);
    expect(done(anew)).toEqual(["invite rob@acme.example"]);
  });

  it("is each organization's own: one that failed keeps its older one, the others go on", async () => {
    const labs = { "labs/organization.yaml": organization("org_01labs"), "labs/members.yaml": members() };
    await adopted({ ...acme(), ...labs });
    const pull = world.open({
      ...changeOf({ rob: "viewer" }),
      ...inAccess({ "labs/members.yaml": members({ zoe: "viewer", lee: "viewer" }) }),
    });
    world.merge(pull);
    await world.control("fault", { fault: "403@invite:1" });
    const ran = await world.apply();
    expect(ran.code).toBe(4);
    const failed = world.writes().length;
    expect(failed).toBeGreaterThan(1);
    // Somebody changes by hand what was applied.
    const isLabs = done(ran).some((line) => line.includes("zoe@"));
    const organizationId = isLabs ? "org_01labs" : "org_01jq8acme";
    if (isLabs)
      await world.control("edit", {
        organization: organizationId,
        email: "lee@acme.example",
        role: "editor",
      });
    world.sandbox.resetRequests();
    const next = await world.apply();
    expect(next.code).toBe(0);
    expect(done(next)).toEqual([isLabs ? "invite rob@acme.example" : "invite zoe@acme.example"]);
    expect(world.writes()).toHaveLength(1);
    expect(result(pull.number)).toContain("1 invited");
  });

  it.each(["with its journal", "whose journal is lost"])(
    "is not that of a green job which had other organizations, %s",
    async (how) => {
      const labs = { "labs/organization.yaml": organization("org_01labs"), "labs/members.yaml": members() };
      await adopted({ ...acme(), ...labs });
      const workflow = (only: string): string =>
        `jobs:\n  apply:\n    steps:\n      - uses: acme/muster@v1\n        with: { command: apply${only} }\n`;
      const path = ".github/workflows/muster.yml";
      world.push("main", {
        ...changeOf({ rob: "viewer" }),
        ...inAccess({ "labs/members.yaml": members({ zoe: "viewer" }) }),
        [path]: workflow(", organizations: acme"),
      });
      const part = await world.apply({ inputs: { organizations: "acme" } });
      expect([part.code, done(part)]).toEqual([0, ["invite rob@acme.example"]]);
      world.push("main", { [path]: workflow("") });
      if (how === "whose journal is lost") world.github.state.artifacts.length = 0;
      world.sandbox.resetRequests();
      const next = await world.apply();
      expect(next.code).toBe(0);
      expect(world.writes()).toHaveLength(1);
      expect(done(next).at(-1)).toBe("invite zoe@acme.example");
    },
    90_000,
  );
});

describe("two valid changes that are invalid together", () => {
  const zoe = "  zoe@acme.example: viewer\n";

  it("are red, applied to nobody, and happen once the files are mended", async () => {
    await adopted(acme({ rob: "viewer" }));
    const one = world.open({ "access/acme/one.yaml": `members:\n${zoe}` });
    const two = world.open({
      ...changeOf({ rob: "{ state: deactivated }" }),
      "access/acme/two.yaml": `members:\n${zoe}`,
    });
    for (const pull of [one, two]) expect((await world.plan(pull)).code).toBe(0);
    world.merge(one);
    world.merge(two);
    for (const ran of [await world.apply(), await world.due()]) {
      expect(ran.code).toBe(1);
      expect(ran.outputs["exit-code"]).toBe("1");
    }
    expect(world.writes()).toEqual([]);
    const mended = world.open({ "access/acme/two.yaml": "members: {}\n" });
    // The plan of what mends it is one as any other, against the last files that could be read.
    const planned = await world.plan(mended);
    expect(planned.code).toBe(0);
    expect(planned.log).toContain("counts in its place");
    expect(world.comment(mended.number, "<!-- muster:plan -->")).toContain("rob@acme.example");
    world.merge(mended);
    const ran = await world.apply();
    expect(ran.code).toBe(0);
    expect(done(ran).sort()).toEqual(["deactivate rob@acme.example", "invite zoe@acme.example"]);
    for (const { number } of [one, two, mended]) expect(result(number)).toContain("zoe@acme.example");
  });

  it("that an older muster held to be applied are no base either", async () => {
    await adopted();
    const { github } = world;
    world.push("main", { "access/acme/one.yaml": `members:\n${zoe}` });
    const broken = world.push("main", { "access/acme/two.yaml": `members:\n${zoe}` });
    const green = github.add.run({ headSha: broken });
    github.add.deployment({
      sha: broken,
      environment: "muster-apply",
      statuses: [{ state: "success", logUrl: logUrl(green.id) }],
    });
    world.push("main", { "access/acme/two.yaml": "members: {}\n" });
    const ran = await world.apply();
    expect(ran.code).toBe(0);
    expect(ran.log).toContain("nothing was applied to it there");
    expect(done(ran)).toEqual(["invite zoe@acme.example"]);
  });
});

describe("nights on which nothing happens", () => {
  it("cost a few requests each, however many there were", async () => {
    await adopted();
    const costs: number[] = [];
    for (let night = 0; night < 3; night++) {
      for (let quiet = 0; quiet < 120; quiet++) {
        const run = world.github.add.run({ headSha: world.tip(), event: "schedule" });
        world.github.add.deployment({
          sha: world.tip(),
          environment: "muster-apply",
          statuses: [{ state: "success", logUrl: logUrl(run.id) }],
        });
      }
      // Of another day than this one: nobody takes it for one that was written side by side.
      for (const artifact of world.github.state.artifacts) artifact.createdAt = "2026-11-01T00:00:00Z";
      world.github.resetRequests();
      expect((await world.due()).code).toBe(0);
      costs.push(world.github.requests().length);
    }
    // From the second on there is a journal before the last, whose run is asked for, too.
    expect(costs[2]).toBe(costs[1]);
    expect(Math.max(...costs)).toBeLessThanOrEqual(10);
  });
});
