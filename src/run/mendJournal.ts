/** A journal whose chain is broken, begun anew: it goes on from the last good entry, and the broken one is kept beside it. */
import { replaceFile, setAside } from "../io/file.ts";
import { readJournalFile } from "../io/journalFile.ts";
import { takeLock } from "../io/lock.ts";
import { examineJournal, type Verdict } from "../journal/chain.ts";
import type { Signer } from "../journal/entry.ts";
import { brokenAt } from "./journal.ts";
import type { Failure } from "./load.ts";

export interface Mended {
  /** Where the broken one is kept. */
  readonly aside: string;
  /** What was wrong first. */
  readonly broken: string;
  /** Of the journal as it is now. */
  readonly verdict: Verdict;
  /** Lines that it no longer holds. */
  readonly left: number;
}

/** Keeps what stands before the first error. Null for a journal that is whole. */
export async function mendJournal(path: string, signer?: Signer): Promise<Mended | null | Failure> {
  const lock = await takeLock(`${path}.lock`);
  if ("error" in lock) return lock;
  try {
    const file = await readJournalFile(path);
    if ("error" in file) return file;
    const broken = brokenAt(examineJournal(file.text, signer));
    if (broken === undefined) return null;
    const { text, verdict } = goodPart(file.text, signer);
    const aside = await setAside(path, "broken");
    if ("error" in aside) return aside;
    const unwritten = await replaceFile({ path, text, mode: 0o600 });
    if (unwritten !== undefined) return unwritten;
    const left = lineCount(file.text) - lineCount(text);
    return { aside: aside.path, broken, verdict, left };
  } finally {
    await lock.release();
  }
}

/** The lines before the first error; fewer, where what is cut off makes one before it wrong. */
function goodPart(
  whole: string,
  signer: Signer | undefined,
): { readonly text: string; readonly verdict: Verdict } {
  let text = whole;
  for (;;) {
    const { verdict } = examineJournal(text, signer);
    const wrong = verdict.problems.find(({ severity }) => severity === "error");
    if (wrong === undefined) return { text, verdict };
    text = text
      .split("\n")
      .slice(0, wrong.line - 1)
      .map((line) => `${line}\n`)
      .join("");
  }
}

function lineCount(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") || text === "" ? 1 : 0);
}
