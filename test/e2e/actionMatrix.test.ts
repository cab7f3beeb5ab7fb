/**
 * The table of jobs, cell by cell, in the built action: with changes pending, a key at hand that can write, and the
 * switch that takes such a key on pull requests. Whatever the table does not name reaches no organization.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands, type Command } from "../../src/setup/jobEvents.ts";
import { type ActionWorld, type RunWish } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";
import type { FakePullRequest } from "../fakes/github/state.ts";

/** How far a run may go. */
type Reach =
  /** To the live organization, to change it. */
  | "writes"
  /** To the live organization, to look. */
  | "reads"
  /** Files only. */
  | "offline"
  /** Not even that: exit code 3. */
  | "refused";

interface Place {
  readonly name: string;
  /** What stands in the environment and the payload for it. */
  readonly wish: (world: Cells) => Partial<RunWish>;
}

interface Cells {
  readonly world: ActionWorld;
  readonly own: FakePullRequest;
  readonly intoOther: FakePullRequest;
  /** Whom the default branch's files name and nobody has invited yet, and who came before. */
  readonly joined: string[];
}

const refs: readonly Place[] = [
  { name: "default branch", wish: () => ({}) },
  // The commit is the default branch's tip, so that nothing but the ref tells them apart.
  { name: "other branch", wish: () => ({ ref: "refs/heads/other" }) },
  { name: "tag of the same name", wish: () => ({ ref: "refs/tags/main" }) },
];

const withHead = (cells: Cells, repositoryId: number | null) => ({
  pullRequest: { ...cells.own, head: { ...cells.own.head, repositoryId } },
});
const pullRequests: readonly Place[] = [
  { name: "own branch", wish: ({ own }) => ({ pullRequest: own }) },
  { name: "fork", wish: (cells) => withHead(cells, 4242) },
  { name: "deleted fork", wish: (cells) => withHead(cells, null) },
  { name: "Dependabot", wish: ({ own }) => ({ pullRequest: { ...own, author: "dependabot[bot]" } }) },
  {
    name: "started by Dependabot",
    wish: ({ own }) => ({ pullRequest: own, actor: "dependabot[bot]" }),
  },
  { name: "into another branch", wish: ({ intoOther }) => ({ pullRequest: intoOther }) },
];

const queue: readonly Place[] = [
  {
    name: "queue",
    wish: ({ world, own }) => ({
      ref: "refs/heads/gh-readonly-queue/main/pr-1",
      sha: own.head.sha,
      payload: { merge_group: { head_sha: own.head.sha, base_sha: world.tip() } },
    }),
  },
];

const inPullRequest: readonly Place[] = [
  { name: "default branch", wish: ({ own }) => ({ payload: { issue: { number: own.number } } }) },
];

/** Every event, where it may come from, and which cells of it go anywhere. */
const table: readonly {
  readonly event: string;
  readonly places: readonly Place[];
  readonly cell: (command: Command, place: string) => Reach;
}[] = [
  ...(["pull_request_target", "pull_request"] as const).map((event) => ({
    event,
    places: pullRequests,
    cell: (command: Command, place: string): Reach => {
      if (command === "plan") return place === "own branch" ? "reads" : "offline";
      return command === "orgs" || command === "comment" ? "offline" : "refused";
    },
  })),
  // A key is at hand, and a merge group may have none.
  { event: "merge_group", places: queue, cell: () => "refused" },
  ...(["push", "workflow_dispatch"] as const).map((event) => ({
    event,
    places: refs,
    cell: (command: Command, place: string): Reach =>
      command === "apply" && place === "default branch" ? "writes" : "refused",
  })),
  {
    event: "schedule",
    places: refs,
    cell: (command, place) => (command === "due" && place === "default branch" ? "writes" : "refused"),
  },
  ...["issue_comment", "workflow_run", "repository_dispatch"].map((event) => ({
    event,
    places: inPullRequest,
    cell: (): Reach => "refused",
  })),
];

/** Members on top, which the default branch gets, and below, which a pull request asks for. */
const members = (top: readonly string[], below: readonly string[] = []): string =>
  [
    "members:",
    ...top.map((name) => `  ${name}@acme.example: viewer`),
    "  ana@acme.example: admin",
    "  kim@acme.example: admin",
    "  lee@acme.example: editor",
    ...below.map((name) => `  ${name}@acme.example: admin`),
    "",
  ].join("\n");
const file = "access/acme/members.yaml";

/** Worlds in which something is pending for every job: the runs of one are one after the other. */
let lanes: readonly Cells[];

async function createCells(): Promise<Cells> {
  const world = await createWorldHere({
    files: {
      "acme/organization.yaml":
        "organization:\n  provider: planasonix\n  id: org_01jq8acme\n  drift: correct\n",
      "acme/members.yaml": members([]),
    },
  });
  expect((await world.apply()).code).toBe(0);
  world.github.state.branches.set("other", world.origin.commit("other", {}, world.tip()));
  const own = world.open({ [file]: members([], ["rob"]) });
  const intoOther = world.open({ [file]: members([], ["rob"]) }, { into: "other" });
  const cells = { world, own, intoOther, joined: [] };
  await makePending(cells);
  return cells;
}

/** Drift that the files say is corrected, and a change on the default branch that nobody applied. */
async function makePending({ world, joined }: Cells): Promise<void> {
  await world.control("edit", { email: "lee@acme.example", role: "viewer" });
  joined.push(`sue${joined.length}`);
  world.push("main", { [file]: members(joined) });
}

beforeAll(async () => {
  lanes = [await createCells(), await createCells()];
}, 60_000);
afterAll(async () => {
  await Promise.all(lanes.map(({ world }) => world.close()));
});

interface Found {
  readonly reach: Reach;
  readonly log: string;
}

async function runCell(cells: Cells, wish: RunWish): Promise<Found> {
  const { world } = cells;
  world.sandbox.resetRequests();
  const { code, log } = await world.run({
    key: "write",
    job: wish.command === "apply" || wish.command === "due" ? wish.command : "plan",
    inputs: { "allow-write-key-on-pull-request": "true" },
    ...wish,
  });
  const asked = world.sandbox.requests().length > 0;
  if (world.writes().length === 0)
    return { reach: asked ? "reads" : code === 3 ? "refused" : "offline", log };
  await makePending(cells);
  return { reach: "writes", log };
}

describe.each(table)("$event", ({ event, places, cell }) => {
  it("goes where the table says, and nowhere else", { timeout: 120_000 }, async () => {
    const left = places.flatMap((place) => commands.map((command) => ({ place, command })));
    const wrong: object[] = [];
    let ran = 0;
    await Promise.all(
      lanes.map(async (cells) => {
        for (let next = left.shift(); next !== undefined; next = left.shift()) {
          const { place, command } = next;
          const { reach, log } = await runCell(cells, { command, event, ...place.wish(cells) });
          const expected = cell(command, place.name);
          if (reach !== expected) wrong.push({ command, place: place.name, expected, reach, log });
          ran += 1;
        }
      }),
    );
    expect(wrong).toEqual([]);
    expect(ran).toBe(places.length * commands.length);
  });
});
