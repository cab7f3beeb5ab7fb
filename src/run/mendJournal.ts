/** A journal whose chain is broken, begun anew: it goes on from the last good entry, and the broken one is kept beside it. */
import { replaceFile, setAside } from "../io/file.ts";
import { firstLines } from "../io/firstLines.ts";
import { readJournalLines } from "../io/journalFile.ts";
import { takeLock } from "../io/lock.ts";
import { examining, type Verdict } from "../journal/chain.ts";
import type { Signer } from "../journal/entry.ts";
import { brokenAt } from "./journal.ts";
import type { Failure } from "./load.ts";

interface Mended {
  /** Where the broken one is kept. */
  readonly aside: string;
  /** What was wrong first. */
  readonly broken: string;
  /** Of the journal as it is now. */
  readonly verdict: Verdict;
  /** Lines that it no longer holds. */
  readonly left: number;
}

/** Keeps what stands before the first error. Null for a journal that is whole; what is no journal at all is refused. */
export async function mendJournal(path: string, signer?: Signer): Promise<Mended | null | Failure> {
  const lock = await takeLock(`${path}.lock`);
  if ("error" in lock) return lock;
  try {
    const whole = await firstPart(path, { signer });
    if ("error" in whole) return whole;
    const broken = brokenAt(whole);
    if (broken === undefined) return null;
    if (whole.verdict.noJournal === true) return notAJournal(path, whole.lines);
    const good = await goodPart(path, { ...whole, signer });
    if ("error" in good) return good;
    const aside = await setAside(path, "broken");
    if ("error" in aside) return aside;
    const unwritten = await replaceFile({ path, text: firstLines(aside.path, good.lines), mode: 0o600 });
    if (unwritten !== undefined) return unwritten;
    const { verdict } = good;
    const left = whole.lines - good.lines;
    return { aside: aside.path, broken, verdict, left };
  } finally {
    await lock.release();
  }
}

/** What was named by mistake stays where it is. */
function notAJournal(path: string, lines: number): Failure {
  const none = lines === 1 ? "its one line is no entry" : `none of its ${lines} lines is an entry`;
  return {
    error: `${path} is not a journal: ${none}. It was left as it is. Name the journal; where this stands in its place, move it away, and the next run begins a new one.`,
  };
}

/** So many lines of a journal, and what is to be said of them by themselves. */
interface Part {
  readonly lines: number;
  readonly verdict: Verdict;
}

interface Asking {
  /** Of its lines, the first so many; all unless given. */
  readonly lines?: number;
  readonly signer: Signer | undefined;
}

/** The lines before the first error; fewer, where what is cut off makes one before it wrong. Nothing of it is kept. */
async function goodPart(path: string, { verdict, signer }: Part & Asking): Promise<Part | Failure> {
  const wrong = errorIn(verdict);
  const part = await firstPart(path, { lines: (wrong ?? 1) - 1, signer });
  return "error" in part || errorIn(part.verdict) === undefined ? part : goodPart(path, { ...part, signer });
}

async function firstPart(path: string, { lines: most = Infinity, signer }: Asking): Promise<Part | Failure> {
  const examination = examining(signer, () => undefined);
  let lines = 0;
  const ended = await readJournalLines(path, (line) => {
    if (lines >= most) return;
    lines += 1;
    examination.step(line);
  });
  if ("error" in ended) return ended;
  return { lines, verdict: examination.end({ terminated: most < Infinity || ended.terminated }) };
}

function errorIn({ problems }: Verdict): number | undefined {
  return problems.find(({ severity }) => severity === "error")?.line;
}
