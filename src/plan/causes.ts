/** Why now: which drafts a date causes, which this change, and which were there before it. */
import { textOf } from "../model/jsonFields.ts";
import type { Cause } from "../model/plan.ts";
import { rankOf, rolesIn } from "../model/role.ts";
import type { Draft } from "../kinds/draft.ts";
import { liftsMinAdmins, waiversInForce } from "./settings.ts";
import { prepare, withholdRest, type KnownPast, type PlanInput, type Prepared } from "./prepare.ts";

/** What stood before: with it, causes can be told apart. */
export interface Before {
  /** Differences between the base's files and the same live state; null when the base has no such organization. */
  readonly plan: PlanInput | null;
  /** Ids of actions that the last run's journal lists as not done. */
  readonly open: ReadonlySet<string>;
  /** Those of them that nobody had reviewed: that it was left undone is no reason to do it. */
  readonly unreviewed?: ReadonlySet<string>;
  /** Nobody but an earlier run can have written that journal. What it lists as open may go beyond what the base's files ask for. */
  readonly vouched?: boolean;
  /** Reviews bound that run: what it left open was reviewed, or needed no review, unless it says otherwise. */
  readonly reviewed?: boolean;
  /** The organization's connection is new or changed since the base. */
  readonly adopting: boolean;
}

/**
 * What a date causes: the drafts whose like the same files would not ask for if no date of theirs had come. Where both
 * sides change one thing in other ways, the files would have changed it in any case: only a demotion below theirs is
 * the date's own.
 */
export function dueAmong(input: PlanInput, known: KnownPast): (draft: Draft) => boolean {
  const { undated, organization } = input;
  if (undated === undefined) return ({ due }) => due === true;
  const like = ({ verb, kind, key }: Draft): string => `${verb} ${kind} ${key}`;
  const timeless = new Map(
    prepare({ ...input, ...undated }, known).drafts.map((draft) => [like(draft), draft]),
  );
  const rankAfter = ({ after }: Draft): number => {
    const role = textOf(after, "role");
    return role === undefined ? 0 : (rankOf(role, rolesIn(organization.desired)) ?? 0);
  };
  return (draft) => {
    if (draft.due === true) return true;
    const other = timeless.get(like(draft));
    return other === undefined || (draft.verb === "demote" && rankAfter(draft) < rankAfter(other));
  };
}

interface Judging {
  /** RFC 3339. */
  readonly now: string;
  readonly before: Before | undefined;
  readonly isDue: (draft: Draft) => boolean;
  /** Ids of actions that were reviewed and that no run has seen yet. */
  readonly unseen: ReadonlySet<string>;
}

/** Why now, and what an earlier run is known to have been allowed to do. */
interface Causes {
  readonly of: (draft: Draft) => Cause;
  /** Whether an unfinished one needs no review now: the base's files ask for it as well, or it had its review. */
  readonly isFree: (id: string) => boolean;
}

/**
 * A date comes first, for what it takes away. What is handed to somebody because of a date (what a leaver owned, a new
 * key) must be what the base's files say as well: a change that names another receiver is a change, and is reviewed as
 * one. What stands in both plans was not brought about by the files; but what only the present files let run was.
 */
export function causesOf(prepared: Prepared, { before, isDue, now, unseen }: Judging): Causes {
  if (before === undefined) return { of: (draft) => (isDue(draft) ? "due" : "change"), isFree: () => false };
  const running = before.plan === null ? undefined : runningWithBase(before.plan, before.open, now);
  const isKnown = (id: string): boolean => before.unreviewed?.has(id) !== true;
  // A run that failed in part counts as not applied: what it left is in no base yet. Only a journal that nobody else can
  // have written may say so: anybody can compute ids, and what a forged one lists would need no review.
  const isLeft = (id: string): boolean =>
    before.open.has(id) && (before.vouched === true || running?.has(id) === true);
  const causeOf = (draft: Draft): Cause => {
    const { id } = draft;
    const isAsBefore = isKnown(id) && running?.has(id) === true;
    if (isDue(draft) && (draft.loss !== null || isAsBefore)) return "due";
    // What was left for want of a review is no run's to finish: with the base it is drift, as it is on pull requests.
    if (isLeft(id) && isKnown(id)) return "unfinished";
    // What was changed and changed back since the base is a change all the same: the files asked for both.
    return running?.has(id) === true && !unseen.has(id) ? "drift" : "change";
  };
  const causes = new Map(prepared.drafts.map((draft) => [draft.id, causeOf(draft)]));
  // Who leaves, or is lowered, by this change or on their day hands over with it, however they came by what they own.
  for (const { id, loss } of prepared.drafts) {
    const cause = causes.get(id);
    if (cause !== "change" && cause !== "due") continue;
    const handedOver = [
      ...(loss === "leaving" ? (prepared.leavingNeeds.get(id) ?? []) : []),
      ...(prepared.loweringNeeds.get(id) ?? []),
    ];
    for (const needed of handedOver)
      if (causes.get(needed) === "drift" && (cause === "change" || isKnown(needed)))
        causes.set(needed, cause);
  }
  return {
    of: (draft) => causes.get(draft.id) ?? "change",
    isFree: (id) => running?.has(id) === true || (before.vouched === true && before.reviewed === true),
  };
}

/** Ids of what would run of what the base's files ask for. */
function runningWithBase(input: PlanInput, open: ReadonlySet<string>, now: string): ReadonlySet<string> {
  const prepared = prepare(input, { declaredBefore: new Set(), open, now });
  const reasons = new Map([...prepared.reasons, ...prepared.unsupported]);
  const { minAdmins } = input.organization.policy.guards;
  const minAdminsLifted = liftsMinAdmins({
    allowed: [],
    waivers: waiversInForce(input.organization, undefined, now.slice(0, 10)),
  });
  const { drafts } = withholdRest({ input, prepared, reasons, minAdmins, minAdminsLifted });
  return new Set(drafts.map((draft) => draft.id));
}
