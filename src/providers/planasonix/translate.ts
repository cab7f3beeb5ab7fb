/**
 * Between the API's objects and muster's entities. Total functions: an id that no known object has stays as it is,
 * and whoever reads decides what that means.
 */
import type { OwnedKind } from "../../model/vocabularies/planasonix.ts";
import {
  isInvitation,
  type Holder,
  type Key,
  type Member,
  type Ownership,
  type Role,
  type ServiceAccount,
  type Share,
  type Team,
  type TeamMembership,
  type TeamPlace,
} from "../../model/entity.ts";
import { membershipKey } from "../../kinds/membership/kind.ts";
import { ownershipKey } from "../../kinds/ownership/kind.ts";
import { shareKey } from "../../kinds/share/kind.ts";
import { normalRole } from "../../model/role.ts";
import type { Names } from "../../io/remote/known.ts";
import { fold, sortedBy } from "../../model/text.ts";
import type {
  ApiInvitation,
  ApiMember,
  ApiOwned,
  ApiRole,
  ApiServiceAccount,
  ApiServiceAccountKey,
  ApiShare,
  ApiTeam,
  ApiTeamMembership,
} from "./contract.ts";

/** A member in any state. */
export function memberOf(api: ApiMember): Member {
  return {
    kind: "member",
    key: fold(api.email),
    email: api.email,
    ...(api.display_name === null || api.display_name === undefined ? {} : { name: api.display_name }),
    role: normalRole(api.role),
    state: api.state,
    ...(api.joined_via === "sso" && api.created_at !== undefined ? { joinedBySso: api.created_at } : {}),
    ...carried(api),
  };
}

/** An invitation, as the member that it may become. Teams that nobody knows are left out. */
export function invitedOf(api: ApiInvitation, names: Names): Member {
  const places: TeamPlace[] = [];
  for (const place of api.teams ?? []) {
    const team = names.team(place.team_id);
    if (team !== undefined) places.push({ team, role: place.role });
  }
  return {
    kind: "member",
    key: fold(api.email),
    email: api.email,
    role: normalRole(api.role),
    state: api.state,
    teams: sortedBy(places, (place) => place.team),
    ...(api.invited_at === undefined ? {} : { since: api.invited_at }),
    ...(api.sent_count === undefined ? {} : { sendings: api.sent_count }),
    ...carried(api),
  };
}

/** A team. `key` is given where the files call it otherwise than the service does. */
export function teamOf(api: ApiTeam, names: Names, key: string = fold(api.slug)): Team {
  return {
    kind: "team",
    key,
    slug: api.slug,
    name: api.name,
    description: api.description ?? "",
    parent: nameOr(api.parent_id, (id) => names.team(id)),
    manager: nameOr(api.manager_id, (id) => names.member(id)),
    ...carried(api),
  };
}

/** A membership. Its id is muster's own: the service names memberships by their two ends. */
export function membershipOf(api: ApiTeamMembership, names: Names): TeamMembership {
  const team = names.team(api.team_id) ?? api.team_id;
  const member = names.member(api.member_id) ?? api.member_id;
  return {
    kind: "team_membership",
    key: membershipKey(team, member),
    team,
    member,
    role: api.role,
    id: `${api.team_id}/${api.member_id}`,
    ...(api.etag === undefined ? {} : { etag: api.etag }),
  };
}

/** A custom role. A base that the service does not name stays unknown: it ranks as nothing. */
export function roleOf(api: ApiRole): Role {
  return {
    kind: "role",
    key: normalRole(api.name),
    name: api.name,
    base: normalRole(api.base ?? ""),
    permissions: sortedOnce(api.permissions),
    ...carried(api),
  };
}

/** A share; `name` is what the files call the resource. */
export function shareOf(api: ApiShare, names: Names, name: string): Share {
  const holder = holderOf(api.grantee_type, api.grantee_id, names);
  return {
    kind: "share",
    key: shareKey({ resource: api.resource_type, name, holder }),
    resource: api.resource_type,
    name,
    holder,
    level: api.level,
    ...carried(api),
  };
}

/** A service account. */
export function accountOf(api: ApiServiceAccount, names: Names): ServiceAccount {
  const { owner_type, owner_id } = api;
  const isOwned =
    owner_type !== null && owner_type !== undefined && owner_id !== null && owner_id !== undefined;
  return {
    kind: "service_account",
    key: fold(api.name),
    name: api.name,
    description: api.description ?? "",
    role: normalRole(api.role),
    ...(isOwned ? { owner: holderOf(owner_type, owner_id, names) } : {}),
    ...carried(api),
  };
}

/** A key of a service account, by itself. */
export function keyOf(api: ApiServiceAccountKey, names: Names): Key {
  const account = names.account(api.service_account_id) ?? api.service_account_id;
  return {
    kind: "key",
    key: `${account}/${fold(api.name)}`,
    account,
    name: api.name,
    scopes: sortedOnce(api.scopes),
    ...(api.created_by === null || api.created_by === undefined ? {} : { createdBy: api.created_by }),
    ...(api.created_at === undefined ? {} : { createdAt: api.created_at }),
    ...(api.delivered_at === null || api.delivered_at === undefined ? {} : { deliveredAt: api.delivered_at }),
    ...(api.last_used_at === null || api.last_used_at === undefined ? {} : { lastUsedAt: api.last_used_at }),
    ...carried(api),
  };
}

/** Who owns a pipeline, connection or schedule; `name` is what the files call it. Its id is the resource's. */
export function ownershipOf(
  api: ApiOwned,
  names: Names,
  as: { readonly kind: OwnedKind; readonly name: string },
): Ownership {
  return {
    kind: "ownership",
    key: ownershipKey(as.kind, as.name),
    resource: as.kind,
    name: as.name,
    owner: nameOr(api.owner_id, (id) => names.member(id)),
    ...carried(api),
  };
}

/** Who holds a share or owns a service account. */
export function holderOf(kind: Holder["kind"], id: string, names: Names): Holder {
  const keys = { team: names.team, member: names.member, service_account: names.account };
  return { kind, key: keys[kind](id) ?? id };
}

function sortedOnce(texts: readonly string[]): string[] {
  return sortedBy(new Set(texts), (text) => text);
}

/**
 * Which of several objects of one e-mail address speaks for it: a member over an invitation (but who left and was
 * invited again is invited), a pending invitation over the others, of those the one sent last. Two members, or two
 * pending invitations, are both left standing.
 */
export function speakingFor(candidates: readonly Member[]): readonly Member[] {
  const members = candidates.filter((item) => !isInvitation(item.state));
  const present = members.filter((item) => item.state !== "left");
  if (present.length > 0) return present;
  const pending = candidates.filter((item) => item.state === "pending");
  if (pending.length > 0) return pending;
  if (members.length > 0) return members;
  return sortedBy(candidates, (item) => `${item.since ?? ""} ${item.id ?? ""}`).slice(-1);
}

function nameOr(id: string | null | undefined, name: (id: string) => string | undefined): string | null {
  return id === null || id === undefined ? null : (name(id) ?? id);
}

function carried(api: { readonly id: string; readonly etag?: string | undefined }): {
  id: string;
  etag?: string;
} {
  return { id: api.id, ...(api.etag === undefined ? {} : { etag: api.etag }) };
}
