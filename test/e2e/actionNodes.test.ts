/**
 * The action under the Node that runs these tests, and under the one that `action.yml` names where MUSTER_NODE24 says
 * where it is: the story, a job of every kind, a refusal, a signal.
 */
import { execFileSync } from "node:child_process";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { readEntries, verifyJournal } from "../../src/journal/chain.ts";
import { acme, changeOf } from "../fakes/acme.ts";
import { buildAction, createActionWorld, fakeReviewKey, type ActionWorld } from "../fakes/action.ts";

const node24 = process.env["MUSTER_NODE24"] ?? "";
const nodes = [process.execPath, ...(node24 === "" ? [] : [node24])].map((node) => ({
  node,
  version: execFileSync(node, ["--version"], { encoding: "utf8" }).trim(),
}));

let action: ReturnType<typeof buildAction>;
let world: ActionWorld;
beforeAll(() => {
  action = buildAction();
});
afterEach(() => world.close());

describe.each(nodes)("Node $version", ({ node }) => {
  const binding = { node, env: { MUSTER_REVIEW_KEY: fakeReviewKey }, inputs: { "require-reviewed": "true" } };

  it("plans, applies what was reviewed, and looks again by the clock", async () => {
    world = await createActionWorld(action.main, { files: acme() });
    const adopted = await world.apply({ ...binding, depth: 1 });
    const pull = world.open(changeOf({ rob: "viewer" }));
    const planned = await world.plan(pull, { ...binding, depth: 1 });
    expect(world.comment(pull.number, "<!-- muster:plan -->")).toContain("rob@acme.example");
    world.merge(pull);
    const applied = await world.apply({ ...binding, depth: 1 });
    expect(world.comment(pull.number, "<!-- muster:result -->")).toContain("1 invited");
    await world.control("edit", { email: "lee@acme.example", role: "viewer" });
    const due = await world.due(binding);
    expect(world.github.state.issues).toHaveLength(1);
    expect([adopted, planned, applied, due].map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    // Node itself has nothing to say: no warning of what is old or experimental.
    for (const { log } of [adopted, planned, applied, due]) expect(log).not.toMatch(/\(node:\d+\)|Warning/);
    expect(world.writes()).toHaveLength(1);
    expect(verifyJournal(due.files["journal.jsonl"] ?? "")).toMatchObject({
      ok: true,
      problems: [],
      runs: 3,
    });
  });

  it("judges a merge group and a fork without a key, and refuses what the table does not name", async () => {
    world = await createActionWorld(action.main, { files: acme() });
    const pull = world.open(changeOf({ rob: "viewer" }), { headRepositoryId: 4242 });
    const fork = await world.plan(pull, { node });
    const { sha } = pull.head;
    const payload = { merge_group: { head_sha: sha, base_sha: world.tip() } };
    const gate = { command: "gate", event: "merge_group", job: "gate", payload, node } as const;
    const group = await world.run({ ...gate, key: "none" });
    const withKey = await world.run(gate);
    const onBranch = await world.apply({ node, ref: "refs/heads/other" });
    const onComment = await world.run({ command: "apply", event: "issue_comment", key: "write", node });
    expect([fork, group, withKey, onBranch, onComment].map(({ code }) => code)).toEqual([0, 0, 3, 3, 3]);
    for (const { summary } of [fork, group]) expect(summary).toContain("rob@acme.example");
    expect(world.sandbox.requests()).toEqual([]);
  });

  it("stops in the middle of a write when it is told to", async () => {
    world = await createActionWorld(action.main, { files: acme() });
    await world.apply({ node });
    world.push("main", changeOf({ rob: "viewer", sue: "viewer" }));
    await world.control("fault", { fault: "timeout@write:1" });
    const ran = await world.apply({
      node,
      onStart: (child) => {
        const wait = setInterval(() => {
          if (world.writes().length === 1) child.kill("SIGINT");
          if (world.writes().length === 1 || child.exitCode !== null) clearInterval(wait);
        }, 5);
      },
    });
    expect(ran.code).toBe(4);
    expect(readEntries(ran.files["journal.jsonl"] ?? "").at(-1)).toMatchObject({ stopped: "signal" });
    expect((await world.apply({ node })).code).toBe(0);
    expect(world.sandbox.dump().organizations[0]?.invitations).toHaveLength(2);
  });
});
