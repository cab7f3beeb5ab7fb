/** The desired teams and who is in them, and the places that a day has ended. */
import type { TeamMembership } from "../model/entities/membership.ts";
import type { Team } from "../model/entities/team.ts";
import type { Entity } from "../model/entity.ts";
import { membershipKey } from "../kinds/membership/kind.ts";
import type { Facts } from "./facts.ts";
import type { DeclaredMember, DeclaredPlace, DeclaredTeam } from "./items.ts";
import { endedShares, sharesOf } from "./desiredShares.ts";
import { idGiven, sourceAt, type Place } from "./place.ts";
import { activeMember, standIn } from "./standing.ts";
import { termsOf } from "./terms.ts";
import { given } from "../model/given.ts";

/** Whom profiles put into each team, and how a place in a team's list is told. */
export interface Around {
  readonly byProfile: () => ReadonlyMap<string, readonly DeclaredMember[]>;
  readonly placeOf?: typeof membershipAt;
}

/** A team, who is in it, and what is shared with it. */
export function entitiesOfTeam(facts: Facts, team: DeclaredTeam, around: Around): Entity[] {
  return [
    teamOf(facts, team),
    ...membershipsOf(facts, team, around),
    ...sharesOf({ kind: "team", key: team.key }, team.shares ?? []),
  ];
}

/** Of one team, the places and shares that a day has ended. A place ends with who leaves. */
export function endedOfTeam(facts: Facts, team: DeclaredTeam): Entity[] {
  return [...endedPlaces(facts, team), ...endedShares({ kind: "team", key: team.key }, team.shares)];
}

function teamOf(facts: Facts, team: DeclaredTeam): Team {
  const manager = managerOf(facts, team);
  return {
    kind: "team",
    key: team.key,
    slug: team.slug,
    ...(team.name === undefined ? {} : { name: team.name.text }),
    ...given({ description: team.description }),
    ...(team.parent === undefined ? {} : { parent: team.parent?.key ?? null }),
    ...given({ manager, privacy: team.privacy, notifications: team.notifications }),
    ...(team.previously.length === 0 ? {} : { previously: team.previously.map((name) => name.text) }),
    ...idGiven(team.listedId),
    membersListed: team.members !== undefined && team.managed === undefined,
    ...(team.managed === "leads" ? { leadsListed: true } : {}),
    ...(team.ignore === undefined ? {} : { ignored: [...new Set(team.ignore.map(({ key }) => key))].sort() }),
    ...(team.shares === undefined ? {} : { sharesListed: true }),
    ...given({ membersFrom: team.membersFrom }),
    ...(team.openTo === undefined
      ? {}
      : { openTo: [...new Set(team.openTo.map(({ text }) => text))].sort() }),
    source: sourceAt(team.at),
  };
}

/** Somebody who left hands the team to who stands in for them; without anybody nothing is said about its manager. */
function managerOf(facts: Facts, team: DeclaredTeam): string | null | undefined {
  return team.manager ? standIn(facts, team.manager.key)?.key : team.manager;
}

/** Those who have left are in no team, whatever the list still says. */
function membershipsOf(
  facts: Facts,
  team: DeclaredTeam,
  { byProfile, placeOf = membershipAt }: Around,
): TeamMembership[] {
  return [
    ...(team.members ?? [])
      .filter((place) => place.ended === undefined && activeMember(facts, place.member.key) !== undefined)
      .map((place) => placeOf(team, place)),
    ...(byProfile().get(team.key) ?? []).map((member) =>
      membership(team, { member: member.key, role: "member", at: member.profile?.at ?? member.at }),
    ),
  ];
}

function endedPlaces(facts: Facts, team: DeclaredTeam): TeamMembership[] {
  return (team.members ?? [])
    .filter((place) => place.ended !== undefined && activeMember(facts, place.member.key) !== undefined)
    .map((place) => membershipAt(team, place));
}

/** What a place in a team's list comes to; it depends on nothing but these. */
export function membershipAt(team: Pick<DeclaredTeam, "key">, place: DeclaredPlace): TeamMembership {
  const { member, role } = place;
  const terms = termsOf(place);
  const plain = membership(team, { member: member.key, role, at: member.at });
  return terms === undefined ? plain : { ...plain, terms };
}

function membership(
  team: Pick<DeclaredTeam, "key">,
  given: { readonly member: string; readonly role: TeamMembership["role"]; readonly at: Place },
): TeamMembership {
  const { member, role, at } = given;
  return {
    kind: "team_membership",
    key: membershipKey(team.key, member),
    team: team.key,
    member,
    role,
    source: sourceAt(at),
  };
}
