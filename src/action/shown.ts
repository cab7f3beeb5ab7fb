/** What planning came to, as the comment, the summary and the outputs need it; in a public repository without people that no file names. */
import type { Diagnostic } from "../model/diagnostic.ts";
import { isStopped, type Plan } from "../model/plan.ts";
import type { Organization } from "../model/organization.ts";
import type { PolicyChange } from "../model/policyChange.ts";
import { sortedBy } from "../model/text.ts";
import type { PlanFailure, PlanShown } from "../render/planReport.ts";
import { publicPlan, publicText } from "../render/publicPlan.ts";
import { countsSaid } from "../render/words.ts";
import { planCode, worst, type ExitCode } from "../run/exitCode.ts";
import { isOffline, isPlanned, type OfflinePlanned, type Planned, type PlanRun } from "../run/planned.ts";
import { reviewedOf, type ReviewedOrganization } from "../run/reviewed.ts";
import type { Desk } from "./desk.ts";

export interface Shown {
  readonly plans: readonly PlanShown[];
  readonly failures: readonly PlanFailure[];
  readonly policyChanges: readonly PolicyChange[];
  readonly diagnostics: readonly Diagnostic[];
  /** Plans that may be applied, whole: not for showing. */
  readonly planned: readonly Planned[];
  /** What of them counts as reviewed, by key of the organization. */
  readonly reviewable: Readonly<Record<string, ReviewedOrganization>>;
  /** Of organizations whose files are gone, whole. */
  readonly gone: readonly Plan[];
  /** Actions of all plans. */
  readonly changes: number;
  readonly blocked: boolean;
  readonly code: ExitCode;
  /** Any plan of these organizations as it may be shown. */
  show(plan: Plan): Plan;
  /** A sentence about one of these organizations as it may be shown. */
  mask(organization: string, text: string): string;
}

/** Says what went wrong in the log and as annotations, and gives what is to be shown. */
export function shownOf(desk: Desk, run: PlanRun): Shown {
  if (!run.ok) return failed(desk, run);
  desk.remark(run.warnings);
  const named = namesIn([...run.headOrganizations, ...run.baseOrganizations]);
  const show = (plan: Plan) => shownPlan(desk, plan, named);
  const mask = (organization: string, text: string): string =>
    desk.repository.isPrivate ? text : publicText(text, named.get(organization) ?? new Set());
  const failures = run.runs.flatMap(({ key, result }) =>
    "error" in result
      ? [
          {
            organization: key,
            message: mask(key, result.error),
            ...(result.unread === true ? { unread: true as const } : {}),
          },
        ]
      : [],
  );
  for (const { organization, message } of failures) desk.fail(`${organization}: ${message}`);
  const made = run.runs.flatMap(({ result }) => ("error" in result ? [] : [result]));
  const results = sortedBy([...made, ...run.gone], ({ plan }) => plan.organization);
  const plans = results.map((result) => ({
    ...show(result.plan),
    ...(isOffline(result) ? unaskedOf(result) : {}),
  }));
  for (const { plan } of plans) sayCounts(desk, plan);
  const whole = results.map((result) => result.plan);
  return {
    plans,
    failures,
    policyChanges: run.policyChanges,
    diagnostics: run.warnings,
    planned: results.filter(isPlanned),
    reviewable: Object.fromEntries(
      results
        .filter(
          (result) => isPlanned(result) || result.snapshot !== undefined || result.plan.terms !== undefined,
        )
        .map((result) => [result.plan.organization, reviewableOf(result)]),
    ),
    gone: run.gone.map((item) => item.plan),
    changes: whole.reduce((sum, plan) => sum + plan.actions.length, 0),
    blocked: whole.some(isStopped),
    show: (plan) => show(plan).plan,
    mask,
    code: worst([
      ...(failures.length > 0 ? [1 as const] : []),
      ...whole.map((plan) => planCode(plan, false)),
    ]),
  };
}

/** Nobody asked the service: what its plan is held against in its place. */
function unaskedOf({ offline, snapshot }: OfflinePlanned): Pick<PlanShown, "offline" | "snapshot"> {
  return snapshot === undefined ? { offline } : { snapshot: { says: snapshot.says, isOld: snapshot.isOld } };
}

/**
 * What files alone tell of terms is so; what they tell of actions is a guess at what is live. What a snapshot tells was
 * read: people see it, and the apply, which reads anew, does nothing else.
 */
function reviewableOf(result: Planned | OfflinePlanned): ReviewedOrganization {
  const whole = reviewedOf(result.plan);
  return isOffline(result) && result.snapshot === undefined ? { ...whole, actions: [] } : whole;
}

/** A line of the log for each plan; a blocked one says why the job fails. */
function sayCounts(desk: Desk, plan: Plan): void {
  const counts = countsSaid(
    plan.actions.map((action) => action.verb),
    (plan.terms ?? []).map((term) => term.direction),
  );
  desk.say(`${plan.organization}: ${counts === "" ? "no changes" : counts}`);
  for (const reason of new Set((plan.unread ?? []).map((item) => item.reason)))
    desk.warn(`${plan.organization} was not read to the end: ${reason}`);
  if (!isStopped(plan)) return;
  const blocks = plan.findings.filter((finding) => finding.severity === "block");
  for (const { guard, message } of blocks)
    desk.fail(`${plan.organization} is blocked by ${guard}: ${message}`);
}

/** A plan as it may be shown to whoever can see the repository. */
function shownPlan(
  { repository }: Desk,
  plan: Plan,
  named: ReadonlyMap<string, ReadonlySet<string>>,
): PlanShown {
  if (repository.isPrivate) return { plan };
  return publicPlan(plan, named.get(plan.organization) ?? new Set());
}

/** Keys of the members that files name, by organization. */
function namesIn(organizations: readonly Organization[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const { key, desired } of organizations) {
    const known = names.get(key) ?? new Set();
    for (const member of desired.member.keys()) known.add(member);
    names.set(key, known);
  }
  return names;
}

function failed(desk: Desk, run: Extract<PlanRun, { ok: false }>): Shown {
  const nothing = {
    plans: [],
    policyChanges: [],
    diagnostics: [],
    planned: [],
    gone: [],
    reviewable: {},
    changes: 0,
    blocked: false,
    code: 1,
    show: (plan: Plan) => plan,
    mask: (_: string, text: string) => text,
  } as const;
  if ("error" in run) {
    desk.fail(run.error);
    return { ...nothing, failures: [{ organization: "", message: run.error }] };
  }
  desk.remark(run.diagnostics);
  return { ...nothing, failures: [], diagnostics: run.diagnostics };
}
