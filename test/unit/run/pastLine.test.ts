/** What is told waits for git only where nothing is at hand, and what came meanwhile is expected of the trees in time. */
import { describe, expect, it } from "vitest";
import type { LoggedCommit } from "../../../src/io/gitLog.ts";
import { comingLine } from "../../../src/run/evidence/pastLine.ts";

const commits = (from: number, to: number): LoggedCommit[] =>
  Array.from({ length: to - from }, (_, at) => ({
    ...{ id: String(from + at), parents: [], authoredAt: 0, committedAt: 0 },
    ...{ author: "Ana", authorEmail: "ana@acme.example", subject: "a change", changes: [] },
  }));

/** A log whose bits have come, or come when they are waited for. */
function lineOf({ already = [], later = [] }: Readonly<Record<"already" | "later", LoggedCommit[][]>>) {
  const [there, coming] = [[...already], [...later]];
  const seen = { waits: 0, expected: 0 };
  const line = comingLine(
    {
      tip: "tip",
      come: () => there.shift() ?? [],
      next: () => {
        seen.waits += 1;
        return Promise.resolve(there.shift() ?? coming.shift() ?? []);
      },
      stop: () => undefined,
    },
    {
      trees: {
        expect: (more) => void (seen.expected += more.length),
        pass: () => undefined,
        next: () => Promise.resolve({ error: "none is read here" }),
        stop: () => undefined,
      },
      today: "2026-11-28",
      before: [],
    },
  );
  return { line, seen };
}

describe("the line of commits", () => {
  it("waits for the one that is wanted and for none after it", async () => {
    const { line, seen } = lineOf({ already: [], later: [commits(0, 2), commits(2, 4)] });
    await line.reach(0);
    await line.reach(1);
    expect([seen.waits, line.commits.length]).toEqual([1, 2]);
    await line.reach(2);
    expect([seen.waits, line.commits.length]).toEqual([2, 4]);
  });

  it("takes what came already, in order, without waiting for more", async () => {
    const { line, seen } = lineOf({ already: [commits(0, 2), commits(2, 3), commits(3, 9)], later: [] });
    await line.reach(0);
    expect(line.commits.map(({ id }) => id)).toEqual(commits(0, 9).map(({ id }) => id));
    expect(seen).toEqual({ waits: 1, expected: 9 });
  });

  it("takes no more than so many ahead", async () => {
    const bits = Array.from({ length: 40 }, (_, at) => commits(100 * at, 100 * at + 100));
    const { line, seen } = lineOf({ already: bits, later: [] });
    await line.reach(0);
    expect(line.commits.length).toBe(600);
    await line.reach(600);
    expect(line.commits.length).toBe(1_200);
    expect(seen.expected).toBe(1_200);
  });

  it("ends where there are no more", async () => {
    const { line, seen } = lineOf({ already: [], later: [commits(0, 1)] });
    await line.reach(0);
    await line.reach(1);
    await line.reach(2);
    expect([seen.waits, line.commits.length]).toEqual([2, 1]);
  });
});
