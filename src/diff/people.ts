/** Differences in members and in their places in teams, which an invitation brings along and leaving takes away. */
import { addTo } from "../model/grouped.ts";
import type { Change } from "../model/change.ts";
import type { Member, TeamMembership, TeamPlace } from "../model/entity.ts";
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
  /** Keys of live ones that are held back, whoever is bound. */
  readonly aside: ReadonlySet<string>;
}

export function memberChanges({ desired, live, held, present, aside }: MemberSides): Change[] {
  const places = placesByMember(desired, present);
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
    live: only(without(live.member, held.member.live), (_, key) => !aside.has(key)),
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
  readonly places: ReadonlyMap<string, readonly TeamPlace[]>;
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
  const declared = (places.get(member.key) ?? []).flatMap(({ team, role }) =>
    live.team.get(team)?.membersFrom === undefined ? [{ team, role: invitedAs ?? role }] : [],
  );
  // A team without a list only gains: what the invitation brings there stays, as it is declared where it is.
  const unmanaged = (invitation?.teams ?? []).filter(
    ({ team }) =>
      desired.team.get(team)?.membersListed !== true && !declared.some((place) => place.team === team),
  );
  return { ...member, teams: sortedBy([...declared, ...unmanaged], (place) => place.team) };
}

/** The declared places of those who cannot join by themselves. */
function placesByMember({ team_membership: all }: State, present: Presence): Map<string, TeamPlace[]> {
  const places = new Map<string, TeamPlace[]>();
  for (const place of all.values())
    if (!present.joinsByThemselves(place.member)) addTo(places, place.member, place);
  return places;
}

export function membershipChanges(
  { desired, ended }: Organization,
  live: State,
  present: Presence,
): Change[] {
  const declared = only(desired.team_membership, ({ member }) => present.joinsByThemselves(member));
  const otherwise = new Map<string, TeamMembership>();
  for (const [key, place] of declared) {
    const there = live.team_membership.get(key);
    if (there?.implied === true) otherwise.set(key, { ...place, role: there.role });
  }
  for (const [key, place] of notLeadsAnyMore(desired, live, present))
    if (!declared.has(key)) otherwise.set(key, place);
  const wanted = otherwise.size === 0 ? declared : new Map([...declared, ...otherwise]);
  return compare({
    kind: "team_membership",
    wanted,
    live: only(live.team_membership, ({ team, member }, key) => {
      const list = desired.team.get(team);
      if (list?.ignored?.includes(member) === true) return false;
      // A place that a date has ended goes, also where the files do not name its team.
      const isListed = list?.membersListed === true || ended?.team_membership.has(key);
      return wanted.has(key) || (isListed === true && present.stays(member));
    }),
    within: live,
    isUnlisted: () => false,
  });
}

/** Where only the leads are listed, whoever leads besides stays in the team, and leads no more. */
function* notLeadsAnyMore(
  { team: teams }: State,
  live: State,
  present: Presence,
): Iterable<readonly [string, TeamMembership]> {
  for (const [key, place] of live.team_membership) {
    const declared = teams.get(place.team);
    if (declared?.leadsListed !== true || place.role !== "lead" || place.implied === true) continue;
    if (declared.ignored?.includes(place.member) === true || !present.stays(place.member)) continue;
    const { id: _, etag: __, ...rest } = place;
    yield [
      key,
      { ...rest, role: "member", ...(declared.source === undefined ? {} : { source: declared.source }) },
    ];
  }
}
