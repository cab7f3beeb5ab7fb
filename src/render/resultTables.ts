/** Tables of a result: what was done, and what a first run only found. */
import type { Outcome } from "../model/outcome.ts";
import type { Action, Plan } from "../model/plan.ts";
import { plural } from "../model/text.ts";
import { markdownCode } from "./escape.ts";
import type { Block } from "./fit.ts";
import { foldLong, tableOpen } from "./markdownParts.ts";
import { changeRow } from "./planBlocks.ts";
import { part, type Dress } from "./reportParts.ts";
import { viewPlan } from "./view.ts";

/** What was done, or found to be so already. */
export function doneBlock(
  { plan, outcomes }: { readonly plan: Plan; readonly outcomes: readonly Outcome[] },
  dress: Dress,
): Block {
  const actions = outcomes
    .filter(({ status }) => status === "done" || status === "already")
    .map(({ action }) => action);
  const already = outcomes.filter(({ status }) => status === "already").length;
  const note = already > 0 ? ` · ${already} of them so before` : "";
  return actionsBlock({ plan, actions, title: `Done · ${markdownCode(plan.organization)}${note}`, dress });
}

/** What a first run found and did not touch. */
export function foundBlock(plan: Plan, dress: Dress): Block {
  const title = `Found, left to the next run · ${markdownCode(plan.organization)}`;
  return actionsBlock({ plan, actions: plan.actions, title, dress });
}

interface ActionsTable {
  readonly plan: Plan;
  readonly actions: readonly Action[];
  /** Finished Markdown. */
  readonly title: string;
  readonly dress: Dress;
}

function actionsBlock({ plan, actions, title, dress }: ActionsTable): Block {
  const lines = viewPlan({ ...plan, actions }).groups.flatMap((group) => group.lines);
  const folded = foldLong(lines.length, plural(actions.length, "change"));
  return {
    open: tableOpen(title, folded.open),
    lines: lines.map((line) => ({
      text: changeRow(line, dress),
      tier: part.change,
      group: `${plan.organization} ${line.verb}`,
      count: line.count,
      highRisk: line.risk === "high",
    })),
    close: folded.close,
    more: (count) => `| | and ${count} more |`,
  };
}
