/** Live organizations made of desired states: everything is as the files say, and nobody is still invited. */
import { normalRole } from "../../model/role.ts";
import type { State } from "../../model/state.ts";
import type { ApiMember, ApiTeam, ApiTeamMembership } from "../../providers/planasonix/contract.ts";
import { seedAccounts } from "./seedAccounts.ts";
import { seededId } from "./ids.ts";
import { seedResources } from "./seedResources.ts";
import type { SandboxOrganization, SandboxState } from "./snapshot.ts";

/** One organization as its files declare it. */
interface DeclaredOrganization {
  readonly key: string;
  readonly id: string;
  /** The key unless given. */
  readonly name?: string;
  readonly desired: State;
}

/** The state in which these organizations are already as declared. Ids depend on organization and key only. */
export function seedFromStates(organizations: readonly DeclaredOrganization[]): SandboxState {
  return { version: 1, organizations: organizations.map(seedOrganization) };
}

function seedOrganization({ key, id, name, desired }: DeclaredOrganization): SandboxOrganization {
  const members = seedMembers(id, desired);
  return {
    key,
    id,
    name: name ?? key,
    members: [...members.values()],
    invitations: [],
    teams: seedTeams(id, desired, members),
    memberships: seedMemberships(id, desired, members),
    roles: [...desired.role.values()].map((role) => ({
      id: seededId("role", id, role.key),
      name: role.name,
      built_in: false,
      base: role.base,
      permissions: [...role.permissions],
    })),
    ...seedAccounts(id, desired, members),
    ...seedResources(id, desired, members),
  };
}

function seedMembers(id: string, desired: State): Map<string, ApiMember> {
  const members = new Map<string, ApiMember>();
  for (const member of desired.member.values()) {
    if (member.state !== "active" && member.state !== "deactivated") continue;
    members.set(member.key, {
      id: seededId("usr", id, member.key),
      email: member.email,
      display_name: member.name ?? null,
      role: normalRole(member.role ?? "viewer"),
      state: member.state,
    });
  }
  return members;
}

function seedTeams(id: string, desired: State, members: ReadonlyMap<string, ApiMember>): ApiTeam[] {
  return [...desired.team.values()].map((team) => {
    const manager = members.get(team.manager ?? "");
    return {
      id: seededId("team", id, team.key),
      slug: team.slug,
      name: team.name ?? team.slug,
      description: team.description ?? null,
      parent_id: team.parent && desired.team.has(team.parent) ? seededId("team", id, team.parent) : null,
      manager_id: manager?.state === "active" ? manager.id : null,
    };
  });
}

function seedMemberships(
  id: string,
  desired: State,
  members: ReadonlyMap<string, ApiMember>,
): ApiTeamMembership[] {
  return [...desired.team_membership.values()]
    .filter((place) => members.get(place.member)?.state === "active" && desired.team.has(place.team))
    .map((place) => ({
      team_id: seededId("team", id, place.team),
      member_id: seededId("usr", id, place.member),
      role: place.role,
    }));
}
