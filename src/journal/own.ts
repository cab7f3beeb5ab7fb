/** Whose entries are whose: the folder of an organization may be renamed, and another one be called as it was. What tells them apart is the service's id. */
import { grouped } from "../model/grouped.ts";
import type { Entry } from "./entry.ts";

/** An organization of the present files. */
export interface Present {
  readonly key: string;
  /** The service's; absent where its files were not read. */
  readonly id?: string | undefined;
}

/**
 * The entries of each organization, under the name that it has now: those of its id that were written under this name or one
 * that nobody has any more, else under one that another has now; where there are none (its id was changed, say), those of its
 * name that are no other's.
 */
export function ownEntries(
  entries: readonly Entry[],
  present: readonly Present[],
): (organization: string) => readonly Entry[] {
  const idOf = idsOf(entries);
  const byId = grouped(entries, idOf);
  const byName = grouped(entries, ({ organization }) => organization);
  const ids = new Map(present.map(({ key, id }) => [key, id]));
  return (organization) => {
    const id = ids.get(organization);
    const theirs = id === undefined ? [] : (byId.get(id) ?? []);
    const own = theirs.filter((it) => it.organization === organization || !ids.has(it.organization));
    // Two services may have one id: what another of that id writes is its own.
    const isElsewhere = (name: string): boolean => ids.get(name) !== undefined && ids.get(name) !== id;
    const found = own.length > 0 ? own : theirs.filter((it) => isElsewhere(it.organization));
    if (found.length > 0)
      return found.map((it) => (it.organization === organization ? it : { ...it, organization }));
    const taken = new Set([...ids.values()].filter((other) => other !== undefined && other !== id));
    return (byName.get(organization) ?? []).filter((it) => !taken.has(idOf(it)));
  };
}

/** The id of the organization that each entry speaks of, as its run began. */
function idsOf(entries: readonly Entry[]): (entry: Entry) => string | undefined {
  const ids = new Map<string, string>();
  const occasion = ({ run, organization }: Entry): string => `${run} ${organization}`;
  for (const entry of entries)
    if (entry.event === "run_started") ids.set(occasion(entry), entry.organization_id);
  return (entry) => ids.get(occasion(entry));
}
