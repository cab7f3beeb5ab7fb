/** Which entries a change can make invalid: those that are otherwise, and those that name one of them. */
import type { DeclaredTeam } from "../facts.ts";
import type { Edit, Edits } from "./edits.ts";
import type { ItemName } from "./naming.ts";

const listedKinds = ["member", "team", "service_account", "ownership"] as const;
type ListedKind = (typeof listedKinds)[number];

/** Their keys by kind. */
type Listed = Readonly<Record<ListedKind, ReadonlySet<string>>>;

export function listedFor(
  { members, teams, serviceAccounts }: Edits,
  namers: (item: ItemName) => ReadonlySet<ItemName>,
  known: ReadonlyMap<string, DeclaredTeam>,
): Listed {
  const listed: Record<ListedKind, Set<string>> = {
    ...{ member: new Set(), team: new Set(), service_account: new Set(), ownership: new Set() },
  };
  const addNamers = (item: ItemName, isThere: boolean): void => {
    for (const namer of namers(item)) {
      const cut = namer.indexOf(" ");
      const kind = listedKinds.find((each) => each === namer.slice(0, cut));
      // Of people whom teams name, no rule asks more than whether they are there.
      if (kind === undefined || (isThere && kind === "team")) continue;
      listed[kind].add(namer.slice(cut + 1));
    }
  };
  const add = (kind: ListedKind, edits: readonly Edit<unknown>[]): void => {
    for (const { key, likeness, before, after } of edits) {
      if (likeness !== "other") continue;
      listed[kind].add(key);
      addNamers(`${kind} ${key}`, kind === "member" && before !== undefined && after !== undefined);
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
