/** Which entries a change can make invalid: those that are otherwise, and those that name one of them. */
import type { DeclaredTeam, ItemName } from "../items.ts";
import type { Edit, Edits } from "./edits.ts";
import { perOnce } from "../sections/all.ts";
import { sortAndKey, type SortName } from "./sorts.ts";

/** Their keys by sort. */
type Listed = Readonly<Record<SortName, ReadonlySet<string>>>;

export function listedFor(
  { members, teams, service_accounts }: Edits,
  namers: (item: ItemName) => ReadonlySet<ItemName>,
  known: ReadonlyMap<string, DeclaredTeam>,
): Listed {
  const listed = perOnce(() => new Set<string>());
  const addNamers = (item: ItemName, isThere: boolean): void => {
    for (const namer of namers(item)) {
      const [sort, key] = sortAndKey(namer);
      // Of people whom teams name, no rule asks more than whether they are there.
      if (!isThere || sort !== "teams") listed[sort].add(key);
    }
  };
  const add = (sort: SortName, edits: readonly Edit<unknown>[]): void => {
    for (const { key, likeness, before, after } of edits) {
      if (likeness !== "other") continue;
      listed[sort].add(key);
      addNamers(`${sort} ${key}`, sort === "members" && before !== undefined && after !== undefined);
    }
  };
  add("members", members);
  add("teams", teams);
  add("service_accounts", service_accounts);
  // A team is judged beside the one above it.
  for (const { before, after } of teams)
    for (const parent of [before?.parent, after?.parent])
      if (parent && known.has(parent.key)) listed.teams.add(parent.key);
  return listed;
}
