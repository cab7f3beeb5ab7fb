/** `muster drift`: a plan whose exit code says whether the live organizations differ from the files. */
import type { Frame } from "../frame.ts";
import { baseOption, formatOption, orgOption, plannedOf, plansIn, type PlanFormat } from "../plans.ts";

interface Options {
  readonly org: readonly string[];
  readonly base?: string;
  readonly format: PlanFormat;
}

/** Adds the command. */
export function driftCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "drift",
      does: "Shows how the live organizations differ from the files; exits 2 when they do.",
      examples: ["muster drift", "muster drift --org acme --format markdown"],
    })
    .addOption(orgOption())
    .addOption(baseOption())
    .addOption(formatOption());
  frame.onRun<Options>(command, async (session, options) => {
    const { planAll } = await import("../../run/plan.ts");
    const { planCode } = await import("../../run/exitCode.ts");
    const run = await planAll(session.context(), {
      organizations: options.org,
      allowed: [],
      merged: false,
      ...(options.base === undefined ? {} : { base: options.base }),
    });
    const made = plannedOf(session, run);
    if (run.ok) await run.close();
    if (made === undefined) return 1;
    const plans = made.planned.map((item) => item.plan);
    if (plans.length > 0) session.result(await plansIn(options.format, plans, session));
    return [...(made.failed > 0 ? [1 as const] : []), ...plans.map((plan) => planCode(plan, true))];
  });
}
