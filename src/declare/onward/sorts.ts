/** The entries of the files, whatever section they are of: whom each names, when it may come to something else, and what it comes to. */
import type { TeamMembership } from "../../model/entities/membership.ts";
import type { Entity } from "../../model/entity.ts";
import type { Day } from "../day.ts";
import { membershipAt, type Around } from "../desiredTeams.ts";
import type { Declared, Facts, People } from "../facts.ts";
import type { DeclaredPlace, ItemName, Items, OnceName } from "../items.ts";
import { onceNames, onceOf, perOnce, type OnceMaps as Tables } from "../sections/all.ts";
import type { DesiredSpec } from "../sections/section.ts";

export type { Tables };
export type SortName = OnceName;

/** What the files say, and what that comes to on a day. */
interface Both {
  readonly said: Tables;
  readonly now: Tables;
}

interface Sort {
  keys(tables: Tables): Iterable<string>;
  /** Whom it names and when it may turn: nobody and never, where there is no such entry. */
  about(tables: Tables, key: string, people: People): About;
  /** Puts what it comes to on a day beside what it is. */
  date(both: Both, key: string, day: Day): void;
  entities(tables: Tables, key: string, around: Told): readonly Entity[];
}

interface About {
  readonly names: readonly ItemName[];
  readonly days: readonly string[];
}

interface Told extends Pick<Around, "byProfile"> {
  readonly dated: Facts;
}

function sortOf<N extends OnceName>(name: N): Sort {
  const spec: DesiredSpec<Items[N]> = onceOf(name);
  const itemsOf = (tables: Tables): Map<string, Items[N]> => tables[name];
  return {
    keys: (tables) => itemsOf(tables).keys(),
    about(tables, key, people) {
      const item = itemsOf(tables).get(key);
      if (item === undefined) return { names: [], days: [] };
      const days = (spec.days?.(item) ?? []).flatMap((day) => day?.day ?? []);
      return { names: spec.names(item, people), days };
    },
    date({ said, now }, key, day) {
      const item = itemsOf(said).get(key);
      put(itemsOf(now), key, item === undefined ? undefined : (spec.on?.(item, day) ?? item));
    },
    entities(tables, key, { dated, byProfile }) {
      const item = itemsOf(tables).get(key);
      return item === undefined ? [] : spec.entities(dated, item, { byProfile, placeOf: placeToldOnce });
    },
  };
}

export function put<T>(map: Map<string, T>, key: string, item: T | undefined): void {
  if (item === undefined) map.delete(key);
  else map.set(key, item);
}

/** Of a list that changes, most places stay the same ones. */
const toldPlaces = new WeakMap<DeclaredPlace, TeamMembership>();

export const placeToldOnce: typeof membershipAt = (team, place) => {
  const known = toldPlaces.get(place);
  if (known?.team === team.key) return known;
  const made = membershipAt(team, place);
  toldPlaces.set(place, made);
  return made;
};

export const sorts = perOnce<Sort>(sortOf);

/** Tables of one's own, with what is declared. */
export function tablesOf(declared: Declared): Tables {
  // Each table is of the entries of its section.
  return perOnce((name) => new Map<string, unknown>(declared[name])) as Tables;
}

/** Every entry that there is. */
export function allNames(tables: Tables): ItemName[] {
  return onceNames.flatMap((name) => [...sorts[name].keys(tables)].map((key): ItemName => `${name} ${key}`));
}

/** An entry's sort and key, by its name. */
export function sortAndKey(item: ItemName): readonly [sort: SortName, key: string] {
  const cut = item.indexOf(" ");
  // Names are made of sorts alone.
  return [item.slice(0, cut) as SortName, item.slice(cut + 1)];
}
