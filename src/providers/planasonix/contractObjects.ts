/** The objects that the Planasonix API speaks of, as zod schemas: part of the contract, and used through `contract.ts`. */
import * as z from "zod";

/** An id with its prefix: `usr_...`. */
export const id = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[A-Za-z0-9_-]+$`))
    .max(128);
/** A moment. */
export const time = z.iso.datetime({ offset: true }).describe("RFC 3339, UTC");
/** An e-mail address as the service takes it; ASCII. */
export const email = z.string().min(3).max(320);
/** The short name of a team. */
export const slug = z.string().min(1).max(100);
/** What somebody is in a team. */
export const teamRole = z.enum(["member", "lead"]);
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
  seats: z
    .looseObject({ total: z.int().nonnegative().nullish(), used: z.int().nonnegative() })
    .nullish()
    .describe("Active members and pending invitations use one each; a total of null is no limit."),
  usage: z
    .looseObject({
      members: z.int().nonnegative().optional(),
      invitations: z.int().nonnegative().optional(),
      teams: z.int().nonnegative().optional(),
      team_memberships: z.int().nonnegative().optional(),
      roles: z.int().nonnegative().optional().describe("Built-in ones too."),
      shares: z.int().nonnegative().optional(),
      service_accounts: z.int().nonnegative().optional(),
      service_account_keys: z.int().nonnegative().optional(),
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
  created_at: time.optional().describe("When they joined."),
  joined_via: z
    .enum(["invitation", "sso"])
    .nullish()
    .describe("sso: by their first login, whom nobody had invited."),
  ...versioned,
});

const teamPlaceSchema = z.looseObject({ team_id: id("team"), role: teamRole });

export const invitationSchema = z.looseObject({
  id: id("inv"),
  email,
  role: z.string().min(1),
  teams: z.array(teamPlaceSchema).optional(),
  state: z
    .enum(["awaiting_approval", "pending", "expired", "failed", "declined"])
    .describe("awaiting_approval: of a guest; nobody can accept it until somebody there has approved it."),
  approvers: z.array(email).nullish().describe("Who may approve it, while it waits for that."),
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

const resourceName = z.string().min(1).max(200);

export const roleSchema = z.looseObject({
  id: id("role"),
  name: slug,
  built_in: z.boolean(),
  base: z.string().nullish().describe("The built-in role that a custom one ranks and is capped as."),
  permissions: z.array(z.string()),
  ...versioned,
});

export const shareLevel = z.enum(["view", "run", "edit", "use"]);
export const sharedType = z.enum(["pipeline", "connection", "project"]);
export const granteeType = z.enum(["team", "member", "service_account"]);

export const shareSchema = z.looseObject({
  id: id("shr"),
  resource_type: sharedType,
  resource_id: z.string().min(1),
  resource_name: resourceName.optional().describe("For showing, where the service gives it."),
  grantee_type: granteeType,
  grantee_id: z.string().min(1),
  level: shareLevel,
  ...versioned,
});

export const serviceAccountSchema = z.looseObject({
  id: id("sa"),
  name: slug,
  description: z.string().nullish(),
  role: z.string().min(1),
  owner_type: z.enum(["team", "member"]).nullish(),
  owner_id: z.string().nullish(),
  created_at: time.optional(),
  ...versioned,
});

export const serviceAccountKeySchema = z.looseObject({
  id: id("key"),
  service_account_id: id("sa"),
  name: slug,
  scopes: z.array(z.string()),
  created_by: z.string().nullish().describe("Id of the member or service account that created it."),
  created_at: time.optional(),
  delivered_at: time.nullish().describe("When its secret was delivered, as whoever delivered it noted."),
  last_used_at: time.nullish(),
  ...versioned,
});

/** The answer to its creation. */
export const newServiceAccountKeySchema = serviceAccountKeySchema.extend({
  secret: z.string().min(1).nullish().describe("Shown this once; absent when the request is repeated."),
});

export const personalKeySchema = z.looseObject({
  id: id("key"),
  name: z.string(),
  created_by: id("usr"),
  scopes: z.array(z.string()).optional(),
  created_at: time.optional(),
  ...versioned,
});

/** Pipelines and schedules. */
export const ownedSchema = z.looseObject({
  id: z.string().min(1),
  name: resourceName,
  owner_id: id("usr").nullish(),
  ...versioned,
});

export const connectionSchema = z.looseObject({
  id: z.string().min(1),
  name: resourceName,
  owner_id: id("usr").nullish(),
  oauth: z
    .looseObject({ provider: z.string(), authorized_by: id("usr").nullish() })
    .nullish()
    .describe("The upstream grant in whose name the connection works; revoking it is done at the provider."),
  ...versioned,
});

export const projectSchema = z.looseObject({ id: z.string().min(1), name: resourceName, ...versioned });

export const auditEventSchema = z.looseObject({
  id: z.string().min(1),
  at: time,
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  target_id: z.string().nullish().describe("Id of what it happened to."),
  before: z.looseObject({}).nullish().describe("The object as it was; null where there was none."),
  after: z.looseObject({}).nullish().describe("The object as it is; null where there is none left."),
});

export type ApiRole = z.infer<typeof roleSchema>;
export type ApiShare = z.infer<typeof shareSchema>;
export type ApiServiceAccount = z.infer<typeof serviceAccountSchema>;
export type ApiNewServiceAccountKey = z.infer<typeof newServiceAccountKeySchema>;
export type ApiServiceAccountKey = z.infer<typeof serviceAccountKeySchema>;
export type ApiPersonalKey = z.infer<typeof personalKeySchema>;
export type ApiOwned = z.infer<typeof ownedSchema>;
export type ApiConnection = z.infer<typeof connectionSchema>;
export type ApiProject = z.infer<typeof projectSchema>;
export type ApiAuditEvent = z.infer<typeof auditEventSchema>;

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
