/** What counts of a journal that is not all there. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyHead, link } from "../../../src/journal/chain.ts";
import { lineOf, type Entry } from "../../../src/journal/entry.ts";
import type { RunStarted } from "../../../src/journal/event.ts";
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

/** What counts of a journal with these entries, as the one that is gone on with or as what is left of one. */
async function reading(): Promise<(as: "path" | "cut", ...entries: readonly Entry[]) => Promise<Counts>> {
  const folder = await mkdtemp(join(tmpdir(), "muster-past-"));
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
  return async (as, ...entries) => {
    const file = join(folder, "journal.jsonl");
    await writeFile(file, entries.map((entry) => `${lineOf(entry)}\n`).join(""), { mode: 0o600 });
    const none = { path: join(folder, "none.jsonl"), optional: true, ofRun: true };
    const past = await readPast(
      context,
      {
        organizations: [],
        allowed: [],
        reach: "merged",
        journal: { ...none, ...(as === "path" ? { path: file } : { cut: [file] }) },
      },
      { organizations: [], spoiled: new Map(), keys: [] },
    );
    if ("error" in past) throw new Error(past.error);
    const last = past.lastRun("acme");
    return {
      open: last?.open.size,
      reviewed: last?.reviewed,
      held: last?.heldTerms?.length,
      reviewedTerms: past.terms("acme").reviewedTerms,
      tasks: past.tasks("acme").map(({ id }) => id),
      at: past.lastRunAt("acme"),
    };
  };
}

interface Counts {
  readonly open: number | undefined;
  readonly reviewed: true | undefined;
  readonly held: number | undefined;
  readonly reviewedTerms: ReadonlySet<string> | undefined;
  readonly tasks: readonly string[];
  readonly at: string | undefined;
}

describe("a journal whose end is missing", () => {
  it("holds back and reminds, and calls nothing unfinished", async () => {
    const of = await reading();
    const entry = link(started, emptyHead);
    const careful = { held: 1, tasks: ["k1"], at: started.at };
    expect(await of("path", entry)).toEqual({ ...careful, open: 1, reviewed: true });
    expect(await of("cut", entry)).toEqual({ ...careful, open: 0, reviewed: undefined });
    expect(await of("cut")).toEqual({ tasks: [] });
  });

  it("calls no term reviewed", async () => {
    const of = await reading();
    const [held] = started.terms ?? [];
    if (held === undefined) throw new Error("no term");
    const { held: _, ...reviewed } = held;
    const entry = link({ ...started, terms: [reviewed] }, emptyHead);
    expect((await of("path", entry)).reviewedTerms?.size).toBe(1);
    expect((await of("cut", entry)).reviewedTerms).toBeUndefined();
  });
});
