/** Linking events to a chain, and checking a chain that is said to be whole. */
import { plural } from "../model/text.ts";
import type { Entry, Link, Signer } from "./entry.ts";
import { entryHash, judgeLine, signedText, tornHash } from "./entry.ts";
import type { JournalEvent } from "./event.ts";
import { runCheck, type Report } from "./runs.ts";

/** The end of a chain, which the next entry links to. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** The head of an empty journal. */
export const emptyHead: Head = { seq: 0, hash: "0".repeat(64) };

/** The event as the entry that follows `head`, signed where there is somebody to sign. */
export function link(event: JournalEvent, head: Head, signer?: Signer): Entry {
  const placed = { ...inRepository(event, signer), seq: head.seq + 1, prev: head.hash };
  const signed = signer === undefined ? placed : { ...placed, mac: signer.macOf(signedText(placed)) };
  return { ...signed, hash: entryHash(signed) };
}

/** Where a run begins, the repository is named: each mac after it vouches for that, too. */
function inRepository(event: JournalEvent, signer: Signer | undefined): JournalEvent {
  return event.event === "run_started" && signer?.repository !== undefined
    ? { ...event, repository: signer.repository }
    : event;
}

/** A remark on one line of a journal. A warning is what a killed run leaves; an error contradicts the chain. */
interface JournalProblem {
  /** From 1. */
  readonly line: number;
  readonly severity: "error" | "warning";
  readonly message: string;
}

export interface Verdict {
  /** True when there are no errors; warnings may remain. */
  readonly ok: boolean;
  readonly entries: number;
  readonly runs: number;
  /** Hash of the last entry; 64 zeros when there is none. To be compared with the head noted elsewhere: a chain cannot know that whole runs were cut off its end. */
  readonly head: string;
  readonly problems: readonly JournalProblem[];
  /** There are lines, and none of them is an entry, nor was one before somebody changed it: it is no journal at all. */
  readonly noJournal?: true;
}

/** A journal as it was found: what can be read of it, and whether it is whole. */
export interface Examined {
  /** As `readEntries` finds them. */
  readonly entries: readonly Entry[];
  readonly verdict: Verdict;
}

/** Checks every line against its hash, its neighbours and its run. An empty journal is fine. */
export function verifyJournal(text: string, signer?: Signer): Verdict {
  return examineJournal(text, signer).verdict;
}

/** Reads and checks a journal at once. With a signer every entry must be signed: whoever has no key could write the rest. */
export function examineJournal(text: string, signer?: Signer): Examined {
  const entries: Entry[] = [];
  const examination = examining(signer, (entry) => entries.push(entry));
  const { lines, terminated } = linesOf(text);
  for (const line of lines) examination.step(line);
  return { entries, verdict: examination.end({ terminated }) };
}

/** A journal that is checked line by line: what was read need not be kept. */
interface Examination {
  step(content: string): void;
  /** `terminated`: the last line ends with a newline. */
  end(last: { readonly terminated: boolean }): Verdict;
}

/** Begins to check a journal; `found` is handed each entry that is whole and untouched, in file order. */
export function examining(signer: Signer | undefined, found: (entry: Entry) => void): Examination {
  const problems: JournalProblem[] = [];
  const report: Report = (line, severity, message) => {
    problems.push({ line, severity, message });
  };
  const chain = chainCheck(report);
  const runs = runCheck(report);
  const seals = sealCheck(report, signer);
  let torn: Torn | undefined;
  let count = 0;
  let line = 0;
  let hasLinks = false;
  return {
    step(content) {
      line += 1;
      const judged = judgeLine(content);
      if (judged.is === "torn") {
        torn ??= { line, lines: [] };
        torn.lines.push(content);
        return;
      }
      count += 1;
      hasLinks ||= judged.is === "entry" || judged.link !== undefined;
      const { entry } = judged;
      checkTorn({ torn, declared: entry?.event === "run_started" ? entry.torn : undefined, line, report });
      torn = undefined;
      if (judged.is === "foreign") report(line, "error", `This line ${judged.problem}.`);
      else {
        found(judged.entry);
        seals.step(line, judged.entry);
      }
      chain.step(line, judged.is === "entry" ? judged.entry : judged.link);
      if (entry !== undefined) runs.step(line, entry);
    },
    end({ terminated }) {
      runs.end();
      if (torn !== undefined) checkTornEnd(torn, report);
      else if (!terminated)
        report(line, "warning", "The last line has no newline: a run was killed while writing it.");
      problems.sort((a, b) => a.line - b.line);
      const ok = problems.every((problem) => problem.severity !== "error");
      return {
        ...{ ok, ...(ok || hasLinks ? {} : { noJournal: true }) },
        entries: count,
        runs: runs.count(),
        head: chain.head(),
        problems,
      };
    },
  };
}

/** Every entry that is whole and untouched, in file order; anything else is passed over (`verifyJournal` names it). */
export function readEntries(text: string): Entry[] {
  return linesOf(text).lines.flatMap((line) => {
    const judged = judgeLine(line);
    return judged.is === "entry" ? [judged.entry] : [];
  });
}

/** Where the entry that somebody noted as the last one stands: at the end, so many entries before it, or nowhere. */
export function entriesAfter({ entries, verdict }: Examined, head: string): number | undefined {
  const noted = headCheck(head);
  for (const entry of entries) noted.step(entry);
  return noted.after(verdict);
}

/** The same, of entries that are seen one by one. */
export function headCheck(head: string): {
  step(entry: Entry): void;
  after(verdict: Verdict): number | undefined;
} {
  let count = 0;
  let at: number | undefined;
  return {
    step: ({ hash }) => {
      count += 1;
      if (hash.startsWith(head)) at = count;
    },
    after: (verdict) => {
      if (verdict.head.startsWith(head)) return 0;
      return at === undefined ? undefined : count - at;
    },
  };
}

function linesOf(text: string): { lines: string[]; terminated: boolean } {
  if (text === "") return { lines: [], terminated: true };
  const lines = text.split("\n");
  const terminated = lines.at(-1) === "";
  if (terminated) lines.pop();
  return { lines, terminated };
}

/** Lines in a row that are no JSON, and the number of the first. */
interface Torn {
  readonly line: number;
  readonly lines: string[];
}

/** What a killed run leaves at the end begins as an entry does; anything else was never written by a run. */
function checkTornEnd({ line, lines }: Torn, report: Report): void {
  if (lines.every((content) => content.startsWith("{")))
    report(
      line,
      "warning",
      "The last line is torn: a run was killed while writing it. The next run will declare it.",
    );
  else report(line, "error", "This line is not JSON, and no run declares it as torn.");
}

interface TornCheck {
  readonly torn: Torn | undefined;
  readonly declared: string | undefined;
  readonly line: number;
  readonly report: Report;
}

function checkTorn({ torn, declared, line, report }: TornCheck): void {
  if (torn === undefined) {
    if (declared !== undefined)
      report(line, "error", "This run declares a torn line before it, and there is none.");
  } else if (declared === undefined) {
    report(torn.line, "error", "This line is not JSON, and no run declares it as torn.");
  } else if (declared !== tornHash(torn.lines)) {
    report(torn.line, "error", "This torn line was changed after a later run declared it.");
  } else {
    report(
      torn.line,
      "warning",
      "This line is torn: a run was killed while writing it. The next run declared it.",
    );
  }
}

/** Follows seq and prev from entry to entry. After a break it goes on from the entry found, so that one break is told once. */
function chainCheck(report: Report): { step(line: number, found: Link | undefined): void; head(): string } {
  let head: Head | undefined = emptyHead;
  let lastHash = emptyHead.hash;
  return {
    step(line, found) {
      if (found !== undefined && head !== undefined) {
        const missing = found.seq - head.seq - 1;
        if (missing > 0)
          report(
            line,
            "error",
            `${plural(missing, "entry", "entries")} missing before this line: seq goes from ${head.seq} to ${found.seq}.`,
          );
        else if (missing < 0)
          report(line, "error", `This line is out of place: seq goes from ${head.seq} to ${found.seq}.`);
        else if (found.prev !== head.hash)
          report(line, "error", "This line does not follow the line before: prev is not that line's hash.");
      }
      head = found === undefined ? undefined : { seq: found.seq, hash: found.hash };
      lastHash = found?.hash ?? lastHash;
    },
    head: () => lastHash,
  };
}

/** Whether each entry is signed, where there is somebody to tell. What begins to be wrong is told once, until it is right again. */
function sealCheck(report: Report, signer: Signer | undefined): { step(line: number, entry: Entry): void } {
  if (signer === undefined) return unsealedCheck(report);
  let { repository } = signer;
  let told: string | undefined;
  return {
    step(line, entry) {
      const other = entry.event === "run_started" ? entry.repository : undefined;
      repository ??= other;
      const found =
        entry.mac === undefined
          ? "From this line on, entries are not signed."
          : !signer.isMacOf(signedText(entry), entry.mac)
            ? "From this line on, entries are not signed with this key."
            : other !== undefined && other !== repository
              ? `From this line on, entries were signed in another repository (its id is ${other}, and not ${repository}).`
              : undefined;
      if (found !== undefined && found !== told) report(line, "error", found);
      told = found;
    },
  };
}

/** Without the key, who signed is not known; that somebody who did not sign went on is. No run adds to what is signed without the key. */
function unsealedCheck(report: Report): { step(line: number, entry: Entry): void } {
  let isSigned = false;
  return {
    step(line, { mac }) {
      if (isSigned && mac === undefined)
        report(line, "error", "From this line on, entries are not signed, as those before are.");
      isSigned = mac !== undefined;
    },
  };
}
