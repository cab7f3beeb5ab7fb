/** What earlier runs left counts only when this workflow made it, at a commit of the branch's own line, on the right event. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appliedCommits } from "../../../src/action/pastRuns.ts";
import { journalsOf, snapshotsOf } from "../../../src/action/pastArtifacts.ts";
import type { Looking } from "../../../src/action/home.ts";
import { createGitHub } from "../../../src/forge/github/client.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { permissionsOf } from "../../fakes/github/permissions.ts";
import { startFakeGitHub, type FakeGitHub } from "../../fakes/github/server.ts";
import { commitOf, type FakeRun } from "../../fakes/github/state.ts";

let fake: FakeGitHub;
let github: ReturnType<typeof createGitHub>;
let looking: Looking;

beforeEach(async () => {
  fake = await startFakeGitHub();
  github = createGitHub({
    apiUrl: fake.apiUrl,
    token: fake.token("fake-token-000", { permissions: permissionsOf("due") }),
    repository: fake.state.repository.fullName,
    env: {},
    clock: fakeClock(),
  });
  looking = {
    home: {
      repositoryId: fake.state.repository.id,
      defaultBranch: "main",
      workflow: ".github/workflows/muster.yml",
    },
    // d is the tip; e and f were never on the branch's own line.
    line: new Map(["d", "c", "b", "a"].map((letter, place) => [commitOf(letter), place])),
    runId: 1,
    jobs: ["apply"],
    partAt: () => Promise.resolve("all"),
  };
});
afterEach(async () => {
  await github.close();
  await fake.close();
});

let minute = 0;
const at = (): string => new Date(Date.UTC(2026, 10, 2, 9, (minute += 1))).toISOString();
beforeEach(() => {
  minute = 0;
});

const ran = (letter: string, run: Partial<FakeRun> = {}): FakeRun =>
  fake.add.run({ headSha: commitOf(letter), ...run });
const look = (known?: number) => appliedCommits(github, looking, known);
const are = (letters: readonly string[], trace = letters.length > 0 ? "on the line" : "none") => ({
  ok: true,
  value: { commits: letters.map(commitOf), trace },
});
const address = (run: number): string => `https://github.example/acme/access/actions/runs/${run}/job/1`;
const deployed = (letter: string, run: number, state: "success" | "failure" = "success") =>
  fake.add.deployment({
    sha: commitOf(letter),
    environment: "muster-apply",
    createdAt: at(),
    statuses: [{ state, logUrl: address(run) }],
  });

describe("a job that was given some of the organizations", () => {
  const parts: Record<string, "all" | "unknown" | string[]> = {};
  beforeEach(() => {
    for (const letter of "abcd") parts[commitOf(letter)] = "all";
    looking = { ...looking, partAt: (commit) => Promise.resolve(parts[commit] ?? "all") };
  });

  it("counts for those, and the last whole one for the others", async () => {
    for (const letter of "abc") ran(letter);
    parts[commitOf("c")] = ["acme"];
    parts[commitOf("b")] = ["acme", "labs"];
    expect(await look()).toEqual({
      ok: true,
      value: {
        commits: [commitOf("a")],
        trace: "on the line",
        parts: new Map([
          ["acme", [commitOf("c"), commitOf("b")]],
          ["labs", [commitOf("b")]],
        ]),
      },
    });
  });

  it("counts for none where nobody can tell which, and is a trace all the same", async () => {
    ran("c");
    parts[commitOf("c")] = "unknown";
    expect(await look()).toEqual(are([], "on the line"));
  });
});

const forgeries: readonly (readonly [string, string, Partial<FakeRun>])[] = [
  ["a run by the clock", "b", { event: "schedule" }],
  ["a pull request's run", "b", { event: "pull_request_target" }],
  ["a run of a pull request from the branch into another", "b", { event: "pull_request" }],
  ["another workflow", "b", { path: ".github/workflows/evil.yml" }],
  ["the workflow file of another ref", "b", { path: ".github/workflows/muster.yml@refs/heads/evil" }],
  ["the workflow file of a tag", "b", { path: ".github/workflows/muster.yml@refs/tags/main" }],
  ["another branch", "b", { headBranch: "evil" }],
  ["a fork", "b", { headRepositoryId: 666 }],
  ["a commit that is not on the line, though a tag of the branch's name is there", "e", {}],
];

describe("the applied commits", () => {
  it("are none while nothing was applied", async () => {
    expect(await look()).toEqual(are([]));
  });

  it("are the latest on the line first, however late a run of an older one came", async () => {
    ran("b", { path: ".github/workflows/muster.yml@refs/heads/main" });
    ran("c", { event: "workflow_dispatch" });
    ran("a", { path: ".github/workflows/muster.yml@main" });
    expect(await look()).toEqual(are(["c", "b", "a"]));
  });

  it.each(forgeries)("are not those of %s", async (_, letter, run) => {
    ran("a");
    ran(letter, run);
    expect(await look()).toEqual(are(["a"]));
  });

  it.each<readonly [string, Partial<FakeRun>]>([
    ["failed", { conclusion: "failure" }],
    ["was cancelled", { conclusion: "cancelled" }],
    ["is not over", { conclusion: null, status: "in_progress" }],
    ["never applied", { jobs: [{ name: "apply", conclusion: "skipped" }] }],
  ])("are not that of a run that %s", async (_, run) => {
    ran("a");
    ran("b", run);
    expect(await look()).toEqual(are(["a"]));
  });

  it("are none of this run itself", async () => {
    ran("a");
    looking = { ...looking, runId: ran("d").id };
    expect(await look()).toEqual(are(["a"]));
  });

  it.each<readonly [string, Partial<FakeRun>]>([
    [
      "whose last job is still going",
      {
        status: "in_progress",
        conclusion: null,
        jobs: [
          { name: "apply", conclusion: "success" },
          { name: "muster", conclusion: null },
        ],
      },
    ],
    [
      "that was started again, and is going",
      { status: "in_progress", conclusion: null, earlier: [{ status: "completed", conclusion: "success" }] },
    ],
    [
      "that was started again long after, and refused",
      { conclusion: "failure", attempt: 2, earlier: [{ status: "completed", conclusion: "success" }] },
    ],
    [
      "whose other jobs failed",
      {
        conclusion: "failure",
        jobs: [
          { name: "apply", conclusion: "success" },
          { name: "tell", conclusion: "failure" },
        ],
      },
    ],
    ["whose job has a name of its own", { jobs: [{ name: "Apply access", conclusion: "success" }] }],
  ])("are that of a run %s", async (_, run) => {
    ran("a");
    ran("b", run);
    expect(await look()).toEqual(are(["b", "a"]));
  });

  it("are none that the journal knows of, or older ones", async () => {
    ran("a");
    ran("b");
    ran("c");
    expect(await look(1)).toEqual(are([]));
    fake.resetRequests();
    expect(await look(2)).toEqual(are(["c"]));
    expect(fake.requests()).toHaveLength(3);
    // Where the journal knows of something, nothing else is looked for: no trace of what the newest runs do not show.
    fake.state.runs.length = 0;
    deployed("c", 404_404);
    fake.resetRequests();
    expect(await look(2)).toEqual(are([]));
    expect(fake.requests()).toHaveLength(2);
  });

  it("are not set back by a deployment made by hand", async () => {
    const old = ran("a");
    ran("c");
    deployed("a", old.id);
    expect(await look()).toEqual(are(["c", "a"]));
  });

  it("are not known when GitHub does not answer", async () => {
    ran("a");
    fake.fail({ path: /\/actions\/runs\// }, { status: 403 });
    expect(await look()).toMatchObject({ ok: false, status: 403 });
  });

  it("that no run tells of any more are missed, not taken for none", async () => {
    deployed("b", 404_404);
    expect(await look()).toEqual(are([], "on the line"));
  });

  it("are none where all that was deployed failed, or was elsewhere", async () => {
    deployed("b", ran("b", { conclusion: "failure" }).id, "failure");
    deployed("e", 404_404);
    expect(await look()).toEqual(are([]));
  });

  it.each<readonly [string, RegExp]>([
    ["runs", /\/workflows\/[^/]+\/runs$/],
    ["deployments", /\/deployments$/],
    ["what became of a deployment", /\/statuses$/],
  ])("are not known when GitHub does not tell of %s", async (_, path) => {
    deployed("b", 404_404);
    fake.fail({ path }, { status: 403 });
    expect(await look()).toMatchObject({ ok: false, status: 403 });
  });

  it("are not those of a run that is deleted while it is looked at", async () => {
    ran("a");
    const { id } = ran("b");
    fake.fail({ path: new RegExp(`/runs/${id}/jobs$`) }, { status: 404 });
    expect(await look()).toEqual(are(["a"]));
  });

  it.each<readonly [string, string, readonly string[]]>([
    ["whose other jobs alone succeeded", "success", ["success", "failure"]],
    ["that failed, with a job of a name of its own", "failure", ["success"]],
  ])("are not that of a run %s", async (_, conclusion, ends) => {
    const jobs = ends.map((ended, index) => ({ name: ["plan", "apply"][index] ?? "", conclusion: ended }));
    ran("a");
    ran("b", { conclusion, jobs });
    expect(await look()).toEqual(are(["a"]));
  });

  it("are three at most, of each commit the newest run, and nothing more is asked", async () => {
    for (const letter of "aabbccdd") ran(letter);
    expect(await look()).toEqual(are(["d", "c", "b"]));
    // Two lists of runs, three lists of jobs.
    expect(fake.requests()).toHaveLength(5);
  });

  it("cost three requests where all runs are seen, and there is none", async () => {
    ran("e", { event: "push" });
    fake.resetRequests();
    await look();
    expect(fake.requests()).toHaveLength(3);
  });

  it.each([
    [10, true],
    [11, false],
  ])("are looked for behind so many runs that failed: %i", async (many, isFound) => {
    ran("a", { conclusion: "failure", jobs: [{ name: "apply", conclusion: "success" }] });
    for (let index = 1; index < many; index++) ran("a", { conclusion: "failure" });
    expect(await look()).toEqual(are(isFound ? ["a"] : []));
  });

  it("are looked for behind any number of good runs that applied nothing", async () => {
    ran("a");
    for (let index = 0; index < 12; index++) ran("a", { jobs: [{ name: "apply", conclusion: "skipped" }] });
    expect(await look()).toEqual(are(["a"]));
  });

  it("are asked of each run once, whatever list it comes in", async () => {
    for (let index = 0; index < 100; index++) ran("e");
    ran("d", { jobs: [{ name: "apply", conclusion: "skipped" }] });
    expect(await look()).toEqual(are([], "elsewhere"));
    expect(fake.requests({ path: /\/jobs$/ })).toHaveLength(1);
  });

  it("of some organizations are twenty at most", async () => {
    const line = Array.from({ length: 22 }, (_, index) => String(index).padStart(40, "0"));
    looking = {
      ...looking,
      line: new Map(line.map((commit, place) => [commit, place])),
      partAt: () => Promise.resolve(["acme"]),
    };
    for (const headSha of line) fake.add.run({ headSha });
    expect(await look()).toMatchObject({ value: { parts: new Map([["acme", line.slice(0, 20)]]) } });
  });

  it("are asked for commit by commit, ten of them, where other runs fill the lists", async () => {
    const line = Array.from({ length: 22 }, (_, index) => String(index).padStart(40, "0"));
    looking = { ...looking, line: new Map(line.map((commit, place) => [commit, place])) };
    fake.add.run({ headSha: line[0] ?? "", conclusion: "failure" });
    for (let index = 0; index < 100; index++) ran("e");
    expect(await look()).toMatchObject({ value: { commits: [] } });
    // Of each of the two events, the newest, the good ones, those of ten commits; jobs of the one; deployments.
    expect(fake.requests()).toHaveLength(2 * 12 + 1 + 1);
  });

  it("leave a trace in the newest three deployments of the line, whatever came of them before", async () => {
    const { id } = deployed("b", 404_404);
    fake.state.deployments.find((one) => one.id === id)?.statuses.unshift({ state: "failure", logUrl: "" });
    for (const _ of "12") deployed("b", 404_404, "failure");
    expect(await look()).toEqual(are([], "on the line"));
    deployed("b", 404_404, "failure");
    expect(await look()).toEqual(are([]));
  });

  it.each<readonly [string, Partial<FakeRun>]>([
    ["of another workflow", { path: ".github/workflows/evil.yml" }],
    ["of the workflow file of a tag", { path: ".github/workflows/muster.yml@refs/tags/main" }],
    ["of a fork", { headRepositoryId: 4242 }],
    ["that failed", { conclusion: "failure" }],
  ])("leave no trace elsewhere by a run %s", async (_, run) => {
    ran("e", run);
    expect(await look()).toEqual(are([]));
  });

  it("tell of a branch that was rewritten before anything else was applied", async () => {
    ran("e");
    expect(await look()).toEqual(are([], "elsewhere"));
  });
});

describe("20,000 runs and deployments of somebody who may push", () => {
  it.each([0, 20_000])("cost a handful of requests, and hide nothing: %i", async (count) => {
    for (const letter of ["a", "b", "c"]) deployed(letter, ran(letter).id);
    for (let index = 0; index < count; index++) {
      const { id } = ran(index % 2 === 0 ? "e" : "f");
      if (index % 4 === 0) deployed("e", id);
    }
    const found = await look();
    expect(found.ok && found.value.commits[0]).toBe(commitOf("c"));
    expect(fake.requests().length).toBeLessThanOrEqual(count === 0 ? 5 : 10);
  });

  it("by tags of the branch's name at its own commits, which are refused, neither", async () => {
    ran("c");
    for (let index = 0; index < 20_000; index++) ran("c", { conclusion: "failure" });
    fake.resetRequests();
    expect(await look()).toEqual(are(["c"]));
    expect(fake.requests().length).toBeLessThanOrEqual(16);
  });
});

describe("the latest journal", () => {
  const left = (
    text: string,
    run: Partial<FakeRun>,
    more: { isExpired?: boolean; hidesCommit?: boolean } = {},
  ) =>
    fake.add.artifact({
      name: "muster-journal",
      runId: fake.add.run(run).id,
      createdAt: at(),
      files: { "journal.jsonl": text },
      ...more,
    });
  const latest = async () => {
    for await (const found of journalsOf(github, looking)) {
      if (!found.ok) return found;
      const text = await found.value.text();
      if (!text.ok || text.value !== null) return text;
    }
    return { ok: true, value: null };
  };

  it("is that of the latest run that writes, whatever became of it", async () => {
    left("one", { event: "push" });
    left("two", { event: "schedule", conclusion: "failure" });
    left("three", { event: "schedule", conclusion: null, status: "in_progress" });
    expect(await latest()).toEqual({ ok: true, value: "three" });
  });

  it.each(forgeries.slice(1))("is not that of %s", async (_, letter, run) => {
    left("one", { event: "push" });
    left("forged", { headSha: commitOf(letter), ...run });
    expect(await latest()).toEqual({ ok: true, value: "one" });
  });

  it("is not that of a commit off the line, though the artifact names no commit", async () => {
    left("one", { event: "push" });
    left("two", { event: "push" }, { hidesCommit: true });
    left("forged", { headSha: commitOf("e"), event: "push" }, { hidesCommit: true });
    expect(await latest()).toEqual({ ok: true, value: "two" });
  });

  it("is an earlier one when the latest has expired, and none without any", async () => {
    expect(await latest()).toEqual({ ok: true, value: null });
    left("one", { event: "push" });
    left("two", { event: "push" }, { isExpired: true });
    expect(await latest()).toEqual({ ok: true, value: "one" });
  });

  it("is found behind hundreds of others at one request a hundred, and missed aloud behind thousands", async () => {
    left("one", { event: "push" });
    for (let index = 0; index < 350; index++) left("forged", { headSha: commitOf("e") });
    expect(await latest()).toEqual({ ok: true, value: "one" });
    expect(fake.requests()).toHaveLength(6);
    for (let index = 0; index < 1_000; index++) left("forged", { headSha: commitOf("f") });
    expect(await latest()).toMatchObject({ ok: false });
  });

  it("is looked for on ten pages, and behind twenty runs", async () => {
    left("one", { event: "push" });
    for (let index = 0; index < 950; index++) left("forged", { headSha: commitOf("e") });
    expect(await latest()).toEqual({ ok: true, value: "one" });
    fake.state.artifacts.length = 1;
    for (let index = 0; index < 19; index++) left("f", { headSha: commitOf("e") }, { hidesCommit: true });
    expect(await latest()).toEqual({ ok: true, value: "one" });
    left("forged", { headSha: commitOf("e") }, { hidesCommit: true });
    expect(await latest()).toMatchObject({ ok: false });
  });

  it("is not that of a run which is gone, or which nobody names, nor an artifact without one", async () => {
    left("one", { event: "push" });
    left("two", { event: "push" }).runId = 404_404;
    left("three", { event: "push" }).runId = null;
    const { runId } = left("four", { event: "push" });
    fake.add.artifact({ name: "muster-journal", runId, createdAt: at(), files: { "other.txt": "x" } });
    fake.state.artifacts.splice(-2, 1);
    expect(await latest()).toEqual({ ok: true, value: "one" });
  });

  it.each<readonly [string, RegExp]>([
    ["artifacts", /\/actions\/artifacts$/],
    ["the run", /\/actions\/runs\/\d+$/],
    ["what is in it", /\/artifacts\/\d+\/zip$/],
  ])("is not known where GitHub does not tell of %s", async (_, path) => {
    left("one", { event: "push" });
    fake.fail({ path }, { status: 403 });
    expect(await latest()).toMatchObject({ ok: false, status: 403 });
  });
});

describe("the latest snapshot", () => {
  const left = (files: Readonly<Record<string, string | Uint8Array>>, run: Partial<FakeRun> = {}) =>
    fake.add.artifact({
      name: "muster-snapshot",
      runId: fake.add.run({ event: "push", ...run }).id,
      createdAt: at(),
      files,
    });
  const all = async () => {
    const found: unknown[] = [];
    for await (const one of snapshotsOf(github, looking)) found.push(one.ok ? await one.value.text() : one);
    return found;
  };
  const is = (value: string | null) => ({ ok: true, value });

  it("is looked for as the journal is, under its own name and in its own file", async () => {
    expect(await all()).toEqual([]);
    left({ "snapshot.json": "one" });
    left({ "snapshot.json": "forged" }, { headSha: commitOf("e") });
    left({ "journal.jsonl": "none" });
    left({ "snapshot.json": "two", "other.json": "x" });
    fake.add.artifact({
      name: "muster-journal",
      runId: fake.add.run({ event: "push" }).id,
      createdAt: at(),
      files: { "snapshot.json": "a journal's" },
    });
    expect(await all()).toEqual([is("two"), is(null), is("one")]);
  });

  it("is an empty text where its bytes are none, and not known where GitHub does not tell", async () => {
    left({ "snapshot.json": new Uint8Array([0x61, 0xff, 0xfe]) });
    expect(await all()).toEqual([is("")]);
    fake.fail({ path: /\/zip$/ }, { status: 403 });
    expect(await all()).toMatchObject([{ ok: false, status: 403 }]);
  });

  it("of thousands that others uploaded is missed aloud", async () => {
    for (let index = 0; index < 1_000; index++)
      left({ "snapshot.json": "forged" }, { headSha: commitOf("f") });
    expect(await all()).toMatchObject([
      { ok: false, message: "Too much was uploaded under the name of the snapshot by other runs." },
    ]);
  });
});
