/** Why now: which drafts a date causes, which this change, and which were there before it. */
import type { Cause } from "../model/plan.ts";
import type { Draft } from "./draft.ts";
import { prepare, withholdRest, type KnownPast, type PlanInput, type Prepared } from "./prepare.ts";

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

/** What a date causes: the drafts whose like the same files would not ask for if no date of theirs had come. */
export function dueAmong(input: PlanInput, known: KnownPast): (draft: Draft) => boolean {
  const { undated } = input;
  if (undated === undefined) return ({ due }) => due === true;
  const like = ({ verb, kind, key }: Draft): string => `${verb} ${kind} ${key}`;
  const timeless = new Set(prepare({ ...input, ...undated }, known).drafts.map(like));
  return (draft) => draft.due === true || !timeless.has(like(draft));
}

export interface Judging {
  /** RFC 3339. */
  readonly now: string;
  readonly before: Before | undefined;
  readonly isDue: (draft: Draft) => boolean;
}

/** A date comes first. What stands in both plans was not brought about by the files; but what only the present files let run was. */
export function causesOf(prepared: Prepared, { before, isDue, now }: Judging): (draft: Draft) => Cause {
  if (before === undefined) return (draft) => (isDue(draft) ? "due" : "change");
  const running = before.plan === null ? undefined : runningWithBase(before.plan, before.open, now);
  // A run that failed in part counts as not applied: what it left is in no base yet, and was to be done all the same.
  const isKnown = (id: string): boolean => before.unreviewed?.has(id) !== true;
  const causeOf = (draft: Draft): Cause => {
    const { id } = draft;
    if (isDue(draft)) return "due";
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
function runningWithBase(input: PlanInput, open: ReadonlySet<string>, now: string): ReadonlySet<string> {
  const prepared = prepare(input, { declaredBefore: new Set(), open, now });
  const reasons = new Map([...prepared.reasons, ...prepared.unsupported]);
  const { minAdmins } = input.organization.policy.guards;
  const { drafts } = withholdRest({ input, prepared, reasons, minAdmins });
  return new Set(drafts.map((draft) => draft.id));
}
