/** From what the files say to the organization as it should be. Called only when no rule found an error. */
import type { Entity, Member, Team, TeamMembership } from "../model/entity.ts";
import { membershipKey } from "../kinds/membership/kind.ts";
import { handleKindOf } from "../model/handle.ts";
import type { Organization, Policy } from "../model/organization.ts";
import { stateOf, type State } from "../model/state.ts";
import { compareText, sortedBy } from "../model/text.ts";
import { grantsListed, grantsOf } from "./desiredGrants.ts";
import { rolesOf } from "./desiredRoles.ts";
import { ownershipsOf } from "./desiredOwnerships.ts";
import { accountsOf, endedAccounts } from "./desiredAccounts.ts";
import { endedShares, sharesOf } from "./desiredShares.ts";
import type { DeclaredMember, DeclaredPlace, DeclaredTeam, Facts, MemberAsIs, Settings } from "./facts.ts";
import { formerEmails, idIn, identityIn } from "./persons.ts";
import { append, idGiven, sourceAt, type Place } from "./place.ts";
import { memberTerms, termsOf } from "./terms.ts";
import { activeMember, profilePlaces, roleOf, standIn, stayingFrom, successorOf } from "./standing.ts";
import { given } from "../model/given.ts";

/** The organization that the facts of a day describe. */
export function organizationOf(facts: Facts, settings: Settings): Organization {
  const ended = endedIn(facts);
  const listed = grantsListed(facts);
  return {
    key: facts.key,
    ...namedBy(settings),
    policy: policyOf(facts, settings),
    desired: desiredBy(facts),
    ...(listed.size === 0 ? {} : { grantsListed: listed }),
    ...(ended.length === 0 ? {} : { ended: stateOf(ended, facts) }),
    people: sortedBy(
      [...facts.members.values()].flatMap((member) => identityIn(facts.key, member)),
      (person) => person.key,
    ),
    source: sourceAt(settings.at),
    idAt: sourceAt(settings.id.at),
    settingsAt: new Map([...settings.places].map(([setting, place]) => [setting, sourceAt(place)])),
  };
}

/** How the settings name it, and how it is reached. */
export function namedBy(settings: Settings): Pick<Organization, "name" | "connection"> {
  const { name } = settings;
  return { ...(name === undefined ? {} : { name: name.text }), connection: connectionOf(settings) };
}

/** Where and as what the settings say that the organization answers. */
export function connectionOf({ provider, id, api, account, scim }: Settings): Organization["connection"] {
  return { ...{ provider, id: id.text }, ...given({ api, account, scim }) };
}

/** What should be true by the facts. */
export function desiredBy(facts: Facts): State {
  const entities: Entity[] = [];
  for (const member of facts.members.values()) append(entities, entitiesOfMember(facts, member));
  const places = profilePlaces(facts);
  for (const team of facts.teams.values())
    append(entities, entitiesOfTeam(facts, team, { byProfile: places.get(team.key) ?? [] }));
  append(entities, rolesOf(facts));
  append(entities, grantsOf(facts));
  append(entities, accountsOf(facts));
  append(entities, ownershipsOf(facts));
  return stateOf(entities, facts);
}

/** A member, and what is shared with them. What a leaver held ends by itself. */
export function entitiesOfMember(facts: Facts, member: DeclaredMember): Entity[] {
  const own = memberOf(facts, member);
  return member.shares === undefined || member.state !== "active"
    ? [own]
    : [own, ...sharesOf({ kind: "member", key: member.key }, member.shares)];
}

/** Those whom their profiles put into a team, and how a place in its list is told. */
interface Places {
  readonly byProfile: readonly DeclaredMember[];
  readonly placeOf?: typeof membershipAt;
}

/** A team, who is in it, and what is shared with it. */
export function entitiesOfTeam(facts: Facts, team: DeclaredTeam, places: Places): Entity[] {
  return [
    teamOf(facts, team),
    ...membershipsOf(facts, team, places),
    ...sharesOf({ kind: "team", key: team.key }, team.shares ?? []),
  ];
}

/** The memberships, shares and service accounts that a day has ended. A place in a team ends with who leaves. */
function endedIn(facts: Facts): Entity[] {
  const entities: Entity[] = [];
  for (const team of facts.teams.values()) {
    append(entities, endedPlaces(facts, team));
    append(entities, endedShares({ kind: "team", key: team.key }, team.shares));
  }
  // Of leavers, too: whoever comes back must not find what had an end.
  for (const { key, shares } of facts.members.values())
    append(entities, endedShares({ kind: "member", key }, shares));
  append(entities, endedAccounts(facts));
  return entities;
}

function policyOf(facts: Facts, settings: Settings): Policy {
  const successor = stayingFrom(facts, settings.successor);
  const waivers = sortedBy(settings.waivers, ({ guard, until, reason }) => `${guard} ${until} ${reason}`);
  return {
    ...settings.policy,
    ...guestsOf(settings),
    ...(successor === undefined ? {} : { successor: successor.key }),
    guards: {
      ...settings.guards,
      protected: settings.protected.map((person) => person.key).sort(compareText),
    },
    waivers: waivers.map(({ at, ...waiver }) => ({ ...waiver, source: sourceAt(at) })),
    ...(settings.settled.length === 0
      ? {}
      : {
          settled: sortedBy(settings.settled, ({ task, by }) => `${task} ${by.key}`).map(
            ({ at, by, ...item }) => ({ ...item, by: by.key, source: sourceAt(at) }),
          ),
        }),
  };
}

/** The policy on guests, with the approvers by the keys that members have. */
function guestsOf({ policy, approvers }: Settings): Pick<Policy, "guests"> {
  if (policy.guests === undefined || approvers.length === 0) return {};
  const keys = [...new Set(approvers.map((person) => person.key))].sort(compareText);
  return { guests: { ...policy.guests, approvers: keys } };
}

function memberOf(facts: Facts, member: DeclaredMember): Member {
  const { key, email, state } = member;
  const role = roleOf(facts, member);
  const source = sourceAt(member.at);
  const kind = handleKindOf(email, facts.vocabulary);
  const asIs = asIsOf(member);
  const plain: Member =
    role === undefined
      ? { kind: "member", key, email, ...kind, state, source, ...asIs }
      : { kind: "member", key, email, ...kind, role, state, source, ...asIs };
  const successor = successorOf(facts, member)?.key;
  const terms = memberTerms(member, facts.settings?.policy ?? {});
  const isPlain = (member.shares ?? terms) === undefined;
  if (isPlain && !hasIdentity(member)) {
    return successor === undefined ? plain : { ...plain, successor };
  }
  const id = idIn(facts.key, member);
  const previously = formerEmails(member).map((former) => former.text);
  const name = member.person?.name?.text;
  return {
    ...plain,
    ...given({ name }),
    ...(name === undefined || facts.vocabulary.asksNames !== true ? {} : { toldName: name }),
    ...(previously.length === 0 ? {} : { previously }),
    ...idGiven(id),
    ...given({ successor }),
    ...(member.shares === undefined ? {} : { sharesListed: true }),
    ...given({ terms }),
  };
}

/** Whoever leaves by now is invited no more. */
function asIsOf({ asIs, state }: DeclaredMember): MemberAsIs {
  if (state === "active" || asIs.inviteAgain === undefined) return asIs;
  const { inviteAgain: _, ...others } = asIs;
  return others;
}

/** Whether the files say more of who they are than an e-mail. */
function hasIdentity({ person, previously, ids, listedId }: DeclaredMember): boolean {
  return person !== undefined || previously !== undefined || ids !== undefined || listedId !== undefined;
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
  { byProfile, placeOf = membershipAt }: Places,
): TeamMembership[] {
  return [
    ...(team.members ?? [])
      .filter((place) => place.ended === undefined && activeMember(facts, place.member.key) !== undefined)
      .map((place) => placeOf(team, place)),
    ...byProfile.map((member) =>
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
