/** Who is in which team. Only active members can be; putting somebody twice is no second effect. */
import type { ApiTeamMembership } from "../../providers/planasonix/contract.ts";
import { placeId } from "./collections.ts";
import { record, stamped, type Doing, type LiveOrganization, type Effected } from "./organization.ts";
import { done, notFound, refuse, type Effect } from "./refusal.ts";

/** Puts an active member into a team, or changes their role in it. */
export function putMembership(
  organization: LiveOrganization,
  doing: Doing,
  place: { readonly team: string; readonly member: string; readonly role: "member" | "lead" },
): Effect<ApiTeamMembership> {
  if (organization.teams.get(place.team) === undefined) return notFound("team", place.team);
  const member = organization.members.get(place.member);
  if (member === undefined) return notFound("member", place.member);
  if (member.state !== "active") return refuse(409, "not_active", `${member.email} is not an active member.`);
  const before = organization.memberships.get(placeId(place.team, place.member)) ?? null;
  if (before?.role === place.role) return done(before);
  const after = stamped(organization, doing, {
    team_id: place.team,
    member_id: place.member,
    role: place.role,
  });
  organization.memberships.set(after);
  const action = before === null ? "team_membership.added" : "team_membership.role_changed";
  recordPlace(organization, doing, { action, before, after });
  return done(after);
}

/** Takes a member out of a team. */
export function deleteMembership(
  organization: LiveOrganization,
  doing: Doing,
  place: { readonly team: string; readonly member: string },
): Effect<null> {
  const id = placeId(place.team, place.member);
  const before = organization.memberships.get(id);
  if (before === undefined) return notFound("team membership", id);
  dropMembership(organization, doing, before);
  return done(null);
}

/** Ends every team membership of a member, and everything they manage. */
export function endPlaces(organization: LiveOrganization, doing: Doing, memberId: string): void {
  for (const place of organization.memberships.find("member", memberId))
    dropMembership(organization, doing, place);
  for (const team of organization.teams.find("manager", memberId)) {
    const after = stamped(organization, doing, { ...team, manager_id: null });
    organization.teams.set(after);
    record(organization, doing, { action: "team.changed", target: team.slug, before: team, after });
  }
}

/** Removes a membership that is known to exist. */
export function dropMembership(
  organization: LiveOrganization,
  doing: Doing,
  before: ApiTeamMembership,
): void {
  organization.memberships.delete(placeId(before.team_id, before.member_id));
  recordPlace(organization, doing, { action: "team_membership.removed", before, after: null });
}

function recordPlace(organization: LiveOrganization, doing: Doing, event: Effected<ApiTeamMembership>): void {
  const place = event.after ?? event.before;
  const slug = organization.teams.get(place.team_id)?.slug ?? place.team_id;
  const email = organization.members.get(place.member_id)?.email ?? place.member_id;
  const target_id = placeId(place.team_id, place.member_id);
  record(organization, doing, { ...event, target: `${slug}/${email}`, target_id });
}
