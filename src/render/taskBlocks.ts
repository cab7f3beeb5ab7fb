/** What leaving left to be done, as blocks of Markdown, each with the line that closes it. */
import { settledLine } from "../model/task.ts";
import { capital } from "../model/text.ts";
import { markdownCode, markdownText } from "./escape.ts";
import type { Block } from "./fit.ts";
import { alertOpen, moreLine } from "./markdownParts.ts";
import { part, whose, type Dress } from "./reportParts.ts";
import type { PlanView } from "./view.ts";
import { sinceWords, tasksHeading } from "./words.ts";

/** As an alert: nothing of it goes away by itself. */
export function taskBlocks(views: readonly PlanView[], dress: Dress): Block[] {
  const tasks = views.flatMap((view) => view.tasks.map((task) => ({ view, task })));
  return [
    {
      open: alertOpen("WARNING", `${capital(tasksHeading)}: ${tasks.length}`),
      lines: tasks.map(({ view, task }) => ({
        text: `> - ${whose(view, dress)}${markdownText(task.message)}, ${sinceWords(task.since)}. Done by hand: ${markdownCode(settledLine(task))}`,
        tier: part.byHand,
        group: `${view.organization} open`,
        highRisk: true,
      })),
      close: [],
      more: moreLine("> - ", "more still to be done"),
    },
  ];
}
