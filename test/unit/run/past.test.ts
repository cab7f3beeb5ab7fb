/** What counts of a journal that is not all there. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyHead, link } from "../../../src/journal/chain.ts";
import { lineOf, type RunStarted } from "../../../src/journal/entry.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { readPast } from "../../../src/run/past.ts";

const started: RunStarted = {
  event: "run_started",
  at: "2026-11-01T00:00:00.000Z",
  run: "one",
  organization: "acme",
  organization_id: "org_01acme",
  fingerprint: "f".repeat(64),
  commit: null,
  actor: "ana",
  allowed: [],
  planned: ["left-open"],
  reviews_bind: true,
  terms: [
    {
      id: "t1",
      kind: "member",
      key: "kim@acme.example",
      what: "expires",
      before: "2026-12-01",
      after: null,
      direction: "longer",
      held: "unreviewed",
    },
  ],
  tasks: [
    {
      id: "k1",
      task: "replace_key",
      person: "lee@acme.example",
      key: "lee@acme.example",
      object: "bot/ci",
      message: "could have copied it",
      since: null,
    },
  ],
};

describe("a journal whose end is missing", () => {
  it("holds back and reminds, and calls nothing unfinished", async () => {
    const folder = await mkdtemp(join(tmpdir(), "muster-past-"));
    const cut = join(folder, "cut.jsonl");
    await writeFile(cut, `${lineOf(link(started, emptyHead))}\n`, { mode: 0o600 });
    const journal = { path: join(folder, "none.jsonl"), optional: true, ofRun: true };
    const context = {
      cwd: folder,
      access: "access",
      env: {},
      clock: fakeClock("2026-11-28T00:00:00Z"),
      random: () => 0.5,
      runId: "two",
      progress: () => undefined,
      warn: () => undefined,
      hide: () => undefined,
    };
    const of = async (named: object) => {
      const request = {
        organizations: [],
        allowed: [],
        reach: "merged",
        journal: { ...journal, ...named },
      } as const;
      const past = await readPast(context, request, { organizations: [], spoiled: new Map(), keys: [] });
      if ("error" in past) throw new Error(past.error);
      const last = past.lastRun("acme");
      return {
        open: last?.open.size,
        reviewed: last?.reviewed,
        held: last?.heldTerms?.length,
        tasks: past.tasks("acme").map(({ id }) => id),
        at: past.lastRunAt("acme"),
      };
    };
    const careful = { held: 1, tasks: ["k1"], at: started.at };
    expect(await of({ path: cut })).toEqual({ ...careful, open: 1, reviewed: true });
    expect(await of({ cut: [cut] })).toEqual({ ...careful, open: 0, reviewed: undefined });
    expect(await of({})).toEqual({ tasks: [] });
  });
});
