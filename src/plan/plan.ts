/**
 * The plan of one organization: differences in, an ordered and judged Plan out. Nothing is read or written here,
 * and the same inputs give the same plan, whatever order they came in.
 */
import { hashJson } from "../model/json.ts";
import { given } from "../model/given.ts";
import type {
  Action,
  Cause,
  Finding,
  FollowUp,
  GuardName,
  Plan,
  Selection,
  Verb,
  Withheld,
} from "../model/plan.ts";
import { tasksLeft } from "../model/plan.ts";
import { riskOf, verbs } from "../kinds/verbs.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { sortedBy } from "../model/text.ts";
import { lateAdmissions, unapprovedAdmissions } from "./admission.ts";
import { causesOf, dueAmong, type Before } from "./causes.ts";
import { againstTheClock, laterDay, notesOnClocks } from "./clocks.ts";
import type { Draft, Reason } from "../kinds/draft.ts";
import { notesOnInviteAgain, sentBefore } from "./inviteAgain.ts";
import { judge } from "./judge.ts";
import { underKeptAddresses } from "./keptAddress.ts";
import type { Needs } from "./needs.ts";
import { newDomains } from "./newDomains.ts";
import type { AllTerms } from "./heldTerms.ts";
import { graceInForce } from "./newcomers.ts";
import { notesOnGrantors, notesOnSecrets, notesOnTraces } from "./formerHolders.ts";
import { inOrder } from "./order.ts";
import { notesOnIds } from "./notesOnIds.ts";
import { notesOnSettled, settledInForce } from "./openTasks.ts";
import {
  prepare,
  withholdRest,
  type KnownPast,
  type PlanInput,
  type Prepared,
  type Withholding,
} from "./prepare.ts";
import { reachOf } from "./reach.ts";
import { notesOnAges } from "../kinds/key/rotation.ts";
import { liftsMinAdmins, notesOnWaivers, settingsInForce, waiversInForce } from "./settings.ts";
import { gainsIn } from "./gains.ts";
import { takesIn } from "./takes.ts";
import { taskNames } from "./taskNames.ts";
import { unreadOf } from "./unread.ts";
import { earlierWaivers, termsTold } from "./termsTold.ts";
import { leftOut, type Rule } from "./withhold.ts";
import { withinReviewed } from "./withinReviewed.ts";

export interface PlanSettings {
  /** Absent without a base: everything counts as this change. */
  readonly before?: Before;
  readonly selection?: Selection;
  readonly allowed?: readonly GuardName[];
  /** Changes of terms since the base; absent where it has no such organization. */
  readonly terms?: AllTerms;
  /** What is planned will be applied where reviews bind; as the selection says unless given. */
  readonly reviewsBind?: boolean;
  /** RFC 3339, UTC: waivers end, keys grow old. */
  readonly now: string;
}

/** Makes the plan. */
export function planOrganization(input: PlanInput, settings: PlanSettings): Plan {
  const { organization, differences } = input;
  const base = settings.before?.plan?.organization ?? null;
  const today = settings.now.slice(0, 10);
  const inForce = settingsInForce(organization, base);
  const lifts = {
    allowed: settings.allowed ?? [],
    waivers: waiversInForce(organization, earlierWaivers(settings), laterDay(today, input)),
  };
  const { prepared, causes, drafts, allNeeds, withheld } = choose(input, settings, {
    minAdmins: inForce.minAdmins,
    minAdminsLifted: liftsMinAdmins(lifts),
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
      ...lifts,
      reviewsBind: settings.reviewsBind ?? settings.selection?.reviewed !== undefined,
    },
  );
  const takes = takesIn(differences.live, drafts);
  const of = { prepared, needs: allNeeds, takes, gains: gainsIn(organization, differences.live) };
  const actions = inOrder(drafts, allNeeds).map((draft) =>
    actionOf(draft, { ...of, cause: causes(draft), live: differences.live }),
  );
  const terms = termsTold({ drafts: prepared.drafts, withheld, live: differences.live }, settings.terms);
  return {
    organization: organization.key,
    provider: organization.connection.provider,
    id: organization.connection.id,
    fingerprint: fingerprintOf(actions),
    actions,
    withheld: sortedBy(
      [...prepared.withheld, ...withheld].map((item) => withTaken(item, takes)),
      (item) => `${item.kind} ${item.key} ${item.verb} ${item.code} ${item.id}`,
    ),
    findings,
    follow_ups: [...notTwice(prepared), ...missingKeys(prepared.withheld)],
    counts: countsOf(actions),
    requests: input.requests,
    acting: input.acting.name,
    live: liveCounts(differences.live),
    notes: notesOf(input, { prepared, findings, today }),
    new_domains: newDomains({ actions, live: differences.live, base }),
    ...(organization.ending === undefined ? {} : { ending: organization.ending }),
    ...terms,
    ...(prepared.tasks.length === 0 ? {} : { tasks: prepared.tasks }),
    ...unreadOf(input),
  };
}

interface Noting {
  readonly prepared: Prepared;
  readonly findings: readonly Finding[];
  readonly today: string;
}

function notesOf(input: PlanInput, { prepared, findings, today }: Noting): string[] {
  const { organization, differences } = input;
  const { notes, live } = differences;
  return [
    ...notesOnClocks(input),
    ...notes,
    ...(input.beside ?? []),
    ...notesOnAges(organization.desired.key.values(), live.key),
    ...notesOnWaivers(organization, findings, today),
    ...(live.key.size === 0 ? [] : notesOnTraces(input.traces)),
    ...(input.grantsForgotten === true
      ? [
          ...notesOnGrantors(input.traces, input.grants ?? []),
          ...notesOnSecrets(organization, live, prepared.heldBack),
        ]
      : []),
    ...notesOnAdmins(organization),
    ...notesOnInviteAgain(organization, live),
    ...notesOnIds(organization, { drafts: prepared.drafts, withheld: prepared.withheld }),
    ...notesOnSettled(input, {
      open: prepared.tasks,
      all: prepared.allTasks,
      names: taskNames({ organization, live: differences.live, ...given({ traces: input.traces }) }),
    }),
  ];
}

/** Where nothing tells who manages users, nobody can be counted. */
function notesOnAdmins({ desired: { vocabulary } }: Organization): string[] {
  return vocabulary.roles.managing === undefined
    ? ["nothing says who is an admin here, so the guard min_admins is not known to hold: write `scim.role`"]
    : [];
}

/** What may run of all that differs, and what is withheld. */
function choose(
  input: PlanInput,
  settings: PlanSettings,
  minimum: Pick<Withholding, "minAdmins" | "minAdminsLifted">,
) {
  const known = knownPast(input.organization, settings);
  const isDue = dueAmong(input, known);
  const first = reasonsIn(prepare(input, known), { input, settings, known, isDue });
  const kept = underKeptAddresses(first.prepared, first.reasons, input.organization);
  const { prepared, causes, reasons } =
    kept === first.prepared ? first : reasonsIn(kept, { input, settings, known, isDue });
  return { prepared, causes, ...withholdRest({ input, prepared, reasons, ...minimum }) };
}

interface Choosing {
  readonly input: PlanInput;
  readonly settings: PlanSettings;
  readonly known: KnownPast;
  readonly isDue: (draft: Draft) => boolean;
}

/** Why each draft now, and why some cannot run by themselves. */
function reasonsIn(prepared: Prepared, { input, settings, known, isDue }: Choosing) {
  const { before, now, selection } = settings;
  const causes = causesOf(prepared, { before, isDue, now, unseen: selection?.unseen ?? new Set() });
  const base = before?.plan?.organization ?? null;
  const reasons = reasonsAgainst(prepared, {
    causes: causes.of,
    rule: {
      ...selection,
      drift: input.organization.policy.drift,
      adopting: before?.adopting ?? false,
      unreviewed: before?.unreviewed ?? new Set(),
      isFree: causes.isFree,
      isWithin: withinReviewed(input, known, { ...selection, roles: prepared.roles }),
    },
    late: new Map([
      ...sentBefore(prepared.drafts, input.differences.live, input.sentAgain),
      ...unapprovedAdmissions(prepared.drafts, input.organization),
      ...lateAdmissions(prepared.drafts, base, now.slice(0, 10)),
      ...againstTheClock(input, known, { drafts: prepared.drafts, isDue }),
    ]),
  });
  return { prepared, causes: causes.of, reasons };
}

function knownPast(organization: Organization, { before, now, selection }: PlanSettings): KnownPast {
  const declared = before?.plan?.organization.desired.member.keys() ?? [];
  return {
    declaredBefore: new Set(declared),
    open: before?.open ?? new Set(),
    ...given({ unseen: selection?.unseen }),
    now,
    grace: graceInForce(organization, before?.plan?.organization ?? null),
    settled: settledInForce(
      organization,
      before === undefined ? undefined : (before.plan?.organization ?? null),
    ),
  };
}

interface Against {
  readonly causes: (draft: Draft) => Cause;
  readonly rule: Rule;
  /** Of those whom only a loosened policy lets in, and of guests whom nobody who stays approves. */
  readonly late: ReadonlyMap<string, Reason>;
}

/** Why drafts cannot run by themselves; the weightier of several reasons counts. */
function reasonsAgainst(prepared: Prepared, { causes, rule, late }: Against): Map<string, Reason> {
  const reasons = new Map(prepared.reasons);
  for (const draft of prepared.drafts) {
    const reason = leftOut(draft, causes(draft), rule);
    if (reason !== null) reasons.set(draft.id, reason);
  }
  for (const [id, reason] of [...prepared.unsupported, ...late]) reasons.set(id, reason);
  return reasons;
}

/** What an open task tells already is not told again. */
function notTwice({ followUps, tasks }: Prepared): FollowUp[] {
  const left = new Set(tasksLeft({ tasks }).map(({ person, key }) => `${person} ${key}`));
  return followUps.filter(({ key }) => !left.has(key));
}

/** A key that somebody has to make or replace by hand. */
function missingKeys(withheld: readonly Withheld[]): FollowUp[] {
  return withheld
    .filter((item) => item.code === "no_target")
    .map(({ key, message }) => ({ code: "deliver_key", key, message, risk: "high" }));
}

/** With whatever the deletion of a thing would take, where somebody has to decide on it. */
function withTaken(item: Withheld, takes: ReturnType<typeof takesIn>): Withheld {
  const { code, verb, key } = item;
  if (verb !== "delete_team" && verb !== "delete_service_account") return item;
  return undecided.has(code) ? item : { ...item, ...takes({ verb, key, before: null }) };
}

/** Withheld so, nobody has to decide anything. */
const undecided: ReadonlySet<Withheld["code"]> = new Set([
  "waiting",
  "unmanaged",
  "drift",
  "no_seat",
  "quota",
  "new_by_sso",
  "managed_elsewhere",
  "not_targeted",
]);

interface Placing {
  readonly cause: Cause;
  readonly needs: Needs;
  readonly prepared: Prepared;
  readonly live: State;
  readonly takes: ReturnType<typeof takesIn>;
  readonly gains: ReturnType<typeof gainsIn>;
}

function actionOf(draft: Draft, { cause, needs, prepared, live, takes, gains }: Placing): Action {
  const gained = gains(draft);
  const because = draft.because ?? reachOf(draft, prepared.roles) ?? gained?.because;
  const { loss: _, due: __, ...placed } = draft;
  return {
    ...placed,
    cause,
    needs: needs.get(draft.id) ?? [],
    risk: gained?.risk === "high" ? "high" : riskOf(draft, { roles: prepared.roles, live }),
    ...(because === undefined ? {} : { because }),
    ...takes(draft),
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

/** How many actions there are of each verb. */
export function countsOf(actions: readonly Action[]): Plan["counts"] {
  const counts: Partial<Record<Verb, number>> = {};
  for (const verb of verbs) {
    const count = actions.filter((action) => action.verb === verb).length;
    if (count > 0) counts[verb] = count;
  }
  return counts;
}
