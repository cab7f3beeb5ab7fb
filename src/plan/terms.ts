/**
 * How long things hold, on whose word and until when, before a change of the files and after it. Nothing of it is done
 * now, so it stands in no action; who is given something for longer has been given something all the same.
 */
import { termsOf } from "../kinds/kinds.ts";
import type { TermContext } from "../kinds/terms.ts";
import { kinds, perKind, type Entity } from "../model/entity.ts";
import { hashJson } from "../model/json.ts";
import type { Organization } from "../model/organization.ts";
import { rolesIn } from "../model/role.ts";
import { termDirections, termFields, type TermChange } from "../model/term.ts";
import { entitiesOf, type State } from "../model/state.ts";
import { fold, sortedBy } from "../model/text.ts";
import { hangsOn, namesOf } from "./termNames.ts";
import { undatedOf, type Found, type Sides } from "./termSides.ts";
import { waiversBetween } from "./waiverTerms.ts";

export { undatedOf };
export type { Sides };

/** The changes that both sides show by themselves, whatever is live: of what stands in both. */
export function termsBetween(sides: Sides): TermChange[] {
  const before = undatedOf(sides.base);
  const names = namesOf(before, undatedOf(sides.head));
  const context: TermContext = {
    personNow: (name) => names.keyNow("member", fold(name)),
    before: rolesIn(before),
    after: rolesIn(undatedOf(sides.head)),
  };
  const known = new Map(entitiesOf(before).map((entity) => [`${entity.kind} ${names.now(entity)}`, entity]));
  const found = entitiesOf(undatedOf(sides.head)).flatMap((is): Found[] => {
    const { kind, key, source = null } = is;
    const was = known.get(`${kind} ${key}`);
    if (was === undefined) return [];
    return termsOf(kind)
      .between(was, is, context)
      .map((change) => ({ ...change, kind, key, source }));
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
    return termsOf(was.kind)
      .dropped(was, is)
      .map((change) => ({ ...change, kind: was.kind, key, source: is?.source ?? null }));
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
