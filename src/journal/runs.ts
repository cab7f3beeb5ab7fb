/** Whether the entries of each run come in order: started, then intents and their outcomes, then finished. */
import type { Entry } from "./entry.ts";

/** Says what is wrong with a line; lines count from 1. */
export type Report = (line: number, severity: "error" | "warning", message: string) => void;

interface OpenIntent {
  readonly action: string;
  readonly verb: string;
  readonly line: number;
}

interface RunProgress {
  readonly name: string;
  readonly line: number;
  /** The intents whose outcomes are due, in order: several where they went out in one request. */
  readonly open: OpenIntent[];
  /** Outcomes have come since the last intent: of those that are open, the others went out together with it. */
  answered: boolean;
  finished: boolean;
}

/** Follows each run. An intent follows another without an outcome between them only where both are of one verb, and no outcome of theirs has come. */
export function runCheck(report: Report): {
  step(line: number, entry: Entry): void;
  end(): void;
  count(): number;
} {
  const runs = new Map<string, RunProgress>();
  let count = 0;
  const unfinished = (run: RunProgress): void => {
    if (run.finished) return;
    report(
      run.open[0]?.line ?? run.line,
      "warning",
      run.open.length === 0
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
          open: [],
          answered: false,
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
    case "intent": {
      const { action, verb } = entry;
      if (run.answered || (run.open[0]?.verb ?? verb) !== verb) leave(run, { report });
      run.answered = false;
      run.open.push({ action, verb, line });
      return;
    }
    case "outcome": {
      const place = run.open.findIndex(({ action }) => action === entry.action);
      if (place < 0) {
        report(line, "error", "This outcome has no intent before it.");
        run.open.length = 0;
      }
      // They come in the order of their intents.
      leave(run, { report, count: Math.max(place, 0) });
      run.open.shift();
      run.answered = true;
      return;
    }
    case "run_finished":
      leave(run, { report });
      run.finished = true;
  }
}

/** Says of the first intents, or of all, that they never got an outcome. */
function leave(
  run: RunProgress,
  { report, count = run.open.length }: { readonly report: Report; readonly count?: number },
): void {
  for (const { line } of run.open.splice(0, count))
    report(line, "error", "This intent has no outcome, and its run went on.");
}
