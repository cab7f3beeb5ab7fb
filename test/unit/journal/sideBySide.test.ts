/** What the next run knows of runs that wrote side by side. */
import { describe, expect, it } from "vitest";
import { lastBegan, lastRunAmong } from "../../../src/journal/sideBySide.ts";
import { chainOf, finished, started } from "./events.ts";

const subject = { verb: "invite", kind: "member", key: "ana@acme.example", status: "failed" } as const;
interface Told {
  readonly run: string;
  readonly at: string;
  readonly open: readonly string[];
  readonly unreviewed?: readonly string[];
  readonly bound?: boolean;
}
const runOf = ({ run, at, open, unreviewed, bound = true }: Told) => [
  started({
    run,
    at,
    planned: open,
    ...(unreviewed === undefined ? {} : { unreviewed }),
    ...(bound ? { reviews_bind: true } : {}),
  }),
  finished({ run, at, open: open.map((action) => ({ ...subject, action })) }),
];
const before = runOf({ run: "r1", at: "2026-03-01T09:00:00.000Z", open: ["a0"] });
const apply: Told = { run: "r2", at: "2026-03-02T09:00:00.000Z", open: ["a1", "a2"] };
const due: Told = { run: "r3", at: "2026-03-02T09:01:00.000Z", open: ["a2", "a3"], unreviewed: ["a2", "a3"] };
const chain = (...told: readonly Told[]) => chainOf([...before, ...told.flatMap(runOf)]);

describe("two runs side by side", () => {
  it("leave open what either left open; one that was bound knows what had its review", () => {
    for (const [entries, other] of [
      [chain(due), chain(apply)],
      [chain(apply), chain(due)],
    ] as const) {
      expect(lastRunAmong({ entries, besides: [other] }, "acme")).toMatchObject({
        run: "r3",
        open: new Set(["a1", "a2", "a3"]),
        unreviewed: new Set(["a3"]),
        reviewed: true,
      });
    }
  });

  it("had no review when one of them asked for none", () => {
    const unbound = { ...apply, bound: false };
    const last = lastRunAmong({ entries: chain(due), besides: [chain(unbound)] }, "acme");
    expect(last?.reviewed).toBeUndefined();
    expect(last?.unreviewed).toEqual(new Set(["a2", "a3"]));
  });

  it("are none where one holds the other's run, or knows nothing of the organization", () => {
    const last = lastRunAmong({ entries: chain(apply, due), besides: [chain(apply), chain()] }, "acme");
    expect(last?.open).toEqual(new Set(["a2", "a3"]));
    expect(lastRunAmong({ entries: chain(apply), besides: [chain(due)] }, "globex")).toBeUndefined();
    expect(lastRunAmong({ entries: [], besides: [chain(due)] }, "acme")?.run).toBe("r3");
  });

  it("tell when the last one began", () => {
    expect(lastBegan(chain(apply, due))).toBe(due.at);
    expect(lastBegan([])).toBeUndefined();
  });
});
