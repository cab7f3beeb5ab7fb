/** Differences in what nothing more is to be known of: each thing is the one of its key. Most kinds are compared so. */
import type { Change, HeldBack } from "../model/change.ts";
import type { Entity, Kind } from "../model/entity.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { refs } from "../kinds/kinds.ts";
import { compare } from "./compare.ts";
import { apart, only, without, type HeldOfAny } from "./held.ts";
import type { Presence } from "./presence.ts";

const nothing: ReadonlyMap<string, unknown> = new Map();

interface KeySides {
  readonly organization: Organization;
  /** Under the names that the files use. */
  readonly live: State;
  readonly present: Presence;
  /** What the bindings leave open, which is told of already. */
  readonly open: HeldOfAny;
  /** That, and whatever else is held back. */
  readonly held: HeldOfAny;
}

/** The changes of a kind, and what of it is held back because several live things share a name. */
export function changesByKey(
  kind: Kind,
  { organization, live, present, open, held }: KeySides,
): { readonly changes: readonly Change[]; readonly heldBack: readonly HeldBack[] } {
  const ended = organization.ended?.[kind];
  const wanted: ReadonlyMap<string, Entity> = organization.desired[kind];
  const there: ReadonlyMap<string, Entity> = live[kind];
  const { clear, unplaced } = apart(wanted, live);
  // With whoever leaves goes what is theirs, without a line of its own.
  const stays = (entity: Entity): boolean =>
    refs(entity).every((ref) => ref.kind !== "member" || ref.within !== true || present.stays(ref.key));
  const changes = compare({
    kind,
    wanted: without(clear, held[kind]?.declared ?? nothing),
    live: only(without(there, held[kind]?.live ?? nothing), stays),
    within: live,
    isUnlisted: ({ key }) => ended?.has(key) !== true,
  });
  return {
    // Both sides of each are of the one kind.
    changes: changes as Change[],
    heldBack: unplaced.filter(({ key }) => open[kind]?.declared.has(key) !== true),
  };
}
