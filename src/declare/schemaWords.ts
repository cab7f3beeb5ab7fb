/** The words that access files are made of: what a name, an address, a role or a reason may look like. */
import * as z from "zod";
import { isDay } from "../model/day.ts";
import { builtInRoles } from "../model/role.ts";
import type { IdShape, Vocabulary } from "../model/vocabulary.ts";

/** One line of text, of so many characters at most. */
export const line = (most: number) =>
  z
    .string()
    .min(1, { error: "must not be empty", abort: true })
    .max(most, `must have at most ${most} characters`)
    .regex(/^\S(?:[^\t\r\n]*\S)?$/, "must be one line, without blanks at its ends");

/** In characters (RFC 5321). */
export const longestAddress = 254;
/** An e-mail address; whether it is one is judged by a rule, with a better message. */
export const email = z
  .string()
  .min(1, "must not be empty")
  .max(longestAddress, `must have at most ${longestAddress} characters`);
const slugPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** A short name: of a team, a role, a profile, a service account, a key. */
export const slug = z
  .string()
  .regex(
    slugPattern,
    "must be letters, digits, `-`, `_` and `.` of ASCII, begin with a letter or digit, and have at most 100 of them",
  );
/** What a role is called: where the service makes roles, whatever it lets them be called. */
export const roleName = ({ roles }: Vocabulary) => (roles.granted === true ? line(100) : slug);
/** What somebody can do in the organization. */
export const role = (vocabulary: Vocabulary) =>
  slug
    .describe("Organization role, built in or declared under `roles`: the ceiling of what somebody can do.")
    .meta({
      examples: [...builtInRoles(vocabulary)],
      // Where nobody makes roles that members could have, there are no others.
      ...(vocabulary.roles.granted === true && vocabulary.permissions === undefined
        ? { enum: [...builtInRoles(vocabulary)] }
        : {}),
    });
/** Lower case only, so that no other spelling of the permission that manages users passes for a harmless scope. */
export const permission = ({ permissions }: Vocabulary) =>
  z
    .string()
    .regex(
      /^[a-z0-9*][a-z0-9*._-]*:[a-z0-9*][a-z0-9*._-]*$/,
      `must be two words in lower case with a colon between them${permissions === undefined ? "" : `, such as ${permissions.example}`}`,
    )
    .max(100, "must have at most 100 characters");
/** What something is known by at the service. */
export const serviceId = (noun: string, { pattern, looks }: IdShape) =>
  z.string().regex(new RegExp(`^${pattern}$`), `must be the ${noun}'s id at the service, ${looks}`);
/** A file of an organization, as other files of it name it. */
export const filePath = line(200).regex(
  /^(?!\.{0,2}\/)(?:[^/]+\/)*[^/]+\.yaml$/,
  "must be the path of a .yaml file in the organization's folder, such as teams/apollo.yaml",
);
/** Why, in a line. */
export const reason = line(500);
/** How long, with a minute as the shortest. */
export const span = z.string().regex(/^[1-9]\d{0,5}[mhd]$/, "must be a number with m, h or d, such as 90d");
/** What somebody is in a team. */
export const teamRole = z.enum(["member", "lead"]).describe("Role in the team; member when left out.");

/** A UTC day. */
export const day = z.string().refine(isDay, "must be a day that the calendar has, as YYYY-MM-DD").meta({
  pattern:
    "^[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))$",
});

/** The end of something. */
export const expires = day
  .optional()
  .describe("The first day (UTC) on which it no longer holds: YYYY-MM-DD.");

/** Whether a text can be such a name; for the many entries that need no more checking. */
export function isSlug(text: string): boolean {
  return slugPattern.test(text);
}
