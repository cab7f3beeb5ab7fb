/** What a date made of a reviewed action: the same grant, or less of it, to the same person. */
import { listOf, textOf } from "../model/jsonFields.ts";
import { canonicalJson } from "../model/json.ts";
import type { Draft } from "../kinds/draft.ts";
import { prepare, type KnownPast, type PlanInput } from "./prepare.ts";
import { directionOf, roleSides } from "../kinds/role/direction.ts";

/**
 * Whether somebody reviewed what the same files would ask for if no date of theirs had come, and what they ask for now
 * goes no further: who reviewed "promote to maintainer" has seen "promote to editor" with it. Nothing that changes hands
 * is ever taken for another.
 */
export function reviewedBeforeDates(
  input: PlanInput,
  known: KnownPast,
  reviewed: ReadonlySet<string>,
): (draft: Draft) => boolean {
  if (input.undated === undefined) return () => false;
  const like = ({ verb, kind, key }: Draft): string => `${verb} ${kind} ${key}`;
  const timeless = new Map(
    prepare({ ...input, ...input.undated }, known)
      .drafts.filter(({ id, kind }) => kind === "member" && reviewed.has(id))
      .map((draft) => [like(draft), draft]),
  );
  const { after: roles } = roleSides(input.organization, input.differences.live);
  return (draft) => {
    const other = timeless.get(like(draft));
    if (other === undefined || canonicalJson(other.before) !== canonicalJson(draft.before)) return false;
    const [from, to] = [textOf(other.after, "role"), textOf(draft.after, "role")];
    if (from === undefined || to === undefined) return false;
    const direction = directionOf({ role: from, roles }, { role: to, roles });
    return (direction === "down" || direction === "same") && placesWithin(draft, other);
  };
}

/** Whether it gives no place in a team that the other does not give. */
function placesWithin(draft: Draft, other: Draft): boolean {
  const places = ({ after }: Draft): string[] => listOf(after, "teams").map((place) => canonicalJson(place));
  const known = new Set(places(other));
  return places(draft).every((place) => known.has(place));
}
