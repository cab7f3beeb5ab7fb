/** What `plan`, `apply`, `drift` and `snapshot` share: plans of all organizations, what could not be planned, and how they are shown. */
import type { Plan } from "../model/plan.ts";
import type { ExitCode } from "../run/exitCode.ts";
import { isOffline, isPlanned, type Planned, type PlanRun } from "../run/planned.ts";
import { sortedBy } from "../model/text.ts";
import type { Failure } from "../run/failure.ts";
import type { PlanRequest } from "../run/request.ts";
import { defaultJournal } from "./options.ts";
import { plansIn, type PlanFormat } from "./planFormats.ts";
import type { Session } from "./session.ts";

/** An organization that could not be planned, and why. */
interface Unplanned extends Failure {
  readonly organization: string;
}

/** The plans that could be made, and those of organizations whose files are gone, which are for showing only; what could not is said, with the organization's name. Undefined when nothing was planned at all. */
export function plannedOf(
  session: Session,
  run: PlanRun,
):
  | {
      readonly planned: readonly Planned[];
      /** Held against a snapshot, which is for showing only. */
      readonly kept: readonly Plan[];
      readonly gone: readonly Plan[];
      readonly unplanned: readonly Unplanned[];
    }
  | undefined {
  if (!run.ok) {
    if ("error" in run) session.fail(run.error);
    else session.failWith(run.diagnostics);
    return undefined;
  }
  if (run.warnings.length > 0) session.remark(run.warnings);
  const planned: Planned[] = [];
  const kept: Plan[] = [];
  const unplanned: Unplanned[] = [];
  for (const { key, result } of run.runs) {
    if (isPlanned(result)) {
      planned.push(result);
      continue;
    }
    if (isOffline(result) && result.snapshot !== undefined) {
      kept.push(result.plan);
      continue;
    }
    const failure: Failure = "error" in result ? result : { error: result.offline };
    session.fail(`${key}: ${failure.error}`);
    unplanned.push({ organization: key, ...failure });
  }
  return { planned, kept, gone: run.gone.map((item) => item.plan), unplanned };
}

/** What showing plans came to. */
interface Shown {
  readonly plans: readonly Plan[];
  /** Organizations that could not be planned. */
  readonly failed: number;
  /** Of each organization; `detailed` tells pending changes apart. */
  codes(detailed: boolean): readonly ExitCode[];
}

/** Plans as the request says and prints what could be planned. Writes to no organization; undefined when nothing was planned at all. */
export async function showPlans(
  session: Session,
  format: PlanFormat,
  request: Omit<PlanRequest, "reach">,
  finished?: (run: PlanRun) => Promise<PlanRun>,
): Promise<Shown | undefined> {
  const { planAll } = await import("../run/plan.ts");
  const { planCode } = await import("../run/exitCode.ts");
  const planned = await planAll(session.context(), { owed: defaultJournal, ...request, reach: "at_hand" });
  const run = (await finished?.(planned)) ?? planned;
  const made = plannedOf(session, run);
  const live = [...(made?.planned.map((item) => item.plan) ?? []), ...(made?.kept ?? [])];
  const plans = [...sortedBy(live, (plan) => plan.organization), ...(made?.gone ?? [])];
  if (plans.length > 0) session.result(await plansIn(format, plans, session));
  if (run.ok) await run.close();
  if (made === undefined) return undefined;
  const failed = made.unplanned.length;
  const codes = (detailed: boolean): ExitCode[] => [
    ...(failed > 0 ? [1 as const] : []),
    ...plans.map((plan) => planCode(plan, detailed)),
  ];
  return { plans, failed, codes };
}
