/** The journal as a file: what earlier runs left, whether its chain is whole, and opening it for one more run. */
import { readText } from "../io/file.ts";
import { openJournalFile } from "../io/journalFile.ts";
import { readEntries, verifyJournal, type Verdict } from "../journal/chain.ts";
import type { Entry } from "../journal/entry.ts";
import { journalOver, kindOfLine, type Journal } from "../journal/journal.ts";
import type { Failure } from "./load.ts";

export interface JournalRead {
  /** Without lines that are torn or were changed. */
  readonly entries: readonly Entry[];
  readonly verdict: Verdict;
}

/** The journal in that file, or why it could not be read. */
export async function readJournal(path: string): Promise<JournalRead | Failure> {
  const file = await readText(path);
  if ("error" in file) return file;
  return { entries: readEntries(file.text), verdict: verifyJournal(file.text) };
}

export interface OpenJournal {
  readonly journal: Journal;
  /** Gives the file back to other runs. */
  close(): Promise<void>;
}

/** Opens the journal file for one run, or says why it cannot be written (another run holds it, say). */
export async function openJournal(path: string): Promise<OpenJournal | Failure> {
  const file = await openJournalFile(path, kindOfLine);
  return "error" in file ? file : { journal: journalOver(file), close: () => file.close() };
}
