import { describe, expect, it } from "vitest";
import type { Written } from "../../../src/journal/journal.ts";
import { journalOver } from "../../../src/journal/journal.ts";
import { memoryJournal } from "../../../src/journal/memory.ts";
import { finished, intent, started } from "./events.ts";
import { journalContract } from "./journal.contract.ts";

journalContract("memory", () => {
  const journal = memoryJournal();
  return Promise.resolve({ journal, text: journal.text, close: () => Promise.resolve() });
});

describe("a journal whose store fails", () => {
  it("fails for good, and its head stays at what is safe", async () => {
    const answers: Written[] = [{ ok: true }, { ok: false, message: "the disk is full" }, { ok: true }];
    const asked: string[] = [];
    const journal = journalOver({
      last: null,
      torn: [],
      append: (line) => Promise.resolve(answers[asked.push(line) - 1] ?? { ok: true }),
    });
    expect(await journal.append(started())).toEqual({ ok: true });
    const head = journal.head();
    expect(await journal.append(intent())).toEqual({ ok: false, message: "the disk is full" });
    expect(await journal.append(finished())).toEqual({ ok: false, message: "the disk is full" });
    expect(asked).toHaveLength(2);
    expect(journal.head()).toBe(head);
  });
});

describe("a journal over torn lines", () => {
  it("refuses anything but the start of a run, which declares them", async () => {
    const lines: string[] = [];
    const journal = journalOver({
      last: null,
      torn: ['{"action":"a'],
      append: (line) => {
        lines.push(line);
        return Promise.resolve({ ok: true });
      },
    });
    expect(await journal.append(intent())).toMatchObject({ ok: false });
    expect(lines).toEqual([]);
    expect(await journal.append(started())).toEqual({ ok: true });
    expect(await journal.append(intent())).toEqual({ ok: true });
    expect(lines[0]).toContain('"torn":"');
    expect(lines[1]).not.toContain('"torn":"');
  });
});
