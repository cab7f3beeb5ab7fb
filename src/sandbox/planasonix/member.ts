/**
 * Members: their role and state. The last active admin stays, whoever asks; whoever owns something is not removed, and
 * keeps a role that may own it.
 */
import { canOwn, normalRole } from "../../model/role.ts";
import { fold, plural } from "../../model/text.ts";
import type { ApiMember } from "../../providers/planasonix/contract.ts";
import {
  activeAdmins,
  isActiveAdmin,
  record,
  rolesOf,
  seatsUsed,
  stamped,
  type Doing,
  type LiveOrganization,
} from "./organization.ts";
import { done, notFound, refuse, type Effect, type Refusal } from "./refusal.ts";
import { endPlaces } from "./membership.ts";
import { countOwned, countResources, ownsResources } from "./ownership.ts";
import { unknownRole } from "./role.ts";
import { endShares } from "./share.ts";

type MemberChange = {
  readonly email?: string | undefined;
  readonly role?: string | undefined;
  readonly state?: ApiMember["state"] | undefined;
};

/** Changes an e-mail, a role, a state, or several at once. Whoever is no longer active loses team places, managerships and shares. */
export function changeMember(
  organization: LiveOrganization,
  doing: Doing,
  request: { readonly id: string; readonly change: MemberChange },
): Effect<ApiMember> {
  const before = organization.members.get(request.id);
  if (before === undefined) return notFound("member", request.id);
  const { email = before.email, role = before.role, state = before.state } = request.change;
  const unknown = unknownRole(organization, role);
  if (unknown !== undefined && role !== before.role) return unknown;
  if (before.state === "left" && state === "active") {
    return refuse(409, "left_member", `${before.email} left by themselves; they have to be invited again.`);
  }
  const wanted = { ...before, email, role: role === before.role ? role : normalRole(role), state };
  if (email === before.email && wanted.role === before.role && state === before.state) return done(before);
  const refusal =
    (fold(email) === fold(before.email) ? undefined : addressTaken(organization, { id: before.id, email })) ??
    lastAdmin(organization, before, wanted) ??
    stillOwning(organization, before, wanted.role) ??
    (before.state !== "active" && state === "active" ? noSeat(organization) : undefined);
  if (refusal !== undefined) return refusal;
  const after = stamped(organization, doing, wanted);
  organization.members.set(after);
  const action = actionOf(before, after);
  record(organization, doing, {
    ...{ action, target: before.email, before, after },
    ...(action === "member.deactivated" ? { owned: countOwned(organization, before.id) } : {}),
  });
  if (after.state !== "active") endAccess(organization, doing, after.id);
  return done(after);
}

/** Removes a member, whatever their state, with their team places, managerships and shares. Their keys stay, and are no use. */
export function removeMember(organization: LiveOrganization, doing: Doing, id: string): Effect<null> {
  const before = organization.members.get(id);
  if (before === undefined) return notFound("member", id);
  const last = lastAdmin(organization, before, null);
  if (last !== undefined) return last;
  const owned = countOwned(organization, id);
  if (owned > 0) {
    return refuse(
      409,
      "owns_resources",
      `${before.email} owns ${plural(owned, "thing")}; give ${owned === 1 ? "it" : "them"} to somebody else first.`,
    );
  }
  endAccess(organization, doing, id);
  organization.members.delete(id);
  record(organization, doing, { action: "member.removed", target: before.email, before, after: null, owned });
  return done(null);
}

/** Whoever owns something keeps a role that may. Who could not own it before, whatever the reason, is let be. */
function stillOwning(organization: LiveOrganization, before: ApiMember, role: string): Refusal | undefined {
  const roles = rolesOf(organization);
  if (canOwn(role, roles) || !canOwn(normalRole(before.role), roles)) return undefined;
  const owned = countResources(organization, before.id);
  return owned === 0 ? undefined : ownsResources(before.email, { owned, role });
}

function actionOf(before: ApiMember, after: ApiMember): string {
  if (after.state !== before.state) return stateActions[after.state];
  return after.email === before.email ? "member.role_changed" : "member.email_changed";
}

/** An address is one member's, or one open invitation's. */
function addressTaken(
  { members, invitations }: LiveOrganization,
  { id, email }: Pick<ApiMember, "id" | "email">,
): Refusal | undefined {
  const wanted = fold(email);
  const isTaken =
    [...members.values()].some((member) => member.id !== id && fold(member.email) === wanted) ||
    [...invitations.values()].some(
      (item) =>
        (item.state === "pending" || item.state === "awaiting_approval") && fold(item.email) === wanted,
    );
  return isTaken ? refuse(409, "email_taken", `${email} is taken by somebody else.`) : undefined;
}

/** The refusal when nobody more can be active or invited. */
export function noSeat(organization: LiveOrganization): Refusal | undefined {
  const { seats } = organization;
  if (seats === null || seatsUsed(organization) < seats) return undefined;
  return refuse(409, "no_seat", `All ${plural(seats, "seat")} are taken.`);
}

function endAccess(organization: LiveOrganization, doing: Doing, id: string): void {
  endPlaces(organization, doing, id);
  endShares(organization, doing, { type: "member", id });
}

const stateActions = {
  active: "member.reactivated",
  deactivated: "member.deactivated",
  left: "member.left",
} as const satisfies Record<ApiMember["state"], string>;

function lastAdmin(
  organization: LiveOrganization,
  before: ApiMember,
  after: ApiMember | null,
): Refusal | undefined {
  const loses =
    isActiveAdmin(organization, before) && (after === null || !isActiveAdmin(organization, after));
  if (!loses || activeAdmins(organization) > 1) return undefined;
  return refuse(
    409,
    "last_admin",
    `${before.email} is the last active admin; make somebody else admin first.`,
  );
}
