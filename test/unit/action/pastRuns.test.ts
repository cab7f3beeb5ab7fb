/** What earlier runs left counts only when this workflow made it, on the default branch, on the right event. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { journalsOf, lastApplied, type Home } from "../../../src/action/pastRuns.ts";
import { createGitHub } from "../../../src/io/github/client.ts";
import { permissionsOf } from "../../fakes/github/permissions.ts";
import { startFakeGitHub, type FakeGitHub } from "../../fakes/github/server.ts";
import { commitOf, type FakeRun } from "../../fakes/github/state.ts";

let fake: FakeGitHub;
let github: ReturnType<typeof createGitHub>;
let home: Home;

beforeEach(async () => {
  fake = await startFakeGitHub();
  github = createGitHub({
    apiUrl: fake.apiUrl,
    token: fake.token("fake-token-000", { permissions: permissionsOf("due") }),
    repository: fake.state.repository.fullName,
    env: {},
    secondMs: 1,
  });
  home = {
    repositoryId: fake.state.repository.id,
    defaultBranch: "main",
    workflow: ".github/workflows/muster.yml",
  };
});
afterEach(async () => {
  await github.close();
  await fake.close();
});

let minute = 0;
const at = (): string => `2026-11-02T09:${String((minute += 1) % 60).padStart(2, "0")}:00Z`;
beforeEach(() => {
  minute = 0;
});

/** A deployment of a commit, and the run that made it. */
function applied(
  letter: string,
  run: Partial<FakeRun> = {},
  states: readonly ("success" | "inactive")[] = ["success"],
) {
  const made = fake.add.run({ headSha: commitOf(letter), ...run });
  fake.add.deployment({
    sha: commitOf(letter),
    environment: "muster-apply",
    createdAt: at(),
    statuses: states.map((state) => ({
      state,
      logUrl: `https://github.example/acme/access/actions/runs/${made.id}/job/1`,
    })),
  });
}

describe("the last applied commit", () => {
  it("is none while nothing was applied", async () => {
    expect(await lastApplied(github, home)).toEqual({ ok: true, value: null });
  });

  it("is that of the latest run that did all of it, also when GitHub has made its deployment inactive since", async () => {
    applied("a");
    applied("b", { event: "workflow_dispatch" }, ["success", "inactive"]);
    expect(await lastApplied(github, home)).toEqual({ ok: true, value: commitOf("b") });
  });

  it.each<readonly [string, Partial<FakeRun>]>([
    ["a run by the clock", { event: "schedule" }],
    ["a run that failed", { conclusion: "failure" }],
    ["a run that was cancelled", { conclusion: "cancelled" }],
    ["a run that is not over", { conclusion: null, status: "in_progress" }],
    ["another workflow", { path: ".github/workflows/evil.yml" }],
    ["another branch", { headBranch: "evil" }],
    ["a fork", { headRepositoryId: 666 }],
    ["a pull request", { event: "pull_request_target" }],
    ["a run of another commit", { headSha: commitOf("e") }],
  ])("is not that of %s", async (_, run) => {
    applied("a");
    applied("b", run);
    expect(await lastApplied(github, home)).toEqual({ ok: true, value: commitOf("a") });
  });

  it("is not known when GitHub does not answer", async () => {
    applied("a");
    fake.fail({ path: /\/actions\/runs\// }, { status: 403 });
    expect(await lastApplied(github, home)).toMatchObject({ ok: false, status: 403 });
  });
});

describe("the latest journal", () => {
  const left = (text: string, run: Partial<FakeRun>, more: { isExpired?: boolean } = {}) =>
    fake.add.artifact({
      name: "muster-journal",
      runId: fake.add.run(run).id,
      createdAt: at(),
      files: { "journal.jsonl": text },
      ...more,
    });

  const foreign = commitOf("f");
  /** The text of the first one that there is. */
  const latest = async () => {
    const isOurs = (commit: string) => Promise.resolve(commit !== foreign);
    for await (const found of journalsOf(github, { home, isOurs })) {
      const text = found.ok ? await found.value.text() : found;
      if (!text.ok || text.value !== null) return text;
    }
    return { ok: true, value: null };
  };

  it("is that of the latest run that writes, whatever became of it", async () => {
    left("one", { event: "push" });
    left("two", { event: "schedule", conclusion: "failure" });
    expect(await latest()).toEqual({ ok: true, value: "two" });
  });

  it.each<readonly [string, Partial<FakeRun>]>([
    ["a pull request", { event: "pull_request_target" }],
    ["another branch", { headBranch: "evil" }],
    ["a fork", { headRepositoryId: 666 }],
    ["another workflow", { path: ".github/workflows/evil.yml" }],
    ["a tag of the branch's name", { headSha: commitOf("f") }],
  ])("is not that of %s", async (_, run) => {
    left("one", { event: "push" });
    left("forged", run);
    expect(await latest()).toEqual({ ok: true, value: "one" });
  });

  it("is an earlier one when the latest has expired, and none without any", async () => {
    expect(await latest()).toEqual({ ok: true, value: null });
    left("one", { event: "push" });
    left("two", { event: "push" }, { isExpired: true });
    expect(await latest()).toEqual({ ok: true, value: "one" });
  });
});
