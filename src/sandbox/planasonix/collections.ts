/** The collections of one organization: what each is looked up and counted by. */
import { normalRole } from "../../model/role.ts";
import { fold } from "../../model/text.ts";
import type {
  ApiConnection,
  ApiInvitation,
  ApiMember,
  ApiOwned,
  ApiPersonalKey,
  ApiProject,
  ApiRole,
  ApiServiceAccount,
  ApiServiceAccountKey,
  ApiShare,
  ApiTeam,
  ApiTeamMembership,
} from "../../providers/planasonix/contract.ts";
import { Collection } from "./collection.ts";

/** Everything of an organization that is listed. E-mails, slugs and names are indexed folded. */
export interface Collections {
  /** `access` is STATE ROLE. */
  readonly members: Collection<ApiMember, "email" | "state" | "access">;
  readonly invitations: Collection<ApiInvitation, "email" | "state" | "role">;
  readonly teams: Collection<ApiTeam, "slug" | "parent" | "manager">;
  readonly memberships: Collection<ApiTeamMembership, "team" | "member">;
  /** Built-in and custom ones. */
  readonly roles: Collection<ApiRole, "name" | "origin">;
  /** `grantee` is TYPE ID. */
  readonly shares: Collection<ApiShare, "resource" | "grantee">;
  /** `owner` is TYPE ID. */
  readonly serviceAccounts: Collection<ApiServiceAccount, "name" | "owner" | "role">;
  readonly serviceAccountKeys: Collection<ApiServiceAccountKey, "account">;
  readonly personalKeys: Collection<ApiPersonalKey, "owner">;
  readonly pipelines: Collection<ApiOwned, "name" | "owner">;
  readonly connections: Collection<ApiConnection, "name" | "owner">;
  readonly schedules: Collection<ApiOwned, "name" | "owner">;
  readonly projects: Collection<ApiProject, "name">;
}

/** All of them, empty. */
export function createCollections(): Collections {
  return {
    members: byId((item) => ({
      email: fold(item.email),
      state: item.state,
      access: accessOf(item.state, item.role),
    })),
    invitations: byId((item) => ({
      email: fold(item.email),
      state: item.state,
      role: normalRole(item.role),
    })),
    teams: byId((item) => ({
      slug: fold(item.slug),
      parent: item.parent_id ?? "",
      manager: item.manager_id ?? "",
    })),
    memberships: new Collection(
      (item) => placeId(item.team_id, item.member_id),
      (item) => ({ team: item.team_id, member: item.member_id }),
    ),
    roles: byId((item) => ({
      name: normalRole(item.name),
      origin: item.built_in ? "built_in" : "custom",
    })),
    shares: byId((item) => ({
      resource: item.resource_id,
      grantee: holderId(item.grantee_type, item.grantee_id),
    })),
    serviceAccounts: byId((item) => ({
      name: fold(item.name),
      owner: holderId(item.owner_type ?? "", item.owner_id ?? ""),
      role: normalRole(item.role),
    })),
    serviceAccountKeys: byId((item) => ({ account: item.service_account_id })),
    personalKeys: byId((item) => ({ owner: item.created_by })),
    pipelines: byId(ownedBy),
    connections: byId(ownedBy),
    schedules: byId(ownedBy),
    projects: byId((item) => ({ name: item.name })),
  };
}

/** The id of a membership in its collection and in the audit log. */
export function placeId(teamId: string, memberId: string): string {
  return `${teamId}/${memberId}`;
}

/** How whoever holds a share or owns a service account is indexed. */
export function holderId(type: string, id: string): string {
  return `${type} ${id}`;
}

/** How members of a state and role are indexed. */
export function accessOf(state: ApiMember["state"], role: string): string {
  return `${state} ${normalRole(role)}`;
}

function byId<T extends { readonly id: string }, Index extends string>(
  keysOf: (item: T) => Readonly<Record<Index, string>>,
): Collection<T, Index> {
  return new Collection((item) => item.id, keysOf);
}

function ownedBy(item: ApiOwned | ApiConnection) {
  return { name: item.name, owner: item.owner_id ?? "" };
}
