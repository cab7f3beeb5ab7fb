/** Differences in what nothing more is to be known of: each thing is the one of its key. So a kind is compared that has no way of its own. */
import type { Change, HeldBack } from "../model/change.ts";
import type { Entity, Kind } from "../model/entity.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { compare } from "./compare.ts";
import { apart, without, type HeldOfAny } from "./held.ts";

const nothing: ReadonlyMap<string, unknown> = new Map();

interface KeySides {
  readonly organization: Organization;
  /** Under the names that the files use. */
  readonly live: State;
  /** What the bindings leave open, which is told of already. */
  readonly open: HeldOfAny;
  /** That, and whatever else is held back. */
  readonly held: HeldOfAny;
}

/** The changes of a kind, and what of it is held back because several live things share a name. */
export function changesByKey(
  kind: Kind,
  { organization, live, open, held }: KeySides,
): { readonly changes: readonly Change[]; readonly heldBack: readonly HeldBack[] } {
  const ended = organization.ended?.[kind];
  const wanted: ReadonlyMap<string, Entity> = organization.desired[kind];
  const there: ReadonlyMap<string, Entity> = live[kind];
  const { clear, unplaced } = apart(wanted, live);
  const changes = compare({
    kind,
    wanted: without(clear, held[kind]?.declared ?? nothing),
    live: without(there, held[kind]?.live ?? nothing),
    within: live,
    isUnlisted: ({ key }) => ended?.has(key) !== true,
  });
  return {
    // Both sides of each are of the one kind.
    changes: changes as Change[],
    heldBack: unplaced.filter(({ key }) => open[kind]?.declared.has(key) !== true),
  };
}
