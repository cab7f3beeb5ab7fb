/**
 * The shape of access files, defined once: these definitions validate every section, and the JSON Schema
 * for editors is generated from them.
 */
import * as z from "zod";
import type { ShareLevel } from "../model/entity.ts";
import { guardNames } from "../model/plan.ts";
import { builtInRoles } from "../model/role.ts";

const line = (most: number) =>
  z
    .string()
    .min(1, { error: "must not be empty", abort: true })
    .max(most, `must have at most ${most} characters`)
    .regex(/^\S(?:[^\t\r\n]*\S)?$/, "must be one line, without blanks at its ends");

/** In characters (RFC 5321). */
export const longestAddress = 254;
const email = z
  .string()
  .min(1, "must not be empty")
  .max(longestAddress, `must have at most ${longestAddress} characters`);
const slugPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const slug = z
  .string()
  .regex(
    slugPattern,
    "must be letters, digits, `-`, `_` and `.` of ASCII, begin with a letter or digit, and have at most 100 of them",
  );
const percent = z
  .string()
  .regex(/^(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)%$/, 'must be a percentage from 0% to 100%, such as "25%"');
const role = slug
  .describe("Organization role, built in or declared under `roles`: the ceiling of what somebody can do.")
  .meta({ examples: builtInRoles });
/** Lower case only, so that no other spelling of `admin:organization` passes for a harmless scope. */
const permission = z
  .string()
  .regex(
    /^[a-z0-9*][a-z0-9*._-]*:[a-z0-9*][a-z0-9*._-]*$/,
    "must be two words in lower case with a colon between them, such as pipelines:run",
  )
  .max(100, "must have at most 100 characters");
const reason = line(500);
const teamRole = z.enum(["member", "lead"]).describe("Role in the team; member when left out.");

/** Whether an address is one that a key could be sent to: HTTPS, or HTTP on this machine only. */
function isApiAddress(text: string): boolean {
  if (!URL.canParse(text) || /[?#@\\]/.test(text)) return false;
  const url = new URL(text);
  const loopback =
    url.hostname === "localhost" || url.hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && loopback);
}

const guards = z
  .strictObject({
    min_admins: z
      .int()
      .min(1, "must be 1 or more")
      .optional()
      .describe("Active admins that must remain. Default 2."),
    max_loss: percent
      .optional()
      .describe('Part of the members that one plan may take access from. Default "25%".'),
    max_changes: z.int().min(0, "must be 0 or more").optional().describe("Changes in one plan. Default 200."),
    protected: z
      .array(email)
      .optional()
      .describe("E-mails of members that no plan may touch, such as break-glass admins."),
  })
  .describe("Limits that block a plan.");

const reportOrDelete = z.enum(["report", "delete"]).optional();
const unlisted = z
  .strictObject({
    members: z.enum(["report", "deactivate", "remove"]).optional(),
    invitations: z.enum(["report", "cancel"]).optional(),
    teams: reportOrDelete,
    roles: reportOrDelete,
    service_accounts: reportOrDelete,
    keys: reportOrDelete,
    shares: reportOrDelete,
  })
  .describe("What happens to things that are live and in no file. Default: report.");

/** True for a day that the calendar has, as YYYY-MM-DD. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** A guard that is lifted for a time. */
export const waiverSchema = z.strictObject({
  guard: z.enum(guardNames).describe("The guard that it lifts."),
  until: z
    .string()
    .refine(isDay, "must be a day that the calendar has, as YYYY-MM-DD")
    .describe("The first day (UTC) on which it no longer holds: YYYY-MM-DD."),
  reason: reason.describe("Why, for whoever reads it later."),
});

/** What many members have in common. */
export const profileSchema = z.strictObject({
  role,
  teams: z.array(slug).optional().describe("Slugs of the teams that everybody with this profile is in."),
});

export const organizationSchema = z
  .strictObject({
    name: line(200).optional().describe("For showing."),
    provider: z.enum(["planasonix"]).describe("The service that the organization is at."),
    id: z
      .string()
      .regex(
        /^org_[A-Za-z0-9_-]{1,124}$/,
        "must be the organization's id at the service, beginning with org_",
      )
      .describe("The organization's id at the service."),
    api: z
      .string()
      .refine(
        isApiAddress,
        "must be an https:// address without user, query and fragment (http:// only for this machine)",
      )
      .optional()
      .describe("Base address of the API, when it is not the provider's default."),
    unlisted: unlisted.optional(),
    on_leave: z
      .enum(["deactivate", "remove"])
      .optional()
      .describe("What leaving means. Default: deactivate."),
    drift: z
      .enum(["report", "correct"])
      .optional()
      .describe("What a merge does about drift. Default: report."),
    successor: email.optional().describe("E-mail of the member who receives what a leaver held."),
    guards: guards.optional(),
    waivers: z.array(waiverSchema).optional().describe("Guards that are lifted for a time, in the open."),
    profiles: z.record(slug, profileSchema).optional().describe("Role and teams of many people, by name."),
  })
  .describe("Which live organization this folder speaks of, and the policy on it.");

type LevelEntry = z.ZodType<ShareLevel | { level: ShareLevel }>;

function levelEntry(words: readonly ShareLevel[]): LevelEntry {
  const level = z.enum(words).describe("What the share allows.");
  return z.union([level, z.strictObject({ level })]);
}

/** The levels of a share, by the section it stands in. */
export const sectionLevels = {
  pipelines: ["view", "run", "edit"],
  connections: ["view", "edit", "use"],
  projects: ["view", "run", "edit"],
} as const satisfies Record<string, readonly ShareLevel[]>;

/** A share's entry, the level or a mapping, by the section it stands in. */
export const shareSchemas = {
  pipelines: levelEntry(sectionLevels.pipelines),
  connections: levelEntry(sectionLevels.connections),
  projects: levelEntry(sectionLevels.projects),
} as const;

/** The name of a pipeline, connection, schedule or project, or its id. */
export const resourceNameSchema = line(200);

const shares = z
  .strictObject({
    pipelines: z.record(resourceNameSchema, shareSchemas.pipelines).optional(),
    connections: z.record(resourceNameSchema, shareSchemas.connections).optional(),
    projects: z.record(resourceNameSchema, shareSchemas.projects).optional(),
  })
  .describe("What is shared with it, by name or id: complete when given; left out, nothing is touched.");

const memberFields = z
  .strictObject({
    role: role.optional(),
    profile: slug.optional().describe("Name of a profile of `organization`, in place of a role."),
    state: z.enum(["active", "deactivated", "removed"]).optional().describe("Default: active."),
    successor: email.optional().describe("E-mail of the member who receives what this one owns on leaving."),
    at_once: reason
      .optional()
      .describe("Why access ends before anything is handed over; for somebody who leaves."),
    shares: shares.optional(),
  })
  .refine(
    (member) =>
      member.role !== undefined || member.profile !== undefined || (member.state ?? "active") !== "active",
    {
      message: "is missing; only somebody with a profile, deactivated or removed needs none",
      path: ["role"],
    },
  )
  .refine((member) => member.role === undefined || member.profile === undefined, {
    message: "cannot stand beside `role`: the role comes from the profile",
    path: ["profile"],
  })
  .refine((member) => member.at_once === undefined || (member.state ?? "active") !== "active", {
    message: "is for somebody who leaves: it needs `state: deactivated` or `state: removed`",
    path: ["at_once"],
  });

/** A member's entry: the role, or a mapping. */
export const memberSchema = z.union([role, memberFields]);

const teamPlace = z.strictObject({
  member: email.describe("E-mail of a member."),
  role: teamRole.optional(),
});

/** A team's entry. */
export const teamSchema = z.strictObject({
  name: line(200).optional().describe("For showing."),
  description: z.string().max(2000, "must have at most 2000 characters").optional(),
  parent: slug.nullable().optional().describe("Slug of the team above; null for none."),
  manager: email.nullable().optional().describe("E-mail of the member who manages it; null for nobody."),
  previously: z.array(slug).optional().describe("Former slugs: a rename keeps id, members and history."),
  members: z
    .array(z.union([email, teamPlace]))
    .optional()
    .describe("Everybody in the team, with those whose profile names it; left out, nobody is taken out."),
  members_from: z
    .string()
    .regex(/^sso:\S(?:[^\t\r\n]*\S)?$/, "must be `sso:` and the name of a group, such as sso:analysts")
    .max(200, "must have at most 200 characters")
    .optional()
    .describe("The identity provider's group that owns the memberships; they are left alone."),
  shares: shares.optional(),
});

/** A custom role's entry. */
export const roleSchema = z.strictObject({
  base: z.enum(builtInRoles).describe("The built-in role that it ranks and is capped as."),
  permissions: z.array(permission).describe("What it may do beyond its base."),
});

/** A key's entry. */
export const keySchema = z.strictObject({
  scopes: z.array(permission).min(1, "must not be empty").describe("What the key may do."),
  reason: reason.optional().describe("Why; required with admin:organization."),
});

/** A service account's entry. */
export const serviceAccountSchema = z.strictObject({
  description: z.string().max(2000, "must have at most 2000 characters").optional(),
  role,
  owner: email.describe("Slug of a team or e-mail of a member: who answers for it."),
  shares: shares.optional(),
  keys: z
    .record(slug, keySchema)
    .optional()
    .describe("All of its keys by name; left out, they are not touched."),
});

/** Who owns a resource. */
export const ownerSchema = email;

const ownership = z
  .strictObject({
    pipelines: z.record(resourceNameSchema, ownerSchema).optional(),
    connections: z.record(resourceNameSchema, ownerSchema).optional(),
    schedules: z.record(resourceNameSchema, ownerSchema).optional(),
  })
  .describe("E-mails of the members who own things, by name or id; a difference is a transfer.");

/** A team's slug; roles, profiles, service accounts and keys are named alike. */
export const slugSchema = slug;

/** Whether a text can be such a name; for the many entries that need no more checking. */
export function isSlug(text: string): boolean {
  return slugPattern.test(text);
}

/** One access file. */
export const accessFileSchema = z.strictObject({
  organization: organizationSchema.optional(),
  members: z.record(email, memberSchema).optional().describe("Members by e-mail."),
  roles: z.record(slug, roleSchema).optional().describe("Custom roles by name."),
  teams: z.record(slug, teamSchema).optional().describe("Teams by slug."),
  service_accounts: z.record(slug, serviceAccountSchema).optional().describe("Service accounts by name."),
  ownership: ownership.optional(),
});

export type OrganizationSection = z.infer<typeof organizationSchema>;
export type MemberEntry = z.infer<typeof memberSchema>;
export type TeamEntry = z.infer<typeof teamSchema>;
export type ProfileEntry = z.infer<typeof profileSchema>;
export type RoleEntry = z.infer<typeof roleSchema>;
export type ServiceAccountEntry = z.infer<typeof serviceAccountSchema>;

export const sectionNames = [
  "organization",
  "members",
  "roles",
  "teams",
  "service_accounts",
  "ownership",
] as const satisfies readonly (keyof typeof accessFileSchema.shape)[];
export type SectionName = (typeof sectionNames)[number];
