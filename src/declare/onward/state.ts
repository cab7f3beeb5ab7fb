/** What is kept of one organization while its files go on: what they say, what that comes to today, and who names whom. */
import type { Entity } from "../../model/entity.ts";
import type { Organization } from "../../model/organization.ts";
import { connectionOf } from "../desired.ts";
import { factsOn, goesTo } from "../factsOn.ts";
import type { Facts } from "../facts.ts";
import type { Settings } from "../settings.ts";
import type { ItemName, ListedId } from "../items.ts";
import type { Folder } from "../layout.ts";
import type { NextVersion, Version } from "../versions/version.ts";
import { newNaming, type Naming } from "./naming.ts";
import { allNames, sortAndKey, sorts, tablesOf, type Tables } from "./sorts.ts";

export interface State {
  /** The files that it is of, and their versions by name. */
  folder: Folder;
  readonly versions: Map<string, Version>;
  /** Versions that were taken up since their changes were told last. */
  untold: NextVersion[];
  readonly settings: Settings;
  readonly connection: Organization["connection"];
  /** What the files say, in tables that go on; `said` are the same ones. */
  readonly facts: Facts;
  readonly said: Tables;
  /** What that comes to on the day; `now` are its tables. */
  readonly dated: Facts;
  readonly now: Tables;
  readonly naming: Naming;
  /** The entries that name a day, now or before. */
  readonly byDay: Map<string, Set<ItemName>>;
  /** What was told of each entry last. */
  readonly told: Map<ItemName, readonly Entity[]>;
  /** The lines of `ids`, by what they name. */
  readonly givenIds: ReadonlyMap<string, ListedId>;
  /** What becomes of whoever leaves. */
  readonly goes: "deactivated" | "removed";
}

/** Of files that are valid together, on a day. */
export function newState(
  facts: Facts,
  { settings, folder, day }: { readonly settings: Settings; readonly folder: Folder; readonly day: string },
): State {
  const [said, now] = [tablesOf(facts), tablesOf(factsOn(facts, day))];
  const state: State = {
    ...{ folder, settings, connection: connectionOf(settings), said, now },
    ...{ versions: new Map(facts.versions), untold: [] },
    facts: { ...facts, ...said },
    dated: { ...facts, ...now },
    ...{ naming: newNaming(), byDay: new Map(), told: new Map() },
    givenIds: new Map(facts.ids.map((line) => [`${line.kind} ${line.name.key}`, line])),
    goes: goesTo(facts),
  };
  for (const name of allNames(said)) remember(state, name);
  return state;
}

/** Whom the entry names, and on which days it may come to something else. */
export function remember({ said, facts, naming, byDay }: State, name: ItemName): void {
  const [sort, key] = sortAndKey(name);
  const { names, days } = sorts[sort].about(said, key, facts.people);
  naming.set(name, names);
  for (const day of days) {
    const items = byDay.get(day) ?? new Set();
    byDay.set(day, items);
    items.add(name);
  }
}
