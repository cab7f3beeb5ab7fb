/** Who owns what at the service, as far as files can hold it. */
import type { State } from "../../model/state.ts";
import { sortedBy } from "../../model/text.ts";
import { quoted } from "../../declare/place.ts";
import type { ImportedOwnership, LeftOut } from "./imported.ts";
import type { Naming } from "./resources.ts";
import { activeAddress, type AccountsInput } from "./accounts.ts";

/** Who owns what, as far as the owner is an active member in the files. What nobody owns says nothing. */
export function importOwnerships(
  live: State,
  members: AccountsInput["members"],
  naming: Naming,
): { readonly ownerships: ReadonlyMap<string, ImportedOwnership>; readonly leftOut: readonly LeftOut[] } {
  const ownerships = new Map<string, ImportedOwnership>();
  const leftOut: LeftOut[] = [];
  for (const { key, resource, name, owner } of live.ownership.values()) {
    if (owner === null) continue;
    const what = `the owner of the ${resource} ${quoted(name)}`;
    const email = activeAddress(members, owner);
    const named = naming(resource, name);
    if (email === undefined) leftOut.push({ what, why: `${quoted(owner)} is no active member in the files` });
    else if ("why" in named) leftOut.push({ what, why: named.why });
    else ownerships.set(key, { key, resource, name: named.name, owner: email });
  }
  return { ownerships: new Map(sortedBy(ownerships, ([, { name }]) => name)), leftOut };
}
