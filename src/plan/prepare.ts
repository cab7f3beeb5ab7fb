/** From differences to drafts that could run: all that differs, all that leaving takes, and what has to be held back of it. */
import { textOf } from "../model/jsonFields.ts";
import { grouped } from "../model/grouped.ts";
import { capabilityOf, type Capabilities } from "../model/capability.ts";
import type { Organization, Settled } from "../model/organization.ts";
import type { FollowUp, Withheld } from "../model/plan.ts";
import type { Acting, Moments, Quota, Seats } from "../model/provider.ts";
import type { Grant, Holdings, Traces } from "../model/holdings.ts";
import type { SentAgain } from "../model/sentAgain.ts";
import type { State } from "../model/state.ts";
import type { OpenTask } from "../model/task.ts";
import { pairAdminLosses, type AdminInput } from "./adminMinimum.ts";
import { nameCircles } from "./circles.ts";
import { elsewhereAmong } from "./elsewhere.ts";
import type { Draft, Drafts, Reason } from "../kinds/draft.ts";
import { draftsOf, type DraftInput } from "./drafts.ts";
import { formerRoles } from "./formerRoles.ts";
import { leavingOf } from "./leaving.ts";
import { loweringOf } from "./lowering.ts";
import { needsOf, type Needs } from "./needs.ts";
import { circlesOfNeeds } from "./needsCircles.ts";
import { graceInForce, newcomersIn } from "./newcomers.ts";
import { taskNames } from "./taskNames.ts";
import { openTasks, owedRotations, unsettled } from "./openTasks.ts";
import { roleSides, type RoleSides } from "../kinds/role/direction.ts";
import { overQuota } from "./quotas.ts";
import { pairSeats } from "./seats.ts";
import { needsOfWidening } from "./widening.ts";
import { split } from "./withhold.ts";
import type { Diff } from "../model/change.ts";

export interface PlanInput {
  readonly organization: Organization;
  readonly differences: Diff;
  readonly capabilities: Capabilities;
  readonly acting: Acting;
  readonly seats?: Seats;
  readonly quotas?: readonly Quota[];
  /** What is there that no file can speak of, as half sentences. */
  readonly beside?: readonly string[];
  /** What leaving left to be done, as the journal of earlier runs has it. */
  readonly tasks?: readonly OpenTask[];
  /** What the service's log tells of those who are gone; absent where it was not asked. */
  readonly traces?: Traces;
  /** What leavers hold, by key of the member. */
  readonly holdings: ReadonlyMap<string, Holdings>;
  /** What works at other services in people's names; absent where that was not read to its end. */
  readonly grants?: readonly Grant[];
  /** No journal knows whose grants were left behind. */
  readonly grantsForgotten?: true;
  /** The same as if no date of the files had come; absent where none has. */
  readonly undated?: Pick<PlanInput, "organization" | "differences">;
  /** The clocks of this machine and of the service disagree; absent where they do not. */
  readonly clocks?: {
    readonly moments: Moments;
    /** The same files and live state as the service's day has them. */
    readonly there: Pick<PlanInput, "organization" | "differences">;
  };
  /** Which invitations earlier runs sent once more, as their journal tells it; absent where nothing does. */
  readonly sentAgain?: SentAgain;
  /** Requests it took to read the live state. */
  readonly requests: number;
}

/** What is known of the past while drafts are made. */
export type KnownPast = Pick<DraftInput, "declaredBefore" | "open" | "unseen" | "now"> & {
  /** How long members whom single sign-on let in are left alone; what the files say unless given. */
  readonly grace?: number;
  /** Tasks that count as settled; those of the files where nothing is said. */
  readonly settled?: readonly Settled[];
};

/** Drafts of all that differs and of all that leaving takes, before anybody chose among them. */
export interface Prepared extends Drafts {
  readonly roles: RoleSides;
  readonly needs: Needs;
  /** Those of them that leaving adds. */
  readonly leavingNeeds: Needs;
  /** Those that lowering somebody's role adds. */
  readonly loweringNeeds: Needs;
  /** Draft id -> why the provider cannot do it; it stays among the drafts, so that what rests on it is found. */
  readonly unsupported: ReadonlyMap<string, Reason>;
  readonly reasons: ReadonlyMap<string, Reason>;
  /** `KIND KEY` of what is not clear. */
  readonly heldBack: ReadonlySet<string>;
  readonly followUps: readonly FollowUp[];
  /** What leaving left and will leave to be done, and the same before anything counts as settled. */
  readonly tasks: readonly OpenTask[];
  readonly allTasks: readonly OpenTask[];
}

/** The drafts of one organization. */
export function prepare(input: PlanInput, known: KnownPast): Prepared {
  const { organization, differences } = input;
  const { live } = differences;
  const roles = roleSides(organization, live);
  const newcomers = newcomersIn(organization, live, {
    now: known.now,
    grace: known.grace ?? graceInForce(organization, null),
  });
  const drafted = draftsOf({ ...input, ...known, live, roles, newcomers });
  const heldBack = new Set([
    ...differences.heldBack.map((item) => `${item.kind} ${item.key}`),
    ...[...newcomers.keys()].map((key) => `member ${key}`),
  ]);
  const common = { organization, live, roles, heldBack };
  const grants = grouped(input.grants ?? [], ({ person }) => person);
  const leaving = leavingOf({ ...common, drafts: drafted.drafts, holdings: input.holdings, grants });
  const former = formerRoles({ ...common, drafts: leaving.drafts });
  const owing = {
    ...common,
    holdings: input.holdings,
    grants,
    areGrantsRead: input.grants !== undefined,
    forgotten: input.grantsForgotten === true,
    ...(input.traces === undefined ? {} : { traces: input.traces }),
    carried: input.tasks ?? [],
    acting: input.acting.id,
    today: known.now.slice(0, 10),
  };
  const allTasks = openTasks(owing);
  const names = taskNames(owing);
  const tasks = unsettled(allTasks, { settled: known.settled ?? organization.policy.settled ?? [], names });
  const withFormer = [...leaving.drafts, ...former.drafts];
  const lowering = loweringOf({ ...common, drafts: withFormer, holdings: input.holdings });
  const others = [...withFormer, ...lowering.added];
  const rotations = owedRotations(tasks, { organization, live, drafts: others });
  const drafts = ownKeysLast([...others, ...rotations], live, input.acting);
  const { needs, blocked } = needsOf({ ...common, drafts });
  return {
    withheld: drafted.withheld,
    unsupported: new Map([
      ...elsewhereAmong(drafts, organization, live),
      ...unsupportedAmong(drafts, input.capabilities),
    ]),
    roles,
    drafts,
    needs: mergeNeeds(drafts, [needs, leaving.needs, former.needs, lowering.needs]),
    leavingNeeds: leaving.needs,
    loweringNeeds: lowering.needs,
    reasons: new Map([...blocked, ...lowering.blocked, ...leaving.blocked]),
    followUps: leaving.followUps,
    tasks,
    allTasks,
    heldBack,
  };
}

/** The keys of the service account that acts come last of all, so that nothing is left to do with the old one. */
function ownKeysLast(drafts: readonly Draft[], live: State, acting: Acting): Draft[] {
  const isOwn = ({ kind, before, after }: Draft): boolean => {
    const account = textOf(after ?? before, "account") ?? "";
    return kind === "key" && live.service_account.get(account)?.id === acting.id;
  };
  return drafts.map((draft) => (isOwn(draft) ? { ...draft, phase: 9 } : draft));
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

export interface Withholding {
  readonly input: PlanInput;
  readonly prepared: Prepared;
  readonly reasons: ReadonlyMap<string, Reason>;
  readonly minAdmins: number;
  /** Whether the guard of that minimum is lifted: then whoever goes at once need not wait for it. */
  readonly minAdminsLifted?: boolean;
}

/** First what cannot run for a reason of its own; then the losses of admins that nothing makes safe; then whoever finds no seat. */
export function withholdRest({ input, prepared, reasons, minAdmins, minAdminsLifted }: Withholding) {
  const first = split(prepared.drafts, reasons, prepared.needs);
  const {
    running,
    withAdmins,
    admins,
    withheld: unsafe,
  } = pairWithoutCircles(first.running, {
    needs: prepared.needs,
    organization: input.organization,
    live: input.differences.live,
    roles: prepared.roles,
    minimum: minAdmins,
    lifted: minAdminsLifted ?? false,
  });
  const second = { running, withheld: unsafe };
  const awaited = new Set([...first.withheld, ...second.withheld].flatMap((item) => item.waits_for));
  const seats = pairSeats({ drafts: second.running, seats: input.seats, needs: withAdmins, awaited });
  const withSeats = mergeNeeds(second.running, [withAdmins, seats.needs]);
  const seated = split(second.running, seats.blocked, withSeats);
  const quota = overQuota(seated.running, input.quotas ?? [], awaited);
  const { running: drafts, withheld } = split(seated.running, quota, withSeats);
  // Only among those that run: whoever stays for now holds no role back.
  const allNeeds = needsOfWidening({ drafts, roles: prepared.roles, needs: withSeats });
  const named = nameCircles({
    drafts: prepared.drafts,
    withheld: [...first.withheld, ...second.withheld, ...seated.withheld, ...withheld],
    needs: mergeNeeds(prepared.drafts, [prepared.needs, admins.needs, seats.needs]),
    reasons: new Map([...reasons, ...admins.blocked, ...seats.blocked, ...quota]),
    admins: admins.blocked,
    live: input.differences.live,
  });
  return { drafts, allNeeds, withheld: named };
}

/** The losses of admins made safe; what would need itself is withheld, and the rest is looked at anew without it. */
function pairWithoutCircles(drafts: readonly Draft[], pairing: Omit<AdminInput, "drafts">) {
  const withheld: Withheld[] = [];
  let among = drafts;
  for (;;) {
    const circular = circlesOfNeeds({ drafts: among, needs: pairing.needs, admins: new Map() });
    const possible = split(among, circular, pairing.needs);
    const admins = pairAdminLosses({ ...pairing, drafts: possible.running });
    const withAdmins = mergeNeeds(possible.running, [pairing.needs, admins.needs]);
    const circles = circlesOfNeeds({ drafts: possible.running, needs: withAdmins, admins: admins.needs });
    if (circles.size === 0) {
      const safe = split(possible.running, admins.blocked, withAdmins);
      withheld.push(...possible.withheld, ...safe.withheld);
      return { running: safe.running, withAdmins, admins, withheld };
    }
    const rest = split(possible.running, circles, withAdmins);
    withheld.push(...possible.withheld, ...rest.withheld);
    among = rest.running;
  }
}
