/**
 * Which changes of terms do not hold yet: one that no reviewed plan shows, where reviews bind, and one that the rules
 * as they stood before would not have had. What was there before counts until then.
 */
import { kinds } from "../model/entity.ts";
import { limitedState, roleEnd, type Limit } from "../model/limit.ts";
import type { Organization } from "../model/organization.ts";
import { termFields, type Selection, type TermChange } from "../model/plan.ts";
import { refusalBefore } from "./admission.ts";
import type { State } from "../model/state.ts";
import {
  inOrder,
  termsBetween,
  termsDropped,
  termsGone,
  undatedOf,
  type Sides,
  type Standing,
} from "./terms.ts";

/** A change of terms that an earlier run held back for want of a review; kind and field are some later version's, perhaps. */
export interface HeldTerm extends Pick<TermChange, "id" | "key" | "before" | "after"> {
  readonly kind: string;
  readonly what: string;
}

/** What holding is judged by. */
export interface Holding extends Sides {
  readonly selection: Selection | undefined;
  /** What the last run held back: it is not settled by the base having moved on. */
  readonly heldBefore: readonly HeldTerm[];
}

/** The changes of what stands on both sides, and what counts in place of those that do not hold. */
export function judgedTerms(holding: Holding): {
  readonly terms: readonly TermChange[];
  readonly limits: readonly Limit[];
} {
  const base = asHeld(holding.base, holding);
  const terms = termsBetween({ ...holding, base }).map((term) => judged(term, holding));
  return { terms, limits: limitsOf([...terms, ...overdue(holding)].filter(isHeld)) };
}

/** Whatever was to be gone, or to be less, by now, and whose entry went before. */
function overdue(holding: Holding): TermChange[] {
  const { head, today } = holding;
  const dropped = termsDropped(holding, { isThere: () => true, goes: () => false });
  const left = bindingHeld(holding).filter(({ kind, key }) => isUndeclared(kind, key, head));
  return [...dropped, ...left]
    .filter((term) => isOver(term, { head, today }))
    .map((term) => judged(term, holding));
}

/** Whether what the files do not name any more was to be gone, or to be less, by now. */
function isOver(
  { what, before, after }: TermChange,
  { head, today }: Pick<Sides, "head" | "today">,
): boolean {
  if (after !== null || before === null) return false;
  // Whom the files take out for want of an entry is not brought back to be lowered.
  if (what === "until") return head.policy.unlisted.members === "report" && isRoleOver(before, today);
  return what === "state" || (what === "expires" && before <= today);
}

function isRoleOver(value: string, today: string): boolean {
  const end = roleEnd(value);
  return end !== undefined && end.until <= today;
}

function isUndeclared(kind: TermChange["kind"], key: string, head: Organization): boolean {
  return kind !== "organization" && !undatedOf(head)[kind].has(key);
}

export interface AllTerms extends Holding {
  /** As judged. */
  readonly between: readonly TermChange[];
}

/** Those and the ends that are gone with their entries. */
export function allTerms(holding: AllTerms, standing: Standing): readonly TermChange[] {
  const { between } = holding;
  // What a held end takes away is no reason not to tell that it is held.
  const taken = new Set(limitsOf(overdue(holding).filter(isHeld)).map(nameOf));
  const goes: Standing["goes"] = (kind, key) => standing.goes(kind, key) && !taken.has(nameOf({ kind, key }));
  const dropped = termsDropped(holding, { ...standing, goes }).map((term) => judged(term, holding));
  const known = new Set([...between, ...dropped].map(placeOf));
  const left = bindingHeld(holding).filter((term) => {
    const { kind, key } = term;
    if (known.has(placeOf(term)) || kind === "organization") return false;
    return isUndeclared(kind, key, holding.head) && standing.isThere(kind, key) && !goes(kind, key);
  });
  return inOrder([...between, ...dropped, ...left.map((term) => judged(term, holding))]);
}

function isHeld({ held }: TermChange): boolean {
  return held !== undefined;
}

function nameOf({ kind, key }: Pick<Limit, "kind" | "key">): string {
  return `${kind} ${key}`;
}

/** Of an organization whose files are gone: that they are, and each end that was to come. */
export function goneTerms(holding: Omit<Holding, "head">, live: State): readonly TermChange[] {
  const { base, today } = holding;
  return termsGone(base, live, today).map((term) => judged(term, { ...holding, head: base }));
}

/** What an earlier run held back counts where reviews bind. */
function bindingHeld({ selection, heldBefore, head }: Holding): readonly TermChange[] {
  if (selection?.reviewed === undefined) return [];
  return heldBefore.flatMap(({ id, key, before, after, ...term }): TermChange[] => {
    const kind = kinds.find((known) => known === term.kind);
    const what = termFields.find((known) => known === term.what);
    if (kind === undefined || what === undefined) return [];
    const rest = { direction: "longer", risk: "high", source: null } as const;
    return [{ id, organization: head.key, kind, key, what, before, after, ...rest }];
  });
}

function placeOf({ kind, key, what }: Pick<HeldTerm, "kind" | "key" | "what">): string {
  return `${what} ${kind} ${key}`;
}

function judged(term: TermChange, holding: Holding): TermChange {
  if (term.direction !== "longer") return term;
  const why = whyHeld(term, holding);
  return why === undefined ? term : { ...term, held: why };
}

function whyHeld(term: TermChange, holding: Holding): TermChange["held"] {
  const { base, head, today, selection, heldBefore } = holding;
  const refusal = term.kind === "member" ? refusalOf(term, { base, head, today }) : undefined;
  const counts = meanwhile(term);
  if (refusal !== undefined) {
    const message = `${refusal} before this change, and what loosens the rules counts from the next change on, so that ${counts}: take this back, merge the rules by themselves, and let it last longer afterwards`;
    return { code: "depends", message };
  }
  if (selection?.reviewed === undefined || selection.reviewed.has(term.id)) return undefined;
  const wasHeld = heldBefore.some((other) => placeOf(other) === placeOf(term));
  if (selection.termsAsBefore === true && !wasHeld) return undefined;
  return {
    code: "unreviewed",
    message: `no reviewed plan shows it, so that ${counts}: take it back, and ask for it again in a pull request whose plan is reviewed`,
  };
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

/** The base as the last run took it: with the earlier ends of what it held back. */
function asHeld(base: Organization, holding: Holding): Organization {
  const limits = limitsOf(bindingHeld(holding));
  return limits.length === 0 ? base : { ...base, undated: limitedState(undatedOf(base), limits) };
}

function limitsOf(terms: readonly Pick<TermChange, "kind" | "key" | "what" | "before">[]): Limit[] {
  return terms.flatMap(({ kind, key, what, before }) =>
    kind === "organization" || before === null ? [] : [{ kind, key, what, value: before }],
  );
}
