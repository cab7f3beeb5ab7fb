/** The one issue on drift: what the live organizations have that the files do not say, in the same bytes for the same drift. */
import { isUnread, type Plan } from "../model/plan.ts";
import { plural } from "../model/text.ts";
import { markdownCode } from "./escape.ts";
import { fitBlocks } from "./fit.ts";
import type { Block, Limits } from "./fit.ts";
import { commentLimits, foldLong, ownLink, shortNames, tailLine } from "./markdownParts.ts";
import { handBlocks } from "./handBlocks.ts";
import { causeBlocks, unreadBlocks } from "./planBlocks.ts";
import { failureBlocks, type PlanFailure } from "./planReport.ts";
import { taskBlocks } from "./taskBlocks.ts";
import { part, partFloors, type Dress } from "./reportParts.ts";
import { viewPlan, type PlanView } from "./view.ts";
import { withheldLines } from "./withheldBlocks.ts";

/** The first line of the issue's body, by which it is found again. */
export const driftMarker = "<!-- muster:drift -->";

export interface DriftInput {
  readonly plans: readonly Plan[];
  /** Organizations that could not be planned: whether they drifted is not known. */
  readonly failures: readonly PlanFailure[];
  /** Address of the run. Of it only what is the same for every run is shown. */
  readonly runUrl?: string;
  /** Hash of the journal's last entry. It differs from run to run, and alone is no reason to write the issue again. */
  readonly journalHead?: string;
}

interface DriftIssue {
  readonly title: string;
  readonly body: string;
  /** Nothing drifted, and everything was read: the issue may be closed. */
  readonly isClean: boolean;
  /** Nothing is known to have drifted, and not everything could be planned: what an earlier run told is worth more. */
  readonly isUnknown: boolean;
}

/** The issue, beginning with `driftMarker`. Holds no time and no count that differs from run to run. */
export function driftIssue(input: DriftInput, limits: Limits = commentLimits): DriftIssue {
  const views = input.plans.map(viewPlan);
  const drifted = views.filter((view) => driftIn(view) > 0);
  const total = drifted.reduce((sum, view) => sum + driftIn(view), 0);
  const tasks = views.reduce((sum, view) => sum + view.tasks.length, 0);
  const isClean = total === 0 && tasks === 0 && input.failures.length === 0 && !input.plans.some(isUnread);
  const isUnknown = !isClean && total === 0 && tasks === 0;
  const unknown = input.failures.map(({ organization }) => organization).filter((name) => name !== "");
  const dress: Dress = { several: views.length + input.failures.length > 1 };
  const runs = input.runUrl?.replace(/\/runs\/.*$/s, "");
  const { text } = fitBlocks({
    head: [driftMarker, ...headOf({ isClean, total, tasks, runs, unknown })].join("\n"),
    blocks: [
      ...failureBlocks(input.failures),
      ...unreadBlocks(views, dress),
      ...taskBlocks(views, dress),
      ...drifted.map((view) => leftAloneBlock(view)),
      ...causeBlocks(drifted, "drift", dress, "all"),
      ...handBlocks(drifted, dress),
      ...journalBlocks(input.journalHead),
    ],
    limits,
    floors: partFloors,
    tail: tailLine("`muster drift` shows everything."),
  });
  const counts = { isClean, total, tasks, organizations: drifted.length, unknown: unknown.length };
  return { title: titleOf(counts), body: text, isClean, isUnknown };
}

/** By what the journal can be checked, as it was when the issue was written. */
function journalBlocks(head: string | undefined): Block[] {
  if (head === undefined) return [];
  const text = `<sub>journal ended with ${markdownCode(head)}</sub>`;
  return [{ open: [], lines: [{ text, tier: part.blocked, group: "last" }], close: [], more: () => "" }];
}

function driftIn(view: PlanView): number {
  const actions = view.groups.filter((group) => group.cause === "drift").flatMap((group) => group.lines);
  const left = view.withheld.filter((group) => group.code === "drift");
  return (
    actions.reduce((sum, line) => sum + line.count, 0) + left.reduce((sum, group) => sum + group.count, 0)
  );
}

function titleOf(input: {
  readonly isClean: boolean;
  readonly total: number;
  readonly tasks: number;
  readonly organizations: number;
  /** Organizations that could not be planned. */
  readonly unknown: number;
}): string {
  const rest = input.unknown === 0 ? "" : `; of ${plural(input.unknown, "organization")} not known`;
  if (input.isClean) return "muster: no drift";
  if (input.total === 0 && input.tasks > 0) return `muster: ${plural(input.tasks, "task")} left open${rest}`;
  if (input.total === 0) return "muster: drift is not known";
  return `muster: ${plural(input.total, "change")} outside the files, in ${plural(input.organizations, "organization")}${rest}`;
}

function headOf(input: {
  readonly isClean: boolean;
  readonly total: number;
  readonly tasks: number;
  readonly runs: string | undefined;
  readonly unknown: readonly string[];
}): string[] {
  if (input.unknown.length === 0 || (input.total === 0 && input.tasks === 0)) return saidFirst(input);
  const names = shortNames(input.unknown);
  return [
    ...saidFirst(input),
    "",
    `Of ${names} it is not known: what an earlier run told of it stands in the edits of this issue.`,
  ];
}

function saidFirst(input: {
  readonly isClean: boolean;
  readonly total: number;
  readonly tasks: number;
  readonly runs: string | undefined;
}): string[] {
  const runs = ownLink("The runs", input.runs);
  if (input.isClean) return ["The live organizations are as the files say."];
  if (input.total === 0 && input.tasks > 0)
    return [
      `Somebody's leaving left something to be done. ${runs} keep this issue up to date and close it when nothing is left.`,
    ];
  if (input.total === 0) return ["Nothing is known to have drifted, but not everything could be read."];
  return [
    // One line: an issue shows each line break.
    "Somebody changed the live organizations by hand. Put it into the files if it should stay; set it back at the service, " +
      `or by \`drift: correct\` in the files, if it should not. ${runs} keep this issue up to date and close it when nothing is left.`,
  ];
}

function leftAloneBlock(view: PlanView): Block {
  const groups = view.withheld.filter((group) => group.code === "drift");
  const lines = groups.flatMap((group) => withheldLines({ view, group }, { several: false }, part.drift));
  const folded = foldLong(lines.length, plural(lines.length, "change"));
  return {
    open: [`**Left alone** · ${markdownCode(view.organization)}`, "", ...folded.open],
    lines,
    close: folded.close,
    more: (count) => `- and ${count} more`,
  };
}
