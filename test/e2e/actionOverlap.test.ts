/**
 * Two applies whose ends overlap in time: the second begins when the job of the first that applies has ended, and others
 * of that run are still going. What the first told stays, and the second counts what it applied.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readEntries, verifyJournal } from "../../src/journal/chain.ts";
import { keptBranch } from "../../src/run/kept/branch.ts";
import { acme, changeOf } from "../fakes/acme.ts";
import type { ActionRun, ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";

vi.setConfig({ testTimeout: 300_000 });

let world: ActionWorld;
afterEach(() => world.close());

const journalOf = (ran: ActionRun): string => ran.files["journal.jsonl"] ?? "";
const done = (ran: ActionRun): string[] => {
  const entries = readEntries(journalOf(ran));
  const last = entries.at(-1)?.run;
  return entries.flatMap((entry) =>
    entry.run === last && entry.event === "outcome" && entry.status === "done"
      ? [`${entry.verb} ${entry.key}`]
      : [],
  );
};
const result = (number: number): string => world.comment(number, "<!-- muster:result -->") ?? "";

/** What the workflow's last job of a run is said to have come to. */
const lastJob = ({ runId }: ActionRun, conclusion: string | null): void => {
  const run = world.github.state.runs.find(({ id }) => id === runId);
  const jobs = [
    { name: "apply", conclusion: "success" },
    { name: "record", conclusion },
  ];
  Object.assign(run ?? {}, { jobs });
};

/** The last job of a run, which keeps its journal on the branch. */
const record = (of: ActionRun): Promise<ActionRun> =>
  world.run({
    ...{ command: "record", event: "push", job: "record", key: "none", within: of.runId },
    prepare: (workspace) => {
      const path = join(dirname(workspace), "temp", "muster", "kept", "muster-journal", "journal.jsonl");
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, journalOf(of));
    },
  });
const keptText = (): string => {
  world.origin.git("fetch", "-q", "origin", `refs/heads/${keptBranch}`);
  const paths = world.origin.git("ls-tree", "-r", "--name-only", "FETCH_HEAD", "journals/").split("\n");
  return paths.map((path) => `${world.origin.git("show", `FETCH_HEAD:${path}`)}\n`).join("");
};

describe("two applies whose ends overlap", () => {
  it.each(["with the journal", "without the artifact of the journal"])(
    "each tell their own pull request, and the second goes on from the first, %s",
    async (how) => {
      world = await createWorldHere({ files: acme() });
      expect((await world.apply()).code).toBe(0);
      const one = world.open(changeOf({ rob: "viewer" }));
      world.merge(one);
      const first = await world.apply();
      expect(done(first)).toEqual(["invite rob@acme.example"]);
      lastJob(first, null);
      const told = result(one.number);
      // Somebody takes by hand what the first run gave: held against an older commit, it would be given again.
      await world.control("edit", { email: "lee@acme.example", role: "viewer" });
      if (how.startsWith("without")) world.github.state.artifacts.splice(0);
      const two = world.open(changeOf({ rob: "viewer", sue: "viewer" }));
      world.merge(two);
      const [kept, second] = await Promise.all([record(first), world.apply()]);
      expect([kept.code, second.code]).toEqual([0, 0]);
      expect(done(second)).toEqual(["invite sue@acme.example"]);
      expect(result(one.number)).toBe(told);
      expect(result(two.number)).toContain("sue@acme.example");
      expect(result(two.number)).not.toContain(`#${one.number}`);
      // The last job of the first fails long after; the one of the second keeps what both did.
      lastJob(first, "failure");
      const both = [result(one.number), result(two.number)];
      if (!how.startsWith("without")) {
        expect((await record(second)).code).toBe(0);
        expect(keptText()).toBe(journalOf(second));
        expect(verifyJournal(keptText())).toMatchObject({ ok: true, runs: 3 });
      }
      lastJob(second, "success");
      const third = await world.apply({ event: "workflow_dispatch" });
      expect([third.code, done(third)]).toEqual([0, []]);
      expect([result(one.number), result(two.number)]).toEqual(both);
    },
  );

  it("keep both journals, whichever last job comes first", async () => {
    world = await createWorldHere({ files: acme() });
    const first = await world.apply();
    world.merge(world.open(changeOf({ rob: "viewer" })));
    const second = await world.apply();
    const [late, early] = [await record(second), await record(first)];
    expect([late.code, early.code]).toEqual([0, 0]);
    expect(keptText()).toBe(journalOf(second));
  });
});
