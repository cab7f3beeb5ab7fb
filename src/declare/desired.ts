/** From what the files say to the organization as it should be. Called only when no rule found an error. */
import { membershipKey, type Entity, type Member, type Team, type TeamMembership } from "../model/entity.ts";
import type { Organization, Policy } from "../model/organization.ts";
import { stateOf } from "../model/state.ts";
import { compareText, sortedBy } from "../model/text.ts";
import { automationOf, sharesOf } from "./desiredAutomation.ts";
import type { DeclaredMember, DeclaredTeam, Facts, Settings } from "./facts.ts";
import { formerEmails, idIn } from "./persons.ts";
import { append, sourceAt, type Place } from "./place.ts";
import { activeMember, profilePlaces, roleOf, standIn, stayingFrom, successorOf } from "./standing.ts";

/** The organization that the facts describe. */
export function organizationOf(facts: Facts, settings: Settings): Organization {
  const entities: Entity[] = [];
  for (const member of facts.members.values()) {
    entities.push(memberOf(facts, member));
    // What a leaver held ends by itself.
    if (member.shares !== undefined && member.state === "active") {
      append(entities, sharesOf({ kind: "member", key: member.key }, member.shares));
    }
  }
  const places = profilePlaces(facts);
  for (const team of facts.teams.values()) {
    entities.push(teamOf(facts, team));
    append(entities, membershipsOf(facts, team, places.get(team.key) ?? []));
    append(entities, sharesOf({ kind: "team", key: team.key }, team.shares ?? []));
  }
  append(entities, automationOf(facts));
  return {
    key: facts.key,
    ...(settings.name === undefined ? {} : { name: settings.name.text }),
    connection: {
      provider: settings.provider,
      id: settings.id.text,
      ...(settings.api === undefined ? {} : { api: settings.api }),
    },
    policy: policyOf(facts, settings),
    desired: stateOf(entities),
    source: sourceAt(settings.at),
  };
}

function policyOf(facts: Facts, settings: Settings): Policy {
  const successor = stayingFrom(facts, settings.successor);
  const waivers = sortedBy(settings.waivers, ({ guard, until, reason }) => `${guard} ${until} ${reason}`);
  return {
    ...settings.policy,
    ...(successor === undefined ? {} : { successor: successor.key }),
    guards: {
      ...settings.guards,
      protected: settings.protected.map((person) => person.key).sort(compareText),
    },
    waivers: waivers.map(({ at, ...waiver }) => ({ ...waiver, source: sourceAt(at) })),
  };
}

function memberOf(facts: Facts, member: DeclaredMember): Member {
  const { key, email, state, atOnce } = member;
  const role = roleOf(facts, member);
  const source = sourceAt(member.at);
  const plain: Member =
    role === undefined
      ? { kind: "member", key, email, state, source }
      : { kind: "member", key, email, role, state, source };
  const successor = successorOf(facts, member)?.key;
  if (atOnce === undefined && member.shares === undefined && !hasIdentity(member)) {
    return successor === undefined ? plain : { ...plain, successor };
  }
  const id = idIn(facts.key, member)?.text;
  const previously = formerEmails(member).map((former) => former.text);
  const name = member.person?.name?.text;
  return {
    ...plain,
    ...(name === undefined ? {} : { name }),
    ...(previously.length === 0 ? {} : { previously }),
    ...(id === undefined ? {} : { declaredId: id }),
    ...(successor === undefined ? {} : { successor }),
    ...(atOnce === undefined ? {} : { atOnce }),
    ...(member.shares === undefined ? {} : { sharesListed: true }),
  };
}

/** Whether the files say more of who they are than an e-mail. */
function hasIdentity({ person, previously, ids }: DeclaredMember): boolean {
  return person !== undefined || previously !== undefined || ids !== undefined;
}

function teamOf(facts: Facts, team: DeclaredTeam): Team {
  const manager = managerOf(facts, team);
  return {
    kind: "team",
    key: team.key,
    slug: team.slug,
    ...(team.name === undefined ? {} : { name: team.name.text }),
    ...(team.description === undefined ? {} : { description: team.description }),
    ...(team.parent === undefined ? {} : { parent: team.parent?.key ?? null }),
    ...(manager === undefined ? {} : { manager }),
    ...(team.previously.length === 0 ? {} : { previously: team.previously.map((name) => name.text) }),
    membersListed: team.members !== undefined,
    ...(team.shares === undefined ? {} : { sharesListed: true }),
    ...(team.membersFrom === undefined ? {} : { membersFrom: team.membersFrom }),
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
  byProfile: readonly DeclaredMember[],
): TeamMembership[] {
  const membership = (member: string, role: TeamMembership["role"], at: Place): TeamMembership => ({
    kind: "team_membership",
    key: membershipKey(team.key, member),
    team: team.key,
    member,
    role,
    source: sourceAt(at),
  });
  return [
    ...(team.members ?? [])
      .filter((place) => activeMember(facts, place.member.key) !== undefined)
      .map(({ member, role }) => membership(member.key, role, member.at)),
    ...byProfile.map((member) => membership(member.key, "member", member.profile?.at ?? member.at)),
  ];
}
