/** Differences in members and in their places in teams, which an invitation brings along and leaving takes away. */
import { addTo } from "../model/grouped.ts";
import type { Change } from "../model/change.ts";
import type { Member } from "../model/entities/member.ts";
import type { TeamMembership, TeamPlace } from "../model/entities/membership.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { sortedBy } from "../model/text.ts";
import { compare } from "./compare.ts";
import { only, without, type Held } from "./held.ts";
import type { Presence } from "./presence.ts";

interface MemberSides {
  readonly desired: State;
  readonly live: State;
  readonly held: Held<"member">;
  readonly present: Presence;
  readonly places: DeclaredPlaces;
  /** Keys of live ones that are held back, whoever is bound. */
  readonly aside: ReadonlySet<string>;
}

export function memberChanges({ desired, live, held, present, places, aside }: MemberSides): Change[] {
  const wanted = new Map<string, Member>();
  const gone = new Set<string>();
  for (const member of without(desired.member, held.member.declared).values()) {
    if (member.state === "removed" || (member.state === "deactivated" && !live.member.has(member.key))) {
      gone.add(member.key);
      continue;
    }
    wanted.set(member.key, withPlaces(withAccount(member, live), { live, desired, places, present }));
  }
  return compare({
    kind: "member",
    wanted,
    live: without(without(live.member, held.member.live), aside),
    within: live,
    isUnlisted: (member) => !gone.has(member.key),
  });
}

/** Whoever is called so now is who is let in, and who was reviewed: the name may pass on meanwhile. */
function withAccount(member: Member, { accounts }: State): Member {
  const now = accounts?.get(member.key);
  return member.declaredId !== undefined || now === undefined || now === null
    ? member
    : { ...member, declaredId: now };
}

interface PlaceInput {
  readonly live: State;
  readonly desired: State;
  readonly places: DeclaredPlaces;
  readonly present: Presence;
}

/** What is wanted of a member in the terms in which the live side can have it: a role only while active, team places only with an invitation. */
function withPlaces(member: Member, { live, desired, places, present }: PlaceInput): Member {
  if (member.state !== "active") {
    const { role: _, ...rest } = member;
    return rest;
  }
  if (present.joinsByThemselves(member.key)) return member;
  const invitation = live.member.get(member.key);
  const { invitedAs } = live.vocabulary;
  // Nobody is invited to a team on whose people a group decides.
  const declared = (places.invited.get(member.key) ?? []).flatMap(({ team, role }) =>
    live.team.get(team)?.membersFrom === undefined ? [{ team, role: invitedAs ?? role }] : [],
  );
  // A team without a list only gains: what the invitation brings there stays, as it is declared where it is.
  const unmanaged = (invitation?.teams ?? []).filter(
    ({ team }) =>
      desired.team.get(team)?.membersListed !== true && !declared.some((place) => place.team === team),
  );
  return { ...member, teams: sortedBy([...declared, ...unmanaged], (place) => place.team) };
}

/** Declared places in teams. */
interface DeclaredPlaces {
  /** Of those who join by themselves, by key. */
  readonly own: ReadonlyMap<string, TeamMembership>;
  /** Those that an invitation brings along, by member. */
  readonly invited: ReadonlyMap<string, readonly TeamPlace[]>;
}

/** The declared places, told apart by how people come to have them. */
export function placesOf({ team_membership: all }: State, present: Presence): DeclaredPlaces {
  const invited = new Map<string, TeamPlace[]>();
  const own = only(all, (place) => {
    const joins = present.joinsByThemselves(place.member);
    if (!joins) addTo(invited, place.member, place);
    return joins;
  });
  return { own, invited };
}

interface PlaceSides {
  readonly organization: Organization;
  readonly live: State;
  readonly present: Presence;
  readonly places: DeclaredPlaces;
}

export function membershipChanges({ organization, live, present, places }: PlaceSides): Change[] {
  const { desired, ended } = organization;
  const declared = places.own;
  const otherwise = new Map<string, TeamMembership>();
  for (const [key, there] of live.team_membership) {
    const place = there.implied === true ? declared.get(key) : undefined;
    if (place !== undefined) otherwise.set(key, { ...place, role: there.role });
  }
  for (const [key, place] of notLeadsAnyMore(desired, live, present))
    if (!declared.has(key)) otherwise.set(key, place);
  const wanted = otherwise.size === 0 ? declared : new Map([...declared, ...otherwise]);
  return compare({
    kind: "team_membership",
    wanted,
    live: withoutIgnored(live, desired),
    within: live,
    isUnlisted: () => false,
    isOurs: ({ key, team, member }) => {
      // A place that a date has ended goes, also where the files do not name its team.
      const isListed =
        desired.team.get(team)?.membersListed === true || ended?.team_membership.has(key) === true;
      return isListed && present.stays(member);
    },
  });
}

/** The live places, without those of people whom the files leave to others in a team. */
function withoutIgnored(
  { team_membership: all }: State,
  { team: teams }: State,
): ReadonlyMap<string, TeamMembership> {
  if (![...teams.values()].some(({ ignored }) => ignored !== undefined)) return all;
  return only(all, ({ team, member }) => teams.get(team)?.ignored?.includes(member) !== true);
}

/** Where only the leads are listed, whoever leads besides stays in the team, and leads no more. */
function* notLeadsAnyMore(
  { team: teams }: State,
  live: State,
  present: Presence,
): Iterable<readonly [string, TeamMembership]> {
  for (const [key, place] of live.team_membership) {
    if (place.role !== "lead" || place.implied === true) continue;
    const declared = teams.get(place.team);
    if (declared?.leadsListed !== true) continue;
    if (declared.ignored?.includes(place.member) === true || !present.stays(place.member)) continue;
    const { id: _, etag: __, ...rest } = place;
    yield [
      key,
      { ...rest, role: "member", ...(declared.source === undefined ? {} : { source: declared.source }) },
    ];
  }
}
