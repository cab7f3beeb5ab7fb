/**
 * The shape of access files, defined once: these definitions validate every section, and the JSON Schema
 * for editors is generated from them.
 */
import * as z from "zod";
import { builtInRoles } from "../model/role.ts";

const line = (most: number) =>
  z
    .string()
    .min(1, "must not be empty")
    .max(most, `must have at most ${most} characters`)
    .regex(/^\S(?:[^\t\r\n]*\S)?$/, "must be one line, without blanks at its ends");

const email = z.string().min(1, "must not be empty").max(254, "must have at most 254 characters");
const slug = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    "must be letters, digits, `-`, `_` and `.` of ASCII, begin with a letter or digit, and have at most 100 of them",
  );
const percent = z
  .string()
  .regex(/^(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)%$/, 'must be a percentage from 0% to 100%, such as "25%"');
const role = z.enum(builtInRoles).describe("Organization role: the ceiling of what somebody can do.");
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

const unlisted = z
  .strictObject({
    members: z.enum(["report", "deactivate", "remove"]).optional(),
    invitations: z.enum(["report", "cancel"]).optional(),
    teams: z.enum(["report", "delete"]).optional(),
  })
  .describe("What happens to things that are live and in no file. Default: report.");

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
  })
  .describe("Which live organization this folder speaks of, and the policy on it.");

const memberFields = z
  .strictObject({
    role: role.optional(),
    state: z.enum(["active", "deactivated", "removed"]).optional().describe("Default: active."),
  })
  .refine((member) => member.role !== undefined || (member.state ?? "active") !== "active", {
    message: "is missing; only somebody deactivated or removed needs none",
    path: ["role"],
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
    .describe("Everybody in the team; left out, nobody's membership is touched."),
});

/** A team's key. */
export const teamKeySchema = slug;

/** One access file. */
export const accessFileSchema = z.strictObject({
  organization: organizationSchema.optional(),
  members: z.record(email, memberSchema).optional().describe("Members by e-mail."),
  teams: z.record(slug, teamSchema).optional().describe("Teams by slug."),
});

export type OrganizationSection = z.infer<typeof organizationSchema>;
export type MemberEntry = z.infer<typeof memberSchema>;
export type TeamEntry = z.infer<typeof teamSchema>;
export const sectionNames = ["organization", "members", "teams"] as const;
export type SectionName = (typeof sectionNames)[number];
