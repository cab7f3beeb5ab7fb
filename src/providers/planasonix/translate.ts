/**
 * Between the API's objects and muster's entities. Total functions: an id that no known object has stays as it is,
 * and whoever reads decides what that means.
 */
import {
  isInvitation,
  membershipKey,
  type Member,
  type Team,
  type TeamMembership,
  type TeamPlace,
} from "../../model/entity.ts";
import { normalRole } from "../../model/role.ts";
import { fold, sortedBy } from "../../model/text.ts";
import type { ApiInvitation, ApiMember, ApiTeam, ApiTeamMembership } from "./contract.ts";

/** What the service's ids are called in the files. */
export interface Names {
  team(id: string): string | undefined;
  member(id: string): string | undefined;
}

/** A member in any state. */
export function memberOf(api: ApiMember): Member {
  return {
    kind: "member",
    key: fold(api.email),
    email: api.email,
    ...(api.display_name === null || api.display_name === undefined ? {} : { name: api.display_name }),
    role: normalRole(api.role),
    state: api.state,
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
