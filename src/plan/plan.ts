/**
 * The plan of one organization: differences in, an ordered and judged Plan out. Nothing is read or written here,
 * and the same inputs give the same plan, whatever order they came in.
 */
import { capabilityOf, type Capabilities } from "../model/capability.ts";
import { hashJson } from "../model/json.ts";
import type { Organization } from "../model/organization.ts";
import type { Action, Cause, FollowUp, GuardName, Plan, Selection, Verb, Withheld } from "../model/plan.ts";
import { verbs } from "../model/plan.ts";
import type { Acting, Holdings, Seats } from "../model/provider.ts";
import type { State } from "../model/state.ts";
import { sortedBy } from "../model/text.ts";
import { pairAdminLosses } from "./adminMinimum.ts";
import type { Draft, Drafts, Reason } from "./draft.ts";
import { draftsOf, type DraftInput, type Differences } from "./drafts.ts";
import { judge } from "./judge.ts";
import { leavingOf } from "./leaving.ts";
import { needsOf, type Needs } from "./needs.ts";
import { newDomains } from "./newDomains.ts";
import { inOrder } from "./order.ts";
import { isHighRisk } from "./risk.ts";
import { roleSides, type RoleSides } from "./roles.ts";
import { pairSeats } from "./seats.ts";
import { notesOnWaivers, settingsInForce, waiversInForce } from "./settings.ts";
import { needsOfWidening } from "./widening.ts";
import { leftOut, split, type Rule } from "./withhold.ts";

/** What stood before: with it, causes can be told apart. */
export interface Before {
  /** Differences between the base's files and the same live state; null when the base has no such organization. */
  readonly plan: PlanInput | null;
  /** Ids of actions that the last run's journal lists as not done. */
  readonly open: ReadonlySet<string>;
  /** Those of them that nobody had reviewed: that it was left undone is no reason to do it. */
  readonly unreviewed?: ReadonlySet<string>;
  /** The organization's connection is new or changed since the base. */
  readonly adopting: boolean;
}

export interface PlanInput {
  readonly organization: Organization;
  readonly differences: Differences & { readonly live: State; readonly notes: readonly string[] };
  readonly capabilities: Capabilities;
  readonly acting: Acting;
  readonly seats?: Seats;
  /** What leavers hold, by key of the member. */
  readonly holdings: ReadonlyMap<string, Holdings>;
  /** Requests it took to read the live state. */
  readonly requests: number;
}

export interface PlanSettings {
  /** Absent without a base: everything counts as this change. */
  readonly before?: Before;
  readonly selection?: Selection;
  readonly allowed?: readonly GuardName[];
  /** The UTC day, YYYY-MM-DD: waivers end. */
  readonly today: string;
}

/** Makes the plan. */
export function planOrganization(input: PlanInput, settings: PlanSettings): Plan {
  const { organization, differences } = input;
  const base = settings.before?.plan?.organization ?? null;
  const prepared = prepare(input, {
    declaredBefore: new Set(base?.desired.member.keys() ?? []),
    open: settings.before?.open ?? new Set(),
  });
  const causes = causesOf(prepared, settings.before);
  const reasons = reasonsAgainst(prepared, causes, {
    ...settings.selection,
    drift: organization.policy.drift,
    unreviewed: settings.before?.unreviewed ?? new Set(),
  });
  const inForce = settingsInForce(organization, base);
  const { drafts, allNeeds, withheld } = withholdRest({
    input,
    prepared,
    reasons,
    minAdmins: inForce.minAdmins,
  });
  const findings = judge(
    {
      organization,
      live: differences.live,
      roles: prepared.roles,
      settings: inForce,
      drafts,
      acting: input.acting,
      adopting: settings.before?.adopting ?? false,
    },
    {
      allowed: settings.allowed ?? [],
      waivers: waiversInForce(organization, settings.before === undefined ? undefined : base, settings.today),
      reviewsBind: settings.selection?.reviewed !== undefined,
    },
  );
  const actions = inOrder(drafts, allNeeds).map((draft) =>
    actionOf(draft, { cause: causes(draft), needs: allNeeds, prepared, live: differences.live }),
  );
  return {
    organization: organization.key,
    provider: organization.connection.provider,
    id: organization.connection.id,
    fingerprint: fingerprintOf(actions),
    actions,
    withheld: sortedBy(
      [...prepared.withheld, ...withheld],
      (item) => `${item.kind} ${item.key} ${item.verb} ${item.code} ${item.id}`,
    ),
    findings,
    follow_ups: [...prepared.followUps, ...missingKeys(prepared.withheld)],
    counts: countsOf(actions),
    requests: input.requests,
    acting: input.acting.name,
    live: liveCounts(differences.live),
    notes: [...differences.notes, ...notesOnWaivers(organization, findings, settings.today)],
    new_domains: newDomains({ actions, live: differences.live, base }),
  };
}

/** Drafts of all that differs and of all that leaving takes, before anybody chose among them. */
interface Prepared extends Drafts {
  readonly roles: RoleSides;
  readonly needs: Needs;
  /** Those of them that leaving adds. */
  readonly leavingNeeds: Needs;
  /** Draft id -> why the provider cannot do it; it stays among the drafts, so that what rests on it is found. */
  readonly unsupported: ReadonlyMap<string, Reason>;
  readonly reasons: ReadonlyMap<string, Reason>;
  readonly followUps: readonly FollowUp[];
}

function prepare(input: PlanInput, known: Pick<DraftInput, "declaredBefore" | "open">): Prepared {
  const { organization, differences } = input;
  const { live } = differences;
  const roles = roleSides(organization, live);
  const drafted = draftsOf({ ...input, ...known, roles });
  const heldBack = new Set(differences.heldBack.map((item) => `${item.kind} ${item.key}`));
  const common = { organization, live, roles, heldBack };
  const leaving = leavingOf({ ...common, drafts: drafted.drafts, holdings: input.holdings });
  const { drafts } = leaving;
  const { needs, blocked } = needsOf({ ...common, drafts });
  return {
    withheld: drafted.withheld,
    unsupported: unsupportedAmong(drafts, input.capabilities),
    roles,
    drafts,
    needs: mergeNeeds(drafts, [needs, leaving.needs]),
    leavingNeeds: leaving.needs,
    reasons: new Map([...blocked, ...leaving.blocked]),
    followUps: leaving.followUps,
  };
}

/** Why drafts cannot run by themselves; the weightier of several reasons counts. */
function reasonsAgainst(
  prepared: Prepared,
  causes: (draft: Draft) => Cause,
  rule: Rule,
): Map<string, Reason> {
  const reasons = new Map(prepared.reasons);
  for (const draft of prepared.drafts) {
    const reason = leftOut(draft, causes(draft), rule);
    if (reason !== null) reasons.set(draft.id, reason);
  }
  for (const [id, reason] of prepared.unsupported) reasons.set(id, reason);
  return reasons;
}

function unsupportedAmong(drafts: readonly Draft[], capabilities: Capabilities): Map<string, Reason> {
  const unsupported = new Map<string, Reason>();
  for (const { id, kind, verb } of drafts) {
    const capability = capabilityOf(capabilities, kind, verb);
    if (capability.can !== "yes") unsupported.set(id, { code: "unsupported", message: capability.sentence });
  }
  return unsupported;
}

function mergeNeeds(drafts: readonly Draft[], all: readonly Needs[]): Needs {
  return new Map(
    drafts.map(({ id }) => [id, [...new Set(all.flatMap((needs) => needs.get(id) ?? []))].sort()]),
  );
}

/** A key that somebody has to make or replace by hand. */
function missingKeys(withheld: readonly Withheld[]): FollowUp[] {
  return withheld
    .filter((item) => item.code === "no_target")
    .map(({ key, message }) => ({ code: "deliver_key", key, message, risk: "high" }));
}

interface Withholding {
  readonly input: PlanInput;
  readonly prepared: Prepared;
  readonly reasons: ReadonlyMap<string, Reason>;
  readonly minAdmins: number;
}

/** First what cannot run for a reason of its own; then the losses of admins that nothing makes safe; then whoever finds no seat. */
function withholdRest({ input, prepared, reasons, minAdmins }: Withholding) {
  const first = split(prepared.drafts, reasons, prepared.needs);
  const admins = pairAdminLosses({
    drafts: first.running,
    organization: input.organization,
    live: input.differences.live,
    roles: prepared.roles,
    minimum: minAdmins,
  });
  const withAdmins = mergeNeeds(first.running, [prepared.needs, admins.needs]);
  const second = split(first.running, admins.blocked, withAdmins);
  const awaited = new Set([...first.withheld, ...second.withheld].flatMap((item) => item.waits_for));
  const seats = pairSeats({ drafts: second.running, seats: input.seats, needs: withAdmins, awaited });
  const withSeats = mergeNeeds(second.running, [withAdmins, seats.needs]);
  const { running: drafts, withheld } = split(second.running, seats.blocked, withSeats);
  // Only among those that run: whoever stays for now holds no role back.
  const allNeeds = needsOfWidening({ drafts, roles: prepared.roles, needs: withSeats });
  return { drafts, allNeeds, withheld: [...first.withheld, ...second.withheld, ...withheld] };
}

/** What stands in both plans was not brought about by the files; but what only the present files let run was. */
function causesOf(prepared: Prepared, before: Before | undefined): (draft: Draft) => Cause {
  if (before === undefined) return () => "change";
  const running = before.plan === null ? undefined : runningWithBase(before.plan, before.open);
  // A run that failed in part counts as not applied: what it left is in no base yet, and was to be done all the same.
  const isKnown = (id: string): boolean => before.unreviewed?.has(id) !== true;
  const causeOf = ({ id }: Draft): Cause => {
    // What was left for want of a review is no run's to finish: with the base it is drift, as it is on pull requests.
    if (before.open.has(id) && isKnown(id)) return "unfinished";
    return running?.has(id) === true ? "drift" : "change";
  };
  const causes = new Map(prepared.drafts.map((draft) => [draft.id, causeOf(draft)]));
  // Who leaves by this change hands over by this change, however they came by what they own.
  for (const { id, loss } of prepared.drafts) {
    if (loss !== "leaving" || causes.get(id) !== "change") continue;
    for (const needed of prepared.leavingNeeds.get(id) ?? [])
      if (causes.get(needed) === "drift") causes.set(needed, "change");
  }
  return (draft) => causes.get(draft.id) ?? "change";
}

/** Ids of what would run of what the base's files ask for. */
function runningWithBase(input: PlanInput, open: ReadonlySet<string>): ReadonlySet<string> {
  const prepared = prepare(input, { declaredBefore: new Set(), open });
  const reasons = new Map([...prepared.reasons, ...prepared.unsupported]);
  const { minAdmins } = input.organization.policy.guards;
  const { drafts } = withholdRest({ input, prepared, reasons, minAdmins });
  return new Set(drafts.map((draft) => draft.id));
}

interface Placing {
  readonly cause: Cause;
  readonly needs: Needs;
  readonly prepared: Prepared;
  readonly live: State;
}

function actionOf(draft: Draft, { cause, needs, prepared, live }: Placing): Action {
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
    risk: isHighRisk(draft, prepared.roles, live) ? "high" : "low",
    source,
    ...(uncovered === undefined ? {} : { uncovered }),
  };
}

/** Hash over the actions' ids and needs; no positions, counts or times. */
export function fingerprintOf(actions: readonly Pick<Action, "id" | "needs">[]): string {
  return hashJson(actions.map(({ id, needs }) => [id, [...needs]]));
}

function liveCounts({ member, team, service_account: account }: State): Plan["live"] {
  const members = [...member.values()].filter(({ state }) => state === "active").length;
  return { members, teams: team.size, service_accounts: account.size };
}

function countsOf(actions: readonly Action[]): Plan["counts"] {
  const counts: Partial<Record<Verb, number>> = {};
  for (const verb of verbs) {
    const count = actions.filter((action) => action.verb === verb).length;
    if (count > 0) counts[verb] = count;
  }
  return counts;
}
