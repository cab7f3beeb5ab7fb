/**
 * How long things hold, on whose word and until when, before a change of the files and after it. Nothing of it is done
 * now, so it stands in no action; who is given something for longer has been given something all the same.
 */
import { spanText } from "../model/duration.ts";
import { kinds, perKind, type Entity, type Key, type Member, type TeamMembership } from "../model/entity.ts";
import { hashJson } from "../model/json.ts";
import type { Organization } from "../model/organization.ts";
import { rolesIn } from "../model/role.ts";
import { termDirections, termFields, type TermChange, type TermDirection } from "../model/plan.ts";
import { entitiesOf, type State } from "../model/state.ts";
import { fold, sortedBy } from "../model/text.ts";
import { directionOf } from "../kinds/role/direction.ts";
import { defaultOverlap } from "../model/keys.ts";
import { hangsOn, namesOf, type Names } from "./termNames.ts";
import { undatedOf, type Found, type Sides } from "./termSides.ts";
import { waiversBetween } from "./waiverTerms.ts";

export { undatedOf };
export type { Sides };

/** The changes that both sides show by themselves, whatever is live: of what stands in both. */
export function termsBetween(sides: Sides): TermChange[] {
  const before = undatedOf(sides.base);
  const names = namesOf(undatedOf(sides.base), undatedOf(sides.head));
  const known = new Map(entitiesOf(before).map((entity) => [`${entity.kind} ${names.now(entity)}`, entity]));
  const found = entitiesOf(undatedOf(sides.head)).flatMap((after): Found[] => {
    const was = known.get(`${after.kind} ${after.key}`);
    return was === undefined ? [] : between(was, after, { ...sides, names });
  });
  return finished([...found, ...waiversBetween(sides)], sides.head);
}

/** What is live, and what is on its way out. */
export interface Standing {
  /** Whether it is live and has access, under the name that the present files use. */
  readonly isThere: (kind: Entity["kind"], key: string) => boolean;
  /** Whether it goes, by a change that is planned or withheld. */
  readonly goes: (kind: Entity["kind"], key: string) => boolean;
}

/**
 * The ends that are gone with the entries that had them, where what was to end is live and stays: nobody takes away
 * what no file names. And whoever was to leave, is still there, and may stay.
 */
export function termsDropped(sides: Sides, standing: Standing): TermChange[] {
  return droppedWhere(sides, { ...standing, going: false });
}

/** The same of what goes, as long as it is still there. */
export function termsOfGoing(sides: Sides, standing: Standing): TermChange[] {
  return droppedWhere(sides, { ...standing, going: true });
}

function droppedWhere(sides: Sides, standing: Standing & { readonly going: boolean }): TermChange[] {
  const after = undatedOf(sides.head);
  const names = namesOf(undatedOf(sides.base), undatedOf(sides.head));
  const found = entitiesOf(undatedOf(sides.base)).flatMap((was): Found[] => {
    const key = names.now(was);
    if (!standing.isThere(was.kind, key)) return [];
    const goes = hangsOn(was, names).some(([kind, other]) => standing.goes(kind, other));
    if (goes !== standing.going) return [];
    const is = after[was.kind].get(key);
    return dropped(was, is).map((change) => ({ ...change, kind: was.kind, key, source: is?.source ?? null }));
  });
  return finished(found, sides.head);
}

/** Of an organization whose files are gone: that nothing in it is looked after any more, and each end that was to come. */
export function termsGone(base: Organization, live: State, today: string): TermChange[] {
  const head: Organization = {
    ...base,
    desired: emptied(base.desired),
    policy: { ...base.policy, waivers: [] },
  };
  const { undated: _, ...gone } = head;
  const files: Found = {
    kind: "organization",
    key: base.key,
    what: "files",
    before: "declared",
    after: null,
    direction: "longer",
    source: null,
  };
  const ends = termsDropped({ base, head: gone, today }, { isThere: thereIn(live), goes: () => false });
  return inOrder([...finished([files], base), ...ends]);
}

function emptied(state: State): State {
  return { ...state, ...perKind(() => new Map<string, never>()) };
}

/** What is live, and has access. */
export function thereIn(live: State): Standing["isThere"] {
  return (kind, key) => {
    if (kind !== "member") return live[kind].has(key);
    const state = live.member.get(key)?.state;
    return state === "active" || state === "pending";
  };
}

type Ended = Pick<Found, "what" | "before" | "after" | "direction">;

function dropped(was: Entity, is: Entity | undefined): Ended[] {
  const lost = (what: Found["what"], before: string | undefined, after: string | null = null): Ended[] =>
    before === undefined ? [] : [{ what, before, after, direction: "longer" }];
  if (is !== undefined) {
    const stays =
      was.kind === "member" && is.kind === "member" && was.state !== "active" && is.state === "active";
    return stays ? lost("state", was.state, is.state) : [];
  }
  if (was.kind === "member" && was.state !== "active") return lost("state", was.state);
  const rotated = was.kind === "key" ? was.rotateAfter : undefined;
  return [
    ...lost("expires", was.terms?.until),
    ...lost("until", roleTerm(was)),
    ...lost("rotate_after", rotated === undefined ? undefined : spanText(rotated)),
  ];
}

interface Pairing extends Sides {
  readonly names: Names;
}

/** `was` and `is` are one thing, before and after. */
function between(was: Entity, is: Entity, pairing: Pairing): Found[] {
  const { kind, key, source = null } = is;
  return changesOf(was, is, pairing).map((change) => ({ ...change, kind, key, source }));
}

function changesOf(was: Entity, is: Entity, pairing: Pairing): Ended[] {
  if (was.kind === "member" && is.kind === "member") return ofMember(was, is, pairing);
  if (was.kind === "key" && is.kind === "key") return ofKey(was, is);
  const end = ofDay("expires", was.terms?.until, is.terms?.until);
  return was.kind === "team_membership" && is.kind === "team_membership" ? [...end, ...ofLead(was, is)] : end;
}

/** Somebody who leaves, or comes, on one of the sides is an action's matter. */
function ofMember(was: Member, is: Member, pairing: Pairing): Ended[] {
  if (was.state !== "active" || is.state !== "active") return [];
  const { keyNow } = pairing.names;
  const now = (name: string | undefined) => (name === undefined ? undefined : keyNow("member", fold(name)));
  return [
    ...ofDay("expires", was.terms?.until, is.terms?.until),
    ...ofRole(was, is, pairing),
    ...ofName("approved_by", now(was.terms?.approved_by), now(is.terms?.approved_by)),
    ...ofName("successor", now(was.successor), is.successor),
    ...ofName("invite_again", was.inviteAgain, is.inviteAgain),
  ];
}

function ofDay(what: "expires" | "until", before: string | undefined, after: string | undefined): Ended[] {
  if (before === after) return [];
  const isLonger = after === undefined || (before !== undefined && before < after);
  return [ended(what, [before, after], isLonger ? "longer" : "earlier")];
}

function ofName(
  what: "approved_by" | "successor" | "invite_again",
  before: string | undefined,
  after: string | undefined,
): Ended[] {
  return before === after ? [] : [ended(what, [before, after], "changed")];
}

function ended(
  what: Found["what"],
  [before, after]: readonly [string | undefined, string | undefined],
  direction: TermDirection,
): Ended {
  return { what, before: before ?? null, after: after ?? null, direction };
}

/**
 * A role that is held for a time. That somebody's role is another one now is an action; what holds later than now, no
 * action shows.
 */
function ofRole(was: Member, is: Member, sides: Sides): Ended[] {
  const [before, after] = [roleTerm(was), roleTerm(is)];
  if (before === after) return [];
  const isWider = (now: string | undefined, then: string | undefined): boolean =>
    now !== then && (now === undefined || then === undefined || wayOf(then, now, sides) !== "down");
  const [end, endNow] = [was.terms?.role_until, is.terms?.role_until];
  const [last, lastNow] = [was.terms?.then ?? was.role, is.terms?.then ?? is.role];
  // From the earlier end to the later one the role is still the one that is held for a time.
  const isLonger =
    (end !== undefined && (endNow === undefined || end < endNow) && isWider(is.role, last)) ||
    isWider(lastNow, last);
  if (isLonger) return [ended("until", [before, after], "longer")];
  const isSame = was.role === is.role || (end !== undefined && endNow !== undefined);
  return isSame ? [ended("until", [before, after], "earlier")] : [];
}

/** Who leads for a time, and does so before and after; that somebody leads now, or does not, is an action. */
function ofLead(was: TeamMembership, is: TeamMembership): Ended[] {
  const [before, after] = [roleTerm(was), roleTerm(is)];
  if (before === after || was.role !== "lead" || is.role !== "lead") return [];
  const [end, endNow] = [was.terms?.role_until, is.terms?.role_until];
  const isLonger = end !== undefined && (endNow === undefined || end < endNow);
  return [ended("until", [before, after], isLonger ? "longer" : "earlier")];
}

/** "2027-01-15, then editor"; undefined for a role that is held for good. */
function roleTerm({ terms }: Pick<Entity, "terms">): string | undefined {
  return terms?.role_until === undefined ? undefined : `${terms.role_until}, then ${terms.then ?? "none"}`;
}

function wayOf(before: string, now: string, { base, head }: Sides) {
  return directionOf(
    { role: before, roles: rolesIn(undatedOf(base)) },
    { role: now, roles: rolesIn(undatedOf(head)) },
  );
}

function ofKey(was: Key, is: Key): Ended[] {
  return [
    ...ofSpan("rotate_after", was.rotateAfter, is.rotateAfter),
    ...ofSpan("overlap", was.overlap ?? defaultOverlap, is.overlap ?? defaultOverlap),
  ];
}

function ofSpan(
  what: "rotate_after" | "overlap",
  before: number | undefined,
  after: number | undefined,
): Ended[] {
  if (before === after) return [];
  const texts = [before, after].map((span) => (span === undefined ? undefined : spanText(span)));
  const isLonger = (after ?? Infinity) > (before ?? Infinity);
  return [ended(what, [texts[0], texts[1]], isLonger ? "longer" : "earlier")];
}

/** The same change has the same id, whatever was there before it: who reviewed what holds now has reviewed that. */
function finished(found: readonly Found[], organization: Organization): TermChange[] {
  return inOrder(
    found.map(({ kind, key, what, before, after, direction, source }): TermChange => {
      const id = hashJson([organization.connection.id, "term", kind, key, what, after]).slice(0, 32);
      const risk = direction === "longer" ? "high" : "low";
      return { id, organization: organization.key, kind, key, what, before, after, direction, risk, source };
    }),
  );
}

const order: readonly TermChange["kind"][] = ["organization", ...kinds];

/** What lasts longer first. */
export function inOrder(terms: readonly TermChange[]): TermChange[] {
  const place = ({ direction, kind, key, what, after }: TermChange): string =>
    `${termDirections.indexOf(direction)} ${order.indexOf(kind)} ${key} ${termFields.indexOf(what)} ${after ?? ""}`;
  return sortedBy(terms, place);
}
