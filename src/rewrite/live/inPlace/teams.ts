/** Brings `teams` to what is live: fields that an entry has, its list, its shares; what only the files know stays. */
import { grouped } from "../../../model/grouped.ts";
import { fold } from "../../../model/text.ts";
import { isList, isMapping, type Plain, type PlainMapping } from "../../edit/plain.ts";
import { placeEntry, teamEntry } from "../entries.ts";
import type { ImportedPlace, ImportedTeam } from "../imported.ts";
import type { Written } from "./book.ts";
import { dropEnd } from "./dates.ts";
import type { PlaceInput } from "./input.ts";
import { dropFormerNames } from "./people.ts";
import { placeShares } from "./shares.ts";

type Profiled = ReadonlyMap<string, { readonly teams: readonly string[] }>;

/** Edits teams. `profiled` are those whose profile places them. */
export function placeTeams(input: PlaceInput, profiled: Profiled): void {
  const { book, imported } = input;
  const written = book.byKey("teams");
  const placed = grouped(
    [...profiled].flatMap(([person, { teams }]) => teams.map((team) => ({ team, person }))),
    ({ team }) => team,
  );
  for (const [key, entry] of written) {
    const wanted = imported.teams.get(key);
    if (wanted === undefined) {
      book.delete(entry);
      continue;
    }
    if (!isMapping(entry.value)) continue;
    const fields = entry.value;
    placeFields(input, entry, { fields, wanted });
    dropFormerNames(input, entry, { written, live: input.live.team });
    const byProfile = new Set((placed.get(key) ?? []).map(({ person }) => person));
    placeMembers(input, entry, { list: fields["members"], wanted, byProfile });
    placeShares(input, entry, wanted.shares);
  }
  for (const team of imported.teams.values())
    if (!written.has(team.key)) book.add("teams", [team.slug], teamEntry(team));
}

function placeFields(
  { book, imported }: PlaceInput,
  entry: Written,
  { fields, wanted }: { readonly fields: PlainMapping; readonly wanted: ImportedTeam },
): void {
  for (const field of ["name", "description", "parent", "manager"] as const) {
    const is = fields[field];
    const should = wanted[field];
    if (is === undefined) continue;
    if (should === undefined) {
      book.delete(entry, [field]);
      continue;
    }
    const folded = field === "parent" || field === "manager";
    const named = (name: Plain): string => (field === "manager" ? book.who(name) : fold(String(name)));
    // Somebody who has left stands for their successor there, and so for nobody in particular.
    const stands =
      field !== "manager" || should === null || imported.members.get(book.who(should))?.state === "active";
    const same = !folded || should === null ? is === should : named(is) === named(should) && stands;
    if (!same) book.set(entry, [field], should);
  }
}

function placeMembers(
  input: PlaceInput,
  entry: Written,
  team: {
    readonly list: Plain | undefined;
    readonly wanted: ImportedTeam;
    readonly byProfile: ReadonlySet<string>;
  },
): void {
  const { book } = input;
  const { list, wanted } = team;
  if (!isList(list)) return;
  if (wanted.members === null) return book.delete(entry, ["members"]);
  const open = new Map(wanted.members.map((place) => [book.who(place.member), place]));
  for (const [index, item] of list.entries()) {
    const person = book.who(item);
    const place = open.get(person);
    if (place === undefined) book.delete(entry, ["members", index]);
    else if (roleIn(item) !== place.role) setRole(book, entry, { index, item, place });
    if (place !== undefined) {
      const what = `the place of ${place.member} in the team ${entry.name}`;
      dropEnd(input, entry, { path: ["members", index], fields: item, what });
    }
    open.delete(person);
  }
  for (const [person, place] of open) {
    if (team.byProfile.has(person) && place.role === "member") continue;
    book.append(entry, ["members"], placeEntry(place));
  }
}

function roleIn(item: Plain): string {
  const role = isMapping(item) ? item["role"] : undefined;
  return typeof role === "string" ? role : "member";
}

function setRole(
  book: PlaceInput["book"],
  entry: Written,
  at: { readonly index: number; readonly item: Plain; readonly place: ImportedPlace },
): void {
  const path = ["members", at.index];
  if (isMapping(at.item)) book.set(entry, [...path, "role"], at.place.role);
  else book.set(entry, path, placeEntry({ member: String(at.item), role: at.place.role }));
}
