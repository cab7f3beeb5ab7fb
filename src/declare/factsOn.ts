/**
 * What the files come to on a day: whoever is past their end has left, and what has ended is not declared any more. Takes
 * away only, so that files that are valid stay valid and nobody gains anything by time passing.
 */
import type { Day } from "./day.ts";
import type { Declared, Facts } from "./facts.ts";
import type { Items, OnceName } from "./items.ts";
import { onceNames, onceOf, perOnce } from "./sections/all.ts";

/** The facts of a day (YYYY-MM-DD); the very same facts when no date in them has come. */
export function factsOn(facts: Facts, today: string): Facts {
  const day = { today, goes: goesTo(facts) };
  // Each table is of the entries of its section.
  const tables = perOnce((name) => tableOn(facts, name, day)) as Declared;
  return onceNames.every((name) => tables[name] === facts[name]) ? facts : { ...facts, ...tables };
}

/** What becomes of whoever leaves. */
export function goesTo({ settings }: Pick<Facts, "settings">): "deactivated" | "removed" {
  return settings?.policy.onLeave === "remove" ? "removed" : "deactivated";
}

function tableOn<N extends OnceName>(declared: Declared, name: N, day: Day): ReadonlyMap<string, Items[N]> {
  const table: ReadonlyMap<string, Items[N]> = declared[name];
  const { on } = onceOf(name);
  return on === undefined ? table : changed(table, (item) => on(item, day));
}

/** The same map with some values replaced; the very same when none is. */
function changed<T>(map: ReadonlyMap<string, T>, on: (item: T) => T): ReadonlyMap<string, T> {
  let copy: Map<string, T> | undefined;
  for (const [key, item] of map) {
    const now = on(item);
    if (now === item) continue;
    copy ??= new Map(map);
    copy.set(key, now);
  }
  return copy ?? map;
}
