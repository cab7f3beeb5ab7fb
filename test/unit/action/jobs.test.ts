/** The table of jobs: every event, ref and kind of pull request against every command, and what each cell may do. */
import { describe, expect, it } from "vitest";
import { eventOf } from "../../../src/action/event.ts";
import { jobFor, type Job } from "../../../src/action/jobs.ts";
import { commands, type Command } from "../../../src/setup/jobEvents.ts";

const sha = "a".repeat(40);
const pullRequest = (change: {
  readonly headRepository?: number | null;
  readonly base?: string;
  readonly author?: string;
  readonly action?: string;
}) => ({
  action: change.action ?? "synchronize",
  pull_request: {
    number: 7,
    user: { login: change.author ?? "lee" },
    head: {
      sha,
      repo: change.headRepository === null ? null : { id: change.headRepository ?? 11 },
    },
    base: { ref: change.base ?? "main", repo: { id: 11 } },
  },
});
const mergeGroup = { merge_group: { head_sha: sha, base_sha: "b".repeat(40), base_ref: "refs/heads/main" } };

interface Cell {
  readonly event: string;
  readonly payload: unknown;
  readonly ref: string;
  readonly actor?: string;
  readonly keyless?: true;
  /** What each command does; the commands left out are refused. */
  readonly does: Partial<Record<Command, Job["does"]>>;
}

const main = "refs/heads/main";
const cells: Readonly<Record<string, Cell>> = {
  "a pull request": {
    event: "pull_request_target",
    payload: pullRequest({}),
    ref: main,
    does: { plan: "plan", orgs: "list", comment: "comment" },
  },
  "a pull request, simple workflow": {
    event: "pull_request",
    payload: pullRequest({}),
    ref: "refs/pull/7/merge",
    does: { plan: "plan", orgs: "list", comment: "comment" },
  },
  "a pull request without a key": {
    event: "pull_request_target",
    payload: pullRequest({}),
    ref: main,
    keyless: true,
    does: { plan: "plan_offline", orgs: "list", comment: "comment" },
  },
  "a pull request of a fork": {
    event: "pull_request_target",
    payload: pullRequest({ headRepository: 12 }),
    ref: main,
    does: { plan: "plan_offline", orgs: "nothing", comment: "plan_offline" },
  },
  "a pull request of a fork that is gone": {
    event: "pull_request_target",
    payload: pullRequest({ headRepository: null }),
    ref: main,
    does: { plan: "plan_offline", orgs: "nothing", comment: "plan_offline" },
  },
  "a pull request by Dependabot": {
    event: "pull_request_target",
    payload: pullRequest({ author: "dependabot[bot]" }),
    ref: main,
    does: { plan: "plan_offline", orgs: "nothing", comment: "plan_offline" },
  },
  "a pull request that Dependabot started": {
    event: "pull_request_target",
    payload: pullRequest({}),
    ref: main,
    actor: "dependabot[bot]",
    does: { plan: "plan_offline", orgs: "nothing", comment: "plan_offline" },
  },
  "a pull request into another branch": {
    event: "pull_request_target",
    payload: pullRequest({ base: "release" }),
    ref: "refs/heads/release",
    does: { plan: "plan_offline", orgs: "nothing", comment: "plan_offline" },
  },
  "a closed pull request": {
    event: "pull_request_target",
    payload: pullRequest({ action: "closed" }),
    ref: main,
    does: { plan: "nothing", orgs: "nothing", comment: "nothing" },
  },
  "a pull request without its fields": {
    event: "pull_request_target",
    payload: { pull_request: { number: 7 } },
    ref: main,
    does: {},
  },
  "a merge group with a key": { event: "merge_group", payload: mergeGroup, ref: main, does: {} },
  "a merge group": {
    event: "merge_group",
    payload: mergeGroup,
    ref: main,
    keyless: true,
    does: { gate: "gate" },
  },
  "a push to the default branch": { event: "push", payload: {}, ref: main, does: { apply: "apply" } },
  "a push to another branch": { event: "push", payload: {}, ref: "refs/heads/maintenance", does: {} },
  "a push of a tag of the branch's name": { event: "push", payload: {}, ref: "refs/tags/main", does: {} },
  "a dispatch": { event: "workflow_dispatch", payload: {}, ref: main, does: { apply: "apply" } },
  "a dispatch on another branch": {
    event: "workflow_dispatch",
    payload: {},
    ref: "refs/heads/evil",
    does: {},
  },
  "a dispatch on a tag": { event: "workflow_dispatch", payload: {}, ref: "refs/tags/v1", does: {} },
  "a schedule": { event: "schedule", payload: {}, ref: main, does: { due: "due" } },
  "a schedule on another branch": { event: "schedule", payload: {}, ref: "refs/heads/x", does: {} },
  "a comment": { event: "issue_comment", payload: {}, ref: main, does: {} },
  "another workflow's end": { event: "workflow_run", payload: {}, ref: main, does: {} },
  "a call from outside": { event: "repository_dispatch", payload: {}, ref: main, does: {} },
  "no event": { event: "", payload: {}, ref: "", does: {} },
};

describe.each(Object.entries(cells))("%s", (_, cell) => {
  it.each(commands)("%s", (command) => {
    const job = jobFor({
      command,
      event: eventOf(cell.event, cell.payload, cell.actor ?? "lee"),
      ref: cell.ref,
      defaultBranch: "main",
      workflowRef: main,
      hasKey: cell.keyless !== true,
      lifts: false,
    });
    expect("refused" in job ? undefined : job.does).toBe(cell.does[command]);
    if ("refused" in job) expect(job.refused).toMatch(/Nothing was read or written\.$/);
  });
});

describe("lifting a guard", () => {
  it.each(["push", "schedule", "pull_request_target", "merge_group"])("is refused on %s", (name) => {
    const question = {
      event: eventOf(name, { ...pullRequest({}), ...mergeGroup }, "lee"),
      ref: main,
      defaultBranch: "main",
      workflowRef: main,
      hasKey: false,
      lifts: true,
    };
    for (const command of commands) expect(jobFor({ ...question, command })).toHaveProperty("refused");
  });

  it("counts on a dispatch", () => {
    const event = eventOf("workflow_dispatch", {}, "lee");
    const question = {
      event,
      ref: main,
      defaultBranch: "main",
      workflowRef: main,
      hasKey: true,
      lifts: true,
    };
    expect(jobFor({ ...question, command: "apply" })).toEqual({ does: "apply" });
  });
});

describe("the workflow file of another ref", () => {
  const question = { ref: main, defaultBranch: "main", hasKey: true, lifts: false };
  const foreign = ["refs/heads/evil", "refs/tags/main", "refs/pull/7/merge", "main", ""];

  it.each(foreign)("plans nothing that could count as reviewed: %s", (workflowRef) => {
    const event = eventOf("pull_request_target", pullRequest({}), "lee");
    for (const command of ["plan", "orgs", "comment"] as const) {
      const job = jobFor({ ...question, workflowRef, event, command });
      expect("refused" in job ? job.refused : job.does).toContain("the workflow file of the default branch");
    }
  });

  it("is what pull_request runs from, where nothing counts as reviewed", () => {
    const event = eventOf("pull_request", pullRequest({}), "lee");
    const job = jobFor({ ...question, workflowRef: "refs/pull/7/merge", event, command: "plan" });
    expect(job).toMatchObject({ does: "plan" });
  });
});
