/**
 * The shape of access files, defined once: these definitions validate every section, and the JSON Schema
 * for editors is generated from them.
 */
import * as z from "zod";
import { githubTargetOf } from "../model/deliver.ts";
import type { ShareLevel } from "../model/entity.ts";
import { builtInRoles } from "../model/role.ts";
import { idsSchema } from "./idsSchema.ts";
import { identityFields, peopleSection } from "./peopleSchema.ts";
import { organizationSchema } from "./policySchema.ts";
import { day, email, line, permission, reason, role, slug, span, teamRole } from "./schemaWords.ts";

const expires = day.optional().describe("The first day (UTC) on which it no longer holds: YYYY-MM-DD.");

type LevelEntry = z.ZodType<ShareLevel | { level: ShareLevel; expires?: string | undefined }>;

function levelEntry(words: readonly ShareLevel[]): LevelEntry {
  const level = z.enum(words).describe("What the share allows.");
  return z.union([level, z.strictObject({ level, expires })]);
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
    successor: email
      .optional()
      .describe("The member (key of `people` or e-mail) who receives what this one owns on leaving."),
    at_once: reason
      .optional()
      .describe("Why access ends before anything is handed over; for somebody who leaves."),
    expires: day.optional().describe("The first day (UTC) without access: YYYY-MM-DD. Required of guests."),
    until: day.optional().describe("The first day (UTC) on which the role is `then`: YYYY-MM-DD."),
    then: role.optional().describe("The role from `until` on."),
    approved_by: email.optional().describe("E-mail of the member who let this guest in."),
    reason: reason.optional().describe("Why a guest is here, for whoever reads it later."),
    shares: shares.optional(),
    ...identityFields,
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
  .refine((member) => member.until === undefined || member.then !== undefined, {
    message: "is missing: it says which role holds from `until` on",
    path: ["then"],
  })
  .refine((member) => member.then === undefined || member.until !== undefined, {
    message: "is missing: it says from which day on `then` holds",
    path: ["until"],
  })
  .refine((member) => member.until === undefined || member.profile === undefined, {
    message: "cannot stand beside `profile`: give the role itself, which ends then",
    path: ["until"],
  })
  .refine((member) => member.at_once === undefined || (member.state ?? "active") !== "active", {
    message: "is for somebody who leaves: it needs `state: deactivated` or `state: removed`",
    path: ["at_once"],
  });

/** A member's entry: the role, or a mapping. */
export const memberSchema = z.union([role, memberFields]);

const teamPlace = z.strictObject({
  member: email.describe("A member: key of `people` or e-mail."),
  role: teamRole.optional(),
  expires,
});

/** A team's entry. */
export const teamSchema = z.strictObject({
  name: line(200).optional().describe("For showing."),
  description: z.string().max(2000, "must have at most 2000 characters").optional(),
  parent: slug.nullable().optional().describe("Slug of the team above; null for none."),
  manager: email
    .nullable()
    .optional()
    .describe("The member (key of `people` or e-mail) who manages it; null for nobody."),
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

const deliverTo = z
  .strictObject({
    github_secret: z
      .string()
      .refine((text) => githubTargetOf(text) !== undefined, {
        error:
          "must be owner/repo/NAME or owner/repo@environment/NAME, the name in capitals as GitHub has it",
      })
      .optional()
      .describe("A secret of GitHub Actions: owner/repo/NAME, or owner/repo@environment/NAME."),
    file: line(1000).optional().describe("A file on the machine that runs muster; never in GitHub Actions."),
  })
  .refine((target) => (target.github_secret === undefined) !== (target.file === undefined), {
    error: "must name one place: `github_secret` or `file`",
  })
  .describe("Where the secret of a new key goes; without it, keys are made and replaced by hand.");

/** A key's entry. */
export const keySchema = z.strictObject({
  scopes: z.array(permission).min(1, "must not be empty").describe("What the key may do."),
  reason: reason.optional().describe("Why; required with admin:organization."),
  rotate_after: span.optional().describe("Age at which the key is replaced: 90d. Left out, at no age."),
  overlap: span.optional().describe("How long the old key lives on beside the new one. Default: 24h."),
  deliver_to: deliverTo.optional(),
});

/** A service account's entry. */
export const serviceAccountSchema = z.strictObject({
  description: z.string().max(2000, "must have at most 2000 characters").optional(),
  role,
  owner: email.describe("A team (slug) or a member (key of `people` or e-mail): who answers for it."),
  expires: expires.describe(
    "The first day (UTC) without it: YYYY-MM-DD. It is deleted then, and its keys are revoked.",
  ),
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
  .describe(
    "The members (keys of `people` or e-mails) who own things, by name or id; a difference is a transfer.",
  );

/** One access file. */
export const accessFileSchema = z.strictObject({
  people: peopleSection.optional(),
  organization: organizationSchema.optional(),
  members: z.record(email, memberSchema).optional().describe("Members by key of `people` or by e-mail."),
  roles: z.record(slug, roleSchema).optional().describe("Custom roles by name."),
  teams: z.record(slug, teamSchema).optional().describe("Teams by slug."),
  service_accounts: z.record(slug, serviceAccountSchema).optional().describe("Service accounts by name."),
  ownership: ownership.optional(),
  ids: idsSchema.optional(),
});

export type TeamEntry = z.infer<typeof teamSchema>;

export const sectionNames = [
  "people",
  "organization",
  "members",
  "roles",
  "teams",
  "service_accounts",
  "ownership",
  "ids",
] as const satisfies readonly (keyof typeof accessFileSchema.shape)[];
export type SectionName = (typeof sectionNames)[number];
/** Sections in an organization's folder. */
export type OwnSectionName = Exclude<SectionName, "people">;
