/** The shape of the section `people`: who somebody is, in every organization; and what a member's own entry may say of that. */
import { anyPersonId, loginFields, loginPattern } from "../../model/vocabularies/all.ts";
import * as z from "zod";
import { day, email, line, serviceId, slug } from "../schemaWords.ts";

const former = z
  .array(email)
  .optional()
  .describe("Former e-mails: a new e-mail keeps the account and all that it holds.");
/** Somebody's id at the service. */
const memberId = serviceId("person", anyPersonId);
const ids = z
  .record(z.string(), memberId)
  .optional()
  .describe("The person's id at the service, by key of the organization: it holds whatever their e-mail is.");

/** Fields by which somebody is known when their e-mail changes. */
export const identityFields = { previously: former, ids };

const fields = z.strictObject({
  name: line(200).optional().describe("For showing, and to notice that somebody has a new e-mail."),
  email: email
    .optional()
    .describe(
      "The e-mail with which they sign in. Without it they are known where their login is, and nowhere else.",
    ),
  [loginFields.handle]: z
    .string()
    .regex(new RegExp(`^(?:${loginPattern})$`), `must be a login of ${loginFields.at}`)
    .optional()
    .describe(`Login at ${loginFields.at}.`),
  [loginFields.id]: z
    .int()
    .min(1, "must be 1 or more")
    .optional()
    .describe(`Number of the account at ${loginFields.at}.`),
  leaves: day
    .optional()
    .describe("The first day (UTC) without any access, in every organization: YYYY-MM-DD."),
  successor: email
    .optional()
    .describe(
      "Key or e-mail of the person who receives what this one owns, where a member's entry names nobody.",
    ),
  ...identityFields,
});

/** A person's entry. */
export const personSchema = fields.refine(
  ({ email, [loginFields.handle]: login }) => email !== undefined || login !== undefined,
  {
    message: `is missing; only somebody who is known by \`${loginFields.handle}\` needs none`,
    path: ["email"],
  },
);

/** The people of the file by key. */
export const peopleSchema = z
  .record(slug, personSchema)
  .describe("People by key, for every organization. Only in people.yaml, directly in the access folder.");
