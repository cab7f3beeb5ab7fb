/** Where reviews bind: what passes for a reviewed plan, and all that must not. */
import { crc32, deflateRawSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readReviewed, signReviewed, type ListKind, type Reviewed } from "../../src/run/reviewed.ts";
import { verifyJournal } from "../../src/journal/chain.ts";
import { fakeReviewKey, type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";
import type { FakeArtifact, FakePullRequest, FakeRun } from "../fakes/github/state.ts";

// Each test starts processes, some a dozen: a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

let world: ActionWorld;
afterEach(() => world.close());

const files = {
  "acme/organization.yaml": `organization:
  provider: planasonix
  id: org_01jq8acme
members:
  ana@acme.example: admin
  kim@acme.example: admin
  lee@acme.example: editor
`,
};
const rob = { "access/acme/rob.yaml": "members:\n  rob@acme.example: viewer\n" };
const reviewed = {
  env: { MUSTER_REVIEW_KEY: fakeReviewKey },
  inputs: { "require-reviewed": "true" },
} as const;

interface Planned {
  readonly pull: FakePullRequest;
  readonly artifact: FakeArtifact;
  readonly run: FakeRun;
  /** The signed list as it was uploaded. */
  readonly text: string;
  /** The plan that was uploaded beside it. */
  readonly plan: string;
  readonly base: string;
}

/** A pull request that was planned and signed as it should be, and is not merged yet. */
async function plannedWell(): Promise<Planned> {
  world = await createWorldHere({ files });
  expect((await world.apply()).code).toBe(0);
  const base = world.tip();
  const pull = world.open(rob);
  const planned = await world.plan(pull, reviewed);
  expect(planned.code).toBe(0);
  const { github } = world;
  const artifact = github.state.artifacts.find(({ name }) => name === `muster-plan-${pull.number}`);
  const run = github.state.runs.find(({ id }) => id === planned.runId);
  const text = planned.files["reviewed.json"];
  const plan = planned.files["plan.json"];
  if (artifact === undefined || run === undefined || text === undefined || plan === undefined)
    throw new Error("nothing was signed");
  return { pull, artifact, run, text, plan, base };
}

/** Nothing is written, and the job says so. */
async function appliesNothing(): Promise<string> {
  const applied = await world.apply(reviewed);
  expect(world.writes()).toEqual([]);
  expect(applied.code).toBe(4);
  expect(applied.summary).toMatch(/reviewed/i);
  return applied.log;
}

function zipOf(content: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const before = world.github.add.artifact({ name: "made", files: content });
  world.github.state.artifacts.splice(world.github.state.artifacts.indexOf(before), 1);
  return before.zip;
}

describe("a reviewed plan", () => {
  it("counts only as the plan job's own successful run of this workflow made it", async () => {
    const { pull, run, artifact } = await plannedWell();
    world.merge(pull);
    const forgeries: readonly Partial<FakeRun>[] = [
      { path: ".github/workflows/other.yml" },
      { path: ".github/workflows/muster.yml.yml" },
      { event: "push" },
      { event: "pull_request" },
      { event: "workflow_dispatch" },
      { conclusion: "failure" },
      { conclusion: "cancelled" },
      { conclusion: null, status: "in_progress" },
      { headRepositoryId: 4242 },
      { headRepositoryId: null },
      // As GitHub shows whose workflow file it was.
      { path: ".github/workflows/muster.yml@refs/heads/evil" },
      { path: ".github/workflows/muster.yml@evil" },
      { path: ".github/workflows/muster.yml@refs/tags/main" },
    ];
    for (const forged of forgeries) {
      const before = { ...run };
      Object.assign(run, forged);
      await appliesNothing();
      Object.assign(run, before);
    }
    artifact.name = `muster-plan-${pull.number + 1}`;
    await appliesNothing();
    artifact.name = `muster-plan-${pull.number}`;
    run.path = ".github/workflows/muster.yml@refs/heads/main";
    expect((await world.apply(reviewed)).code).toBe(0);
    expect(world.writes()).toHaveLength(1);
  });

  it("counts only with the signature over this repository, pull request, head and run", async () => {
    const { pull, run, artifact, text, plan, base } = await plannedWell();
    world.merge(pull);
    const ids = /"actions\\":\[\\"([0-9a-f]{32})/.exec(text)?.[1] ?? "";
    expect(ids).toHaveLength(32);
    const truth = readReviewed({ text, key: fakeReviewKey, kind: "plan" });
    if ("error" in truth) throw new Error(truth.error);
    expect(truth).toMatchObject({ base, runId: run.id, attempt: 1 });
    const one = { actions: [ids], terms: [], blocked: [] };
    const signed = (change: Partial<Reviewed> & { key?: string; kind?: ListKind }): string => {
      const made = signReviewed({ ...truth, key: fakeReviewKey, kind: "plan", ...change });
      if ("error" in made) throw new Error(made.error);
      return made.text;
    };
    expect(signed({})).toBe(text);
    const flipped = text.replace(/"mac":"(.)/, (_, digit: string) => `"mac":"${digit === "0" ? "1" : "0"}`);
    const forgeries = [
      signed({ key: "another-review-key-0123456789abcdef" }),
      signed({ repositoryId: truth.repositoryId + 1 }),
      signed({ pullRequest: pull.number + 1 }),
      signed({ head: base }),
      // On the pull request's branch, which is in the merged branch's history and not on its own line.
      signed({ base: pull.head.sha }),
      signed({ workflowCommit: pull.head.sha }),
      signed({ runId: run.id + 1 }),
      signed({ attempt: 2 }),
      signed({ workflow: ".github/workflows/muster.yml@refs/heads/evil" }),
      signed({ workflow: ".github/workflows/muster.yml@refs/tags/main" }),
      signed({ workflow: ".github/workflows/muster.yml" }),
      signed({ workflow: ".github/workflows/evil.yml@refs/heads/main" }),
      // A part of a matrix, which nobody was shown.
      signed({ kind: "part" }),
      flipped,
      text.replace(/"mac":"[0-9a-f]+"/, '"mac":""'),
      text.replace(/,?"mac":"[0-9a-f]+",?/, ""),
      text.replace(ids, "0".repeat(32)),
      signed({ organizations: { other: one } }),
      "",
      "null",
      "[]",
      "{".repeat(100_000),
    ];
    for (const forged of forgeries) {
      artifact.zip = zipOf({ "reviewed.json": forged, "plan.json": plan });
      await appliesNothing();
    }
    for (const shown of [plan.replace("rob@", "bob@"), "", undefined]) {
      artifact.zip = zipOf({ "reviewed.json": text, ...(shown === undefined ? {} : { "plan.json": shown }) });
      expect(await appliesNothing()).toContain("not the one that was signed");
    }
    artifact.zip = zipOf({ "reviewed.json": text, "plan.json": plan });
    expect((await world.apply(reviewed)).code).toBe(0);
    expect(world.writes()).toHaveLength(1);
  });

  it("is of the last head: what an earlier one planned reviews nothing", async () => {
    const { pull } = await plannedWell();
    world.update(pull, { "README.md": "A word on it.\n" });
    world.merge(pull);
    expect(await appliesNothing()).toContain("#1");
  });

  it("is not what another run uploads once more", async () => {
    const { pull, artifact, run, text, plan } = await plannedWell();
    world.merge(pull);
    const { github } = world;
    const { id: _, ...home } = run;
    artifact.isExpired = true;
    for (const thief of [home, { ...home, headRepositoryId: 999 }, { ...home, headBranch: "attack" }]) {
      const other = github.add.run(thief);
      github.add.artifact({
        name: artifact.name,
        runId: other.id,
        files: { "reviewed.json": text, "plan.json": plan },
        createdAt: "2099-01-01T00:00:00Z",
      });
    }
    await appliesNothing();
  });

  it("is not read from an archive that is a bomb, or none", async () => {
    const { pull, artifact, text, plan: shown } = await plannedWell();
    world.merge(pull);
    const good = artifact.zip;
    const many = Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`f${index}`, ""]));
    const plan = { name: "reviewed.json", content: Buffer.from(text) };
    const zeros = Buffer.alloc(300 * 1024 * 1024);
    const json = { name: "plan.json", content: Buffer.from(shown) };
    const both = [plan, json];
    const zips = [
      // Whole and true, but for its size, and for the same size that is not said.
      zipped(...both, { name: "zeros", content: zeros }),
      zipped(...both, { name: "zeros", content: zeros.subarray(0, 1_000_000), said: 10 }),
      zipped(...both, { name: "zeros", content: zeros.subarray(0, 1024), said: 0xfffffffe }),
      zipped({ ...plan, said: 5 }, json),
      zipped(...both, { ...plan, name: "../reviewed.json" }),
      zipped(...both, { ...plan, name: "/reviewed.json" }),
      zipped(...both, { ...plan, name: "x\\..\\reviewed.json" }),
      zipped(...both, { ...plan, content: Buffer.from("{}") }),
      zipOf({ "x/reviewed.json": text, "plan.json": shown }),
      zipOf({ ...many, "reviewed.json": text, "plan.json": shown }),
      good.subarray(0, good.length - 30),
      new Uint8Array(),
    ];
    for (const zip of zips) {
      artifact.zip = zip;
      await appliesNothing();
    }
    artifact.zip = zipped(...both);
    expect((await world.apply(reviewed)).code).toBe(0);
    expect(world.writes()).toHaveLength(1);
  });

  it("needs a key that cannot be guessed, and any key at all", async () => {
    const { pull } = await plannedWell();
    world.merge(pull);
    for (const key of ["", "short"]) {
      const applied = await world.apply({ ...reviewed, env: { MUSTER_REVIEW_KEY: key } });
      expect(applied.code).not.toBe(0);
    }
    expect(world.writes()).toEqual([]);
  });

  it("is not the comment: nobody reviews by editing it", async () => {
    world = await createWorldHere({ files });
    expect((await world.apply()).code).toBe(0);
    const pull = world.open(rob);
    expect((await world.plan(pull)).code).toBe(0);
    expect(world.comment(pull.number, "<!-- muster:plan -->")).toContain("rob@acme.example");
    world.merge(pull);
    await appliesNothing();
  });
});

describe("a direct commit where reviews bind", () => {
  it("is applied by nobody, not even by the job that runs by the clock, and not as unfinished", async () => {
    world = await createWorldHere({ files });
    expect((await world.apply()).code).toBe(0);
    world.push("main", rob);
    await appliesNothing();
    await appliesNothing();
    await world.due(reviewed);
    expect(world.writes()).toEqual([]);
  });
});

describe("the journal", () => {
  it("is chained: its head stands in the summary and on the pull request, and an altered line or a cut end shows", async () => {
    const { pull } = await plannedWell();
    world.merge(pull);
    const applied = await world.apply(reviewed);
    const journal = applied.files["journal.jsonl"] ?? "";
    const { ok, head } = verifyJournal(journal);
    expect(ok).toBe(true);
    expect(applied.outputs["journal-head"]).toBe(head);
    expect(applied.summary).toContain(head.slice(0, 16));
    expect(world.comment(pull.number, "<!-- muster:result -->")).toContain(head.slice(0, 16));
    expect(verifyJournal(journal.replace("rob@acme.example", "bob@acme.example")).ok).toBe(false);
    const lines = journal.trimEnd().split("\n");
    expect(verifyJournal(`${lines.slice(1).join("\n")}\n`).ok).toBe(false);
    expect(verifyJournal(`${lines.slice(0, -1).join("\n")}\n`).head).not.toBe(head);
  });
});

interface Zipped {
  readonly name: string;
  readonly content: Uint8Array;
  /** The size that the archive gives for it, the true one unless told. */
  readonly said?: number;
}

/** A zip archive, packed as anybody would, true but for what `said` says. */
function zipped(...files: readonly Zipped[]): Uint8Array {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, content, said = content.length } of files) {
    const packed = deflateRawSync(content, { level: 1 });
    const header = Buffer.alloc(26);
    header.writeUInt16LE(8, 4);
    header.writeUInt32LE(crc32(content), 10);
    header.writeUInt32LE(packed.length, 14);
    header.writeUInt32LE(said, 18);
    header.writeUInt16LE(name.length, 22);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    header.copy(central, 6, 0, 26);
    central.writeUInt32LE(offset, 42);
    directory.push(central, Buffer.from(name));
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), header, Buffer.from(name), packed]);
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}
