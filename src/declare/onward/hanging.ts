/** What stands otherwise when a person does, although its own entry is as it was. */
import type { DeclaredMember, ItemName } from "../items.ts";
import { allNames, sortAndKey } from "./sorts.ts";
import type { State } from "./state.ts";

/** All that hangs on these people: where they are named, and where somebody is for whom they stand in. */
export function hangingOn(state: State, keys: readonly string[]): Iterable<ItemName> {
  if (keys.length === 0) return [];
  const found = new Set<ItemName>();
  const ahead = [...keys];
  for (let key = ahead.pop(); key !== undefined; key = ahead.pop()) {
    // They stand in for whoever left and named nobody.
    if (state.settings.successor?.key === key) return allNames(state.said);
    for (const namer of state.naming.namers(`members ${key}`)) {
      if (found.has(namer)) continue;
      found.add(namer);
      const [sort, other] = sortAndKey(namer);
      if (sort === "members") ahead.push(other);
    }
  }
  return found;
}

/** Whether what hangs on them can be another; whoever owns something must have a role that may. */
export function standsOtherwise(
  { facts }: State,
  before: DeclaredMember | undefined,
  after: DeclaredMember | undefined,
): boolean {
  return (
    facts.ownership.size > 0 ||
    before?.state !== after?.state ||
    before?.successor?.key !== after?.successor?.key ||
    before?.person !== after?.person
  );
}

/** The teams that their profile puts them into. */
export function teamsOfProfile({ settings }: State, member: DeclaredMember | undefined): readonly ItemName[] {
  if (member?.profile === undefined) return [];
  return (settings.profiles.get(member.profile.key)?.teams ?? []).map(({ key }) => `teams ${key}` as const);
}
