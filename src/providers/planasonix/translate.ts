/** People as the service tells of them, and what every translation of the API's objects needs: an id that no known object has stays as it is, and whoever reads decides what that means. */
import { isInvitation, type Holder, type Member, type TeamPlace } from "../../model/entity.ts";
import type { Names } from "../../io/remote/known.ts";
import { given } from "../../model/given.ts";
import { normalRole } from "../../model/role.ts";
import { fold, sortedBy } from "../../model/text.ts";
import type { ApiInvitation, ApiMember } from "./contract.ts";

/** Who holds a share or owns a service account. */
export function holderOf(kind: Holder["kind"], id: string, names: Names): Holder {
  const keys = { team: names.team, member: names.member, service_account: names.account };
  return { kind, key: keys[kind](id) ?? id };
}

export function sortedOnce(texts: readonly string[]): string[] {
  return sortedBy(new Set(texts), (text) => text);
}

export function nameOr(
  id: string | null | undefined,
  name: (id: string) => string | undefined,
): string | null {
  return id === null || id === undefined ? null : (name(id) ?? id);
}

export function carried(api: { readonly id: string; readonly etag?: string | undefined }): {
  id: string;
  etag?: string;
} {
  return { id: api.id, ...(api.etag === undefined ? {} : { etag: api.etag }) };
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
    state: api.state === "awaiting_approval" ? "pending" : api.state,
    ...(api.state === "awaiting_approval" ? { awaitsApproval: [...(api.approvers ?? [])].sort() } : {}),
    teams: sortedBy(places, (place) => place.team),
    ...given({ since: api.invited_at, sendings: api.sent_count }),
    ...carried(api),
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
