/**
 * The Planasonix API as muster assumes it, stated once: the client's types and response checks, the sandbox's
 * routes and request checks, and the OpenAPI document all come from here. Which parts the vendor documents is
 * marked on each route; the rest is muster's assumption.
 */
import * as z from "zod";

const id = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[A-Za-z0-9_-]+$`))
    .max(128);
const time = z.iso.datetime({ offset: true }).describe("RFC 3339, UTC");
const email = z.string().min(3).max(320);
const slug = z.string().min(1).max(100);
const teamRole = z.enum(["member", "lead"]);
const versioned = {
  updated_at: time.optional(),
  etag: z.string().optional().describe("Version of the object, as If-Match takes it."),
};

export const profileSchema = z.looseObject({
  id: z.string().min(1),
  email: z.string().nullish(),
  display_name: z.string().nullish(),
  organization_id: id("org"),
  roles: z.array(z.string()).optional(),
  scopes: z.array(z.string()).nullish().describe("Absent: counts as a key that can write."),
});

export const organizationSchema = z.looseObject({
  id: id("org"),
  name: z.string(),
  usage: z
    .looseObject({
      members: z.int().nonnegative().optional(),
      invitations: z.int().nonnegative().optional(),
      teams: z.int().nonnegative().optional(),
      team_memberships: z.int().nonnegative().optional(),
    })
    .optional()
    .describe("How many objects each whole collection holds, so that a short read is noticed."),
  ...versioned,
});

export const memberSchema = z.looseObject({
  id: id("usr"),
  email,
  display_name: z.string().nullish(),
  role: z.string().min(1),
  state: z.enum(["active", "deactivated", "left"]),
  created_at: time.optional(),
  ...versioned,
});

const teamPlaceSchema = z.looseObject({ team_id: id("team"), role: teamRole });

export const invitationSchema = z.looseObject({
  id: id("inv"),
  email,
  role: z.string().min(1),
  teams: z.array(teamPlaceSchema).optional(),
  state: z.enum(["pending", "expired", "failed", "declined"]),
  sent_count: z.int().nonnegative().optional(),
  invited_at: time.optional(),
  expires_at: time.nullish(),
  ...versioned,
});

export const teamSchema = z.looseObject({
  id: id("team"),
  slug,
  name: z.string(),
  description: z.string().nullish(),
  parent_id: id("team").nullish(),
  manager_id: id("usr").nullish(),
  ...versioned,
});

export const teamMembershipSchema = z.looseObject({
  team_id: id("team"),
  member_id: id("usr"),
  role: teamRole,
  ...versioned,
});

export type ApiProfile = z.infer<typeof profileSchema>;
export type ApiOrganization = z.infer<typeof organizationSchema>;
export type ApiMember = z.infer<typeof memberSchema>;
export type ApiInvitation = z.infer<typeof invitationSchema>;
export type ApiTeam = z.infer<typeof teamSchema>;
export type ApiTeamMembership = z.infer<typeof teamMembershipSchema>;

/** Every collection answers this, whole or by page. */
export const metaSchema = z.looseObject({
  page_size: z.int().positive().optional(),
  next_cursor: z
    .string()
    .min(1)
    .nullish()
    .describe("Given back as `cursor` for the next page; null on the last."),
  total: z.int().nonnegative().optional().describe("How many objects the whole collection holds."),
});

/** Errors carry a code for machines and a message for people; some services wrap both in `error`. */
export const errorSchema = z.union([
  z.looseObject({ code: z.string(), message: z.string() }),
  z
    .looseObject({ error: z.looseObject({ code: z.string(), message: z.string() }) })
    .transform((body) => body.error),
]);

const memberChange = z
  .strictObject({ role: z.string().min(1).optional(), state: z.enum(["active", "deactivated"]).optional() })
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

export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Below the base address; `{org}`, `{id}`, `{team}` and `{member}` are filled in. */
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
  changeMember: { method: "PATCH", path: `${org}/members/{id}`, summary: "Change a role or state", documented: false, answers: "one", request: memberChange, response: memberSchema },
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
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;

/** The largest page that a list gives. */
export const maxPageSize = 1000;

/** Where Planasonix answers unless the files or the environment say otherwise. */
export const defaultAddress = "https://api.planasonix.com";

/** Scopes that muster looks for in a key. */
export const scopes = { read: "organization:read", write: "admin:organization" } as const;
