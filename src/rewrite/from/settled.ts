/** What a source says, brought to what access files can say of it: everybody once, spelled in one way, and listed as a member. */
import { fold } from "../../model/text.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import { quoted } from "../../declare/place.ts";
import { teamSchema } from "../../declare/sections/teams.ts";
import { slug as slugSchema } from "../../declare/schemaWords.ts";
import { objectionTo, objectionToName } from "../live/sayable.ts";
import type { LeftOut } from "../live/imported.ts";
import type { Adopted, AdoptedMember, AdoptedPlace, AdoptedTeam } from "./adopted.ts";

/** The organization with each name as the list of members spells it. What changes thereby is named. */
export function settled(
  adopted: Adopted,
  vocabulary: Vocabulary,
): { readonly adopted: Adopted; readonly leftOut: readonly LeftOut[] } {
  const { roles } = vocabulary;
  const leftOut: LeftOut[] = [];
  const members = new Map(adopted.members.map((member) => [fold(member.login), member]));
  const said = sayable(adopted.teams, { vocabulary, leftOut });
  const teams = said.map((team) => ({ ...team, ...placesOf(team, { members, leftOut, roles }) }));
  return { adopted: { ...adopted, members: [...members.values()], teams }, leftOut };
}

interface Saying {
  readonly vocabulary: Vocabulary;
  readonly leftOut: LeftOut[];
}

/** The teams without what no file can hold: a name or a description of one, or the whole team where that is its slug. */
function sayable(teams: readonly AdoptedTeam[], { vocabulary, leftOut }: Saying): AdoptedTeam[] {
  const { shape } = teamSchema(vocabulary);
  const kept = teams.filter(({ slug, name }) => {
    const objection = objectionTo(slugSchema, slug);
    if (objection === undefined) return true;
    leftOut.push({
      what: `the team ${quoted(name ?? slug)}`,
      why: `its slug cannot stand in the files: ${objection}`,
    });
    return false;
  });
  const slugs = new Set(kept.map(({ slug }) => slug));
  return kept.map(({ name, description, parent, ...team }) => {
    const may = (field: string, objection: string | undefined): boolean => {
      if (objection !== undefined)
        leftOut.push({ what: `the ${field} of the team ${team.slug}`, why: objection });
      return objection === undefined;
    };
    return {
      ...team,
      ...(name !== undefined && may("name", objectionToName(shape.name, name)) ? { name } : {}),
      ...(description !== undefined && may("description", objectionTo(shape.description, description))
        ? { description }
        : {}),
      ...(parent !== undefined &&
      may("parent", slugs.has(parent) ? undefined : `the team ${quoted(parent)} stands in no file`)
        ? { parent }
        : {}),
    };
  });
}

interface Input {
  readonly members: Map<string, AdoptedMember>;
  readonly leftOut: LeftOut[];
  readonly roles: Vocabulary["roles"];
}

function placesOf(team: AdoptedTeam, { members, leftOut, roles }: Input): Pick<AdoptedTeam, "members"> {
  if (team.members === undefined) return {};
  const places = new Map<string, AdoptedPlace>();
  for (const place of team.members) {
    const key = fold(place.login);
    const member = members.get(key) ?? { login: place.login, role: lowest(roles) };
    if (!members.has(key)) {
      members.set(key, member);
      leftOut.push({
        what: `the role of ${place.login} in the organization`,
        why: `only the team ${team.slug} names them: written as ${member.role}, which a plan shows where they are more`,
      });
    }
    const first = places.get(key);
    if (first !== undefined) {
      leftOut.push({
        what: `the second mention of ${place.login} in the team ${team.slug}`,
        why: `${first.lead ? "the first makes them its lead" : "the first says the same"}`,
      });
      continue;
    }
    // Whoever manages users leads each team that they are in, whatever a file says.
    const lead = place.lead && member.role !== roles.managing;
    places.set(key, { ...place, login: member.login, lead });
  }
  return { members: [...places.values()] };
}

function lowest({ ranks }: Vocabulary["roles"]): string {
  return Object.entries(ranks).sort(([, one], [, other]) => one - other)[0]?.[0] ?? "";
}
