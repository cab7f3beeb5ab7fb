/** What each route of the contract does. A new route in the contract fails to compile until it is here. */
import { fold } from "../model/text.ts";
import type { RouteName, routes } from "../providers/planasonix/contract.ts";
import type { Principal } from "./auth.ts";
import { cancelInvitation, changeInvitation, invite, resendInvitation } from "./effects/invitations.ts";
import { changeMember, removeMember } from "./effects/members.ts";
import { deleteMembership, putMembership } from "./effects/memberships.ts";
import { changeTeam, createTeam, deleteTeam } from "./effects/teams.ts";
import { etagOf, placeId, type Doing, type LiveOrganization } from "./organization.ts";
import { answerPage, filtered } from "./paging.ts";
import { notFound, type Refusal } from "./refusal.ts";
import { noneOf, one, oneOf, type Answer } from "./respond.ts";

/** A request that was let in: checked body, path parameters, who and when. */
export interface Call<Body = unknown> {
  readonly principal: Principal;
  readonly organization: LiveOrganization;
  readonly doing: Doing;
  /** `{id}`, `{team}` and `{member}` of the path; empty where the path has none. */
  readonly id: string;
  readonly team: string;
  readonly member: string;
  readonly query: URLSearchParams;
  readonly pageSize: number;
  readonly body: Body;
}

type BodyOf<Name extends RouteName> = (typeof routes)[Name] extends {
  readonly request: { readonly _output: infer Body };
}
  ? Body
  : unknown;

/** One handler for each route, each with the body that its own schema gives. */
export type Handlers = { readonly [Name in RouteName]: (call: Call<BodyOf<Name>>) => Answer | Refusal };

/** The handlers; what they are called with was checked before. */
export const handlers: Handlers = {
  profile,
  organization,
  members: (call) => list(call, "members", call.organization.members),
  member: (call) => found("member", call.id, call.organization.members.get(call.id)),
  changeMember: ({ organization, doing, id, body }) =>
    oneOf(changeMember(organization, doing, { id, change: body })),
  removeMember: ({ organization, doing, id }) => noneOf(removeMember(organization, doing, id)),
  invitations: (call) => {
    const email = call.query.get("email");
    if (email === null) return list(call, "invitations", call.organization.invitations);
    return list(
      call,
      `invitations ${email}`,
      filtered(call.organization.invitations.find("email", fold(email))),
    );
  },
  invitation: (call) => found("invitation", call.id, call.organization.invitations.get(call.id)),
  invite: ({ organization, doing, body }) => oneOf(invite(organization, doing, body), 201),
  changeInvitation: ({ organization, doing, id, body }) =>
    oneOf(changeInvitation(organization, doing, { id, ...body })),
  cancelInvitation: ({ organization, doing, id }) => noneOf(cancelInvitation(organization, doing, id)),
  resendInvitation: ({ organization, doing, id }) => oneOf(resendInvitation(organization, doing, id)),
  teams: (call) => {
    const slug = call.query.get("slug");
    if (slug === null) return list(call, "teams", call.organization.teams);
    return list(call, `teams ${slug}`, filtered(call.organization.teams.find("slug", fold(slug))));
  },
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

/** The version that `If-Match` is held against: of the object that the route changes, if it is there. */
export function currentVersion(name: RouteName, call: Call): string | undefined {
  const { organization, id, team, member } = call;
  switch (name) {
    case "changeMember":
    case "removeMember":
      return organization.members.get(id)?.etag;
    case "changeInvitation":
    case "cancelInvitation":
      return organization.invitations.get(id)?.etag;
    case "changeTeam":
    case "deleteTeam":
      return organization.teams.get(id)?.etag;
    case "putTeamMembership":
    case "leaveTeam":
      return organization.memberships.get(placeId(team, member))?.etag;
    default:
      return undefined;
  }
}

function list(call: Call, name: string, records: Parameters<typeof answerPage>[0]): Answer | Refusal {
  const { query, pageSize } = call;
  return answerPage(records, { list: `${call.organization.id} ${name}`, query, pageSize });
}

function found(
  what: string,
  id: string,
  record: { readonly etag?: string | undefined } | undefined,
): Answer | Refusal {
  return record === undefined ? notFound(what, id) : one(record);
}

function profile({ principal }: Call): Answer {
  const { key, member, organization: own } = principal;
  const service = `svc_${(key.name ?? "service").replace(/[^A-Za-z0-9_-]/g, "-")}`;
  const data = {
    id: member?.id ?? service,
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
    usage: {
      members: own.members.size,
      invitations: own.invitations.size,
      teams: own.teams.size,
      team_memberships: own.memberships.size,
    },
    etag: etagOf(own.revision),
  };
  return one(data);
}
