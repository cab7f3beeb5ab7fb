/** Brings `teams` to what is live: fields that an entry has, its list, its shares; what only the files know stays. */
import { isAdded } from "../../../declare/additions.ts";
import type { DeclaredPlace, DeclaredTeam } from "../../../declare/items.ts";
import { grouped } from "../../../model/grouped.ts";
import { fold } from "../../../model/text.ts";
import { isList, isMapping } from "../../edit/plain.ts";
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
    if (addsTo(entry)) {
      placeAdditions(input, entry, { team: said, wanted: wanted.members });
      continue;
    }
    placeFields(input, entry, { said, wanted });
    dropFormerNames(input, entry, { said, facts: facts.teams, live: input.live.team });
    const byProfile = new Set((placed.get(key) ?? []).map(({ person }) => person));
    if (said.members !== undefined)
      placeMembers(input, entry, { team: said, said: said.members, wanted: wanted.members, byProfile });
    if (said.members !== undefined && wanted.membersFrom !== undefined)
      book.set(entry, ["members_from"], wanted.membersFrom);
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
  readonly team: DeclaredTeam;
  readonly said: readonly DeclaredPlace[];
  readonly wanted: ImportedTeam["members"];
  readonly byProfile: ReadonlySet<string>;
}

function placeMembers(input: PlaceInput, entry: Written, { team, said, wanted, byProfile }: Members): void {
  const { book } = input;
  if (wanted === null) return book.delete(entry, ["members"]);
  const ignored = new Set((team.ignore ?? []).map(({ key }) => key));
  const open = new Map(
    wanted.flatMap((place) => {
      const who = book.who(place.member);
      return ignored.has(who) ? [] : [[who, place] as const];
    }),
  );
  const own = said.filter((place) => place.via === undefined && !isAdded(team, place));
  const added = said.filter((place) => isAdded(team, place) && staysAdded(place, open.get(place.member.key)));
  for (const { member } of added) open.delete(member.key);
  for (const [at, { member, role, expires, leadsUntil, index = at }] of own.entries()) {
    const place = open.get(member.key);
    open.delete(member.key);
    const path = ["members", index];
    if (place === undefined || (team.managed === "leads" && place.role !== "lead")) {
      book.delete(entry, path);
      continue;
    }
    if (role !== place.role) {
      if (isLong(entry, path)) {
        book.set(entry, [...path, "role"], place.role);
        if (leadsUntil !== undefined)
          for (const field of ["until", "then"]) book.delete(entry, [...path, field]);
      } else book.set(entry, path, placeEntry({ member: member.text, role: place.role }));
    }
    const what = `the place of ${place.member} in the team ${entry.name}`;
    dropEnd(input, entry, { path, expires, what });
  }
  const through = peopleThrough(input, entry, { team, own: [...own, ...added], open });
  for (const [person, place] of open) {
    if (place.role === "member" && (byProfile.has(person) || through.has(person))) continue;
    // Of others nothing is managed, so that nothing has to be written of them.
    if (team.managed === "listed" || (team.managed === "leads" && place.role !== "lead")) continue;
    book.append(entry, ["members"], placeEntry(place));
  }
}

/** Whether an entry only adds people to a team that another file declares. */
function addsTo({ value }: Written): boolean {
  return isMapping(value) && value["adds_to"] !== undefined;
}

/** Whoever leads the team is named by its own file. */
function staysAdded(
  { role }: DeclaredPlace,
  live: { readonly role: string } | undefined,
): live is { readonly role: string } {
  return live?.role === role;
}

/** Of whom another file adds, those go who are not there as members; the team's own file lists whoever else is. */
function placeAdditions(
  input: PlaceInput,
  entry: Written,
  { team, wanted }: { readonly team: DeclaredTeam; readonly wanted: ImportedTeam["members"] },
): void {
  const { book, facts } = input;
  const folder = facts.at.file.name.replace(/organization\.yaml$/, "");
  if (wanted === null) return book.delete(entry);
  const live = new Map(wanted.map((place) => [book.who(place.member), place]));
  const here = (team.members ?? []).filter(
    (place) => isAdded(team, place) && place.member.at.file.name === `${folder}${entry.file}`,
  );
  for (const place of here) {
    const { member, expires, index = 0 } = place;
    const path = ["members", index];
    const there = live.get(member.key);
    if (!staysAdded(place, there)) book.delete(entry, path);
    else
      dropEnd(input, entry, {
        path,
        expires,
        what: `the place of ${there.member} in the team ${entry.name}`,
      });
  }
}

interface Through {
  readonly team: DeclaredTeam;
  readonly own: readonly DeclaredPlace[];
  /** Who is live in the team and not in its own list. */
  readonly open: ReadonlyMap<string, { readonly role: string }>;
}

/** Who comes through included teams. Where those bring others than are there, they are taken out, and everybody is listed. */
function peopleThrough(input: PlaceInput, entry: Written, { team, own, open }: Through): ReadonlySet<string> {
  const { book, imported } = input;
  const listed = new Set(own.map(({ member }) => member.key));
  const teams = (team.include ?? []).map(({ key }) => imported.teams.get(key)?.members);
  const people = new Set(teams.flatMap((members) => (members ?? []).map(({ member }) => book.who(member))));
  const isTrue =
    teams.every((members) => members !== undefined && members !== null) &&
    [...people].every((person) => listed.has(person) || open.get(person)?.role === "member");
  if (isTrue) return people;
  for (const index of includingItems(entry)) book.delete(entry, ["members", index]);
  return new Set();
}

function includingItems({ value }: Written): number[] {
  const list = isMapping(value) ? value["members"] : undefined;
  if (!isList(list)) return [];
  return list.flatMap((item, index) => (isMapping(item) && item["include"] !== undefined ? [index] : []));
}
