/** Takes drafts out of a plan, and with them all that rests on them. */
import { canonicalJson, type Json, type JsonObject } from "../model/json.ts";
import type { Cause, Selection, Withheld } from "../model/plan.ts";
import { withhold, type Draft, type Reason } from "../kinds/draft.ts";
import type { Needs } from "./needs.ts";

/** What a run may do, and what is known of the past. */
export interface Rule extends Selection {
  readonly drift: "report" | "correct";
  /** The organization is new to this run, which only reports. */
  readonly adopting: boolean;
  /** Ids that an earlier run left undone and that nobody had reviewed. */
  readonly unreviewed: ReadonlySet<string>;
  /** Whether something unfinished needs no review: the base's files ask for it as well, or it had its review. */
  readonly isFree: (id: string) => boolean;
  /** Whether it is what a date left of a reviewed action. */
  readonly isDatedFrom: (draft: Draft) => boolean;
}

/** Why a draft is left out of this run, or null. */
export function leftOut(draft: Draft, cause: Cause, rule: Rule): Reason | null {
  const { only } = rule;
  const correctsDrift = rule.policyDrift === true && rule.drift === "correct";
  if (only !== undefined && !only.includes(cause) && !(cause === "drift" && correctsDrift)) {
    const message = `left out of this run, which applies only: ${only.join(", ")}`;
    // Whether it was reviewed was not asked here: when it is found undone later, that counts for nothing.
    return cause === "drift"
      ? { code: "drift", message, ...stillUnreviewed(draft, rule) }
      : { code: "waiting", message, ...(isReviewed(draft, cause, rule) ? {} : { unreviewed: true }) };
  }
  if (only === undefined && cause === "drift" && rule.drift === "report") {
    return {
      code: "drift",
      message: `${whatDrifted(draft)}; changed at the service, not in the files, and left alone (organization.drift: correct would set it back)`,
      ...stillUnreviewed(draft, rule),
    };
  }
  // Last: what is left alone anyway stands in no plan's actions, and nobody has to decide on it.
  if (rule.reviewed !== undefined && !isReviewed(draft, cause, rule)) {
    if (rule.adopting && rule.unreviewedCauses !== undefined) {
      const message =
        "found by a first run: it counts as drift from then on, and is left alone (organization.drift: correct would set it back)";
      return { code: "drift", message, unreviewed: true };
    }
    const message = `not in the reviewed plan: ${wayToReview(draft, cause, rule)}`;
    return { code: "unreviewed", message, unreviewed: true };
  }
  return null;
}

/** Of what was merged, the next plan shows drift only: it can be reviewed once it is a change again. */
function wayToReview({ id }: Draft, cause: Cause, rule: Rule): string {
  if (rule.unreviewedCauses === undefined) return "plan again and have it reviewed";
  const isSetBack = cause === "drift" && !rule.unreviewed.has(id) && !rule.unreviewedCauses.includes("drift");
  return isSetBack
    ? "it is drift, which the run by the clock sets back"
    : "take it out and put it in again, each by a pull request";
}

/** What nobody had reviewed when it was left undone is known as that for as long as it is left undone. */
function stillUnreviewed({ id }: Draft, rule: Rule): { readonly unreviewed?: true } {
  return rule.unreviewed.has(id) ? { unreviewed: true } : {};
}

/** Whether it stands in the reviewed plan, or needs no review. */
function isReviewed(draft: Draft, cause: Cause, rule: Rule): boolean {
  const { id } = draft;
  if (rule.reviewed?.has(id) === true) return true;
  // Never what a date hands over: the reviewed plan showed no receiver for it.
  if (rule.datesFollow === true && ((cause === "due" && draft.loss !== null) || rule.isDatedFrom(draft)))
    return true;
  if (rule.unreviewedCauses?.includes(cause) !== true) return false;
  if (cause === "unfinished" && rule.openNeedsReview !== false && !rule.isFree(id)) return false;
  // A date in the files asks for it now, whatever an earlier run left undone for want of a review.
  return cause === "due" || !rule.unreviewed.has(id);
}

/** How the live side differs: "role is viewer, the files say editor". */
function whatDrifted({ before, after }: Draft): string {
  if (before === null) return "is not there any more, the files say it is";
  if (after === null) return "is there, the files do not say so";
  const [is, wanted]: readonly [JsonObject, JsonObject] = [before, after];
  return Object.keys(wanted)
    .filter((field) => canonicalJson(wanted[field] ?? null) !== canonicalJson(is[field] ?? null))
    .map((field) => `${field} is ${shown(is[field])}, the files say ${shown(wanted[field])}`)
    .join("; ");
}

function shown(value: Json | undefined): string {
  if (value === null || value === undefined) return "none";
  return typeof value === "string" ? value : canonicalJson(value);
}

/** The drafts that may run, once those with a reason are out, and those that need one of them after them. */
export function split(
  drafts: readonly Draft[],
  reasons: ReadonlyMap<string, Reason>,
  needs: Needs,
): { readonly running: Draft[]; readonly withheld: Withheld[] } {
  const all = new Map(reasons);
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  for (let grew = true; grew;) {
    grew = false;
    for (const draft of drafts) {
      if (all.has(draft.id)) continue;
      const missing = (needs.get(draft.id) ?? []).find((id) => all.has(id));
      const reason = missing === undefined ? undefined : all.get(missing);
      const other = missing === undefined ? undefined : byId.get(missing);
      if (reason === undefined || other === undefined) continue;
      all.set(draft.id, dependsOn(other, reason));
      grew = true;
    }
  }
  return {
    running: drafts.filter((draft) => !all.has(draft.id)),
    withheld: drafts.flatMap((draft) => {
      const reason = all.get(draft.id);
      return reason === undefined ? [] : [withhold(draft, reason)];
    }),
  };
}

function dependsOn(other: Draft, reason: Reason): Reason {
  const name = `${other.verb.replaceAll("_", " ")} ${other.key}`;
  return {
    // Not "drift", which is nobody's to decide: what needs it was asked for, and must not be passed over in silence.
    code: reason.code === "waiting" ? "waiting" : "depends",
    message: `needs "${name}", which is withheld: ${reason.message}`,
    waitsFor: reason.waitsFor ?? [other.id],
  };
}
