/** What leaving left to be done, as lines of a terminal, each with the line that closes it. */
import { settledLine } from "../model/task.ts";
import { terminalText } from "./escape.ts";
import type { Paint } from "./paint.ts";
import type { PlanView } from "./view.ts";
import { sinceWords, tasksHeading } from "./words.ts";

/** So many open tasks are shown. */
const tasksShown = 50;

/** A section of its own; no lines where nothing is open. */
export function taskLines({ tasks }: PlanView, paint: Paint): string[] {
  if (tasks.length === 0) return [];
  const left = tasks.length - tasksShown;
  return [
    `  ${paint.bold(paint.magenta(tasksHeading))} (${tasks.length})`,
    ...tasks
      .slice(0, tasksShown)
      .flatMap((task) => [
        `${paint.bold("!")} [ ] ${terminalText(task.message)}, ${sinceWords(task.since)}`,
        `      ${paint.dim(`done by hand? write in organization.yaml: ${terminalText(settledLine(task))}`)}`,
      ]),
    ...(left > 0 ? [`    and ${left} more`] : []),
  ];
}
