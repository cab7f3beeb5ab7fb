/** Why a change of terms does not hold yet: the rules as they were, or that nobody is known to have reviewed it. */
import type { Selection } from "../model/plan.ts";
import type { TermChange } from "../model/term.ts";
import { refusalBefore } from "./admission.ts";
import { undatedOf, type Sides } from "./terms.ts";

/**
 * A change of terms that an earlier run held back for want of a review, or kept in mind (`kept`) since what it is about
 * was to go; kind and field are some later version's, perhaps.
 */
export interface HeldTerm extends Pick<TermChange, "id" | "key" | "before" | "after"> {
  readonly kind: string;
  readonly what: string;
  readonly held?: string;
}

/** What holding is judged by. */
export interface Holding extends Sides {
  readonly selection: Selection | undefined;
  /** What the last run held back: it is not settled by the base having moved on. */
  readonly heldBefore: readonly HeldTerm[];
  /** Ids of those that the last run knew to be reviewed. */
  readonly reviewedBefore?: ReadonlySet<string>;
}

export function judged(term: TermChange, holding: Holding): TermChange {
  if (term.direction !== "longer") return term;
  const why = whyHeld(term, holding);
  return why === undefined ? term : { ...term, held: why };
}

function whyHeld(term: TermChange, holding: Holding): TermChange["held"] {
  const { base, head, today, heldBefore } = holding;
  const refusal = term.kind === "member" ? refusalOf(term, { base, head, today }) : undefined;
  const counts = meanwhile(term);
  if (refusal !== undefined) {
    const message = `${refusal} before this change, and what loosens the rules counts from the next change on, so that ${counts}: take this back, merge the rules by themselves, and let it last longer afterwards`;
    return { code: "depends", message };
  }
  return unreviewed(
    term,
    holding,
    heldBefore.filter((other) => placeOf(other) === placeOf(term)),
  );
}

/** `before`: the same as an earlier run held it back, or kept it in mind. */
function unreviewed(
  term: TermChange,
  { selection, reviewedBefore }: Holding,
  before: readonly HeldTerm[],
): TermChange["held"] {
  const counts = meanwhile(term);
  const isBound = selection?.reviewed !== undefined;
  if (selection?.reviewed?.has(term.id) === true) return undefined;
  if (before.some(({ held }) => isBound || held !== "kept")) {
    const how = isBound
      ? "no reviewed plan shows it"
      : "an earlier run held it back, since no reviewed plan showed it";
    return { code: "unreviewed", message: `${how}, so that ${counts}: ${wayToReview(isBound)}` };
  }
  if (!isBound) return undefined;
  if (selection.termsAsBefore !== true)
    return {
      code: "unreviewed",
      message: `no reviewed plan shows it, so that ${counts}: ${wayToReview(isBound)}`,
    };
  if (selection.openNeedsReview === false || reviewedBefore?.has(term.id) === true) return undefined;
  return {
    code: "waiting",
    message: `this run does not look for reviews, so that ${counts}: it holds once the run of its merge has found that it was reviewed`,
  };
}

function wayToReview(isBound: boolean): string {
  return isBound
    ? "take it back, and ask for it again in a pull request whose plan is reviewed"
    : "apply a plan that shows it (`plan --out FILE`, then `apply --plan FILE`), or take it back";
}

/** What counts in place of one that does not hold. */
function meanwhile({ kind, before, after }: TermChange): string {
  if (before === null || kind === "organization") return "it does not count yet";
  // Without its entry nobody knows where a new secret would go.
  return kind === "key" && after === null
    ? "it is still to be rotated, and nobody can while no file names it"
    : `${before} counts for now`;
}

/** Why the base's rules would not have had it, where somebody stays for longer. */
function refusalOf({ key, what }: TermChange, { base, head, today }: Sides): string | undefined {
  const member = undatedOf(head).member.get(key);
  if (what !== "expires" || member === undefined) return undefined;
  return refusalBefore({ key, ...(member.terms === undefined ? {} : { terms: member.terms }) }, base, today);
}

/** Of waivers there may be several, which their ids tell apart. */
export function placeOf({ id, kind, key, what }: Pick<HeldTerm, "id" | "kind" | "key" | "what">): string {
  return what === "waiver" ? id : `${what} ${kind} ${key}`;
}
