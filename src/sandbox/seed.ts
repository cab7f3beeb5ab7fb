/** Live organizations made of desired states: everything is as the files say, and nobody is still invited. */
import { hashJson } from "../model/json.ts";
import { normalRole } from "../model/role.ts";
import type { State } from "../model/state.ts";
import type { ApiMember } from "../providers/planasonix/contract.ts";
import type { SandboxOrganization, SandboxState } from "./state.ts";

/** One organization as its files declare it. */
export interface DeclaredOrganization {
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

/** The id that a seeded object has. */
export function seededId(prefix: "usr" | "team", organizationId: string, key: string): string {
  return `${prefix}_${hashJson([organizationId, prefix, key]).slice(0, 12)}`;
}

function seedOrganization({ key, id, name, desired }: DeclaredOrganization): SandboxOrganization {
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
  const isActive = (member: string | null | undefined): member is string =>
    typeof member === "string" && members.get(member)?.state === "active";
  return {
    key,
    id,
    name: name ?? key,
    members: [...members.values()],
    invitations: [],
    teams: [...desired.team.values()].map((team) => ({
      id: seededId("team", id, team.key),
      slug: team.slug,
      name: team.name ?? team.slug,
      description: team.description ?? null,
      parent_id: team.parent && desired.team.has(team.parent) ? seededId("team", id, team.parent) : null,
      manager_id: isActive(team.manager) ? seededId("usr", id, team.manager) : null,
    })),
    memberships: [...desired.team_membership.values()]
      .filter((place) => isActive(place.member) && desired.team.has(place.team))
      .map((place) => ({
        team_id: seededId("team", id, place.team),
        member_id: seededId("usr", id, place.member),
        role: place.role,
      })),
  };
}
