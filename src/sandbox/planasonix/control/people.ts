/** Control routes for people's own steps, and for somebody who changes a member beside muster. */
import { planasonix } from "../../../model/vocabularies/planasonix.ts";
import { builtInRoles } from "../../../model/role.ts";
import { acceptInvitation, approveInvitation, endInvitation, signIn } from "../invitation.ts";
import { changeMember } from "../member.ts";
import type { LiveOrganization } from "../organization.ts";
import { done, refuse, type Effect } from "../refusal.ts";
import { memberOf, textOf, textsOf, type Body } from "./body.ts";
import { editOwner } from "./things.ts";

/** The invited person joins: `email`. */
export function accept(organization: LiveOrganization, body: Body, now: number): Effect<object> {
  const email = textOf(body, "email");
  return email.ok ? acceptInvitation(organization, now, email.value) : email;
}

/** The invitation of a guest is approved: `email`, and `by` whom unless it is whoever may. */
export function approve(organization: LiveOrganization, body: Body, now: number): Effect<object> {
  const email = textOf(body, "email");
  if (!email.ok) return email;
  const { by } = body;
  if (by !== undefined && typeof by !== "string") return refuse(422, "invalid", "by: an e-mail address.");
  return approveInvitation(organization, now, { email: email.value, ...(by === undefined ? {} : { by }) });
}

/** From now on, whoever is invited from `domains` waits for one of `approvers` (unless given, any active admin). */
export function guests(organization: LiveOrganization, body: Body): Effect<object> {
  const domains = textsOf(body, "domains");
  if (!domains.ok) return domains;
  const approvers = body["approvers"] === undefined ? undefined : textsOf(body, "approvers");
  if (approvers !== undefined && !approvers.ok) return approvers;
  organization.guests = {
    domains: domains.value,
    ...(approvers === undefined ? {} : { approvers: approvers.value }),
  };
  return done(organization.guests);
}

/** Somebody signs in by single sign-on: `email`. Whoever is invited joins; with `jit`, whoever has an address of an allowed domain. */
export function login(organization: LiveOrganization, body: Body, now: number): Effect<object> {
  const email = textOf(body, "email");
  return email.ok ? signIn(organization, now, email.value) : email;
}

/** The invited person does not want to: `email`. */
export function decline(organization: LiveOrganization, body: Body, now: number): Effect<object> {
  const email = textOf(body, "email");
  if (!email.ok) return email;
  return endInvitation(organization, { actor: email.value, now }, { email: email.value, state: "declined" });
}

/** The invitation could not be delivered: `email`. */
export function fail(organization: LiveOrganization, body: Body, now: number): Effect<object> {
  const email = textOf(body, "email");
  if (!email.ok) return email;
  return endInvitation(organization, { actor: "system", now }, { email: email.value, state: "failed" });
}

/** A member leaves by themselves: `email`. */
export function leave(organization: LiveOrganization, body: Body, now: number): Effect<object> {
  const member = memberOf(organization, body);
  if (!member.ok) return member;
  const { id, email, state } = member.value;
  if (state !== "active") return refuse(409, "not_active", `${email} is not an active member.`);
  return changeMember(organization, { actor: email, now }, { id, change: { state: "left" } });
}

/** Somebody changes a member (`email` with `role`, `state`), or who owns something (`resource`, `name`, `owner`). */
export function edit(organization: LiveOrganization, body: Body, now: number): Effect<object> {
  if (body["resource"] !== undefined) return editOwner(organization, body, now);
  const member = memberOf(organization, body);
  if (!member.ok) return member;
  const { role, state } = body;
  if (role !== undefined && typeof role !== "string") {
    return refuse(422, "invalid", `role: one of ${builtInRoles(planasonix).join(", ")}, or a custom one.`);
  }
  if (state !== undefined && state !== "active" && state !== "deactivated" && state !== "left") {
    return refuse(422, "invalid", "state: active, deactivated or left.");
  }
  return changeMember(
    organization,
    { actor: "somebody", now },
    { id: member.value.id, change: { role, state } },
  );
}

/** A key to the organization, of a member (`email`) or of a service principal: `scopes`, null unless given. */
export function token(organization: LiveOrganization, body: Body): Effect<object> {
  const listed = (body["scopes"] ?? null) === null ? done(null) : textsOf(body, "scopes");
  if (!listed.ok) return listed;
  const scopes = listed.value;
  organization.serial += 1;
  const base = { token: `plnx_sandbox_${organization.key}_${organization.serial}`, scopes };
  if (body["email"] === undefined) {
    organization.keys.push({ ...base, name: "muster-bot" });
    return done({ token: base.token });
  }
  const member = memberOf(organization, body);
  if (!member.ok) return member;
  organization.keys.push({ ...base, member_id: member.value.id });
  return done({ token: base.token });
}
