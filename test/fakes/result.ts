/** What an apply says of one organization, as the command line prints it piece by piece: a line for each outcome, then what they come to. */
import type { ApplyResult } from "../../src/model/outcome.ts";
import type { Plan } from "../../src/model/plan.ts";
import { terminalText } from "../../src/render/escape.ts";
import { outcomeLine, resultSummary } from "../../src/render/outcome.ts";
import { plainPaint } from "../../src/render/paint.ts";

export function resultText(plan: Plan, result: ApplyResult): string {
  const lines = result.outcomes.map((outcome) => outcomeLine(outcome, plainPaint, plan.provider));
  const summary = resultSummary({ plan, result, paint: plainPaint });
  return [terminalText(plan.organization), ...lines, summary, ""].join("\n");
}
