import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verifyJournal } from "../../src/journal/chain.ts";
import type { JournalEvent } from "../../src/journal/event.ts";
import { judgeLine } from "../../src/journal/entry.ts";
import { journalOver } from "../../src/journal/journal.ts";
import { finished, intent, journalText, outcome, started } from "../unit/journal/events.ts";

const word = fc.string({ unit: "binary", maxLength: 6 });
const step = fc.record({
  key: word,
  status: fc.constantFrom("done", "failed", "stale", "unknown"),
  message: word,
} as const);

/** One to three whole runs. */
const events = fc.array(fc.array(step, { maxLength: 3 }), { minLength: 1, maxLength: 3 }).map((runs) =>
  runs.flatMap((steps, number): JournalEvent[] => {
    const run = `r${number}`;
    const middle = steps.flatMap(({ key, status, message }, index) => {
      const subject = { run, key, action: `${index}` };
      return [intent(subject), outcome({ ...subject, status, message })];
    });
    return [started({ run, actor: steps[0]?.key ?? "ana" }), ...middle, finished({ run })];
  }),
);
const journal = events.map(journalText);

/** The end of a text as an opened file hands it to the journal. */
function reopened(text: string): { last: string | null; torn: string[]; prefix: string } {
  const lines = text.split("\n");
  const prefix = lines.at(-1) === "" ? "" : "\n";
  if (prefix === "") lines.pop();
  const index = lines.findLastIndex((line) => judgeLine(line).is === "entry");
  return { last: lines[index] ?? null, torn: lines.slice(index + 1), prefix };
}

async function withAnotherRun(text: string, run: string): Promise<string> {
  const { last, torn, prefix } = reopened(text);
  const added: string[] = [];
  const append = (line: string): Promise<{ ok: true }> => {
    added.push(`${line}\n`);
    return Promise.resolve({ ok: true });
  };
  const over = journalOver({ last, torn, append });
  for (const event of [started({ run }), intent({ run }), outcome({ run }), finished({ run })]) {
    expect(await over.append(event)).toEqual({ ok: true });
  }
  return text + prefix + added.join("");
}

const found = (text: string): boolean => verifyJournal(text).problems.length > 0;
const pick = (fraction: number, length: number): number =>
  Math.min(Math.floor(fraction * length), length - 1);
const fraction = fc.double({ min: 0, max: 1, noNaN: true });

describe("a journal", () => {
  it("verifies as it was written", () => {
    fc.assert(
      fc.property(journal, (text) => {
        expect(verifyJournal(text).problems).toEqual([]);
      }),
    );
  });

  it("shows the change of any one byte", () => {
    fc.assert(
      fc.property(journal, fraction, fc.integer({ min: 1, max: 255 }), (text, where, by) => {
        const bytes = Buffer.from(text, "utf8");
        const index = pick(where, bytes.length);
        bytes[index] = ((bytes[index] ?? 0) + by) % 256;
        expect(found(bytes.toString("utf8"))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("shows the loss or the gain of any one byte", () => {
    fc.assert(
      fc.property(
        journal,
        fraction,
        fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 1 }),
        (text, where, extra) => {
          const index = pick(where, text.length);
          expect(found(text.slice(0, index) + text.slice(index + 1))).toBe(true);
          expect(found(text.slice(0, index) + extra + text.slice(index))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("shows the loss, the doubling and the exchange of lines", () => {
    fc.assert(
      fc.property(journal, fraction, fraction, (text, first, second) => {
        const lines = text.slice(0, -1).split("\n");
        const [a, b] = [pick(first, lines.length), pick(second, lines.length)];
        const textOf = (changed: readonly string[]): string => changed.map((line) => `${line}\n`).join("");
        expect(found(textOf(lines.toSpliced(a, 1)))).toBe(true);
        expect(found(textOf(lines.toSpliced(b, 0, lines[a] ?? "")))).toBe(true);
        fc.pre(a !== b);
        expect(found(textOf(lines.with(a, lines[b] ?? "").with(b, lines[a] ?? "")))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("goes on after a tear at any byte, and another tear after that", async () => {
    await fc.assert(
      fc.asyncProperty(journal, fraction, fraction, async (text, first, second) => {
        const torn = text.slice(0, pick(first, text.length));
        const again = await withAnotherRun(torn, "next");
        expect(verifyJournal(again).ok).toBe(true);
        const added = again.length - torn.length;
        const tornAgain = again.slice(0, torn.length + pick(second, added));
        expect(verifyJournal(await withAnotherRun(tornAgain, "last")).ok).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("shows a change in a line that was torn and declared", async () => {
    await fc.assert(
      fc.asyncProperty(journal, fraction, fraction, async (text, cut, where) => {
        const start = text.lastIndexOf("\n", text.length - 2) + 1;
        const length = 1 + pick(cut, text.length - start - 2);
        const torn = text.slice(0, start + length);
        const index = start + pick(where, length);
        const whole = await withAnotherRun(torn, "next");
        const changed = `${whole.slice(0, index)}${whole[index] === "x" ? "y" : "x"}${whole.slice(index + 1)}`;
        expect(verifyJournal(whole).ok).toBe(true);
        expect(verifyJournal(changed).ok).toBe(false);
      }),
    );
  });
});
