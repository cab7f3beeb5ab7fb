/**
 * The plan of one organization: differences in, an ordered and judged Plan out. Nothing is read or written here,
 * and the same inputs give the same plan, whatever order they came in.
 */
import { hashJson } from "../model/json.ts";
import { given } from "../model/given.ts";
import type { Finding } from "../model/guard.ts";
import type { Action, Cause, FollowUp, Plan, Verb, Withheld } from "../model/plan.ts";
import { tasksLeft } from "../model/plan.ts";
import { riskOf, verbs } from "../kinds/verbs.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { sortedBy } from "../model/text.ts";
import { choose, type PlanSettings } from "./choose.ts";
import { laterDay, notesOnClocks } from "./clocks.ts";
import type { Draft } from "../kinds/draft.ts";
import { notesOnInviteAgain } from "./inviteAgain.ts";
import { judge } from "./guards/all.ts";
import type { Needs } from "./needs.ts";
import { newDomains } from "./newDomains.ts";
import { notesOnGrantors, notesOnSecrets, notesOnTraces } from "./formerHolders.ts";
import { inOrder } from "./order.ts";
import { notesOnIds } from "./notesOnIds.ts";
import { notesOnSettled } from "./openTasks.ts";
import type { PlanInput, Prepared } from "./prepare.ts";
import { reachOf } from "./reach.ts";
import { notesOnAges } from "../kinds/key/rotation.ts";
import { liftsMinAdmins, notesOnWaivers, settingsInForce, waiversInForce } from "./settings.ts";
import { gainsIn } from "./gains.ts";
import { takesIn } from "./goesWith.ts";
import { taskNames } from "./taskNames.ts";
import { unreadOf } from "./unread.ts";
import { earlierWaivers, termsTold } from "./termsTold.ts";

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
