/** Live teams as entries that files can hold: with their members where all of them can be listed. */
import type { Team } from "../../model/entities/team.ts";
import { addTo } from "../../model/grouped.ts";
import type { State } from "../../model/state.ts";
import { compareText } from "../../model/text.ts";
import { quoted } from "../../declare/place.ts";
import { skeleton } from "../../declare/rules/confusables.ts";
import { teamSchema } from "../../declare/sections/teams.ts";
import { slug as slugSchema } from "../../declare/schemaWords.ts";
import { idOf } from "./ids.ts";
import type { ImportedMember, ImportedPlace, ImportedTeam, LeftOut, Listed } from "./imported.ts";
import { objectionTo, objectionToName } from "./sayable.ts";
import { given } from "../../model/given.ts";

type People = ReadonlyMap<string, Pick<ImportedMember, "email" | "state">>;
type Found = Omit<ImportedTeam, "shares">;

/** The teams, still without what is shared with them, and what was left out. */
export function importTeams(
  live: State,
  people: People,
): { readonly teams: ReadonlyMap<string, Found>; readonly leftOut: readonly LeftOut[] } {
  const leftOut: LeftOut[] = [];
  const looks = new Looks();
  const kept: Team[] = [];
  for (const team of live.team.values()) {
    const objection = objectionTo(slugSchema, team.slug) ?? looks.objectionTo(team.key, team.slug);
    if (objection === undefined) kept.push(team);
    else
      leftOut.push({
        what: `the team ${quoted(team.slug)}`,
        why: `its slug cannot stand in the files: ${objection}`,
      });
  }
  const slugs = new Map(kept.map((team) => [team.key, team.slug]));
  const places = placesByTeam(live);
  const input = { live, people, slugs, looks, leftOut, circling: circlesIn(live) };
  const teams = kept.map((team): [string, Found] => [
    team.key,
    {
      ...fieldsOf(team, input),
      ...given({ membersFrom: team.membersFrom }),
      members: membersOf(team, places.get(team.key) ?? [], input),
      ...idOf("teams", team, live.vocabulary),
    },
  ]);
  return { teams: new Map(teams), leftOut };
}

interface TeamInput {
  readonly live: State;
  readonly people: People;
  /** Of the teams that are kept, by key. */
  readonly slugs: ReadonlyMap<string, string>;
  readonly looks: Looks;
  /** Keys of teams that are below themselves. */
  readonly circling: ReadonlySet<string>;
  readonly leftOut: LeftOut[];
}

function fieldsOf(team: Team, input: TeamInput): Omit<Found, "members"> {
  const { live, people, slugs, looks, leftOut } = input;
  const { key, slug, name, description, parent, manager } = team;
  const leave = (field: string, why: string): void =>
    void leftOut.push({ what: `the ${field} of the team ${quoted(slug)}`, why });
  const said = (field: "name" | "description", text: string | undefined): string | undefined => {
    if (text === undefined) return undefined;
    const schema = teamSchema(live.vocabulary).shape[field];
    const objection =
      field === "name"
        ? (objectionToName(schema, text) ?? looks.objectionTo(key, text))
        : objectionTo(schema, text);
    if (objection !== undefined) leave(field, objection);
    return objection === undefined ? text : undefined;
  };
  const above = typeof parent === "string" ? slugs.get(parent) : null;
  const inCircle = input.circling.has(key);
  if (above === undefined) leave("parent", `the team ${quoted(parent ?? "")} stands in no file`);
  else if (inCircle) leave("parent", "its parents go round in a circle");
  const leader = typeof manager === "string" ? activePerson(people, manager) : null;
  if (leader === undefined) leave("manager", `${quoted(manager ?? "")} is no active member in the files`);
  const shownName = said("name", name);
  const shownText = said("description", description);
  return {
    key,
    slug,
    ...given({ name: shownName, description: shownText }),
    ...(above === undefined || inCircle ? {} : { parent: above }),
    ...given({ manager: leader }),
    ...(team.privacy === "secret" ? { privacy: team.privacy } : {}),
    ...(team.notifications === "off" ? { notifications: false as const } : {}),
  };
}

function activePerson(people: People, key: string): string | undefined {
  const person = people.get(key);
  return person?.state === "active" ? person.email : undefined;
}

/** Keys of teams whose parents lead back to them. */
function circlesIn(live: State): ReadonlySet<string> {
  const circling = new Set<string>();
  const seen = new Set<string>();
  for (const start of live.team.keys()) {
    const way: string[] = [];
    let at: string | null | undefined = start;
    for (; typeof at === "string" && !seen.has(at); at = live.team.get(at)?.parent) {
      seen.add(at);
      way.push(at);
    }
    const from = typeof at === "string" ? way.indexOf(at) : -1;
    if (from >= 0) for (const key of way.slice(from)) circling.add(key);
  }
  return circling;
}

interface Place {
  readonly member: string;
  readonly role: ImportedPlace["role"];
  /** False for the place of somebody who is gone: a list that names them would not count them. */
  readonly present: boolean;
}

/** Who is in each team, or would be by accepting an invitation. */
function placesByTeam(live: State): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  for (const { team, member, role: held, implied } of live.team_membership.values()) {
    // What follows from another role is not to be asked for.
    const role = implied === true ? "member" : held;
    addTo(places, team, { member, role, present: live.member.get(member)?.state === "active" });
  }
  for (const { key, state, teams } of live.member.values()) {
    if (state !== "pending") continue;
    for (const { team, role } of teams ?? []) addTo(places, team, { member: key, role, present: true });
  }
  return places;
}

/** Everybody in the team; null when somebody cannot be listed, since a list that lacks them would take them out. */
function membersOf(team: Team, places: readonly Place[], input: TeamInput): Listed<ImportedPlace> {
  if (team.membersFrom !== undefined) return null;
  const listed: ImportedPlace[] = [];
  for (const { member, role, present } of places) {
    const email = present ? activePerson(input.people, member) : undefined;
    if (email === undefined) {
      const why = `${quoted(member)} is in it and is no active member in the files`;
      input.leftOut.push({ what: `the members of the team ${quoted(team.slug)}`, why });
      return null;
    }
    listed.push({ member: email, role });
  }
  return listed.sort((a, b) => compareText(a.role, b.role) || compareText(a.member, b.member));
}

/** Names that were taken so far, by what they look like. A class, because it grows while it is asked. */
class Looks {
  readonly #taken = new Map<string, { readonly owner: string; readonly text: string }[]>();

  /** Why a name cannot be had beside those taken so far; when it can, it is taken. */
  objectionTo(owner: string, text: string): string | undefined {
    const look = skeleton(text);
    const alike = this.#taken.get(look) ?? [];
    const other = alike.find((one) => one.owner !== owner && one.text.toLowerCase() !== text.toLowerCase());
    if (other !== undefined) return `it looks like ${quoted(other.text)}, and is another`;
    this.#taken.set(look, [...alike, { owner, text }]);
    return undefined;
  }
}
