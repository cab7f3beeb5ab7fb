/** One MUSTER_REVIEW_KEY in two repositories: what the jobs of one signed vouches for nothing in the other. */
import { afterEach, describe, expect, it } from "vitest";
import { emptyHead, link, readEntries, verifyJournal, type Head } from "../../src/journal/chain.ts";
import { lineOf } from "../../src/journal/entry.ts";
import type { JournalTask, RunStarted } from "../../src/journal/event.ts";
import { keptBranch } from "../../src/run/kept/branch.ts";
import { journalSigner, type Signer } from "../../src/run/journalKey.ts";
import { acme, changeOf } from "../fakes/acme.ts";
import { fakeReviewKey, type ActionRun, type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";

let world: ActionWorld;
/** The journal of the first run. */
let adoption = "";
/** A run that applied. */
let applied = 0;
afterEach(() => world.close());

const env = { MUSTER_REVIEW_KEY: fakeReviewKey };
const binding = { env, inputs: { "require-reviewed": "true" } };
const journalOf = (ran: ActionRun): string => ran.files["journal.jsonl"] ?? "";
const isThere = (ran: ActionRun): boolean => journalOf(ran) !== "";

/** Who signs in the repository of that id; as earlier versions signed, which named none. */
function signerOf(repository?: number): Signer {
  const signing = journalSigner({
    ...env,
    ...(repository === undefined ? {} : { GITHUB_REPOSITORY_ID: String(repository) }),
  });
  if ("error" in signing || signing.signer === undefined) throw new Error("no signer");
  return signing.signer;
}

const task: JournalTask = {
  id: "0123456789abcdef0123456789abcdef",
  task: "revoke_grant",
  person: "rob@acme.example",
  key: "connection:crm",
  object: "crm",
  message: "Revoke the grant of rob@acme.example at Salesforce.",
  since: "2026-11-01",
};

/** A journal as a run leaves it that was killed before it did what it planned: all of it reviewed, by its word. */
function killedRun(planned: readonly string[], signer: Signer, after: Head = emptyHead): string {
  const event: RunStarted = {
    ...{ event: "run_started", at: new Date().toISOString(), run: "elsewhere", organization: "acme" },
    ...{ organization_id: "org_01jq8acme", fingerprint: "f".repeat(64), commit: world.tip() },
    ...{ actor: "eve", allowed: [], planned, reviews_bind: true, tasks: [task] },
  };
  return `${lineOf(link(event, after, signer))}\n`;
}

/** Adopts; then a promotion stands on main that nobody reviewed. Its id. */
async function promoted(): Promise<string> {
  world = await createWorldHere({ files: acme() });
  const first = await world.apply(binding);
  expect(first.code).toBe(0);
  adoption = journalOf(first);
  applied = first.runId;
  const change = changeOf({ lee: "admin" });
  const planned = await world.plan(world.open(change), binding);
  const plan = JSON.parse(planned.files["plan.json"] ?? "{}") as {
    organizations: { actions: { id: string }[] }[];
  };
  world.push("main", change);
  world.sandbox.resetRequests();
  return plan.organizations[0]?.actions[0]?.id ?? "";
}

/** As after 90 days. */
const expire = (): void => void world.github.state.artifacts.splice(0);
const push = (text: string): void =>
  void world.origin.commit(keptBranch, { "journals/2026/11.jsonl": text }, world.tip());
const plant = (text: string): void =>
  void world.github.add.artifact({
    name: "muster-journal",
    runId: applied,
    files: { "journal.jsonl": text },
    createdAt: world.now().toISOString(),
  });
const startOf = (ran: ActionRun): RunStarted | undefined =>
  readEntries(journalOf(ran)).find((entry) => entry.event === "run_started");

describe("a genuine journal of another repository", () => {
  it.each([
    ["on the branch", "is broken (line 1: From this line on, entries were signed in another repository"],
    ["in an artifact", "is broken (line 1: From this line on, entries were signed in another repository"],
    ["of an earlier version, on the branch", "does not name this repository"],
  ])("%s lets nothing run; what it says is owed stays owed", async (where, said) => {
    const id = await promoted();
    const own = world.github.state.repository.id;
    expire();
    for (const job of ["due", "apply"] as const) {
      if (where === "in an artifact") plant(killedRun([id], signerOf(own + 1)));
      else push(killedRun([id], where.startsWith("of an earlier") ? signerOf() : signerOf(own + 1)));
      const ran = await world[job](binding);
      expect(ran.log).toContain(said);
      expect(isThere(ran)).toBe(true);
      expect(journalOf(ran)).not.toContain("elsewhere");
      expect(verifyJournal(journalOf(ran), signerOf(own)).ok).toBe(true);
      expect(startOf(ran)).toMatchObject({ repository: own, tasks: [{ id: task.id, since: task.since }] });
      expire();
    }
    expect(world.writes()).toEqual([]);
  });

  it("is told from one of this repository: that run is finished", async () => {
    const id = await promoted();
    expire();
    push(killedRun([id], signerOf(world.github.state.repository.id)));
    // Nothing notes a head: the run was killed.
    world.github.state.deployments.splice(0);
    expect((await world.due(binding)).code).toBe(0);
    expect(world.writes()).toHaveLength(1);
  });

  it("cannot be put behind, or before, what this repository's runs wrote", async () => {
    const id = await promoted();
    const own = world.github.state.repository.id;
    const last = readEntries(adoption).at(-1) ?? emptyHead;
    expire();
    push(`${adoption}${killedRun([id], signerOf(own + 1), last)}`);
    const ran = await world.due(binding);
    expect(ran.log).toContain("entries were signed in another repository");
    expect(world.writes()).toEqual([]);
  });
});

describe("a journal that an earlier version signed", () => {
  /** Takes the repository's name out of what the last run left, as if that version had written it. */
  async function ofBefore(): Promise<string> {
    world = await createWorldHere({ files: acme() });
    const ran = await world.apply(binding);
    let head = emptyHead;
    const entries = readEntries(journalOf(ran)).map(
      ({ seq: _, prev: __, mac: ___, hash: ____, ...event }) => {
        const { repository: _____, ...before } = event as RunStarted;
        const entry = link(before, head, signerOf());
        head = entry;
        return entry;
      },
    );
    const text = entries.map((entry) => `${lineOf(entry)}\n`).join("");
    expire();
    applied = ran.runId;
    plant(text);
    world.github.state.deployments.splice(0);
    return text;
  }

  it("is gone on with where GitHub tells which run left it", async () => {
    const text = await ofBefore();
    const next = await world.due(binding);
    expect(next.code).toBe(0);
    expect(next.log).not.toContain("The journal");
    expect(journalOf(next).startsWith(text)).toBe(true);
    // From then on the branch alone does: the run that went on with it names the repository.
    expire();
    push(journalOf(next));
    const later = await world.due(binding);
    expect(later.log).not.toContain("warning: The journal");
    expect(journalOf(later).startsWith(journalOf(next))).toBe(true);
  });

  it("is gone on with from the branch where a job noted its head", async () => {
    const text = await ofBefore();
    const head = readEntries(text).at(-1)?.hash ?? "";
    const { id } = world.github.state.repository;
    const run = world.github.state.runs.at(-1)?.id ?? 0;
    const mac = signerOf().macOf(`head of the journal after run ${run}, attempt 1, in ${id}: ${head}`);
    const environmentUrl = `https://github.example/acme/access/actions/runs/${run}#journal-1-${head}-${mac}`;
    world.github.add.deployment({
      ...{ sha: world.tip(), environment: "muster-apply" },
      statuses: [{ state: "success", logUrl: null, environmentUrl }],
    });
    expire();
    push(text);
    const next = await world.due(binding);
    expect(next.log).not.toContain("warning: The journal");
    expect(journalOf(next).startsWith(text)).toBe(true);
  });
});

describe("a repository that is renamed or transferred", () => {
  it("keeps its id, and its journal, its reviews and the head that was noted count as before", async () => {
    world = await createWorldHere({ files: acme() });
    const first = await world.apply(binding);
    const pull = world.open(changeOf({ lee: "admin" }));
    expect((await world.plan(pull, binding)).code).toBe(0);
    world.merge(pull);
    world.github.state.repository.fullName = "other-owner/renamed";
    const next = await world.apply(binding);
    expect(next.code).toBe(0);
    expect(next.log).not.toContain("The journal");
    expect(journalOf(next).startsWith(journalOf(first))).toBe(true);
    expect(journalOf(next)).toContain('"verb":"promote"');
  });
});
