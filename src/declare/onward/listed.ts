/** Which entries a change can make invalid: those that are otherwise, and those that name one of them. */
import type { DeclaredTeam } from "../facts.ts";
import type { Edit, Edits } from "./edits.ts";
import type { ItemName } from "./naming.ts";
import { perSort, sortAndKey, type SortName } from "./sorts.ts";

/** Their keys by sort. */
type Listed = Readonly<Record<SortName, ReadonlySet<string>>>;

export function listedFor(
  { members, teams, serviceAccounts }: Edits,
  namers: (item: ItemName) => ReadonlySet<ItemName>,
  known: ReadonlyMap<string, DeclaredTeam>,
): Listed {
  const listed = perSort(() => new Set<string>());
  const addNamers = (item: ItemName, isThere: boolean): void => {
    for (const namer of namers(item)) {
      const [sort, key] = sortAndKey(namer);
      // Of people whom teams name, no rule asks more than whether they are there.
      if (!isThere || sort !== "team") listed[sort].add(key);
    }
  };
  const add = (sort: SortName, edits: readonly Edit<unknown>[]): void => {
    for (const { key, likeness, before, after } of edits) {
      if (likeness !== "other") continue;
      listed[sort].add(key);
      addNamers(`${sort} ${key}`, sort === "member" && before !== undefined && after !== undefined);
    }
  };
  add("member", members);
  add("team", teams);
  add("service_account", serviceAccounts);
  // A team is judged beside the one above it.
  for (const { before, after } of teams)
    for (const parent of [before?.parent, after?.parent])
      if (parent && known.has(parent.key)) listed.team.add(parent.key);
  return listed;
}
