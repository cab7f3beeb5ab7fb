/**
 * The Planasonix API as muster assumes it, stated once: the client's types and response checks, the sandbox's
 * routes and request checks, and the OpenAPI document all come from here. Which parts the vendor documents is
 * marked on each route; the rest is muster's assumption.
 */
import * as z from "zod";
import {
  auditEventSchema,
  connectionSchema,
  email,
  granteeType,
  id,
  invitationSchema,
  memberSchema,
  newServiceAccountKeySchema,
  organizationSchema,
  ownedSchema,
  personalKeySchema,
  profileSchema,
  projectSchema,
  roleSchema,
  serviceAccountKeySchema,
  serviceAccountSchema,
  shareLevel,
  shareSchema,
  sharedType,
  slug,
  teamMembershipSchema,
  teamRole,
  teamSchema,
  time,
} from "./contractObjects.ts";

export * from "./contractObjects.ts";

const memberChange = z
  .strictObject({
    email: email.optional(),
    role: z.string().min(1).optional(),
    state: z.enum(["active", "deactivated"]).optional(),
  })
  .refine((body) => Object.keys(body).length > 0, "nothing to change");
const placeRequest = z.array(z.strictObject({ team_id: id("team"), role: teamRole })).max(1000);
const newInvitation = z.strictObject({ email, role: z.string().min(1), teams: placeRequest.optional() });
const invitationChange = z.strictObject({
  role: z.string().min(1).optional(),
  teams: placeRequest.optional(),
});
const newTeam = z.strictObject({
  slug,
  name: z.string().min(1).max(200),
  description: z.string().max(2000).optional(),
  parent_id: id("team").nullable().optional(),
});
const teamChange = z.strictObject({
  slug: slug.optional(),
  name: z.string().min(1).max(200).optional(),
  description: z.string().max(2000).optional(),
  parent_id: id("team").nullable().optional(),
  manager_id: id("usr").nullable().optional(),
});
const placeChange = z.strictObject({ role: teamRole });

const permissions = z.array(z.string().min(1).max(100)).max(200);
const newRole = z.strictObject({ name: slug, base: z.string().min(1), permissions });
const roleChange = z.strictObject({
  base: z.string().min(1).optional(),
  permissions: permissions.optional(),
});
const newShare = z.strictObject({
  resource_type: sharedType,
  resource_id: z.string().min(1),
  grantee_type: granteeType,
  grantee_id: z.string().min(1),
  level: shareLevel,
});
const shareChange = z.strictObject({ level: shareLevel });
const ownerType = z.enum(["team", "member"]);
const newServiceAccount = z.strictObject({
  name: slug,
  description: z.string().max(2000).optional(),
  role: z.string().min(1),
  owner_type: ownerType,
  owner_id: z.string().min(1),
});
const serviceAccountChange = z.strictObject({
  description: z.string().max(2000).optional(),
  role: z.string().min(1).optional(),
  owner_type: ownerType.optional(),
  owner_id: z.string().min(1).optional(),
});
const newServiceAccountKey = z.strictObject({ name: slug, scopes: permissions });
const serviceAccountKeyChange = z.strictObject({ delivered_at: time });
const ownerChange = z.strictObject({ owner_id: id("usr") });

export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Below the base address; `{org}`, `{id}`, `{team}`, `{member}` and `{key}` are filled in. */
  readonly path: string;
  readonly summary: string;
  /** True where the vendor documents it; false where muster assumes it. */
  readonly documented: boolean;
  /** `one`: `{"data": {...}}`; `list`: `{"data": [...], "meta": {...}}`; `none`: 204. */
  readonly answers: "one" | "list" | "none";
  readonly request?: z.ZodType;
  readonly response?: z.ZodType;
  /** Query parameters beside `limit` and `cursor`. A client checks the result all the same: a service may ignore them. */
  readonly filters?: readonly string[];
}

const org = "/api/organizations/{org}";

/** The one table of routes. A deployment may override paths, never methods. */
// prettier-ignore
export const routes = {
  profile: { method: "GET", path: "/api/user/profile", summary: "Who this key is", documented: true, answers: "one", response: profileSchema },
  organization: { method: "GET", path: org, summary: "The organization", documented: false, answers: "one", response: organizationSchema },
  members: { method: "GET", path: `${org}/members`, summary: "Members in every state", documented: false, answers: "list", response: memberSchema },
  member: { method: "GET", path: `${org}/members/{id}`, summary: "One member", documented: false, answers: "one", response: memberSchema },
  changeMember: { method: "PATCH", path: `${org}/members/{id}`, summary: "Change an e-mail, a role or a state", documented: false, answers: "one", request: memberChange, response: memberSchema },
  removeMember: { method: "DELETE", path: `${org}/members/{id}`, summary: "Remove a member", documented: false, answers: "none" },
  invitations: { method: "GET", path: `${org}/invitations`, summary: "Invitations that nobody has accepted yet", documented: false, answers: "list", response: invitationSchema, filters: ["email"] },
  invitation: { method: "GET", path: `${org}/invitations/{id}`, summary: "One invitation", documented: false, answers: "one", response: invitationSchema },
  invite: { method: "POST", path: `${org}/invitations`, summary: "Invite somebody", documented: false, answers: "one", request: newInvitation, response: invitationSchema },
  changeInvitation: { method: "PATCH", path: `${org}/invitations/{id}`, summary: "Correct an invitation", documented: false, answers: "one", request: invitationChange, response: invitationSchema },
  cancelInvitation: { method: "DELETE", path: `${org}/invitations/{id}`, summary: "Cancel an invitation", documented: false, answers: "none" },
  resendInvitation: { method: "POST", path: `${org}/invitations/{id}/resend`, summary: "Send an invitation again", documented: false, answers: "one", response: invitationSchema },
  teams: { method: "GET", path: `${org}/teams`, summary: "Teams, with parent and manager", documented: false, answers: "list", response: teamSchema, filters: ["slug"] },
  team: { method: "GET", path: `${org}/teams/{id}`, summary: "One team", documented: false, answers: "one", response: teamSchema },
  createTeam: { method: "POST", path: `${org}/teams`, summary: "Create a team", documented: false, answers: "one", request: newTeam, response: teamSchema },
  changeTeam: { method: "PATCH", path: `${org}/teams/{id}`, summary: "Change a team", documented: false, answers: "one", request: teamChange, response: teamSchema },
  deleteTeam: { method: "DELETE", path: `${org}/teams/{id}`, summary: "Delete a team", documented: false, answers: "none" },
  teamMemberships: { method: "GET", path: `${org}/team-memberships`, summary: "Memberships of all teams", documented: false, answers: "list", response: teamMembershipSchema },
  teamMembership: { method: "GET", path: `${org}/teams/{team}/members/{member}`, summary: "One membership", documented: false, answers: "one", response: teamMembershipSchema },
  putTeamMembership: { method: "PUT", path: `${org}/teams/{team}/members/{member}`, summary: "Put a member into a team, or change their role in it", documented: false, answers: "one", request: placeChange, response: teamMembershipSchema },
  leaveTeam: { method: "DELETE", path: `${org}/teams/{team}/members/{member}`, summary: "Take a member out of a team", documented: false, answers: "none" },
  roles: { method: "GET", path: `${org}/roles`, summary: "Roles, built-in and custom", documented: false, answers: "list", response: roleSchema, filters: ["name"] },
  role: { method: "GET", path: `${org}/roles/{id}`, summary: "One role", documented: false, answers: "one", response: roleSchema },
  createRole: { method: "POST", path: `${org}/roles`, summary: "Create a custom role", documented: false, answers: "one", request: newRole, response: roleSchema },
  changeRole: { method: "PATCH", path: `${org}/roles/{id}`, summary: "Change a custom role", documented: false, answers: "one", request: roleChange, response: roleSchema },
  deleteRole: { method: "DELETE", path: `${org}/roles/{id}`, summary: "Delete a custom role that nobody holds", documented: false, answers: "none" },
  shares: { method: "GET", path: `${org}/shares`, summary: "Shares of all resources", documented: false, answers: "list", response: shareSchema, filters: ["resource_id"] },
  oneShare: { method: "GET", path: `${org}/shares/{id}`, summary: "One share", documented: false, answers: "one", response: shareSchema },
  share: { method: "POST", path: `${org}/shares`, summary: "Share a resource", documented: false, answers: "one", request: newShare, response: shareSchema },
  changeShare: { method: "PATCH", path: `${org}/shares/{id}`, summary: "Change the level of a share", documented: false, answers: "one", request: shareChange, response: shareSchema },
  unshare: { method: "DELETE", path: `${org}/shares/{id}`, summary: "End a share", documented: false, answers: "none" },
  serviceAccounts: { method: "GET", path: `${org}/service-accounts`, summary: "Service accounts", documented: false, answers: "list", response: serviceAccountSchema, filters: ["name"] },
  serviceAccount: { method: "GET", path: `${org}/service-accounts/{id}`, summary: "One service account", documented: false, answers: "one", response: serviceAccountSchema },
  createServiceAccount: { method: "POST", path: `${org}/service-accounts`, summary: "Create a service account", documented: false, answers: "one", request: newServiceAccount, response: serviceAccountSchema },
  changeServiceAccount: { method: "PATCH", path: `${org}/service-accounts/{id}`, summary: "Change a service account", documented: false, answers: "one", request: serviceAccountChange, response: serviceAccountSchema },
  deleteServiceAccount: { method: "DELETE", path: `${org}/service-accounts/{id}`, summary: "Delete a service account that has no key left; its shares end with it", documented: false, answers: "none" },
  serviceAccountKeys: { method: "GET", path: `${org}/service-account-keys`, summary: "Keys of all service accounts, without secrets", documented: false, answers: "list", response: serviceAccountKeySchema },
  createServiceAccountKey: { method: "POST", path: `${org}/service-accounts/{id}/keys`, summary: "Create a key of a service account; its secret is shown this once, and not when the request is repeated", documented: false, answers: "one", request: newServiceAccountKey, response: newServiceAccountKeySchema },
  changeServiceAccountKey: { method: "PATCH", path: `${org}/service-accounts/{id}/keys/{key}`, summary: "Note that the secret of a key was delivered", documented: false, answers: "one", request: serviceAccountKeyChange, response: serviceAccountKeySchema },
  revokeServiceAccountKey: { method: "DELETE", path: `${org}/service-accounts/{id}/keys/{key}`, summary: "Revoke a key of a service account", documented: false, answers: "none" },
  personalKeys: { method: "GET", path: `${org}/api-keys`, summary: "Keys of people, without secrets", documented: false, answers: "list", response: personalKeySchema, filters: ["created_by"] },
  revokePersonalKey: { method: "DELETE", path: `${org}/api-keys/{id}`, summary: "Revoke a person's key", documented: false, answers: "none" },
  pipelines: { method: "GET", path: "/api/pipelines", summary: "Pipelines", documented: true, answers: "list", response: ownedSchema, filters: ["owner_id"] },
  pipeline: { method: "GET", path: "/api/pipelines/{id}", summary: "One pipeline", documented: false, answers: "one", response: ownedSchema },
  changePipeline: { method: "PATCH", path: "/api/pipelines/{id}", summary: "Change a pipeline's owner", documented: false, answers: "one", request: ownerChange, response: ownedSchema },
  connections: { method: "GET", path: "/api/connections", summary: "Connections", documented: true, answers: "list", response: connectionSchema, filters: ["owner_id"] },
  connection: { method: "GET", path: "/api/connections/{id}", summary: "One connection", documented: false, answers: "one", response: connectionSchema },
  changeConnection: { method: "PATCH", path: "/api/connections/{id}", summary: "Change a connection's owner", documented: false, answers: "one", request: ownerChange, response: connectionSchema },
  schedules: { method: "GET", path: "/api/schedules", summary: "Schedules", documented: true, answers: "list", response: ownedSchema, filters: ["owner_id"] },
  schedule: { method: "GET", path: "/api/schedules/{id}", summary: "One schedule", documented: false, answers: "one", response: ownedSchema },
  changeSchedule: { method: "PATCH", path: "/api/schedules/{id}", summary: "Change a schedule's owner", documented: false, answers: "one", request: ownerChange, response: ownedSchema },
  projects: { method: "GET", path: "/api/projects", summary: "Projects; they have no owner", documented: false, answers: "list", response: projectSchema },
  auditEvents: { method: "GET", path: `${org}/audit-events`, summary: "Audit log", documented: false, answers: "list", response: auditEventSchema, filters: ["since"] },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;

/** The largest page that a list gives. */
export const maxPageSize = 1000;

/** Scopes that muster looks for in a key. */
export const scopes = { read: "organization:read", write: "admin:organization" } as const;
