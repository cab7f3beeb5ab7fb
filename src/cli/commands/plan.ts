/** `muster plan`: reads files and live organizations and prints what would change. Writes nothing. */
import type { GuardName } from "../../model/plan.ts";
import type { Frame } from "../frame.ts";
import {
  allowOption,
  baseOption,
  formatOption,
  orgOption,
  plannedOf,
  plansIn,
  type PlanFormat,
} from "../plans.ts";

interface Options {
  readonly org: readonly string[];
  readonly allow: readonly GuardName[];
  readonly base?: string;
  readonly journal?: string;
  readonly format: PlanFormat;
  readonly out?: string;
  readonly exitCode?: true;
}

/** Adds the command. */
export function planCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "plan",
      does: "Shows what would change. Writes nothing to any organization.",
      examples: ["muster plan", "muster plan --org acme --base main --out plan.json"],
    })
    .addOption(orgOption())
    .addOption(formatOption())
    .option("--out <file>", "write the plan as JSON, for apply --plan")
    .option("--exit-code", "exit 2 when changes are pending")
    .addOption(allowOption())
    .addOption(baseOption())
    .option("--journal <file>", "the journal of earlier runs: with --base, tells unfinished from drift");
  frame.onRun<Options>(command, async (session, options) => {
    if (options.journal !== undefined && options.base === undefined) {
      session.warn("--journal says nothing without --base: every change counts as this change.");
    }
    const { planAll } = await import("../../run/plan.ts");
    const { planCode } = await import("../../run/exitCode.ts");
    const run = await planAll(session.context(), {
      organizations: options.org,
      allowed: options.allow,
      merged: false,
      ...(options.base === undefined ? {} : { base: options.base }),
      ...(options.journal === undefined ? {} : { journal: { path: options.journal, optional: false } }),
    });
    const made = plannedOf(session, run);
    if (run.ok) await run.close();
    if (made === undefined) return 1;
    const plans = made.planned.map((item) => item.plan);
    if (plans.length > 0) session.result(await plansIn(options.format, plans, session));
    if (options.out !== undefined && made.failed > 0) {
      session.warn(`${options.out} was not written, since not every organization could be planned.`);
    } else if (options.out !== undefined) {
      const { writeText } = await import("../../io/file.ts");
      const unwritten = await writeText(options.out, await plansIn("json", plans, session));
      if (unwritten !== undefined) return session.fail(unwritten.error);
    }
    return [
      ...(made.failed > 0 ? [1 as const] : []),
      ...plans.map((plan) => planCode(plan, options.exitCode === true)),
    ];
  });
}
