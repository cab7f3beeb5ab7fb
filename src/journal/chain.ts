/** Linking events to a chain, checking a chain that is said to be whole, and what the last run left open. */
import { plural } from "../model/text.ts";
import type { Entry, JournalEvent, Link } from "./entry.ts";
import { entryHash, judgeLine, tornHash } from "./entry.ts";

/** The end of a chain, which the next entry links to. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** The head of an empty journal. */
export const emptyHead: Head = { seq: 0, hash: "0".repeat(64) };

/** The event as the entry that follows `head`. */
export function link(event: JournalEvent, head: Head): Entry {
  const placed = { ...event, seq: head.seq + 1, prev: head.hash };
  return { ...placed, hash: entryHash(placed) };
}

/** A remark on one line of a journal. A warning is what a killed run leaves; an error contradicts the chain. */
export interface JournalProblem {
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
}

/** Checks every line against its hash, its neighbours and its run. An empty journal is fine. */
export function verifyJournal(text: string): Verdict {
  const problems: JournalProblem[] = [];
  const report = (line: number, severity: "error" | "warning", message: string): void => {
    problems.push({ line, severity, message });
  };
  const chain = chainCheck(report);
  const runs = runCheck(report);
  let torn: { line: number; lines: string[] } | undefined;
  let entries = 0;
  const { lines, terminated } = linesOf(text);
  for (const [index, content] of lines.entries()) {
    const line = index + 1;
    const judged = judgeLine(content);
    if (judged.is === "torn") {
      torn ??= { line, lines: [] };
      torn.lines.push(content);
      continue;
    }
    entries += 1;
    const { entry } = judged;
    checkTorn({ torn, declared: entry?.event === "run_started" ? entry.torn : undefined, line, report });
    torn = undefined;
    if (judged.is === "foreign") report(line, "error", `This line ${judged.problem}.`);
    chain.step(line, judged.is === "entry" ? judged.entry : judged.link);
    if (entry !== undefined) runs.step(line, entry);
  }
  runs.end();
  if (torn !== undefined) {
    const last = !terminated && torn.lines.length === 1;
    if (last)
      report(
        torn.line,
        "warning",
        "The last line is torn: a run was killed while writing it. The next run will declare it.",
      );
    else report(torn.line, "error", "This line is not JSON, and no run declares it as torn.");
  } else if (!terminated) {
    report(lines.length, "warning", "The last line has no newline: a run was killed while writing it.");
  }
  problems.sort((a, b) => a.line - b.line);
  return {
    ok: problems.every((problem) => problem.severity !== "error"),
    entries,
    runs: runs.count(),
    head: chain.head(),
    problems,
  };
}

/** Every entry that is whole and untouched, in file order; anything else is passed over (`verifyJournal` names it). */
export function readEntries(text: string): Entry[] {
  return linesOf(text).lines.flatMap((line) => {
    const judged = judgeLine(line);
    return judged.is === "entry" ? [judged.entry] : [];
  });
}

/** What the last run of an organization came to. */
export interface LastRun {
  readonly run: string;
  readonly at: string;
  readonly fingerprint: string;
  readonly commit: string | null;
  /** Ids of the actions that it knew of and did not get done. */
  readonly open: ReadonlySet<string>;
  /** Those of them that nobody is known to have reviewed. */
  readonly unreviewed: ReadonlySet<string>;
  /** It has no `run_finished`: what is open was made out from what it planned and what it got done. */
  readonly crashed: boolean;
}

/** The last run of an organization, or undefined when the journal holds none. */
export function lastRun(entries: readonly Entry[], organization: string): LastRun | undefined {
  const own = entries.filter((entry) => entry.organization === organization);
  const index = own.findLastIndex((entry) => entry.event === "run_started");
  const start = own[index];
  if (start?.event !== "run_started") return undefined;
  const { run, at, fingerprint, commit } = start;
  const open = new Set<string>(start.planned);
  const unreviewed = new Set(start.unreviewed ?? []);
  for (const entry of own.slice(index + 1)) {
    if (entry.run !== run) continue;
    if (entry.event === "outcome" && (entry.status === "done" || entry.status === "already"))
      open.delete(entry.action);
    if (entry.event === "run_finished") {
      return {
        run,
        at,
        fingerprint,
        commit,
        open: new Set(entry.open.map((item) => item.action)),
        unreviewed,
        crashed: false,
      };
    }
  }
  return { run, at, fingerprint, commit, open, unreviewed, crashed: true };
}

type Report = (line: number, severity: "error" | "warning", message: string) => void;

function linesOf(text: string): { lines: string[]; terminated: boolean } {
  if (text === "") return { lines: [], terminated: true };
  const lines = text.split("\n");
  const terminated = lines.at(-1) === "";
  if (terminated) lines.pop();
  return { lines, terminated };
}

interface TornCheck {
  readonly torn: { readonly line: number; readonly lines: readonly string[] } | undefined;
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

interface RunProgress {
  readonly name: string;
  readonly line: number;
  /** The intent whose outcome is due. */
  intent: { readonly action: string; readonly line: number } | undefined;
  finished: boolean;
}

/** Follows each run: started, then intent and outcome in turn, then finished. */
function runCheck(report: Report): { step(line: number, entry: Entry): void; end(): void; count(): number } {
  const runs = new Map<string, RunProgress>();
  let count = 0;
  const unfinished = (run: RunProgress): void => {
    if (run.finished) return;
    report(
      run.intent?.line ?? run.line,
      "warning",
      run.intent === undefined
        ? `Unfinished run: ${run.name} has no end. It was killed, or is still running.`
        : `Unfinished run: ${run.name} ends with an intent. Whether it had its effect shows in the live organization.`,
    );
  };
  return {
    step(line, entry) {
      const id = JSON.stringify([entry.run, entry.organization]);
      const run = runs.get(id);
      if (entry.event === "run_started") {
        if (run !== undefined) unfinished(run);
        runs.set(id, {
          name: `run ${entry.run} of ${entry.organization}`,
          line,
          intent: undefined,
          finished: false,
        });
        count += 1;
      } else if (run === undefined) report(line, "error", "This entry belongs to a run that never started.");
      else stepRun({ run, entry, line, report });
    },
    end: () => {
      for (const run of runs.values()) unfinished(run);
    },
    count: () => count,
  };
}

interface RunStep {
  readonly run: RunProgress;
  readonly entry: Exclude<Entry, { event: "run_started" }>;
  readonly line: number;
  readonly report: Report;
}

function stepRun({ run, entry, line, report }: RunStep): void {
  if (run.finished) report(line, "error", `This entry comes after the end of ${run.name}.`);
  switch (entry.event) {
    case "intent":
      if (run.intent !== undefined)
        report(run.intent.line, "error", "This intent has no outcome, and its run went on.");
      run.intent = { action: entry.action, line };
      return;
    case "outcome":
      if (run.intent?.action !== entry.action) report(line, "error", "This outcome has no intent before it.");
      run.intent = undefined;
      return;
    case "run_finished":
      if (run.intent !== undefined)
        report(run.intent.line, "error", "This intent has no outcome, and its run went on.");
      run.intent = undefined;
      run.finished = true;
  }
}
