/** From what the files say to the organization as it should be. Called only when no rule found an error. */
import { membershipKey, type Entity, type Member, type Team, type TeamMembership } from "../model/entity.ts";
import type { Organization } from "../model/organization.ts";
import { stateOf } from "../model/state.ts";
import { compareText } from "../model/text.ts";
import type { DeclaredMember, DeclaredTeam, Facts, Reference, Settings } from "./facts.ts";
import { append, sourceAt } from "./place.ts";

/** The organization that the facts describe. */
export function organizationOf(facts: Facts, settings: Settings): Organization {
  const entities: Entity[] = [...facts.members.values()].map(memberOf);
  const successor = activeKey(facts, settings.successor);
  for (const team of facts.teams.values()) {
    entities.push(teamOf(facts, team, successor));
    append(entities, membershipsOf(facts, team));
  }
  return {
    key: facts.key,
    ...(settings.name === undefined ? {} : { name: settings.name.text }),
    connection: {
      provider: settings.provider,
      id: settings.id.text,
      ...(settings.api === undefined ? {} : { api: settings.api }),
    },
    policy: {
      ...settings.policy,
      ...(successor === undefined ? {} : { successor }),
      guards: {
        ...settings.guards,
        protected: settings.protected.map((person) => person.key).sort(compareText),
      },
    },
    desired: stateOf(entities),
    source: sourceAt(settings.at),
  };
}

function memberOf(member: DeclaredMember): Member {
  const { key, email, role, state } = member;
  const source = sourceAt(member.at);
  return role === undefined
    ? { kind: "member", key, email, state, source }
    : { kind: "member", key, email, role, state, source };
}

function teamOf(facts: Facts, team: DeclaredTeam, successor: string | undefined): Team {
  const manager = managerOf(facts, team, successor);
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
    source: sourceAt(team.at),
  };
}

/** Somebody who left hands the team to the successor; without one nothing is said about its manager. */
function managerOf(
  facts: Facts,
  team: DeclaredTeam,
  successor: string | undefined,
): string | null | undefined {
  if (team.manager === undefined || team.manager === null) return team.manager;
  return activeKey(facts, team.manager) ?? successor;
}

/** Those who have left are in no team, whatever the list still says. */
function membershipsOf(facts: Facts, team: DeclaredTeam): TeamMembership[] {
  return (team.members ?? [])
    .filter((place) => activeKey(facts, place.member) !== undefined)
    .map(({ member, role }) => ({
      kind: "team_membership",
      key: membershipKey(team.key, member.key),
      team: team.key,
      member: member.key,
      role,
      source: sourceAt(member.at),
    }));
}

function activeKey(facts: Facts, person: Reference | undefined): string | undefined {
  if (person === undefined) return undefined;
  return facts.members.get(person.key)?.state === "active" ? person.key : undefined;
}
