/** Reading a journal of earlier runs: what it says, and whether its chain is whole. */
import { readText } from "../io/file.ts";
import { readEntries, verifyJournal, type Verdict } from "../journal/chain.ts";
import type { Entry } from "../journal/entry.ts";
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
