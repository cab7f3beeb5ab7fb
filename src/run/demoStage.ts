/** How the demo tells of what it does: where it prints, and what an apply came to. */
import type { Journal } from "../journal/journal.ts";
import { outcomeLine, resultSummary } from "../render/outcome.ts";
import type { Paint } from "../render/paint.ts";
import { applyAll } from "./apply.ts";
import type { Context } from "./context.ts";
import { worst, type ExitCode } from "./exitCode.ts";
import type { Planned } from "./plan.ts";

export interface Stage {
  readonly paint: Paint;
  /** Columns that there are; undefined where nobody knows. */
  readonly width?: number | undefined;
  /** Prints; the text ends its own lines. */
  say(text: string): void;
}

/** Applies, and tells each outcome. */
export async function tellApply(
  { context, stage }: { readonly context: Context; readonly stage: Stage },
  plans: readonly Planned[],
  journal: Journal,
): Promise<ExitCode> {
  const results = await applyAll(context, plans, { journal, commit: null, actor: "demo", allowed: [] });
  for (const { planned: item, result } of results) {
    if (result === null) continue;
    for (const outcome of result.outcomes)
      stage.say(`${outcomeLine(outcome, stage.paint, item.plan.provider)}\n`);
    stage.say(
      `  ${item.plan.organization}: ${resultSummary({ plan: item.plan, result, paint: stage.paint })}\n`,
    );
  }
  return worst(results.map((item) => item.code));
}
