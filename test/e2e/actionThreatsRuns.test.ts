/** Runs that must not write: of old commits, of branches and tags, after the tip moved; and what a trial merge must be. */
import { execFileSync } from "node:child_process";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readEntries } from "../../src/journal/chain.ts";
import { type ActionWorld, type RunWish } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";

// Each test starts processes, some a dozen: a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

let world: ActionWorld;
afterEach(() => world.close());

const people = (more = "", settings = ""): Record<string, string> => ({
  "acme/organization.yaml": `organization:\n  provider: planasonix\n  id: org_01jq8acme\n${settings}`,
  "acme/members.yaml": `members:
  ana@acme.example: admin
  kim@acme.example: admin
  lee@acme.example: editor
${more}`,
});
const change = (more = "", settings = ""): Record<string, string> =>
  Object.fromEntries(Object.entries(people(more, settings)).map(([path, text]) => [`access/${path}`, text]));
const rob = "  rob@acme.example: viewer\n";
const zoe = "  zoe@acme.example: viewer\n";
const plan = "<!-- muster:plan -->";

/** A world whose organization was adopted by a first run. */
async function adopted(files = people()): Promise<void> {
  world = await createWorldHere({ files });
  expect((await world.apply()).code).toBe(0);
  world.sandbox.resetRequests();
}

describe("a run that is not about the tip", () => {
  it("that lifts a guard, started again by somebody else, is told as theirs", async () => {
    await adopted();
    const lifting = { allow: "max_loss", reason: "we agreed" };
    const first = await world.apply({ event: "workflow_dispatch", inputs: lifting });
    const again = { event: "workflow_dispatch", inputs: lifting, again: first.runId };
    const env = { GITHUB_TRIGGERING_ACTOR: "mallory" };
    const actors = async (wish: Partial<RunWish>): Promise<readonly string[]> => {
      const { files: left } = await world.apply(wish);
      return readEntries(left["journal.jsonl"] ?? "").flatMap((entry) =>
        entry.event === "run_started" ? [entry.actor] : [],
      );
    };
    const told = "mallory, again what lee started (we agreed)";
    expect((await actors({ ...again, env })).at(-1)).toBe(told);
    expect((await actors({ ...again, env: { GITHUB_TRIGGERING_ACTOR: "lee" } })).at(-1)).toBe(
      "lee (we agreed)",
    );
  });

  it("of an old commit, started again, writes nothing and does not count as applied", async () => {
    await adopted();
    const old = world.merge(world.open(change(rob)));
    world.merge(world.open({ "access/acme/zoe.yaml": `members:\n${zoe}` }));
    const again = await world.apply({ sha: old });
    expect(again.code).toBe(3);
    expect(again.log).toContain("superseded");
    expect(world.sandbox.requests()).toEqual([]);
    expect((await world.apply()).code).toBe(0);
    expect(world.writes()).toHaveLength(2);
  });

  it("on a branch, a tag of the default branch's name, or no ref is refused before anything is asked", async () => {
    await adopted();
    const sha = world.push("main", change(rob));
    const refs = ["refs/heads/attack", "refs/tags/main", "refs/heads/main/x", "refs/heads/MAIN", "main", ""];
    world.github.resetRequests();
    for (const ref of refs) {
      const ran = await world.run({
        command: "apply",
        event: "workflow_dispatch",
        ref,
        sha,
        key: "write",
        job: "apply",
      });
      expect([ref, ran.code]).toEqual([ref, 3]);
    }
    expect(world.sandbox.requests()).toEqual([]);
    expect(world.github.requests()).toEqual([]);
  });

  it("is held up where the tip moves between the plan and the first write", async () => {
    await adopted();
    world.merge(world.open(change(rob)));
    let asked = 0;
    world.github.onRequest({ path: /^\/repos\/acme\/access\/git\/ref/ }, () => {
      asked += 1;
      if (asked === 2) world.github.state.branches.set("main", "f".repeat(40));
    });
    const applied = await world.apply();
    expect(applied.code).toBe(3);
    expect(world.sandbox.requests().length).toBeGreaterThan(0);
    expect(world.writes()).toEqual([]);
    expect(world.comment(1, "<!-- muster:result -->")).toContain("superseded");
  });

  it("stops before the second organization where the tip moves after the first", async () => {
    const labs = {
      "labs/organization.yaml":
        "organization:\n  provider: planasonix\n  id: org_01jq8labs\nmembers:\n  ana@acme.example: admin\n  kim@acme.example: admin\n",
    };
    await adopted({ ...people(), ...labs });
    world.merge(world.open({ ...change(rob), "access/labs/more.yaml": `members:\n${zoe}` }));
    let asked = 0;
    world.github.onRequest({ path: /^\/repos\/acme\/access\/git\/ref/ }, () => {
      asked += 1;
      if (asked === 3) world.github.state.branches.set("main", "f".repeat(40));
    });
    const applied = await world.apply();
    expect(applied.code).toBe(4);
    expect(world.writes()).toHaveLength(1);
  });

  it("is not held to have been applied when it was cancelled: the next run applies all three merges", async () => {
    await adopted();
    world.merge(world.open(change(rob)));
    expect((await world.apply()).code).toBe(0);
    world.merge(world.open({ "access/acme/zoe.yaml": `members:\n${zoe}` }));
    const deployment = world.github.add.deployment({ sha: world.tip(), environment: "muster-apply" });
    const cancelled = world.github.add.run({ headSha: world.tip(), conclusion: "cancelled" });
    deployment.statuses.push({
      state: "success",
      logUrl: `https://github.example/acme/access/actions/runs/${cancelled.id}/job/1`,
    });
    world.merge(world.open({ "access/acme/eva.yaml": "members:\n  eva@acme.example: viewer\n" }));
    world.sandbox.resetRequests();
    expect((await world.apply()).code).toBe(0);
    expect(world.writes()).toHaveLength(2);
    for (const number of [2, 3])
      expect(world.comment(number, "<!-- muster:result -->")).toContain("zoe@acme.example");
  });

  it("stops where the default branch was rewritten", async () => {
    world = await createWorldHere({ files: people() });
    const first = world.tip();
    world.push("main", change(rob));
    expect((await world.apply()).code).toBe(0);
    world.origin.reset("main", first);
    world.push("main", change(zoe));
    world.sandbox.resetRequests();
    const applied = await world.apply();
    expect(applied.code).toBe(3);
    expect(applied.log).toContain("is no ancestor");
    expect(world.sandbox.requests()).toEqual([]);
  });
});

describe("what others write at GitHub about earlier runs", () => {
  it("makes no commit an applied one", async () => {
    await adopted();
    const sha = world.merge(world.open(change(rob)));
    const { github } = world;
    const home = { headSha: sha, conclusion: "success" };
    const runs = [
      github.add.run({ ...home, headBranch: "attack" }),
      github.add.run({ ...home, path: ".github/workflows/other.yml" }),
      github.add.run({ ...home, event: "pull_request" }),
      github.add.run({ ...home, event: "schedule" }),
      github.add.run({ ...home, headRepositoryId: 999 }),
      github.add.run({ ...home, headRepositoryId: null }),
      github.add.run({ ...home, conclusion: "failure" }),
      github.add.run({ ...home, conclusion: null, status: "in_progress" }),
      github.add.run({ ...home, headSha: world.tip().replace(/^./, (digit) => (digit === "0" ? "1" : "0")) }),
    ].map(({ id }) => String(id));
    const states = ["failure", "inactive", "in_progress"] as const;
    // What counts is the job of the run, whatever deployments say of it.
    const good = String(github.add.run({ ...home, jobs: [{ name: "apply", conclusion: "failure" }] }).id);
    const address = (run: string): string => `https://github.example/acme/access/actions/runs/${run}/job/1`;
    const logUrls = [...runs.map(address), address("404404"), null, "https://evil.example/", address("x")];
    for (const logUrl of logUrls) {
      github.add.deployment({ sha, environment: "muster-apply", statuses: [{ state: "success", logUrl }] });
    }
    for (const state of [...states, "success"] as const) {
      github.add.deployment({
        sha,
        environment: "muster-apply",
        statuses: [{ state, logUrl: address(good) }],
      });
    }
    github.add.deployment({
      sha,
      environment: "muster-apply2",
      statuses: [{ state: "success", logUrl: address(good) }],
    });
    expect((await world.apply()).code).toBe(0);
    expect(world.writes()).toHaveLength(1);
  });

  it("makes no journal", async () => {
    await adopted();
    const { github } = world;
    const before = github.state.artifacts.at(-1);
    const own = github.state.runs.find(({ id }) => id === before?.runId);
    if (before === undefined || own === undefined) throw new Error("no journal was uploaded");
    const sha = world.origin.commit("attack", change(rob), world.tip());
    const { id: _, ...home } = own;
    const forgers = [
      { ...home, headBranch: "attack", headSha: sha },
      // A tag may have the default branch's name, and its runs say so; its commit is not the branch's.
      { ...home, headBranch: "main", headSha: sha },
      { ...home, path: ".github/workflows/other.yml" },
      { ...home, event: "pull_request" },
      { ...home, event: "pull_request_target" },
      { ...home, headRepositoryId: 999 },
    ];
    for (const forger of forgers) {
      const run = github.add.run(forger);
      const files = { "journal.jsonl": "forged\n" };
      github.add.artifact({
        name: "muster-journal",
        runId: run.id,
        files,
        createdAt: "2099-01-01T00:00:00Z",
      });
    }
    github.add.artifact({ name: "muster-journal", runId: null, files: { "journal.jsonl": "forged\n" } });
    world.merge(world.open(change(rob)));
    const applied = await world.apply();
    expect(applied.code).toBe(0);
    expect(applied.files["journal.jsonl"]).not.toContain("forged");
    expect(applied.files["journal.jsonl"]?.split("\n").length).toBeGreaterThan(4);
    expect(applied.files["journal.jsonl"]).toMatch(/"event":"run_started"[^]*"event":"run_started"/);
  });
});

describe("the head of a pull request", () => {
  it("that moves between plan and comment gets no comment of the older one", async () => {
    await adopted();
    const pull = world.open(change(rob));
    let asked = 0;
    world.github.onRequest({ method: "GET", path: /\/pulls\/\d+$/ }, () => {
      asked += 1;
      if (asked === 2) pull.head.sha = "f".repeat(40);
    });
    const planned = await world.plan(pull);
    expect(asked).toBe(2);
    expect(world.comment(pull.number, plan)).toBeUndefined();
    expect(planned.log).toContain("newer commit by now");
  });

  it("that moved before the plan is not planned", async () => {
    await adopted();
    const pull = world.open(change(rob));
    const old = { ...pull, head: { ...pull.head } };
    world.update(pull, change(zoe));
    const planned = await world.plan(old);
    expect(planned.code).toBe(1);
    expect(world.sandbox.requests()).toEqual([]);
    expect(world.github.state.comments).toEqual([]);
  });

  it("on a branch that is behind takes nobody away who came since", async () => {
    await adopted();
    const from = world.tip();
    world.push("main", { "access/acme/zoe.yaml": `members:\n${zoe}` });
    expect((await world.apply()).code).toBe(0);
    await world.control("accept", { email: "zoe@acme.example" });
    const pull = world.open(change(rob), { from });
    const planned = await world.plan(pull);
    expect(planned.outputs).toMatchObject({ changes: "1" });
    expect(world.comment(pull.number, plan)).toContain("rob@acme.example");
    expect(world.comment(pull.number, plan)).not.toContain("zoe@acme.example");
  });

  it("is merged into the tip by muster itself: what stands as GitHub's trial merge, old, missing or made up, is not asked", async () => {
    await adopted();
    const bare = world.origin.url.replace("file://", "");
    const git = (...args: readonly string[]): string =>
      execFileSync("git", ["-c", "user.name=ana", "-c", "user.email=ana@acme.example", ...args], {
        cwd: bare,
      })
        .toString()
        .trim();
    const commit = (tree: string, ...parents: readonly string[]): string =>
      git("commit-tree", "-m", "Merge", tree, ...parents.flatMap((parent) => ["-p", parent]));
    const old = world.tip();
    const evil = world.origin.commit("evil", change(zoe), old);
    const pulls = Array.from({ length: 7 }, () => world.open(change(rob)));
    world.push("main", { "README.md": "newer\n" });
    const tip = world.tip();
    const head = (index: number): string => pulls[index]?.head.sha ?? "";
    const merges = [
      // Onto an older tip; of another head; the other way round; of three; of one; no merge at all; none.
      commit(`${head(0)}^{tree}`, old, head(0)),
      commit(`${evil}^{tree}`, tip, evil),
      commit(`${evil}^{tree}`, head(2), tip),
      commit(`${evil}^{tree}`, tip, head(3), evil),
      commit(`${evil}^{tree}`, tip),
      evil,
      null,
    ];
    for (const [index, merge] of merges.entries()) {
      const ref = `refs/pull/${pulls[index]?.number ?? 0}/merge`;
      git("update-ref", ...(merge === null ? ["-d", ref] : [ref, merge]));
    }
    const ran = await Promise.all(pulls.map((pull) => world.plan(pull)));
    expect(ran.map(({ code }) => code)).toEqual(merges.map(() => 0));
    for (const pull of pulls) {
      expect(world.comment(pull.number, plan)).toContain("rob@acme.example");
      expect(world.comment(pull.number, plan)).not.toContain("zoe@acme.example");
    }
  });
});

describe("a key that can write", () => {
  it("is refused on a pull request before the organization is read, and taken where that is allowed", async () => {
    await adopted();
    const pull = world.open(change(rob));
    const refused = await world.plan(pull, { key: "write" });
    expect(refused.code).toBe(1);
    expect(refused.log).toContain("can write");
    expect(world.sandbox.requests().map(({ path }) => path)).toEqual(["/api/user/profile"]);
    const taken = await world.plan(pull, {
      key: "write",
      inputs: { "allow-write-key-on-pull-request": "true" },
    });
    expect(taken.code).toBe(0);
    expect(world.comment(pull.number, plan)).toContain("rob@acme.example");
    expect(world.writes()).toEqual([]);
  });

  it("of which the service lists no scopes is refused like one", async () => {
    await adopted();
    const made = (await world.control("token", {
      organization: "org_01jq8acme",
      email: "ana@acme.example",
    })) as {
      data: { token: string };
    };
    const planned = await world.plan(world.open(change(rob)), {
      env: { MUSTER_TOKEN_ACME: made.data.token },
    });
    expect(planned.code).toBe(1);
    expect(world.sandbox.requests()).toHaveLength(1);
  });
});

describe("a policy that is loosened by the change that needs it", () => {
  const crowd = Array.from({ length: 8 }, (_, index) => `  p${index}@acme.example: viewer\n`).join("");
  const loose = "  guards: { max_loss: 100%, min_admins: 1 }\n";
  const leave =
    "  p0@acme.example: { state: removed }\n  p1@acme.example: { state: removed }\n  p2@acme.example: { state: removed }\n  p3@acme.example: { state: removed }\n  p4@acme.example: { state: removed }\n";

  it("counts from the next change on, and stands first in the comment", async () => {
    await adopted(people(crowd));
    const pull = world.open(change(leave + crowd.split("\n").slice(5).join("\n"), loose));
    const planned = await world.plan(pull);
    expect(planned.code).toBe(3);
    expect(planned.outputs).toMatchObject({ blocked: "true" });
    const comment = world.comment(pull.number, plan) ?? "";
    expect(comment.indexOf("loosens the rules")).toBeGreaterThan(0);
    expect(comment.indexOf("loosens the rules")).toBeLessThan(
      comment.search(/\[!(?:WARNING|CAUTION)\]\n> \*\*(?!This)/),
    );
    world.merge(pull);
    expect((await world.apply()).code).toBe(3);
    expect(world.writes()).toEqual([]);
  });

  it("counts once it was merged and applied alone", async () => {
    await adopted(people(crowd));
    world.merge(world.open(change(crowd, loose)));
    expect((await world.apply()).code).toBe(0);
    world.merge(world.open(change(leave + crowd.split("\n").slice(5).join("\n"), loose)));
    expect((await world.apply()).code).toBe(0);
    expect(world.writes()).toHaveLength(5);
  });
});
