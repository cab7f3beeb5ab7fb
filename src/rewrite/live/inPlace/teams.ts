/** Brings `teams` to what is live: fields that an entry has, its list, its shares; what only the files know stays. */
import type { DeclaredPlace, DeclaredTeam } from "../../../declare/facts.ts";
import { grouped } from "../../../model/grouped.ts";
import { fold } from "../../../model/text.ts";
import { placeEntry, teamEntry } from "../entries.ts";
import type { ImportedTeam } from "../imported.ts";
import { isLong, type Written } from "./book.ts";
import { dropEnd } from "./dates.ts";
import type { PlaceInput } from "./input.ts";
import { dropFormerNames } from "./people.ts";
import { placeShares } from "./shares.ts";

type Profiled = ReadonlyMap<string, { readonly teams: readonly string[] }>;

/** Edits teams. `profiled` are those whose profile places them. */
export function placeTeams(input: PlaceInput, profiled: Profiled): void {
  const { book, imported, facts } = input;
  const placed = grouped(
    [...profiled].flatMap(([person, { teams }]) => teams.map((team) => ({ team, person }))),
    ({ team }) => team,
  );
  for (const [entry, said] of book.said("teams", facts.teams)) {
    const { key } = said;
    const wanted = imported.teams.get(key);
    if (wanted === undefined) {
      book.delete(entry);
      continue;
    }
    placeFields(input, entry, { said, wanted });
    dropFormerNames(input, entry, { previously: said.previously, facts: facts.teams, live: input.live.team });
    const byProfile = new Set((placed.get(key) ?? []).map(({ person }) => person));
    if (said.members !== undefined)
      placeMembers(input, entry, { said: said.members, wanted: wanted.members, byProfile });
    placeShares(input, entry, { said: said.shares, wanted: wanted.shares });
  }
  for (const team of imported.teams.values())
    if (!facts.teams.has(team.key)) book.add("teams", [team.slug], teamEntry(team));
}

function placeFields(
  { book, imported }: PlaceInput,
  entry: Written,
  { said, wanted }: { readonly said: DeclaredTeam; readonly wanted: ImportedTeam },
): void {
  const { parent, manager } = wanted;
  const is = {
    name: said.name?.text,
    description: said.description,
    parent: said.parent === null ? null : said.parent?.key,
    manager: said.manager === null ? null : said.manager?.key,
  };
  const should = {
    ...wanted,
    parent: typeof parent === "string" ? fold(parent) : parent,
    manager: typeof manager === "string" ? book.who(manager) : manager,
  };
  for (const field of ["name", "description", "parent", "manager"] as const) {
    const text = wanted[field];
    if (is[field] === undefined) continue;
    if (text === undefined) {
      book.delete(entry, [field]);
      continue;
    }
    // Somebody who has left stands for their successor there, and so for nobody in particular.
    const stands =
      field !== "manager" || text === null || imported.members.get(book.who(text))?.state === "active";
    if (is[field] !== should[field] || !stands) book.set(entry, [field], text);
  }
}

interface Members {
  readonly said: readonly DeclaredPlace[];
  readonly wanted: ImportedTeam["members"];
  readonly byProfile: ReadonlySet<string>;
}

function placeMembers(input: PlaceInput, entry: Written, { said, wanted, byProfile }: Members): void {
  const { book } = input;
  if (wanted === null) return book.delete(entry, ["members"]);
  const open = new Map(wanted.map((place) => [book.who(place.member), place]));
  for (const [index, { member, role, expires }] of said.entries()) {
    const place = open.get(member.key);
    open.delete(member.key);
    const path = ["members", index];
    if (place === undefined) {
      book.delete(entry, path);
      continue;
    }
    if (role !== place.role) {
      if (isLong(entry, path)) book.set(entry, [...path, "role"], place.role);
      else book.set(entry, path, placeEntry({ member: member.text, role: place.role }));
    }
    const what = `the place of ${place.member} in the team ${entry.name}`;
    dropEnd(input, entry, { path, expires, what });
  }
  for (const [person, place] of open) {
    if (byProfile.has(person) && place.role === "member") continue;
    book.append(entry, ["members"], placeEntry(place));
  }
}
