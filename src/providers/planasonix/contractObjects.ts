/** The objects that the Planasonix API speaks of, as zod schemas: part of the contract, and used through `contract.ts`. */
import * as z from "zod";

/** An id with its prefix: `usr_...`. */
export const id = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[A-Za-z0-9_-]+$`))
    .max(128);
const time = z.iso.datetime({ offset: true }).describe("RFC 3339, UTC");
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
