/** What control routes are sent: a JSON object, of which each step reads the fields that it needs. */
import { fold } from "../../../model/text.ts";
import type { ApiMember, ApiServiceAccount } from "../../../providers/planasonix/contract.ts";
import type { LiveOrganization } from "../organization.ts";
import { done, notFound, refuse, type Effect } from "../refusal.ts";

/** The object, nothing in it checked yet. */
export type Body = Readonly<Record<string, unknown>>;

/** What one control route does to one organization; `now` in milliseconds since the epoch. */
export type Step = (organization: LiveOrganization, body: Body, now: number) => Effect<object>;

/** A field that has to be a text. */
export function textOf(body: Body, field: string): Effect<string> {
  const value = body[field];
  return typeof value === "string" ? done(value) : refuse(422, "invalid", `${field}: a text is missing.`);
}

/** A field that has to be a list of texts. */
export function textsOf(body: Body, field: string): Effect<string[]> {
  const value = body[field];
  return Array.isArray(value) && value.every((item) => typeof item === "string")
    ? done(value)
    : refuse(422, "invalid", `${field}: a list of texts.`);
}

/** The member whose e-mail address the field holds. */
export function memberOf(organization: LiveOrganization, body: Body, field = "email"): Effect<ApiMember> {
  const email = textOf(body, field);
  if (!email.ok) return email;
  const member = organization.members.find("email", fold(email.value))[0];
  return member === undefined ? notFound("member", email.value) : done(member);
}

/** The service account of that name or id. */
export function accountOf(organization: LiveOrganization, name: string): Effect<ApiServiceAccount> {
  const account =
    organization.serviceAccounts.get(name) ?? organization.serviceAccounts.find("name", fold(name))[0];
  return account === undefined ? notFound("service account", name) : done(account);
}
