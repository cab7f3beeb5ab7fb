/** The job that keeps the journal on a branch, and the next runs, which go on with what is kept: whom each of them believes. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { emptyHead, link, readEntries, verifyJournal } from "../../src/journal/chain.ts";
import { lineOf } from "../../src/journal/entry.ts";
import { keptBranch } from "../../src/run/kept/branch.ts";
import { journalSigner } from "../../src/run/journalKey.ts";
import { acme, changeOf } from "../fakes/acme.ts";
import { fakeReviewKey, type ActionRun, type ActionWorld, type RunWish } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";

let world: ActionWorld;
afterEach(() => world.close());

const env = { MUSTER_REVIEW_KEY: fakeReviewKey };
const binding = { env, inputs: { "require-reviewed": "true" } };
const signing = journalSigner(env);
const signer = "error" in signing ? undefined : signing.signer;
const journalOf = (ran: ActionRun): string => ran.files["journal.jsonl"] ?? "";

/** The job after one that left this journal, as the workflow's download has put it in its place. */
const record = (journal: string | undefined, wish: Partial<RunWish> = {}): Promise<ActionRun> =>
  world.run({
    ...{ command: "record", event: "push", job: "record", key: "none" },
    prepare: (workspace) => {
      if (journal === undefined) return;
      const path = join(dirname(workspace), "temp", "muster", "kept", "muster-journal", "journal.jsonl");
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, journal);
    },
    ...wish,
  });
const fetchKept = (): void => void world.origin.git("fetch", "-q", "origin", `refs/heads/${keptBranch}`);
const keptText = (): string => {
  fetchKept();
  const paths = world.origin.git("ls-tree", "-r", "--name-only", "FETCH_HEAD", "journals/").split("\n");
  return paths.map((path) => `${world.origin.git("show", `FETCH_HEAD:${path}`)}\n`).join("");
};
const isThere = (): boolean => world.origin.git("ls-remote", "origin", `refs/heads/${keptBranch}`) !== "";
/** As after 90 days. */
const expire = (): void => void world.github.state.artifacts.splice(0);

describe("the job that keeps the journal", () => {
  it("appends what the run left, and the next run goes on with it long after the artifact is gone", async () => {
    world = await createWorldHere({ files: acme() });
    const first = await world.apply(binding);
    expect(await record(journalOf(first))).toMatchObject({ code: 0 });
    expect(keptText()).toBe(journalOf(first));
    expire();
    world.push("main", changeOf({ rob: "viewer" }));
    const second = await world.due(binding);
    expect(second.log).not.toContain("warning: The journal");
    expect(journalOf(second).startsWith(journalOf(first))).toBe(true);
    expect(verifyJournal(journalOf(second), signer)).toMatchObject({ ok: true, runs: 2 });
    const kept = await record(journalOf(second), { event: "schedule" });
    expect(kept.summary).toContain("added to the branch");
    expect(keptText()).toBe(journalOf(second));
  });

  it("knows by the branch alone what was applied, when runs and artifacts are gone", async () => {
    world = await createWorldHere({ files: acme() });
    const first = await world.apply(binding);
    await record(journalOf(first));
    expire();
    world.github.state.runs.splice(0);
    const next = await world.due(binding);
    expect(next.code).toBe(0);
    expect(verifyJournal(journalOf(next), signer)).toMatchObject({ ok: true, runs: 2 });
  });

  it("has nothing to do for a run that left no journal", async () => {
    world = await createWorldHere({ files: acme() });
    const ran = await record(undefined);
    expect(ran.code).toBe(0);
    expect(ran.log).toContain("there is nothing to keep");
    expect(isThere()).toBe(false);
  });

  it("keeps beside, and tells, what is no continuation", async () => {
    world = await createWorldHere({ files: acme() });
    const first = await world.apply(binding);
    await record(journalOf(first));
    expire();
    world.github.state.deployments.splice(0);
    const other = await world.due({ inputs: {} });
    const ran = await record(journalOf(other));
    expect(ran.code).toBe(1);
    expect(ran.log).toMatch(
      /is no continuation of what the branch muster-journal holds\. It is kept beside, as beside\//,
    );
    expect(keptText()).toBe(journalOf(first));
  });

  it("says what moves a journal of somebody else out of the way: then it is green, and goes on", async () => {
    world = await createWorldHere({ files: acme() });
    const first = await world.apply(binding);
    const stranger = journalOf(first).replaceAll("org_01jq8acme", "org_01strange");
    world.origin.commit(keptBranch, { "journals/2026/11.jsonl": stranger }, world.tip());
    for (const run of [first, await world.due(binding)]) {
      const red = await record(journalOf(run), { event: "schedule" });
      expect(red.code).toBe(1);
      expect(red.log).toContain("If the next run ends so, too, somebody else wrote to the branch");
    }
    const last = await world.due(binding);
    const said = (await record(journalOf(last))).log;
    const command = /`(git fetch origin \S*muster-journal && git push [^`]*)`/.exec(said)?.[1] ?? "";
    const held = world.origin.git("ls-remote", "origin", `refs/heads/${keptBranch}`).slice(0, 40);
    world.origin.git("push", "-q", "origin", `${world.tip()}:refs/tags/${keptBranch}`);
    for (const each of command.split(" && ")) world.origin.git(...each.split(" ").slice(1));
    expect(isThere()).toBe(false);
    expect(world.origin.git("ls-remote", "origin", `refs/heads/${keptBranch}-until-now`)).toContain(held);
    const green = await record(journalOf(last));
    expect(green.summary).toContain("added to the branch");
    expect(keptText()).toBe(journalOf(last));
    expire();
    const next = await world.due(binding);
    expect(journalOf(next).startsWith(journalOf(last))).toBe(true);
    expect(verifyJournal(journalOf(next), signer)).toMatchObject({ ok: true, runs: 4 });
    expect((await record(journalOf(next), { event: "schedule" })).code).toBe(0);
  });

  it.each<[string, Partial<RunWish>, string]>([
    ["with an organization's key", { key: "read" }, "holds no organization's key"],
    ["on another branch", { ref: "refs/heads/topic" }, "runs on the default branch"],
    ["on a pull request", { event: "pull_request_target" }, "runs on push to the default branch"],
  ])("is refused %s", async (_, wish, said) => {
    world = await createWorldHere({ files: acme() });
    const first = await world.apply(binding);
    const ran = await record(journalOf(first), wish);
    expect(ran.code).toBe(3);
    expect(ran.log).toContain(said);
    expect(isThere()).toBe(false);
  });

  it("is refused in a public repository, unless it was asked for twice", async () => {
    world = await createWorldHere({ files: acme(), repository: { isPrivate: false } });
    const first = await world.apply(binding);
    const ran = await record(journalOf(first));
    expect(ran.code).toBe(3);
    expect(ran.log).toContain("a journal names people");
    expect(isThere()).toBe(false);
    expect((await record(journalOf(first), { inputs: { "public-journal": "true" } })).code).toBe(0);
    expect(isThere()).toBe(true);
  });
});

describe("somebody who may push to the branch, and merges nothing,", () => {
  const path = (): string => {
    fetchKept();
    return (
      world.origin.git("ls-tree", "-r", "--name-only", "FETCH_HEAD", "journals/").split("\n").at(-1) ?? ""
    );
  };

  async function kept(): Promise<readonly [ActionRun, ActionRun]> {
    world = await createWorldHere({ files: acme() });
    const first = await world.apply(binding);
    await record(journalOf(first));
    const second = await world.due(binding);
    await record(journalOf(second), { event: "schedule" });
    expire();
    return [first, second];
  }

  it("forges a run that left something undone: nothing of it is believed, nothing is written", async () => {
    const [, second] = await kept();
    const last = readEntries(journalOf(second)).at(-1) ?? emptyHead;
    const forged = link(
      {
        ...{ event: "run_started", at: new Date().toISOString(), run: "forged", organization: "acme" },
        ...{ organization_id: "org_01jq8acme", fingerprint: "f".repeat(64), commit: world.tip() },
        ...{ actor: "eve", allowed: [], planned: ["a1"], reviews_bind: true as const },
      },
      last,
    );
    world.origin.commit(keptBranch, { [path()]: `${keptText()}${lineOf(forged)}\n` });
    world.sandbox.resetRequests();
    const ran = await world.due(binding);
    expect(ran.log).toMatch(
      /warning: The journal on the branch muster-journal is broken .*It counts as lost/,
    );
    expect(journalOf(ran)).not.toContain("forged");
    expect(world.writes()).toEqual([]);
  });

  it("sets it back to an earlier end: the head that the last run noted is missed", async () => {
    const [first, second] = await kept();
    world.origin.commit(keptBranch, { [path()]: journalOf(first) });
    const ran = await world.due(binding);
    expect(ran.log).toContain(
      `lacks its end: the last run noted ${second.outputs["journal-head"]} as its head`,
    );
    expect(verifyJournal(journalOf(ran), signer)).toMatchObject({ ok: true, runs: 1 });
  });

  it("takes the branch away: that is as if the journal had expired, and is said", async () => {
    await kept();
    world.origin.git("push", "-q", "origin", `:refs/heads/${keptBranch}`);
    const ran = await world.due(binding);
    expect(ran.log).toMatch(/warning: The journal of the run before is lost or has expired/);
  });

  it.each([
    [3, undefined],
    [4, "1 more journal beside it counts as lost"],
    [6, "3 more journals beside it count as lost"],
  ])("puts %i journals beside it: three are named, the rest are counted", async (count, more) => {
    await kept();
    const besides = Array.from({ length: count }, (_, index) => [
      `beside/${String(index).padStart(16, "0")}.jsonl`,
      '{"event":"run_started"}\n',
    ]);
    world.origin.commit(keptBranch, Object.fromEntries(besides) as Record<string, string>);
    const ran = await world.due(binding);
    const named = ran.log.match(
      /warning: beside\/0{15}\d\.jsonl on the branch .* is not a journal .*It counts as lost\./g,
    );
    expect(named).toHaveLength(3);
    if (more === undefined) expect(ran.log).not.toContain("more journal");
    else expect(ran.log).toContain(`warning: ${more}. See \`muster journal verify ${keptBranch}\`.`);
    // What was there goes on as if nothing stood beside it.
    expect(verifyJournal(journalOf(ran), signer)).toMatchObject({ ok: true, runs: 3 });
  });

  it("is read by no run that has no key to tell who wrote it", async () => {
    world = await createWorldHere({ files: acme() });
    const first = await world.apply();
    await record(journalOf(first));
    expire();
    const next = await world.due();
    expect(verifyJournal(journalOf(next))).toMatchObject({ ok: true, runs: 1 });
  });
});
