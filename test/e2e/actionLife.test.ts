/** The runs of a repository's life, one after the other: cancelled, re-run, blocked, failed in part, out of time, stopped. */
import { afterEach, describe, expect, it } from "vitest";
import { readEntries, verifyJournal } from "../../src/journal/chain.ts";
import { acme, changeOf, teamFile } from "../fakes/acme.ts";
import { type ActionRun, type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";
import type { Files } from "../fakes/world.ts";

let world: ActionWorld;
afterEach(() => world.close());

const resultMarker = "<!-- muster:result -->";

/** A world whose first run is over: what comes now is applied. */
async function adopted(files: Files = acme()): Promise<ActionWorld> {
  world = await createWorldHere({ files });
  expect((await world.apply()).code).toBe(0);
  expect(world.writes()).toEqual([]);
  return world;
}

/** A run that GitHub cancelled while it waited for its turn: a later one took its place. */
function cancelled(commit: string): void {
  world.github.add.run({ headSha: commit, status: "completed", conclusion: "cancelled" });
  const deployment = world.github.add.deployment({ sha: commit, environment: "muster-apply" });
  deployment.statuses.push({ state: "queued", logUrl: null }, { state: "inactive", logUrl: null });
}

const result = (number: number): string => world.comment(number, resultMarker) ?? "";
const statuses = (ran: ActionRun): string[] =>
  readEntries(ran.files["journal.jsonl"] ?? "").flatMap((entry) =>
    entry.event === "outcome" ? [`${entry.verb} ${entry.key} ${entry.status}`] : [],
  );

describe("merges in quick succession", () => {
  it("the run of the last merge applies what a cancelled and a superseded run did not, and tells each pull request", async () => {
    await adopted();
    const pulls = ["one", "two", "three"].map((team) => world.open(teamFile(team)));
    const [one, two, three] = pulls;
    if (one === undefined || two === undefined || three === undefined) throw new Error("no pull requests");
    const first = world.merge(one);
    cancelled(world.merge(two));
    const direct = world.push("main", teamFile("four"));
    world.merge(three);

    const late = await world.apply({ sha: first });
    expect(late.code).toBe(3);
    expect(late.log).toContain("superseded");
    expect(world.writes()).toEqual([]);
    expect(result(one.number)).toBe("");

    const ran = await world.apply();
    expect(ran.code).toBe(0);
    expect(world.writes()).toHaveLength(4);
    for (const pull of pulls) {
      expect(result(pull.number)).toContain("4 teams created");
      expect(result(pull.number)).toContain(direct.slice(0, 7));
      for (const other of pulls) {
        if (other !== pull) expect(result(pull.number)).toContain(`#${other.number}`);
      }
    }
    expect(ran.summary).toContain(direct.slice(0, 7));
  });

  it("with the middle run cancelled, the third tells the second and the third only", async () => {
    await adopted();
    const [one, two, three] = ["one", "two", "three"].map((team) => world.open(teamFile(team)));
    if (one === undefined || two === undefined || three === undefined) throw new Error("no pull requests");
    world.merge(one);
    expect((await world.apply()).code).toBe(0);
    const told = result(one.number);
    expect(told).toContain("one");
    cancelled(world.merge(two));
    world.merge(three);
    expect((await world.apply()).code).toBe(0);
    expect(result(one.number)).toBe(told);
    expect(result(two.number)).toBe(result(three.number).replace(`#${two.number}`, `#${three.number}`));
    expect(result(two.number)).toContain("2 teams created");
    expect(world.writes()).toHaveLength(3);
  });

  it("a run that was applied and is run again does nothing, and is not taken for the last", async () => {
    await adopted();
    const old = world.tip();
    world.push("main", teamFile("one"));
    expect((await world.apply()).code).toBe(0);
    world.sandbox.resetRequests();
    const again = await world.apply({ sha: old });
    expect(again.code).toBe(3);
    expect(again.log).toContain("superseded");
    expect(world.sandbox.requests()).toEqual([]);
    expect(again.files["journal.jsonl"]).toBeUndefined();
    expect(again.summary).not.toContain("teams");

    const pull = world.open(teamFile("two"));
    world.merge(pull);
    expect((await world.apply()).code).toBe(0);
    expect(world.writes()).toHaveLength(1);
    expect(result(pull.number)).toContain("1 team created");
  });
});

describe("a guard", () => {
  it("blocks the merge, says so, and is lifted by hand with a reason that the journal keeps", async () => {
    const leaver = "{ state: deactivated }";
    await adopted(acme({ rob: "viewer", sue: "viewer", tom: "viewer" }));
    const pull = world.open(changeOf({ rob: leaver, sue: leaver, tom: leaver }));
    world.merge(pull);
    const blocked = await world.apply();
    expect(blocked.code).toBe(3);
    expect(blocked.outputs).toMatchObject({ blocked: "true", changes: "0", "exit-code": "3" });
    expect(world.writes()).toEqual([]);
    expect(result(pull.number)).toContain("nothing was written");
    expect(result(pull.number)).toContain("max_loss");

    const lifted = { allow: "max_loss", reason: "the agency left" };
    const onPush = await world.apply({ inputs: lifted });
    expect(onPush.code).toBe(3);
    expect(world.writes()).toEqual([]);
    const unexplained = await world.apply({
      event: "workflow_dispatch",
      inputs: { allow: "max_loss" },
    });
    expect(unexplained.code).toBe(1);
    expect(world.writes()).toEqual([]);

    const ran = await world.apply({ event: "workflow_dispatch", inputs: lifted, actor: "kim" });
    expect(ran.code).toBe(0);
    expect(statuses(ran).sort()).toEqual([
      "deactivate rob@acme.example done",
      "deactivate sue@acme.example done",
      "deactivate tom@acme.example done",
    ]);
    const started = readEntries(ran.files["journal.jsonl"] ?? "").findLast(
      (entry) => entry.event === "run_started",
    );
    expect(started).toMatchObject({ actor: "kim (the agency left)", allowed: ["max_loss"] });
    expect(result(pull.number)).toContain("the agency left");
    expect(result(pull.number)).toContain("3 deactivated");
  });
});

describe("a failure in part", () => {
  it("stands in the result, and the next run finishes it", async () => {
    await adopted();
    const pull = world.open(changeOf({ rob: "viewer", lee: "admin", kim: "editor" }));
    world.merge(pull);
    await world.control("fault", { fault: "403@write:2" });
    const ran = await world.apply();
    expect(ran.code).toBe(4);
    expect(ran.outputs).toMatchObject({ changes: "1", "exit-code": "4" });
    expect(statuses(ran)).toEqual(["invite rob@acme.example done", "promote lee@acme.example failed"]);
    const told = result(pull.number);
    expect(told.split("\n")[1]).toMatch(/1 invited · 1 failed · 1 skipped/);
    expect(told).toMatch(/\*\*failed\*\* .*lee@acme\.example/);
    expect(told).toMatch(/\*\*skipped\*\* .*kim@acme\.example/);

    world.sandbox.resetRequests();
    const next = await world.apply();
    expect(next.code).toBe(0);
    expect(statuses(next).slice(2)).toEqual([
      "promote lee@acme.example done",
      "demote kim@acme.example done",
    ]);
    expect(world.writes()).toHaveLength(2);
    expect(result(pull.number)).toContain("1 promoted, 1 demoted");
    expect((await world.apply()).code).toBe(0);
    expect(world.writes()).toHaveLength(2);
  });

  it("a time budget that is used up stops before the next write, and the next run goes on", async () => {
    await adopted();
    const pull = world.open(changeOf({ rob: "viewer", sue: "viewer" }));
    world.merge(pull);
    await world.control("fault", { fault: "latency:1100@read:1" });
    const ran = await world.apply({ inputs: { "time-budget": "1s" } });
    expect(ran.code).toBe(4);
    expect(world.writes()).toEqual([]);
    expect(result(pull.number)).toContain("2 not started");
    expect(result(pull.number)).toContain("time budget");
    expect((await world.apply({ inputs: { "time-budget": "10m" } })).code).toBe(0);
    expect(world.writes()).toHaveLength(2);
    expect(result(pull.number)).toContain("2 invited");
  });
});

describe.each(["SIGINT", "SIGTERM"] as const)("%s in the middle of a write", (signal) => {
  it("ends with a whole journal, and the next run goes on without doing anything twice", async () => {
    await adopted();
    const pull = world.open(changeOf({ rob: "viewer", sue: "viewer", tom: "viewer" }));
    world.merge(pull);
    // The second write has its effect, and its answer never comes.
    await world.control("fault", { fault: "timeout-after@write:2" });
    const held = (): boolean => world.writes().length === 2;
    const ran = await world.apply({
      onStart: (child) => {
        const wait = setInterval(() => {
          if (!held()) return;
          clearInterval(wait);
          child.kill(signal);
        }, 5);
        child.on("exit", () => {
          clearInterval(wait);
        });
      },
    });
    expect(ran.code).toBe(4);
    const journal = ran.files["journal.jsonl"] ?? "";
    expect(verifyJournal(journal)).toMatchObject({ ok: true, problems: [] });
    expect(readEntries(journal).at(-1)).toMatchObject({ event: "run_finished", stopped: "signal" });
    expect(world.writes()).toHaveLength(2);
    expect(result(pull.number)).toContain("1 not started");

    world.sandbox.resetRequests();
    const next = await world.apply();
    expect(next.code).toBe(0);
    expect(world.writes()).toHaveLength(1);
    expect(verifyJournal(next.files["journal.jsonl"] ?? "")).toMatchObject({ ok: true, problems: [] });
    const invited = world.sandbox.dump().organizations[0]?.invitations.map(({ email }) => email);
    expect(invited?.sort()).toEqual(["rob@acme.example", "sue@acme.example", "tom@acme.example"]);
  });
});
