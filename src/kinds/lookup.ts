/** What a draft can be in want of: the words that the files on needs share. */
import type { Organization } from "../model/organization.ts";
import type { Verb } from "../model/plan.ts";
import type { State } from "../model/state.ts";
import type { Draft, DraftOf, Reason } from "./draft.ts";
import type { LiveBy } from "./liveBy.ts";
import type { TeamsAbove } from "./team/above.ts";
import type { RoleSides } from "./role/direction.ts";

export interface Lookup {
  readonly organization: Organization;
  /** Live, under the names that the files use. */
  readonly live: State;
  readonly roles: RoleSides;
  /** `KIND KEY` of what cannot be told apart: what refers to it cannot run. */
  readonly heldBack: ReadonlySet<string>;
  readonly liveBy: LiveBy;
  readonly above: TeamsAbove;
  /** The draft with that verb on that key. */
  find<V extends Verb>(verb: V, key: string): DraftOf<V> | undefined;
}

/** Adds a need; undefined adds nothing. */
export type Edge = (other: Draft | undefined) => void;

/** Adds the draft's edges, and returns why it cannot run, if so. */
export type NeedsRule<V extends Verb> = (draft: DraftOf<V>, lookup: Lookup, edge: Edge) => Reason | null;

export function firstOf(...reasons: (Reason | null)[]): Reason | null {
  return reasons.find((reason) => reason !== null) ?? null;
}

export function unclear(name: string): Reason {
  return { code: "depends", message: `${name} is withheld as ambiguous, so this waits` };
}

/** A team that is to be used is there, or made first. */
export function teamObstacle(team: string, lookup: Lookup, edge: Edge): Reason | null {
  if (lookup.heldBack.has(`team ${team}`)) return unclear(`team ${team}`);
  const creation = lookup.find("create_team", team);
  edge(creation);
  return creation === undefined && !lookup.live.team.has(team) ? unclear(`team ${team}`) : null;
}

/** A member who is to hold something is active, or made so first; whoever is only invited is waited for. */
export function memberObstacle(member: string, lookup: Lookup, edge: Edge): Reason | null {
  if (lookup.heldBack.has(`member ${member}`)) return unclear(member);
  const reactivation = lookup.find("reactivate", member);
  edge(reactivation);
  edge(lookup.find("change_email", member));
  if (reactivation !== undefined || lookup.live.member.get(member)?.state === "active") return null;
  return { code: "waiting", message: `waits until ${member} is an active member`, waitsFor: [member] };
}
