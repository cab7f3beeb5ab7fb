/** What a date has ended, under the names that the live side uses. */
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { apart } from "./held.ts";
import { nothingPlaced, placeNames, type Placed } from "./placed.ts";

export interface Ended extends Placed {
  readonly accounts: ReadonlyMap<string, unknown>;
}

/** Of a resource that is not there, nothing is left to end. */
export function endedNames({ ended }: Organization, live: State): Ended {
  if (ended === undefined) return { accounts: new Map(), ...nothingPlaced };
  const placed = placeNames(ended, live);
  const accounts = apart(ended.service_account, live);
  const unclear = placed.unplaced.filter(({ binding }) => binding.code === "ambiguous");
  return { ...placed, accounts: accounts.clear, unplaced: [...unclear, ...accounts.unplaced] };
}
