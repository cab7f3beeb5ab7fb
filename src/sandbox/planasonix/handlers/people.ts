/** What the routes of the profile, the organization, members, invitations, teams and memberships do. */
import { fold } from "../../../model/text.ts";
import { principalId } from "../auth.ts";
import { found, list, listBy, type Call, type HandlersOf } from "../call.ts";
import { placeId } from "../collections.ts";
import { cancelInvitation, changeInvitation, invite, resendInvitation } from "../invitation.ts";
import { changeMember, removeMember } from "../member.ts";
import { deleteMembership, putMembership } from "../membership.ts";
import { changeTeam, createTeam, deleteTeam } from "../team.ts";
import { etagOf, seatsUsed } from "../organization.ts";
import { noneOf, one, oneOf, type Answer } from "../respond.ts";

type Names =
  | "profile"
  | "organization"
  | "members"
  | "member"
  | "changeMember"
  | "removeMember"
  | "invitations"
  | "invitation"
  | "invite"
  | "changeInvitation"
  | "cancelInvitation"
  | "resendInvitation"
  | "teams"
  | "team"
  | "createTeam"
  | "changeTeam"
  | "deleteTeam"
  | "teamMemberships"
  | "teamMembership"
  | "putTeamMembership"
  | "leaveTeam";

/** One handler for each of these routes. */
export const peopleHandlers: HandlersOf<Names> = {
  profile,
  organization,
  members: (call) => list(call, "members", call.organization.members),
  member: (call) => found("member", call.id, call.organization.members.get(call.id)),
  changeMember: ({ organization, doing, id, body }) =>
    oneOf(changeMember(organization, doing, { id, change: body })),
  removeMember: ({ organization, doing, id }) => noneOf(removeMember(organization, doing, id)),
  invitations: (call) =>
    listBy(call, call.organization.invitations, {
      ...{ name: "invitations", filter: "email", index: "email", as: fold },
    }),
  invitation: (call) => found("invitation", call.id, call.organization.invitations.get(call.id)),
  invite: ({ organization, doing, body }) => oneOf(invite(organization, doing, body), 201),
  changeInvitation: ({ organization, doing, id, body }) =>
    oneOf(changeInvitation(organization, doing, { id, ...body })),
  cancelInvitation: ({ organization, doing, id }) => noneOf(cancelInvitation(organization, doing, id)),
  resendInvitation: ({ organization, doing, id }) => oneOf(resendInvitation(organization, doing, id)),
  teams: (call) =>
    listBy(call, call.organization.teams, { name: "teams", filter: "slug", index: "slug", as: fold }),
  team: (call) => found("team", call.id, call.organization.teams.get(call.id)),
  createTeam: ({ organization, doing, body }) => oneOf(createTeam(organization, doing, body), 201),
  changeTeam: ({ organization, doing, id, body }) =>
    oneOf(changeTeam(organization, doing, { id, fields: body })),
  deleteTeam: ({ organization, doing, id }) => noneOf(deleteTeam(organization, doing, id)),
  teamMemberships: (call) => list(call, "team-memberships", call.organization.memberships),
  teamMembership: ({ organization, team, member }) =>
    found("team membership", placeId(team, member), organization.memberships.get(placeId(team, member))),
  putTeamMembership: ({ organization, doing, team, member, body }) =>
    oneOf(putMembership(organization, doing, { team, member, role: body.role })),
  leaveTeam: ({ organization, doing, team, member }) =>
    noneOf(deleteMembership(organization, doing, { team, member })),
};

function profile({ principal }: Call): Answer {
  const { key, member, organization: own } = principal;
  const data = {
    id: principalId(principal),
    email: member?.email ?? null,
    display_name: member === undefined ? (key.name ?? "service") : (member.display_name ?? null),
    organization_id: own.id,
    roles: member === undefined ? [] : [member.role],
    ...(key.scopes === null ? {} : { scopes: key.scopes }),
  };
  return { ok: true, status: 200, body: { data } };
}

function organization({ organization: own }: Call): Answer {
  const data = {
    id: own.id,
    name: own.name,
    seats: { total: own.seats, used: seatsUsed(own) },
    usage: {
      members: own.members.size,
      invitations: own.invitations.size,
      teams: own.teams.size,
      team_memberships: own.memberships.size,
      roles: own.roles.size,
      shares: own.shares.size,
      service_accounts: own.serviceAccounts.size,
      service_account_keys: own.serviceAccountKeys.size,
    },
    etag: etagOf(own.revision),
  };
  return one(data);
}
