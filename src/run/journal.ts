/** The journal as a file: what earlier runs left, whether its chain is whole, and opening it for one more run. */
import { openJournalFile, readJournalLines } from "../io/journalFile.ts";
import { examineJournal, examining, type Examined, type Verdict } from "../journal/chain.ts";
import { earlierDeeds } from "../journal/deeds.ts";
import type { Entry, Signer } from "../journal/entry.ts";
import { journalOver, kindOfLine, type Journal } from "../journal/journal.ts";
import type { EarlierDeeds } from "../model/provider.ts";
import { anywhere } from "./journalKey.ts";
import type { Failure } from "./load.ts";

export { entriesAfter, headCheck } from "../journal/chain.ts";
export { appliedIn, lastBegunIn } from "../journal/lastRun.ts";
export { textOfKept } from "../journal/kept.ts";
export { lastBegan } from "../journal/sideBySide.ts";
export type { Entry, Examined, Verdict };

/** The journal in that file, or why it could not be read. With a signer, every entry has to be signed. */
export async function readJournal(
  path: string,
  signer?: Signer,
): Promise<Examined | (Failure & { readonly absent?: true })> {
  const entries: Entry[] = [];
  const verdict = await verifyFile(path, signer, (entry) => entries.push(entry));
  return "error" in verdict ? verdict : { entries, verdict };
}

/** Checks the journal in that file without keeping what it holds; `found` is handed each entry that is whole. */
export async function verifyFile(
  path: string,
  signer: Signer | undefined,
  found: (entry: Entry) => void,
): Promise<Verdict | (Failure & { readonly absent?: true })> {
  const examination = examining(signer, found);
  const ended = await readJournalLines(path, examination.step);
  return "error" in ended ? ended : examination.end(ended);
}

/** What is wrong with a journal that cannot be believed: its first bad line, in words; undefined for one that is whole. */
export function brokenAt({ verdict }: Pick<Examined, "verdict">): string | undefined {
  const problem = verdict.problems.find(({ severity }) => severity === "error");
  return problem === undefined ? undefined : `line ${problem.line}: ${problem.message.replace(/\.$/, "")}`;
}

interface OpenJournal {
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
  const entries: Entry[] = [];
  const examination = examining(signer, (entry) => entries.push(entry));
  const ended = await file.eachLine(examination.step);
  const unfit =
    "error" in ended ? ended : whyUnfit({ verdict: examination.end(ended), last: entries.at(-1) }, signer);
  if (unfit !== undefined) {
    await file.close();
    return "error" in unfit ? unfit : refusalOf(path, unfit);
  }
  return {
    journal: journalOver(file, signer),
    earlier: (organization) => earlierDeeds(entries, organization),
    ...(file.warning === undefined ? {} : { warning: file.warning }),
    close: () => file.close(),
  };
}

/** Why nothing may be added to a journal, as the rest of a sentence. */
interface Unfit {
  readonly unfit: string;
  /** Its chain is broken: what stands before the break can be gone on with. */
  readonly broken?: true;
  /** It is whole, and was signed with this key in another repository. */
  readonly foreign?: true;
}

/** Why no run may add to the journal of that name, which it finds out before it asks anybody or anything; undefined when it may. */
export async function unfitJournal(path: string, signer?: Signer): Promise<Failure | undefined> {
  let last: Entry | undefined;
  const verdict = await verifyFile(path, signer, (entry) => (last = entry));
  if ("error" in verdict) return verdict.absent === true ? undefined : verdict;
  const unfit = whyUnfit({ verdict, last }, signer);
  return unfit === undefined ? undefined : refusalOf(path, unfit);
}

/** The journal, when it may be gone on with; else why nothing may be added to it. */
export function fitToGoOn(text: string, signer: Signer | undefined): Examined | Unfit {
  const examined = examineJournal(text, signer);
  const unfit = whyUnfit({ verdict: examined.verdict, last: examined.entries.at(-1) }, signer);
  if (unfit === undefined) return examined;
  const isForeign = signer?.repository !== undefined && examineJournal(text, anywhere(signer)).verdict.ok;
  return isForeign ? { ...unfit, foreign: true } : unfit;
}

function whyUnfit(
  { verdict, last }: { readonly verdict: Verdict; readonly last: Entry | undefined },
  signer: Signer | undefined,
): Unfit | undefined {
  const broken = brokenAt({ verdict });
  if (broken !== undefined)
    return verdict.noJournal === true
      ? { unfit: `is not a journal (${broken})` }
      : { unfit: `is broken (${broken})`, broken: true };
  // What is added unsigned would make the signed part count as lost for whoever holds the key.
  return signer === undefined && last?.mac !== undefined
    ? { unfit: "is signed, and there is no MUSTER_REVIEW_KEY to go on with it" }
    : undefined;
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
