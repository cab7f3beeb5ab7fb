/** The shape of the section `organization`: the connection, and the policy on the organization. */
import { providerNames } from "../../model/vocabularies/all.ts";
import * as z from "zod";
import { isLoopback } from "../../model/address.ts";
import { guardNames } from "../../model/guard.ts";
import { scimProfileNames, scimRolePlaces } from "../../model/scim.ts";
import { day, email, line, reason, role, serviceId, slug, span } from "../schemaWords.ts";
import { perService } from "../wordedFile.ts";

const percent = z
  .string()
  .regex(/^(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)%$/, 'must be a percentage from 0% to 100%, such as "25%"');
/** Whether an address is one that a key could be sent to: HTTPS, or HTTP on this machine only. */
function isApiAddress(text: string): boolean {
  if (!URL.canParse(text) || /[?#@\\]/.test(text)) return false;
  const url = new URL(text);
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
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
      .describe("Members (keys of `people` or e-mails) that no plan may touch, such as break-glass admins."),
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
    grace: z
      .union([span, z.literal("0"), z.literal(0)], {
        error: "must be a number with m, h or d, such as 3d, or 0",
      })
      .optional()
      .describe(
        "How long members whom single sign-on let in are left alone: 3d unless given; 0 for no time.",
      ),
  })
  .describe("What happens to things that are live and in no file. Default: report.");

/** A guard that is lifted for a time. */
export const waiverSchema = z.strictObject({
  guard: z.enum(guardNames).describe("The guard that it lifts."),
  until: day.describe("The first day (UTC) on which it no longer holds: YYYY-MM-DD."),
  reason: reason.describe("Why, for whoever reads it later."),
});

/** A task of a leaving that was done by hand. */
export const settledSchema = z.strictObject({
  task: z
    .string()
    .regex(/^[0-9a-f]{16}$/, "must be the id of a task, as a plan shows it: 16 hexadecimal digits")
    .describe("Id of the task, as a plan shows it."),
  by: email.describe("The member (key of `people` or e-mail) who says that it is done."),
  reason: reason.describe("What was done, for whoever reads it later."),
});

/** What many members have in common. */
export const profileSchema = perService((vocabulary) =>
  z.strictObject({
    role: role(vocabulary),
    teams: z.array(slug).optional().describe("Slugs of the teams that everybody with this profile is in."),
  }),
);

const domains = z
  .array(
    z
      .string()
      .max(253, "must have at most 253 characters")
      .regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, "must be a domain, such as acme.example"),
  )
  .describe("Domains of e-mail addresses; letter case makes no difference.");

const sso = z
  .strictObject({
    enforced: z.boolean().optional().describe("Nobody signs in without it. Default: false."),
    domains: domains.optional(),
  })
  .describe("Single sign-on: whose invited people join at their first login.");

const guests = z
  .strictObject({
    domains,
    max_days: z
      .int()
      .min(1, "must be 1 or more")
      .optional()
      .describe("Days from today that a guest may be let in for at most."),
    approvers: z
      .array(email)
      .optional()
      .describe(
        "Members (keys of `people` or e-mails) who may let guests in, beside those who manage users.",
      ),
  })
  .describe("Members of these domains are guests: they need an end, an approval and a reason.");

const scim = z
  .strictObject({
    profile: z
      .enum(scimProfileNames)
      .optional()
      .describe("The service, where its ways are known. Default: strict, the standard alone."),
    expects: z
      .strictObject({ user: line(200).describe("User name or e-mail of somebody who is there.") })
      .optional()
      .describe("Who must be found before anything else counts: a tenant has no name."),
    user_name: z.enum(["email", "login"]).optional().describe("What user names are made of. Default: email."),
    manages: z
      .enum(["own", "all"])
      .optional()
      .describe("own: what muster made and what an import took over; all: everything. Default: own."),
    remove: z
      .boolean()
      .optional()
      .describe("Whether users may be deleted, where the service can. Default: false."),
    proven: day
      .optional()
      .describe("The day on which `muster doctor --prove` tried every verb there: YYYY-MM-DD."),
    role: z
      .strictObject({
        from: z.enum(scimRolePlaces).describe("Where the service keeps what somebody may do."),
        admin: line(200).optional().describe("What is there of an admin: a value, or the name of a group."),
        member: z
          .string()
          .max(200)
          .optional()
          .describe("What is there of everybody else; empty for nothing."),
      })
      .refine(({ from, admin }) => (from === "none") === (admin === undefined), {
        message: "must say what an admin has there, unless `from` is none",
        path: ["admin"],
      })
      .refine(({ from, member }) => from !== "groups" || member === undefined || member === "", {
        message: "has no meaning with `from: groups`: whoever is not in the group is a member",
        path: ["member"],
      })
      .optional()
      .describe("Roles. Default: none, so that nobody is known to be an admin."),
  })
  .describe("How an organization is reached by SCIM; with `provider: scim` alone.");

export const organizationSchema = perService((vocabulary) =>
  z
    .strictObject({
      name: line(200).optional().describe("For showing."),
      provider: z.enum(providerNames).describe("The service that the organization is at."),
      id: serviceId("organization", vocabulary.organizationId).describe(
        "The organization's id at the service.",
      ),
      api: z
        .string()
        .refine(
          isApiAddress,
          "must be an https:// address without user, query and fragment (http:// only for this machine)",
        )
        .optional()
        .describe("Base address of the API, when it is not the provider's default."),
      account: z
        .union([z.int().positive(), z.string().regex(/^[1-9]\d{0,15}$/)])
        .optional()
        .describe(
          "The organization's number at the service, where its id can pass on to another: checked before anything else.",
        ),
      scim: scim.optional(),
      sso: sso.optional(),
      guests: guests.optional(),
      unlisted: unlisted.optional(),
      on_leave: z
        .enum(["deactivate", "remove"])
        .optional()
        .describe(`What leaving means. Default: ${vocabulary.onLeave}.`),
      drift: z
        .enum(["report", "correct"])
        .optional()
        .describe("What a merge does about drift. Default: report."),
      successor: email
        .optional()
        .describe("The member (key of `people` or e-mail) who receives what a leaver held."),
      guards: guards.optional(),
      waivers: z.array(waiverSchema).optional().describe("Guards that are lifted for a time, in the open."),
      settled: z
        .array(settledSchema)
        .optional()
        .describe("Tasks that somebody's leaving left, and that were done by hand."),
      profiles: z
        .record(slug, profileSchema(vocabulary))
        .optional()
        .describe("Role and teams of many people, by name."),
    })
    .describe("Which live organization this folder speaks of, and the policy on it."),
);

export type OrganizationSection = z.infer<ReturnType<typeof organizationSchema>>;
