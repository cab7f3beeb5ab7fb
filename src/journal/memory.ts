/** A journal in memory, for the demo: the same chain as in a file, gone with the process. */
import type { Journal } from "./journal.ts";
import { journalOver } from "./journal.ts";

export interface MemoryJournal extends Journal {
  /** The journal as the text that a file would hold. */
  text(): string;
}

/** An empty journal in memory. */
export function memoryJournal(): MemoryJournal {
  const lines: string[] = [];
  const journal = journalOver({
    last: null,
    torn: [],
    append: (line) => {
      lines.push(line);
      return Promise.resolve({ ok: true });
    },
  });
  return { ...journal, text: () => lines.map((line) => `${line}\n`).join("") };
}
