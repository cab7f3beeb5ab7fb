/** How long a thing holds, on whose word and until when: what of it differs between the files before a change and after. */
import { spanText } from "../model/duration.ts";
import type { Entity, EntityOf, Kind } from "../model/entity.ts";
import type { TermChange, TermDirection } from "../model/term.ts";
import type { Roles } from "../model/role.ts";

/** A change of one term. */
export type TermOf = Pick<TermChange, "what" | "before" | "after" | "direction">;

/** What a change of terms is judged by. */
export interface TermContext {
  /** What the person whom the base's files name is called now. */
  readonly personNow: (name: string) => string;
  readonly before: Roles;
  readonly after: Roles;
}

/** The terms of a kind. */
export interface TermSpec<K extends Kind> {
  /** `was` and `is` are one thing, before and after. */
  readonly between: (was: EntityOf<K>, is: EntityOf<K>, context: TermContext) => readonly TermOf[];
  /** What was to end and does not any more, of what is live and stays; `is` is undefined where no file names it now. */
  readonly dropped: (was: EntityOf<K>, is: EntityOf<K> | undefined) => readonly TermOf[];
}

/** Of a kind that has an end, or a role for a time, and nothing else that could differ. */
export const endsOnly: TermSpec<Kind> = {
  between: endBetween,
  dropped: (was, is) => (is === undefined ? endsLost(was) : []),
};

export function endBetween(was: Entity, is: Entity): TermOf[] {
  const [before, after] = [was.terms?.until, is.terms?.until];
  if (before === after) return [];
  const isLonger = after === undefined || (before !== undefined && before < after);
  return [termOf("expires", [before, after], isLonger ? "longer" : "earlier")];
}

export function endsLost(was: Entity): TermOf[] {
  return [...lost("expires", was.terms?.until), ...lost("until", roleTerm(was))];
}

export function nameBetween(
  what: TermOf["what"],
  before: string | undefined,
  after: string | undefined,
): TermOf[] {
  return before === after ? [] : [termOf(what, [before, after], "changed")];
}

export function spanBetween(
  what: "rotate_after" | "overlap",
  before: number | undefined,
  after: number | undefined,
): TermOf[] {
  if (before === after) return [];
  const texts = [before, after].map((span) => (span === undefined ? undefined : spanText(span)));
  const isLonger = (after ?? Infinity) > (before ?? Infinity);
  return [termOf(what, [texts[0], texts[1]], isLonger ? "longer" : "earlier")];
}

export function termOf(
  what: TermOf["what"],
  [before, after]: readonly [string | undefined, string | undefined],
  direction: TermDirection,
): TermOf {
  return { what, before: before ?? null, after: after ?? null, direction };
}

/** What was to end, and does not any more. */
export function lost(what: TermOf["what"], before: string | undefined, after?: string): TermOf[] {
  return before === undefined ? [] : [termOf(what, [before, after], "longer")];
}

/** "2027-01-15, then editor"; undefined for a role that is held for good. */
export function roleTerm({ terms }: Pick<Entity, "terms">): string | undefined {
  return terms?.role_until === undefined ? undefined : `${terms.role_until}, then ${terms.then ?? "none"}`;
}
