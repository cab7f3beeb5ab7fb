/** Takes drafts out of a plan, and with them all that rests on them. */
import { canonicalJson, type Json, type JsonObject } from "../model/json.ts";
import { LowestFirst } from "../model/lowestFirst.ts";
import type { Cause, Selection, Withheld } from "../model/plan.ts";
import { withhold, type Draft, type Reason } from "../kinds/draft.ts";
import type { Needs } from "./needs.ts";
import { neededBy } from "./reached.ts";

/** What a run may do, and what is known of the past. */
export interface Rule extends Selection {
  readonly drift: "report" | "correct";
  /** The organization is new to this run, which only reports. */
  readonly adopting: boolean;
  /** Ids that an earlier run left undone and that nobody had reviewed. */
  readonly unreviewed: ReadonlySet<string>;
  /** Whether something unfinished needs no review: the base's files ask for it as well, or it had its review. */
  readonly isFree: (id: string) => boolean;
  /** Whether it goes no further than a reviewed action: it is what a date left of that, or ends the same. */
  readonly isWithin: (draft: Draft) => boolean;
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
      message: `${whatDrifted(draft)}; no part of this change: it was changed at the service, or an earlier merge is not applied. Left alone (organization.drift: correct would set it back)`,
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
  if (rule.reviewed?.has(id) === true || rule.isWithin(draft)) return true;
  // Never what a date hands over: the reviewed plan showed no receiver for it.
  if (rule.datesFollow === true && cause === "due" && draft.loss !== null) return true;
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
  const all = new Map<string, Known>(
    [...reasons].map(([id, reason]) => [id, { reason, root: reason, depth: 0 }]),
  );
  const byId = new Map(drafts.map((draft, place) => [draft.id, { draft, place }]));
  const needing = neededBy(new Map(drafts.map(({ id }) => [id, needs.get(id) ?? []])));
  // Round by round through the drafts in their order, but only to those that need one that was taken out since.
  let round = new LowestFirst();
  let following = new LowestFirst();
  const lookAgain = (id: string, from: number): void => {
    for (const other of needing(id)) {
      const place = byId.get(other)?.place ?? 0;
      if (!all.has(other)) (place > from ? round : following).put(place);
    }
  };
  for (const id of all.keys()) lookAgain(id, -1);
  for (let place = round.take(); place !== undefined; place = round.take()) {
    const draft = drafts[place];
    const known = draft === undefined ? null : blockedBy(draft);
    if (draft !== undefined && known !== null) {
      all.set(draft.id, known);
      lookAgain(draft.id, place);
    }
    if (!round.isEmpty) continue;
    round = following;
    following = new LowestFirst();
  }
  return {
    running: drafts.filter((draft) => !all.has(draft.id)),
    withheld: drafts.flatMap((draft) => {
      const known = all.get(draft.id);
      return known === undefined ? [] : [withhold(draft, known.reason)];
    }),
  };

  function blockedBy(draft: Draft): Known | null {
    if (all.has(draft.id)) return null;
    const missing = (needs.get(draft.id) ?? []).find((id) => all.has(id));
    const known = missing === undefined ? undefined : all.get(missing);
    const other = missing === undefined ? undefined : byId.get(missing)?.draft;
    return known === undefined || other === undefined ? null : dependsOn(other, known);
  }
}

/** Why a draft is out: `root` is what the last of those that it rests on is out for, so many needs away. */
interface Known {
  readonly reason: Reason;
  readonly root: Reason;
  readonly depth: number;
}

/** So many needs in a row are told by name; a chain of thousands would tell thousands in each of its drafts. */
const mostTold = 4;

function dependsOn(other: Draft, { reason, root, depth }: Known): Known {
  const name = `${other.verb.replaceAll("_", " ")} ${other.key}`;
  const why =
    depth < mostTold
      ? reason.message
      : `it rests on ${depth} others in a row, the last of them withheld: ${root.message}`;
  return {
    reason: {
      // Not "drift", which is nobody's to decide: what needs it was asked for, and must not be passed over in silence.
      code: reason.code === "waiting" ? "waiting" : "depends",
      message: `needs "${name}", which is withheld: ${why}`,
      waitsFor: reason.waitsFor ?? [other.id],
    },
    root,
    depth: depth + 1,
  };
}
