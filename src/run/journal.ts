/** The journal as a file: what earlier runs left, whether its chain is whole, and opening it for one more run. */
import { openJournalFile, readJournalFile } from "../io/journalFile.ts";
import { examineJournal, type Examined } from "../journal/chain.ts";
import { earlierDeeds } from "../journal/deeds.ts";
import type { Signer } from "../journal/entry.ts";
import { journalOver, kindOfLine, type Journal } from "../journal/journal.ts";
import type { EarlierDeeds } from "../model/provider.ts";
import type { Failure } from "./load.ts";

export { appliedIn, entriesAfter } from "../journal/chain.ts";
export { lastBegan } from "../journal/sideBySide.ts";
export type { Examined };

/** The journal in that file, or why it could not be read. With a signer, every entry has to be signed. */
export async function readJournal(
  path: string,
  signer?: Signer,
): Promise<Examined | (Failure & { readonly absent?: true })> {
  const file = await readJournalFile(path);
  return "error" in file ? file : examineJournal(file.text, signer);
}

/** What is wrong with a journal that cannot be believed: its first bad line, in words; undefined for one that is whole. */
export function brokenAt({ verdict }: Examined): string | undefined {
  const problem = verdict.problems.find(({ severity }) => severity === "error");
  return problem === undefined ? undefined : `line ${problem.line}: ${problem.message.replace(/\.$/, "")}`;
}

export interface OpenJournal {
  readonly journal: Journal;
  /** What earlier runs did in an organization. */
  earlier(organization: string): EarlierDeeds;
  /** Something about the file that its owner should know; a sentence. */
  readonly warning?: string;
  /** Gives the file back to other runs. */
  close(): Promise<void>;
}

/**
 * Opens the journal file for one run, or says why it cannot be written: another run holds it, say, or what stands in it
 * cannot be believed. To append to a broken chain would make the next run believe what stands before.
 */
export async function openJournal(path: string, signer?: Signer): Promise<OpenJournal | Failure> {
  const file = await openJournalFile(path, kindOfLine);
  if ("error" in file) return file;
  const whole = await file.read();
  const examined = "error" in whole ? whole : fitToGoOn(whole.text, signer);
  if ("error" in examined || "unfit" in examined) {
    await file.close();
    return "error" in examined ? examined : refusalOf(path, examined);
  }
  return {
    journal: journalOver(file, signer),
    earlier: (organization) => earlierDeeds(examined.entries, organization),
    ...(file.warning === undefined ? {} : { warning: file.warning }),
    close: () => file.close(),
  };
}

/** Why nothing may be added to a journal, as the rest of a sentence. */
interface Unfit {
  readonly unfit: string;
  /** Its chain is broken: what stands before the break can be gone on with. */
  readonly broken?: true;
}

/** Why no run may add to the journal of that name, which it finds out before it asks anybody or anything; undefined when it may. */
export async function unfitJournal(path: string, signer?: Signer): Promise<Failure | undefined> {
  const file = await readJournalFile(path);
  if ("error" in file) return file.absent === true ? undefined : file;
  const examined = fitToGoOn(file.text, signer);
  return "unfit" in examined ? refusalOf(path, examined) : undefined;
}

/** The journal, when it may be gone on with; else why nothing may be added to it. */
export function fitToGoOn(text: string, signer: Signer | undefined): Examined | Unfit {
  const examined = examineJournal(text, signer);
  const broken = brokenAt(examined);
  if (broken !== undefined) return { unfit: `is broken (${broken})`, broken: true };
  // What is added unsigned would make the signed part count as lost for whoever holds the key.
  if (signer === undefined && examined.entries.at(-1)?.mac !== undefined)
    return { unfit: "is signed, and there is no MUSTER_REVIEW_KEY to go on with it" };
  return examined;
}

function refusalOf(path: string, { unfit, broken }: Unfit): Failure {
  const anew = "move the file away, or name another one with --journal: a new journal begins.";
  const next =
    broken === true ? `${wayToMend(path)} Or ${anew}` : `See \`muster journal verify ${path}\`; then ${anew}`;
  return {
    error: `The journal ${path} ${unfit}, so nothing is added to it, and nothing was written. ${next}`,
  };
}

/** How a broken journal is gone on with. */
export function wayToMend(path: string): string {
  return (
    `Look at it with \`muster journal verify ${path}\`; \`muster journal mend ${path}\` keeps it beside, and begins a ` +
    "new one that goes on from its last good entry."
  );
}
