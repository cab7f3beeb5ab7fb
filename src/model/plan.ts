/** The plan: what would be done, in order, and what would not, and why. Plain data that survives JSON. */
import type { Finding } from "./guard.ts";
import type { PolicyChange } from "./policyChange.ts";
import type { Source } from "./diagnostic.ts";
import type { Terms } from "./entities/carried.ts";
import { kinds, type Kind } from "./entity.ts";
import type { Shapes, Verb } from "./shapes.ts";
import type { OpenTask } from "./task.ts";
import type { Risk, TermChange } from "./term.ts";

export type { Risk, Verb };

export const phaseNames = {
  1: "prepare",
  2: "admit",
  3: "raise",
  4: "join",
  5: "hand over",
  6: "rotate",
  7: "lower",
  8: "leave",
  9: "clear",
} as const;
export type Phase = keyof typeof phaseNames;

/** Why now: the files changed, a date came, an earlier run could not finish it, or the live side moved. */
export const causes = ["change", "due", "unfinished", "drift"] as const;
export type Cause = (typeof causes)[number];

/** What may run, as somebody chose it: by cause, or by the ids that were reviewed. */
export interface Selection {
  /** Causes to apply; drift that is named here is corrected whatever the files' policy is. */
  readonly only?: readonly Cause[];
  /** With `only`: also drift, where the files' policy is to correct it. */
  readonly policyDrift?: boolean;
  /** Ids of the actions and of the changes of terms in a reviewed plan. */
  readonly reviewed?: ReadonlySet<string>;
  /** Of `reviewed`, what no run has seen yet: it was asked for since, whatever stood in the files that were applied last. */
  readonly unseen?: ReadonlySet<string>;
  /** With `reviewed`: what it is cannot be known here, so of terms those hold that the last run knew to be reviewed. */
  readonly termsAsBefore?: true;
  /** With `reviewed`: causes that need no review. What an earlier run left undone unreviewed needs one whatever its cause is now, a date apart. */
  readonly unreviewedCauses?: readonly Cause[];
  /** With `reviewed`, of a plan made earlier: what a date takes away since, and what it left of a reviewed grant, needs no other review. */
  readonly datesFollow?: true;
  /** False where reviews do not bind: what an earlier run left undone is done, whoever reviewed it. */
  readonly openNeedsReview?: boolean;
}

/** How many go, and the first of them by name. */
export interface Taken {
  readonly count: number;
  readonly names: readonly string[];
}

/** What goes with something that is deleted, or with somebody who leaves; what there is none of is absent. */
export interface Takes {
  /** Keys of the people who lose their place in it. */
  readonly members?: Taken;
  /** Slugs of the teams in which somebody who leaves loses their place. */
  readonly places?: Taken;
  /** "pipeline nightly (edit)". */
  readonly shares?: Taken;
  /** Names of the organization roles that are held beside the own one. */
  readonly roles?: Taken;
  /** Slugs of the teams below it. */
  readonly teams?: Taken;
  /** Names of the keys of a service account. */
  readonly keys?: Taken;
}

interface ActionBase {
  /** Hash over organization id, verb, kind, key, before and after: 32 hexadecimal digits. */
  readonly id: string;
  readonly phase: Phase;
  readonly key: string;
  readonly cause: Cause;
  /** Ids of actions that must be done first. */
  readonly needs: readonly string[];
  readonly risk: Risk;
  /** Where the files ask for it; null when no file names it. */
  readonly source: Source | null;
  /** Why, where nothing else in it says so: that a key is old, or that somebody could have copied it. No part of the id. */
  readonly because?: string;
  /** What the service calls what is shared, where the files name nothing of its kind and it is told by its id; no part of the id. */
  readonly called?: string;
  /** How and for how long the files give it; no part of the id. */
  readonly terms?: Terms;
  /** What goes with it, where it deletes something; no part of the id. */
  readonly takes?: Takes;
  /** Rests on a read that did not finish: why. The `coverage` guard blocks it. */
  readonly uncovered?: string;
}

/** A change placed in a plan: its verb says of what kind it is, and what stands before and after. */
export type ActionOf<V extends Verb> = { [K in V]: ActionBase & { readonly verb: K } & Shapes[K] }[V];
export type Action = ActionOf<Verb>;

export const withheldCodes = [
  "unsupported",
  "unmanaged",
  "waiting",
  "depends",
  "ambiguous",
  "probable_rename",
  "unreviewed",
  "drift",
  "no_seat",
  "no_target",
  "no_successor",
  "declined",
  "clock",
  "stranger",
  "new_by_sso",
  "managed_elsewhere",
  "unknown_account",
  "quota",
  "not_targeted",
] as const;
export type WithheldCode = (typeof withheldCodes)[number];

/** A change that is known and will not be done now. */
export interface Withheld {
  readonly code: WithheldCode;
  readonly verb: Verb;
  readonly kind: Kind;
  readonly key: string;
  readonly message: string;
  /** Keys of the members (or ids of the actions) that it waits for. */
  readonly waits_for: readonly string[];
  /** The id that the action would have had, for attribution by later runs. */
  readonly id: string;
  readonly source: Source | null;
  /** As of an action. */
  readonly called?: string;
  /** What would go with a deletion that somebody has to decide on. */
  readonly takes?: Takes;
  /** Nobody is known to have reviewed it: that it was left undone is no reason for a later run to do it. Not in plan files. */
  readonly unreviewed?: true;
}

/** Access that ends on a day to come. */
export interface EndingAccess {
  readonly kind: Kind;
  readonly key: string;
  /** The first UTC day without it: YYYY-MM-DD. */
  readonly day: string;
  /** What ends, when, and in how many days. */
  readonly message: string;
}

/** What part of the organization may hold more than was read; `holdings` are what leavers own, and their keys. */
export const unreadKinds = [...kinds, "holdings"] as const;

/** A part of the organization that was not read to its end: nothing may be said of what it holds beyond that. */
export interface Unread {
  readonly kind: (typeof unreadKinds)[number];
  /** Why, as a sentence. */
  readonly reason: string;
}

/** What a person must still do by hand. */
export interface FollowUp {
  readonly code: string;
  readonly key: string;
  readonly message: string;
  readonly risk: Risk;
}

/** The plan for one organization. */
export interface Plan {
  /** Key of the organization: its folder's name. */
  readonly organization: string;
  readonly provider: string;
  readonly id: string;
  /** Hash over the actions' ids and needs: 64 hexadecimal digits. */
  readonly fingerprint: string;
  readonly actions: readonly Action[];
  readonly withheld: readonly Withheld[];
  readonly findings: readonly Finding[];
  readonly follow_ups: readonly FollowUp[];
  /** Actions by verb. */
  readonly counts: Readonly<Partial<Record<Verb, number>>>;
  /** Requests it took to read the organization. */
  readonly requests: number;
  /** Who the key acts as, as the service names them. */
  readonly acting: string;
  /** What was found live. */
  readonly live: { readonly members: number; readonly teams: number; readonly service_accounts: number };
  /** Remarks that change nothing: a former name that is no longer needed, say. */
  readonly notes: readonly string[];
  /** Domains of people whom this plan admits and that neither a live active member nor the base's files have, sorted. */
  readonly new_domains: readonly string[];
  /** What the files end within 14 days, by day; absent where nothing does. */
  readonly ending?: readonly EndingAccess[];
  /** What was not read to its end, by kind; absent where everything was. Such a plan is never called clean. */
  readonly unread?: readonly Unread[];
  /** Who changed last what differs from the files, by the service's own log; absent where nothing is known of it. */
  readonly hands?: readonly HandSeen[];
  /** Why the log did not tell all of it, as a sentence; absent where it did, or was not asked. */
  readonly hands_unread?: string;
  /** How the terms differ from the base's, with one given; absent where none does. */
  readonly terms?: readonly TermChange[];
  /** How the rules themselves differ from the base's, with one given: what loosens first; absent where none does. */
  readonly policy_changes?: readonly PolicyChange[];
  /** Ends of what is about to go: nobody need be told, but the next run has to know should it not go after all. */
  readonly kept_terms?: readonly TermChange[];
  /** What leaving left to be done, and what the leaving in this plan will leave; absent where there is nothing. */
  readonly tasks?: readonly OpenTask[];
  /** The UTC day (YYYY-MM-DD) that it is planned for, where that is another than today's: such a plan is not applied. */
  readonly at?: string;
  /** Whom or what it was narrowed to, as said; absent where it is the whole. */
  readonly target?: readonly string[];
}

/** The last that somebody did to a thing at the service, as its log has it. */
export interface HandSeen {
  readonly kind: Kind;
  readonly key: string;
  readonly actor: string;
  /** RFC 3339. */
  readonly at: string;
  /** In the service's words. */
  readonly action: string;
}

/** The file that `plan --out` writes and `apply --plan` reads. Fields may be added, never renamed, within a version. */
export interface PlanFile {
  readonly schema_version: 1;
  readonly organizations: readonly Plan[];
}

/** True when the plan may be applied. */
export function isBlocked(plan: Plan): boolean {
  return plan.findings.some((finding) => finding.severity === "block");
}

/** True when something was not read to its end: that nothing is to be done there is not known then. */
export function isUnread({ unread = [] }: Pick<Plan, "unread">): boolean {
  return unread.length > 0;
}

/** True when nothing but its being new blocks the plan: a first run on an organization reports and counts as applied. */
export function onlyAdopting(plan: Plan): boolean {
  const blocks = plan.findings.filter((finding) => finding.severity === "block");
  return blocks.length > 0 && blocks.every((finding) => finding.guard === "adoption");
}

/** True when a guard stops the run, and not only because the organization is new to it. */
export function isStopped(plan: Plan): boolean {
  return isBlocked(plan) && !onlyAdopting(plan);
}

/** What waits for people, or is told and left alone. */
const reported: ReadonlySet<WithheldCode> = new Set([
  "unmanaged",
  "waiting",
  "new_by_sso",
  "managed_elsewhere",
  "not_targeted",
]);

/** True when the live organization differs from the files, apart from what waits for people and what is merely reported. */
export function hasPendingChanges(plan: Plan): boolean {
  return (
    plan.actions.length > 0 ||
    hasHeldTerms(plan) ||
    tasksLeft(plan).length > 0 ||
    plan.withheld.some(({ code }) => !reported.has(code))
  );
}

/** What leaving left to be done already, whatever this plan does. */
export function tasksLeft({ tasks = [] }: Pick<Plan, "tasks">): readonly OpenTask[] {
  return tasks.filter(({ opens }) => opens === undefined);
}

/** The plan of a run with what is still to be done after it, where a second look told. */
export function withTasksOf(plan: Plan, second: Plan | null): Plan {
  if (second === null) return plan;
  const { tasks: _, ...rest } = plan;
  return second.tasks === undefined ? rest : { ...rest, tasks: second.tasks };
}

/** True when a term of the files does not count for now, and somebody has to decide on it. */
export function hasHeldTerms({ terms = [] }: Plan): boolean {
  return terms.some(({ held }) => held !== undefined && held.code !== "waiting");
}
