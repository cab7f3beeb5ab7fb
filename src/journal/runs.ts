/** Whether the entries of each run come in order: started, then intent and outcome in turn, then finished. */
import type { Entry } from "./entry.ts";

/** Says what is wrong with a line; lines count from 1. */
export type Report = (line: number, severity: "error" | "warning", message: string) => void;

interface RunProgress {
  readonly name: string;
  readonly line: number;
  /** The intent whose outcome is due. */
  intent: { readonly action: string; readonly line: number } | undefined;
  finished: boolean;
}

/** Follows each run: started, then intent and outcome in turn, then finished. */
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
