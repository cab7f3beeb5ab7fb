/** Invitations: sent, corrected, sent again, cancelled, accepted, declined, failed, and expired by the clock. */
import { normalRole } from "../../model/role.ts";
import { domainOf, fold } from "../../model/text.ts";
import type { ApiInvitation, ApiMember } from "../../providers/planasonix/contract.ts";
import { newId, record, stamped, timeText, type Doing, type LiveOrganization } from "./organization.ts";
import { done, notFound, refuse, type Effect, type Refusal } from "./refusal.ts";
import { noSeat } from "./member.ts";
import { putMembership } from "./membership.ts";
import { unknownRole } from "./role.ts";

type Places = readonly { readonly team_id: string; readonly role: "member" | "lead" }[];

/** How long an invitation can be accepted after it was sent: 14 days, in milliseconds. */
const invitationLife = 14 * 24 * 60 * 60 * 1000;

/** Invites somebody. An invitation of theirs that nobody can accept any more is replaced. */
export function invite(
  organization: LiveOrganization,
  doing: Doing,
  request: { readonly email: string; readonly role: string; readonly teams?: Places | undefined },
): Effect<ApiInvitation> {
  const { email, role, teams = [] } = request;
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return refuse(422, "invalid_email", "The e-mail address is not one.");
  const refusal =
    unknownRole(organization, role) ??
    checkPlaces(organization, teams) ??
    alreadyThere(organization, email) ??
    noSeat(organization);
  if (refusal !== undefined) return refusal;
  for (const old of organization.invitations.find("email", fold(email))) {
    drop(organization, doing, { invitation: old, action: "invitation.replaced" });
  }
  const after = stamped(organization, doing, {
    id: newId(organization, "inv"),
    email,
    role: normalRole(role),
    teams: teams.map((place) => ({ ...place })),
    ...(isGuest(organization, email) ? asked(organization, doing) : sent(doing, 1)),
  });
  save(organization, doing, { action: "invitation.created", before: null, after });
  return done(after);
}

/** Corrects the role or the team places of an invitation. */
export function changeInvitation(
  organization: LiveOrganization,
  doing: Doing,
  request: { readonly id: string; readonly role?: string | undefined; readonly teams?: Places | undefined },
): Effect<ApiInvitation> {
  const before = organization.invitations.get(request.id);
  if (before === undefined) return notFound("invitation", request.id);
  const { role = before.role, teams } = request;
  const refusal = unknownRole(organization, role) ?? checkPlaces(organization, teams ?? []);
  if (refusal !== undefined) return refusal;
  const wanted = {
    ...before,
    role: role === before.role ? role : normalRole(role),
    ...(teams === undefined ? {} : { teams: teams.map((place) => ({ ...place })) }),
  };
  if (wanted.role === before.role && JSON.stringify(wanted.teams) === JSON.stringify(before.teams))
    return done(before);
  const after = stamped(organization, doing, wanted);
  save(organization, doing, { action: "invitation.changed", before, after });
  return done(after);
}

/** Takes an invitation back, whatever its state. */
export function cancelInvitation(organization: LiveOrganization, doing: Doing, id: string): Effect<null> {
  const invitation = organization.invitations.get(id);
  if (invitation === undefined) return notFound("invitation", id);
  drop(organization, doing, { invitation, action: "invitation.cancelled" });
  return done(null);
}

/** Sends an invitation once more: it is pending again and lives from now on. */
export function resendInvitation(
  organization: LiveOrganization,
  doing: Doing,
  id: string,
): Effect<ApiInvitation> {
  const before = organization.invitations.get(id);
  if (before === undefined) return notFound("invitation", id);
  if (before.state === "awaiting_approval")
    return refuse(409, "awaiting_approval", `The invitation of ${before.email} is not approved yet.`);
  const refusal =
    alreadyThere(organization, before.email, id) ??
    (before.state === "pending" ? undefined : noSeat(organization));
  if (refusal !== undefined) return refusal;
  const after = stamped(organization, doing, { ...before, ...sent(doing, (before.sent_count ?? 0) + 1) });
  save(organization, doing, { action: "invitation.resent", before, after });
  return done(after);
}

/** Somebody at the service approves the invitation of a guest: it is sent, and lives from now on. */
export function approveInvitation(
  organization: LiveOrganization,
  now: number,
  { email, by }: { readonly email: string; readonly by?: string },
): Effect<ApiInvitation> {
  const before = organization.invitations
    .find("email", fold(email))
    .find(({ state }) => state === "awaiting_approval");
  if (before === undefined) return notFound("invitation that waits for an approval, of", email);
  const actor = by ?? before.approvers?.[0];
  if (actor === undefined || !(before.approvers ?? []).map(fold).includes(fold(actor)))
    return refuse(403, "no_approver", `by: who may approve it are ${(before.approvers ?? []).join(", ")}.`);
  const doing = { actor, now };
  const after = stamped(organization, doing, { ...before, approvers: null, ...sent(doing, 1) });
  save(organization, doing, { action: "invitation.approved", before, after });
  return done(after);
}

/** Somebody accepts their pending invitation and is an active member with its role and team places. */
export function acceptInvitation(
  organization: LiveOrganization,
  now: number,
  email: string,
): Effect<ApiMember> {
  const found = pendingOf(organization, email);
  if (!found.ok) return found;
  const doing = { actor: email, now };
  const invitation = found.value;
  const taken = organization.members.find("email", fold(email)).find((member) => member.state !== "left");
  if (taken !== undefined) return refuse(409, "conflict", `${email} is a member already.`);
  const before = organization.members.find("email", fold(email))[0] ?? null;
  drop(organization, doing, { invitation, action: "invitation.accepted" });
  const after = stamped(organization, doing, {
    id: before?.id ?? newId(organization, "usr"),
    email: invitation.email,
    display_name: before?.display_name ?? null,
    role: normalRole(invitation.role),
    state: "active" as const,
    created_at: before?.created_at ?? timeText(now),
  });
  organization.members.set(after);
  record(organization, doing, { action: "member.joined", target: after.email, before, after });
  for (const place of invitation.teams ?? []) {
    putMembership(organization, doing, { team: place.team_id, member: after.id, role: place.role });
  }
  return done(after);
}

/** A login by single sign-on: members come in, the invited join, and where people may join by themselves, so do they. */
export function signIn(organization: LiveOrganization, now: number, email: string): Effect<ApiMember> {
  const there = organization.members.find("email", fold(email)).find(({ state }) => state !== "left");
  if (there?.state === "deactivated") return refuse(403, "deactivated_member", `${email} is deactivated.`);
  if (there !== undefined) return done(there);
  const invitations = organization.invitations.find("email", fold(email));
  if (invitations.some(({ state }) => state === "pending")) return acceptInvitation(organization, now, email);
  if (invitations.some(({ state }) => state === "awaiting_approval"))
    return refuse(403, "awaiting_approval", `The invitation of ${email} is not approved yet.`);
  const { sso } = organization;
  if (sso?.jit !== true || !sso.domains.map(fold).includes(domainOf(email)))
    return refuse(403, "not_a_member", `${email} is no member, and nobody invited them.`);
  const full = noSeat(organization);
  if (full !== undefined) return full;
  const doing = { actor: email, now };
  for (const invitation of invitations)
    drop(organization, doing, { invitation, action: "invitation.replaced" });
  const after = stamped(organization, doing, {
    id: newId(organization, "usr"),
    email,
    display_name: null,
    role: sso.role ?? "viewer",
    state: "active" as const,
    created_at: timeText(now),
    joined_via: "sso" as const,
  });
  organization.members.set(after);
  record(organization, doing, { action: "member.joined", target: email, before: null, after });
  return done(after);
}

/** A pending invitation ends without anybody joining. */
export function endInvitation(
  organization: LiveOrganization,
  doing: Doing,
  end: { readonly email: string; readonly state: "declined" | "failed" },
): Effect<ApiInvitation> {
  const found = pendingOf(organization, end.email);
  if (!found.ok) return found;
  const after = stamped(organization, doing, { ...found.value, state: end.state });
  save(organization, doing, { action: `invitation.${end.state}`, before: found.value, after });
  return done(after);
}

/** Marks what has run out by now. */
export function expireInvitations(organization: LiveOrganization, now: number): void {
  if (now < organization.nextExpiry) return;
  organization.nextExpiry = Infinity;
  const doing = { actor: "system", now };
  for (const before of organization.invitations.find("state", "pending")) {
    const end = endOf(before);
    organization.nextExpiry = Math.min(organization.nextExpiry, end);
    if (end > now) continue;
    const after = stamped(organization, doing, { ...before, state: "expired" as const });
    save(organization, doing, { action: "invitation.expired", before, after });
  }
}

function endOf(invitation: ApiInvitation): number {
  if (invitation.state !== "pending" || typeof invitation.expires_at !== "string") return Infinity;
  return Date.parse(invitation.expires_at);
}

function sent(doing: Doing, count: number) {
  return {
    state: "pending" as const,
    sent_count: count,
    invited_at: timeText(doing.now),
    expires_at: timeText(doing.now + invitationLife),
  };
}

function isGuest({ guests }: LiveOrganization, email: string): boolean {
  return guests?.domains.map(fold).includes(domainOf(email)) === true;
}

/** What has not been sent, since somebody has to approve it first. */
function asked(organization: LiveOrganization, doing: Doing) {
  const admins = organization.members
    .find("state", "active")
    .flatMap(({ role, email }) => (role === "admin" ? [email] : []));
  return {
    state: "awaiting_approval" as const,
    approvers: [...(organization.guests?.approvers ?? admins)].sort(),
    sent_count: 0,
    invited_at: timeText(doing.now),
  };
}

function alreadyThere(organization: LiveOrganization, email: string, except?: string): Refusal | undefined {
  const members = organization.members.find("email", fold(email));
  if (members.some((member) => member.state === "active")) {
    return refuse(409, "conflict", `${email} is an active member already.`);
  }
  if (members.some((member) => member.state === "deactivated")) {
    return refuse(409, "deactivated_member", `${email} is a deactivated member; reactivate them instead.`);
  }
  const invitations = organization.invitations.find("email", fold(email));
  const open = ["pending", "awaiting_approval"];
  if (invitations.some((item) => open.includes(item.state) && item.id !== except)) {
    return refuse(409, "conflict", `${email} has a pending invitation already.`);
  }
  return undefined;
}

function checkPlaces(organization: LiveOrganization, places: Places): Refusal | undefined {
  const seen = new Set<string>();
  for (const { team_id: id } of places) {
    if (organization.teams.get(id) === undefined)
      return refuse(422, "unknown_team", `There is no team ${id}.`);
    if (seen.has(id)) return refuse(422, "repeated_team", `The team ${id} is named twice.`);
    seen.add(id);
  }
  return undefined;
}

function pendingOf(organization: LiveOrganization, email: string): Effect<ApiInvitation> {
  const all = organization.invitations.find("email", fold(email));
  const pending = all.find((item) => item.state === "pending");
  if (pending !== undefined) return done(pending);
  const other = all[0];
  if (other === undefined) return notFound("invitation for", email);
  return refuse(409, "not_pending", `The invitation of ${email} is ${other.state}, not pending.`);
}

function save(
  organization: LiveOrganization,
  doing: Doing,
  event: { readonly action: string; readonly before: ApiInvitation | null; readonly after: ApiInvitation },
): void {
  organization.invitations.set(event.after);
  organization.nextExpiry = Math.min(organization.nextExpiry, endOf(event.after));
  record(organization, doing, { ...event, target: event.after.email });
}

function drop(
  organization: LiveOrganization,
  doing: Doing,
  { invitation, action }: { readonly invitation: ApiInvitation; readonly action: string },
): void {
  organization.invitations.delete(invitation.id);
  record(organization, doing, { action, target: invitation.email, before: invitation, after: null });
}
