/**
 * Which changes of terms do not hold yet: one that no reviewed plan shows, where reviews bind, and one that the rules
 * as they stood before would not have had. What was there before counts until then.
 */
import { kinds } from "../model/entity.ts";
import { limitedState, roleEnd, type Limit } from "../model/limit.ts";
import type { Organization } from "../model/organization.ts";
import { termFields, type TermChange } from "../model/term.ts";
import type { State } from "../model/state.ts";
import {
  inOrder,
  termsBetween,
  termsDropped,
  termsGone,
  termsOfGoing,
  undatedOf,
  type Sides,
  type Standing,
} from "./terms.ts";
import { withoutHeld } from "./waiverTerms.ts";
import { judged, placeOf, type HeldTerm, type Holding } from "./whyHeld.ts";

export type { Holding };

/** What the last run says of terms. */
export function heldBy(last: {
  readonly heldTerms?: readonly HeldTerm[];
  readonly reviewedTerms?: ReadonlySet<string>;
}): Pick<Holding, "heldBefore" | "reviewedBefore"> {
  const { heldTerms = [], reviewedTerms } = last;
  return {
    heldBefore: heldTerms,
    ...(reviewedTerms === undefined ? {} : { reviewedBefore: reviewedTerms }),
  };
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
  const left = heldIn(holding).filter(
    ({ kind, key, keptInMind }) => !keptInMind && isUndeclared(kind, key, head),
  );
  return [...dropped, ...left]
    .filter((term) => isOver(term, { head, today }))
    .map((term) => judged(term, holding));
}

/** Whether what the files do not name any more was to be gone, or to be less, by now. */
function isOver(
  { kind, what, before, after }: TermChange,
  { head, today }: Pick<Sides, "head" | "today">,
): boolean {
  if (after !== null || before === null) return false;
  // Whom the files take out for want of an entry is not brought back to be lowered.
  // A place that no list names any more is nobody's to lower.
  if (what === "until" && kind === "team_membership") return false;
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

/** Those and the ends that are gone with their entries; and `kept`, the ends of what is about to go with its entry. */
export function allTerms(
  holding: AllTerms,
  standing: Standing,
): { readonly terms: readonly TermChange[]; readonly kept: readonly TermChange[] } {
  const { between } = holding;
  // What a held end takes away is no reason not to tell that it is held.
  const taken = new Set(limitsOf(overdue(holding).filter(isHeld)).map(nameOf));
  const goes: Standing["goes"] = (kind, key) => standing.goes(kind, key) && !taken.has(nameOf({ kind, key }));
  const dropped = termsDropped(holding, { ...standing, goes }).map((term) => judged(term, holding));
  const known = new Set([...between, ...dropped].map(placeOf));
  const left = heldIn(holding).flatMap(({ keptInMind: _, ...term }) => {
    const { kind, key } = term;
    if (known.has(placeOf(term)) || kind === "organization") return [];
    return isUndeclared(kind, key, holding.head) && standing.isThere(kind, key) ? [{ ...term, kind }] : [];
  });
  const going = left.filter((term) => goes(term.kind, term.key));
  const staying = left.filter((term) => !goes(term.kind, term.key));
  const ended = [...termsOfGoing(holding, { ...standing, goes }), ...going];
  return {
    terms: inOrder([...between, ...dropped, ...staying.map((term) => judged(term, holding))]),
    kept: inOrder(notTwice(ended).filter(isEnd)),
  };
}

/** That somebody is to leave is what is happening then. */
function isEnd({ what }: TermChange): boolean {
  return what !== "state";
}

function notTwice(terms: readonly TermChange[]): TermChange[] {
  return [...new Map(terms.map((term) => [placeOf(term), term])).values()];
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

/** As an earlier run held it back; or kept it in mind, which ends nothing by itself. */
interface HeldChange extends TermChange {
  readonly keptInMind: boolean;
}

const termKinds: readonly TermChange["kind"][] = ["organization", ...kinds];

function heldIn({ heldBefore, head }: Pick<Holding, "heldBefore" | "head">): readonly HeldChange[] {
  return heldBefore.flatMap(({ id, key, before, after, ...term }): HeldChange[] => {
    const kind = termKinds.find((known) => known === term.kind);
    const what = termFields.find((known) => known === term.what);
    if (kind === undefined || what === undefined) return [];
    const rest = { direction: "longer", risk: "high", source: null } as const;
    const keptInMind = term.held === "kept";
    return [{ id, organization: head.key, kind, key, what, before, after, ...rest, keptInMind }];
  });
}

/** The base as the last run took it: with the earlier ends of what it held back. */
export function asHeld(base: Organization, holding: Holding): Organization {
  const held = heldIn(holding).filter(({ keptInMind }) => !keptInMind);
  if (held.length === 0) return base;
  return { ...withoutHeld(base, held), undated: limitedState(undatedOf(base), limitsOf(held)) };
}

function limitsOf(terms: readonly Pick<TermChange, "kind" | "key" | "what" | "before">[]): Limit[] {
  return terms.flatMap(({ kind, key, what, before }) =>
    kind === "organization" || before === null ? [] : [{ kind, key, what, value: before }],
  );
}
