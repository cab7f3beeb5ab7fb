/** The journal as a branch keeps it: a file a month, only ever more at the end, and what does not go on is kept beside. */
import { describe, expect, it } from "vitest";
import { verifyJournal } from "../../../src/journal/chain.ts";
import {
  keeping,
  noneKept,
  placeOfKept,
  textOfKept,
  whereKept,
  type KeptFile,
  type KeptJournal,
} from "../../../src/journal/kept.ts";
import { finished, journalText, started } from "./events.ts";

const run = (name: string, at: string) => [started({ run: name, at }), finished({ run: name, at })];
const sound = (text: string) => ({ text, isSound: true });
const withFiles = ({ months, besides }: KeptJournal, files: readonly KeptFile[]): KeptJournal => {
  const all = new Map([...months, ...besides, ...files].map((file) => [file.path, file]));
  const sorted = [...all.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    months: sorted.filter(({ path }) => placeOfKept(path) === "month"),
    besides: sorted.filter(({ path }) => placeOfKept(path) === "beside"),
  };
};
const after = (kept: KeptJournal, text: string): KeptJournal => {
  const found = keeping(kept, sound(text));
  return withFiles(kept, found.is === "held" ? [] : found.is === "added" ? found.files : [found.file]);
};

describe("a journal that goes on", () => {
  const events = [...run("r1", "2026-10-30T04:17:00.000Z"), ...run("r2", "2026-11-02T04:17:00.000Z")];
  const first = journalText(events.slice(0, 2));
  const both = journalText(events);

  it("gets a file a month, and is the same text all the same", () => {
    const kept = after(after(noneKept, first), both);
    expect(kept.months.map(({ path }) => path)).toEqual(["journals/2026/10.jsonl", "journals/2026/11.jsonl"]);
    expect(textOfKept(kept)).toBe(both);
    expect(after(noneKept, both)).toEqual(kept);
  });

  it("adds nothing that is there already, whoever was first", () => {
    const kept = after(noneKept, both);
    expect(keeping(kept, sound(first))).toEqual({ is: "held" });
    expect(keeping(kept, sound(both))).toEqual({ is: "held" });
    expect(keeping(kept, sound(""))).toEqual({ is: "held" });
  });

  it("never goes back to a file before, whatever a clock says", () => {
    const late = journalText([...events, ...run("r3", "2026-09-01T04:17:00.000Z")]);
    const kept = after(after(noneKept, both), late);
    expect(kept.months.map(({ path }) => path)).toEqual(["journals/2026/10.jsonl", "journals/2026/11.jsonl"]);
    expect(textOfKept(kept)).toBe(late);
  });

  it("leaves out a line that was torn until the next run declares it", () => {
    const kept = after(noneKept, `${first}{"event":"run_`);
    expect(textOfKept(kept)).toBe(first);
    const declared = `${first}{"event":"run_\n`;
    expect(textOfKept(after(kept, declared))).toBe(declared);
  });

  it("tells by the file where a line stands", () => {
    const { months } = after(noneKept, both);
    expect([1, 2, 3, 4].map((line) => whereKept(months, line))).toEqual([
      { path: "journals/2026/10.jsonl", line: 1 },
      { path: "journals/2026/10.jsonl", line: 2 },
      { path: "journals/2026/11.jsonl", line: 1 },
      { path: "journals/2026/11.jsonl", line: 2 },
    ]);
  });

  it("holds 1,000 runs, each of which brought all before it", () => {
    const all = Array.from({ length: 1000 }, (_, index) =>
      run(`r${index}`, new Date(Date.UTC(2024, 0, 1) + index * 17 * 3_600_000).toISOString()),
    ).flat();
    const lines = journalText(all).split("\n").slice(0, -1);
    let kept = noneKept;
    let text = "";
    for (let count = 2; count <= lines.length; count += 2) {
      text += `${lines.slice(count - 2, count).join("\n")}\n`;
      kept = after(kept, text);
    }
    expect(kept.months).toHaveLength(24);
    expect(kept.besides).toEqual([]);
    expect(textOfKept(kept)).toBe(text);
    expect(verifyJournal(textOfKept(kept))).toMatchObject({ ok: true, runs: 1000, problems: [] });
  });
});

describe("a journal that does not go on", () => {
  const one = journalText(run("r1", "2026-10-30T04:17:00.000Z"));
  const other = journalText(run("x1", "2026-10-31T04:17:00.000Z"));
  const kept = after(after(noneKept, one), other);

  it("is kept beside, and never merged in", () => {
    expect(textOfKept(kept)).toBe(one);
    expect(kept.besides.map(({ text }) => text)).toEqual([other]);
    expect(kept.besides[0]?.path).toMatch(/^beside\/[0-9a-f]{16}\.jsonl$/);
  });

  it("goes on in its own file, and is kept once", () => {
    const longer = journalText([
      ...run("x1", "2026-10-31T04:17:00.000Z"),
      ...run("x2", "2026-11-01T04:17:00.000Z"),
    ]);
    const next = after(kept, longer);
    expect(next.besides.map(({ text }) => text)).toEqual([longer]);
    expect(keeping(next, sound(other))).toEqual({ is: "held" });
  });

  it("is beside also where nothing is kept, when its chain is broken", () => {
    expect(keeping(noneKept, { text: one, isSound: false })).toMatchObject({ is: "beside" });
  });
});
