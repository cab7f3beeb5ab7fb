/**
 * The plan of one organization: differences in, an ordered and judged Plan out. Nothing is read or written here,
 * and the same inputs give the same plan, whatever order they came in.
 */
import type { Capabilities } from "../model/capability.ts";
import { hashJson } from "../model/json.ts";
import type { Organization } from "../model/organization.ts";
import type { Action, Cause, GuardName, Plan, Selection, Verb, Withheld } from "../model/plan.ts";
import { verbs } from "../model/plan.ts";
import type { Acting } from "../model/provider.ts";
import { managesUsers } from "../model/role.ts";
import type { State } from "../model/state.ts";
import { sortedBy } from "../model/text.ts";
import { pairAdminLosses } from "./adminMinimum.ts";
import type { Draft, Reason } from "./draft.ts";
import { draftsOf, type Differences } from "./drafts.ts";
import { judge } from "./judge.ts";
import { needsOf, type Needs } from "./needs.ts";
import { inOrder } from "./order.ts";
import { leftOut, split } from "./withhold.ts";

/** What stood before: with it, causes can be told apart. */
export interface Before {
  /** Differences between the base's files and the same live state; null when the base has no such organization. */
  readonly plan: PlanInput | null;
  /** Ids of actions that the last run's journal lists as not done. */
  readonly open: ReadonlySet<string>;
  /** The organization's connection is new or changed since the base. */
  readonly adopting: boolean;
}

export interface PlanInput {
  readonly organization: Organization;
  readonly differences: Differences & { readonly live: State; readonly notes: readonly string[] };
  readonly capabilities: Capabilities;
  readonly acting: Acting;
  /** Requests it took to read the live state. */
  readonly requests: number;
}

export interface PlanSettings {
  /** Absent without a base: everything counts as this change. */
  readonly before?: Before;
  readonly selection?: Selection;
  readonly allowed?: readonly GuardName[];
}

/** Makes the plan. */
export function planOrganization(input: PlanInput, settings: PlanSettings = {}): Plan {
  const { organization, differences } = input;
  const declaredBefore = new Set(settings.before?.plan?.organization.desired.member.keys() ?? []);
  const open = settings.before?.open ?? new Set<string>();
  const drafted = draftsOf({ ...input, declaredBefore, open });
  const causes = causesOf(drafted.drafts, settings.before);
  const heldBack = new Set(differences.heldBack.map((item) => `${item.kind} ${item.key}`));
  const { needs, blocked } = needsOf({
    drafts: drafted.drafts,
    organization,
    live: differences.live,
    heldBack,
  });
  const reasons = new Map(blocked);
  for (const draft of drafted.drafts) {
    const reason = leftOut(draft, causes(draft), { ...settings.selection, drift: organization.policy.drift });
    if (reason !== null) reasons.set(draft.id, reason);
  }
  for (const [id, reason] of drafted.unsupported) reasons.set(id, reason);
  const { drafts, allNeeds, withheld } = withholdLosses({ input, drafts: drafted.drafts, reasons, needs });
  const findings = judge(
    {
      organization,
      live: differences.live,
      drafts,
      acting: input.acting,
      adopting: settings.before?.adopting ?? false,
    },
    settings.allowed ?? [],
  );
  const actions = inOrder(drafts, allNeeds).map((draft) => actionOf(draft, causes(draft), allNeeds));
  return {
    organization: organization.key,
    provider: organization.connection.provider,
    id: organization.connection.id,
    fingerprint: fingerprintOf(actions),
    actions,
    withheld: sortedBy(
      [...drafted.withheld, ...withheld],
      (item) => `${item.kind} ${item.key} ${item.verb} ${item.code} ${item.id}`,
    ),
    findings,
    follow_ups: [],
    counts: countsOf(actions),
    requests: input.requests,
    acting: input.acting.name,
    live: {
      members: [...differences.live.member.values()].filter((member) => member.state === "active").length,
      teams: differences.live.team.size,
    },
    notes: differences.notes,
  };
}

interface Withholding {
  readonly input: PlanInput;
  readonly drafts: readonly Draft[];
  readonly reasons: ReadonlyMap<string, Reason>;
  readonly needs: Needs;
}

/** First what cannot run for a reason of its own; then, of what is left, the losses of admins that nothing makes safe. */
function withholdLosses({ input, drafts, reasons, needs }: Withholding) {
  const first = split(drafts, reasons, needs);
  const admins = pairAdminLosses({
    drafts: first.running,
    organization: input.organization,
    live: input.differences.live,
  });
  const allNeeds = new Map(
    first.running.map((draft) => [
      draft.id,
      [...new Set([...(needs.get(draft.id) ?? []), ...(admins.needs.get(draft.id) ?? [])])].sort(),
    ]),
  );
  const second = split(first.running, admins.blocked, allNeeds);
  const withheld: readonly Withheld[] = [...first.withheld, ...second.withheld];
  return { drafts: second.running, allNeeds, withheld };
}

function causesOf(drafts: readonly Draft[], before: Before | undefined): (draft: Draft) => Cause {
  if (before === undefined) return () => "change";
  const ids = new Set(
    before.plan === null
      ? []
      : draftsOf({ ...before.plan, declaredBefore: new Set(), open: before.open }).drafts.map(
          (draft) => draft.id,
        ),
  );
  const causes = new Map(
    drafts.map(
      (draft) =>
        [
          draft.id,
          ids.has(draft.id) ? (before.open.has(draft.id) ? "unfinished" : "drift") : "change",
        ] as const,
    ),
  );
  return (draft) => causes.get(draft.id) ?? "change";
}

function actionOf(draft: Draft, cause: Cause, needs: Needs): Action {
  const { id, phase, verb, kind, key, before, after, source, uncovered } = draft;
  return {
    id,
    phase,
    verb,
    kind,
    key,
    cause,
    before,
    after,
    needs: needs.get(id) ?? [],
    risk: isHighRisk(draft) ? "high" : "low",
    source,
    ...(uncovered === undefined ? {} : { uncovered }),
  };
}

/** Any loss, and whatever makes somebody a manager of users. */
function isHighRisk(draft: Draft): boolean {
  const role = draft.after?.["role"];
  return draft.loss !== null || (draft.kind === "member" && typeof role === "string" && managesUsers(role));
}

/** Hash over the actions' ids and needs; no positions, counts or times. */
export function fingerprintOf(actions: readonly Pick<Action, "id" | "needs">[]): string {
  return hashJson(actions.map(({ id, needs }) => [id, [...needs]]));
}

function countsOf(actions: readonly Action[]): Plan["counts"] {
  const counts: Partial<Record<Verb, number>> = {};
  for (const verb of verbs) {
    const count = actions.filter((action) => action.verb === verb).length;
    if (count > 0) counts[verb] = count;
  }
  return counts;
}
