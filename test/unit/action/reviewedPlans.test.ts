/** What counts as the reviewed plan of a pull request, of all that GitHub keeps under that name. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Home } from "../../../src/action/home.ts";
import { reviewedIn } from "../../../src/action/reviewedPlans.ts";
import { createGitHub } from "../../../src/forge/github/client.ts";
import type { PullRequest } from "../../../src/forge/github/github.ts";
import { digestOf } from "../../../src/io/hmac.ts";
import { signReviewed, type Reviewed } from "../../../src/run/reviewed.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { permissionsOf } from "../../fakes/github/permissions.ts";
import { startFakeGitHub, type FakeGitHub } from "../../fakes/github/server.ts";
import { commitOf, type FakeArtifact, type FakePullRequest, type FakeRun } from "../../fakes/github/state.ts";

const key = "fake-review-key-0123456789abcdef0123";
const plan = '{"fake":"plan"}';
const id = (digit: string) => digit.repeat(32);
let fake: FakeGitHub;
let github: ReturnType<typeof createGitHub>;
let home: Home;
let pull: FakePullRequest;
let minute = 0;

beforeEach(async () => {
  minute = 0;
  fake = await startFakeGitHub();
  github = createGitHub({
    apiUrl: fake.apiUrl,
    token: fake.token("fake-token-000", { permissions: permissionsOf("apply") }),
    repository: fake.state.repository.fullName,
    env: {},
    clock: fakeClock(),
  });
  home = {
    repositoryId: fake.state.repository.id,
    defaultBranch: "main",
    workflow: ".github/workflows/muster.yml",
  };
  pull = fake.add.pullRequest({ mergedAt: "2026-11-02T08:00:00Z" });
});
afterEach(async () => {
  await github.close();
  await fake.close();
});

interface Wish {
  readonly run?: Partial<FakeRun>;
  readonly list?: Partial<Reviewed>;
  readonly artifact?: Partial<FakeArtifact>;
  /** What was uploaded, in place of the list that was signed and the plan. */
  readonly files?: (signed: string) => Readonly<Record<string, string | Uint8Array>>;
}

/** A plan that is all right but for what is wished. */
function kept(action: string, { run = {}, list = {}, artifact = {}, files }: Wish = {}): FakeRun {
  const made = fake.add.run({ event: "pull_request_target", headBranch: "change", ...run });
  const signed = signReviewed({
    key,
    kind: "plan",
    repositoryId: home.repositoryId,
    pullRequest: pull.number,
    head: pull.head.sha,
    base: commitOf("a"),
    runId: made.id,
    attempt: 1,
    workflow: ".github/workflows/muster.yml@refs/heads/main",
    workflowCommit: commitOf("a"),
    files: { "plan.json": digestOf(plan) },
    organizations: { acme: { actions: [id(action)], terms: [], blocked: [] } },
    ...list,
  });
  if ("error" in signed) throw new Error(signed.error);
  fake.add.artifact({
    name: `muster-plan-${pull.number}`,
    runId: made.id,
    createdAt: `2026-11-02T09:${String((minute += 1)).padStart(2, "0")}:00Z`,
    files: files?.(signed.text) ?? { "reviewed.json": signed.text, "plan.json": plan },
    ...artifact,
  });
  return made;
}

/** The ids that count of a merge of one pull request, or of one that is that of several; or why none does. */
async function counts(pulls: readonly FakePullRequest[] = [pull]): Promise<readonly string[] | string> {
  const { ids, missing } = await asked([pulls], () => false);
  return missing[0] ?? [...(ids.get("acme") ?? [])];
}

async function asked(
  ofMerges: readonly (readonly FakePullRequest[])[],
  isUnseen: Parameters<typeof reviewedIn>[1]["isUnseen"],
): ReturnType<typeof reviewedIn> {
  const merges: PullRequest[][] = [];
  for (const pulls of ofMerges) {
    const merge: PullRequest[] = [];
    for (const { number } of pulls) {
      const found = await github.pullRequest(number);
      if (!found.ok) throw new Error(found.message);
      merge.push(found.value);
    }
    merges.push(merge);
  }
  const isOnLine = (commit: string) => Promise.resolve(commit === commitOf("a"));
  return reviewedIn(github, { home, key, merges, isOnLine, isUnseen });
}

describe("of what was kept as a pull request's plan", () => {
  it("the newest that is all right counts, and ids of terms count with those of actions", async () => {
    kept("1");
    kept("2", { list: { organizations: { acme: { actions: [id("2")], terms: [id("3")], blocked: [] } } } });
    expect(await counts()).toEqual([id("2"), id("3")]);
    kept("4", { run: { path: ".github/workflows/evil.yml" } });
    kept("5", { list: { head: commitOf("f") } });
    expect(await counts()).toEqual([id("2"), id("3")]);
  });

  it("what no run of that organization has seen yet is told apart", async () => {
    kept("1");
    const seen: (readonly [string, string | null])[] = [];
    const { ids, unseen } = await asked([[pull]], (organization, commit) => {
      seen.push([organization, commit]);
      return true;
    });
    expect(seen).toEqual([["acme", pull.mergeCommit]]);
    expect([ids, unseen].map((each) => [...(each.get("acme") ?? [])])).toEqual([[id("1")], [id("1")]]);
    expect((await asked([[pull]], () => false)).unseen.size).toBe(0);
  });

  it.each<readonly [string, Wish, string]>([
    ["of another workflow", { run: { path: ".github/workflows/evil.yml" } }, "of another workflow"],
    ["of a push", { run: { event: "push" } }, "of another workflow"],
    ["of the pull request's own workflow file", { run: { event: "pull_request" } }, "of another workflow"],
    ["of a fork", { run: { headRepositoryId: 4242 } }, "of another workflow"],
    [
      "of a branch's workflow file",
      { run: { path: `.github/workflows/muster.yml@evil` } },
      "of another workflow",
    ],
    [
      "of the workflow file of a tag of the branch's name",
      { run: { path: `.github/workflows/muster.yml@refs/tags/main` } },
      "of another workflow",
    ],
    [
      "that a branch's workflow file signed",
      { list: { workflow: ".github/workflows/muster.yml@refs/heads/evil" } },
      "refs/heads/evil",
    ],
    ["of an earlier head", { list: { head: commitOf("f") } }, "no plan of its last head"],
    ["of another repository", { list: { repositoryId: 77 } }, "another repository, pull request or run"],
    ["of another pull request", { list: { pullRequest: 77 } }, "another repository, pull request or run"],
    ["of another run", { list: { runId: 77 } }, "another repository, pull request or run"],
    ["onto a commit off the line", { list: { base: commitOf("e") } }, "not on the default branch's own line"],
    [
      "by a workflow file off the line",
      { list: { workflowCommit: commitOf("e") } },
      "not on the default branch's own line",
    ],
    [
      "beside another plan",
      { list: { files: { "plan.json": digestOf("{}") } } },
      "not the one that was signed",
    ],
    ["without a plan", { list: { files: {} } }, "not the one that was signed"],
    ["that failed", { run: { conclusion: "failure" } }, "ended as failure"],
    ["that was cancelled", { run: { conclusion: "cancelled" } }, "ended as cancelled"],
    ["that goes on", { run: { status: "in_progress", conclusion: null } }, "is not over"],
    ["of an attempt that GitHub does not know", { list: { attempt: 2 } }, "404"],
    [
      "that has expired",
      { artifact: { isExpired: true } },
      "its plan has expired: GitHub keeps plans for a time only",
    ],
    ["without a list", { files: () => ({ "plan.json": plan }) }, "signed nothing: its log says why"],
    [
      "whose plan is missing",
      { files: (signed) => ({ "reviewed.json": signed }) },
      "not the one that was signed",
    ],
    [
      "whose list is no text",
      { files: () => ({ "reviewed.json": new Uint8Array([0x7b, 0xff]), "plan.json": plan }) },
      "is no signed list",
    ],
    [
      "of another key",
      {
        files: (signed) => ({ "reviewed.json": signed.replace(/"mac":"../, '"mac":"zz'), "plan.json": plan }),
      },
      "was not signed with this MUSTER_REVIEW_KEY",
    ],
    ["whose run is gone", { artifact: { runId: 1 } }, "was deleted"],
    ["that signed nothing", { artifact: { zip: new Uint8Array() } }, "artifact"],
  ])("one %s does not count, which is said", async (_, wish, why) => {
    kept("1", wish);
    const said = await counts();
    expect(said).toContain(`#${pull.number}: `);
    expect(said).toContain(why);
  });

  it.each(["@refs/heads/main", "@main", ""])(
    "one of the default branch's file counts, as GitHub writes it: %j",
    async (ref) => {
      kept("1", { run: { path: `.github/workflows/muster.yml${ref}` } });
      expect(await counts()).toEqual([id("1")]);
    },
  );

  it("it is looked for among the latest twenty of its own runs, however many others uploaded", async () => {
    kept("1");
    for (let index = 0; index < 25; index++) kept("2", { run: { path: ".github/workflows/evil.yml" } });
    for (let index = 0; index < 19; index++) kept("3", { list: { head: commitOf("f") } });
    expect(await counts()).toEqual([id("1")]);
    kept("3", { list: { head: commitOf("f") } });
    expect(await counts()).toContain("no plan of its last head was kept");
  });

  it("one whose run GitHub does not tell of does not count, which is said", async () => {
    kept("1");
    fake.fail({ path: /\/actions\/runs\/\d+$/ }, { status: 403 });
    expect(await counts()).toMatch(/^#\d+: .*actions: read/);
  });

  it("one of a run's only attempt is asked for once", async () => {
    kept("1");
    expect(await counts()).toEqual([id("1")]);
    expect(fake.requests({ path: /\/attempts\// })).toEqual([]);
  });

  it("one counts although its run failed where a guard blocked any of its organizations", async () => {
    const of = (blocked: Reviewed["organizations"][string]["blocked"]) => ({
      actions: [id("1")],
      terms: [],
      blocked,
    });
    const organizations = { acme: of([]), labs: of(["max_loss"]) };
    kept("1", { run: { conclusion: "failure" }, list: { organizations } });
    expect(await counts()).toEqual([id("1")]);
  });

  it("one that a guard blocked counts although its run failed, and only then", async () => {
    const blocked = { acme: { actions: [id("1")], terms: [], blocked: ["max_loss" as const] } };
    kept("1", { run: { conclusion: "failure" }, list: { organizations: blocked } });
    expect(await counts()).toEqual([id("1")]);
    fake.state.artifacts.length = 0;
    kept("1", { run: { conclusion: "cancelled" }, list: { organizations: blocked } });
    expect(await counts()).toContain("ended as cancelled");
  });

  it("one counts as the attempt that signed it ended, whatever became of the run since", async () => {
    const run = kept("1", { run: { attempt: 2, status: "in_progress", conclusion: null } });
    run.earlier = [{ status: "completed", conclusion: "success" }];
    expect(await counts()).toEqual([id("1")]);
    run.earlier = [{ status: "completed", conclusion: "cancelled" }];
    Object.assign(run, { status: "completed", conclusion: "success" });
    expect(await counts()).toContain("ended as cancelled");
  });

  it("one does not count where GitHub tells of another attempt than was asked for", async () => {
    const run = kept("1", { run: { attempt: 2, status: "completed", conclusion: "success" } });
    run.earlier = [{ status: "completed", conclusion: "cancelled" }];
    const site = { headers: { authorization: "Bearer fake-token-000" } };
    const last = await fetch(
      `${fake.apiUrl}/repos/${fake.state.repository.fullName}/actions/runs/${run.id}`,
      site,
    );
    fake.fail({ path: /\/attempts\/1$/ }, { status: 200, body: await last.json() });
    expect(await counts()).toContain(`GitHub does not know the attempt 1 of the run ${run.id}`);
  });

  it("what is wrong with the newest is told when none counts", async () => {
    kept("1", { run: { conclusion: "cancelled" } });
    kept("1", { run: { conclusion: "timed_out" } });
    expect(await counts()).toContain("ended as timed_out");
  });

  it("none is there when nothing was kept", async () => {
    expect(await counts()).toContain("no plan of it was kept");
    fake.fail({ path: /\/artifacts/ }, { status: 403 });
    expect(await counts()).toContain("actions: read");
  });
});

describe("of several pull requests that one merge is that of", () => {
  const listed = (actions: readonly string[], terms: readonly string[] = []): Wish => ({
    list: { organizations: { acme: { actions: actions.map(id), terms: terms.map(id), blocked: [] } } },
  });

  it("what stands in the plan of each counts, since one of them was approved", async () => {
    const [first, second] = [pull, fake.add.pullRequest({ mergedAt: pull.mergedAt, head: pull.head })];
    kept("1", listed(["1", "2"], ["3", "4"]));
    pull = second;
    kept("1", listed(["2", "5"], ["4"]));
    expect(await counts([first, second])).toEqual([id("2"), id("4")]);
    expect(await counts([second, first])).toEqual([id("2"), id("4")]);
  });

  it("nothing counts where one was not planned, which is said", async () => {
    kept("1");
    const other = fake.add.pullRequest({ mergedAt: pull.mergedAt, head: pull.head });
    expect(await counts([pull, other])).toContain(`#${other.number}: no plan of it was kept`);
  });

  it("what a run has seen of one of them is nothing new", async () => {
    const [first, second] = [pull, fake.add.pullRequest({ mergedAt: pull.mergedAt, head: pull.head })];
    Object.assign(second, { mergeCommit: commitOf("d") });
    kept("1");
    pull = second;
    kept("1");
    const { ids, unseen } = await asked([[first, second]], (_, commit) => commit === commitOf("d"));
    expect([ids, unseen].map((each) => [...(each.get("acme") ?? [])])).toEqual([[id("1")], []]);
  });

  it("one from a fork takes nothing away", async () => {
    kept("1");
    const fork = fake.add.pullRequest({
      mergedAt: pull.mergedAt,
      head: { ...pull.head, repositoryId: 4242 },
    });
    expect(await counts([fork, pull])).toEqual([id("1")]);
    expect(await counts([fork])).toContain("no plan of it was kept");
  });
});

describe("of several merges", () => {
  it("what each reviewed adds up, and what only the later one did is new", async () => {
    const first = pull;
    kept("1");
    pull = fake.add.pullRequest({ mergedAt: pull.mergedAt });
    Object.assign(pull, { mergeCommit: commitOf("d") });
    kept("2");
    const { ids, unseen } = await asked([[first], [pull]], (_, commit) => commit === commitOf("d"));
    expect([ids, unseen].map((each) => [...(each.get("acme") ?? [])])).toEqual([
      [id("1"), id("2")],
      [id("2")],
    ]);
  });

  it("what one pull request lacks is looked for and said once", async () => {
    const { missing } = await asked([[pull], [pull]], () => false);
    expect(missing).toHaveLength(1);
    expect(fake.requests({ path: /\/artifacts/ })).toHaveLength(1);
  });
});
