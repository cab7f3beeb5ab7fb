/** Members: their role and state. The last active admin stays, whoever asks. */
import { builtInRoles, normalRole, rankOf } from "../../model/role.ts";
import type { ApiMember } from "../../providers/planasonix/contract.ts";
import {
  activeAdmins,
  isActiveAdmin,
  record,
  stamped,
  type Doing,
  type LiveOrganization,
} from "../organization.ts";
import { done, notFound, refuse, type Effect, type Refusal } from "../refusal.ts";
import { endPlaces } from "./memberships.ts";

type MemberChange = { readonly role?: string | undefined; readonly state?: ApiMember["state"] | undefined };

/** Changes a role, a state, or both at once. Whoever is no longer active loses team places and managerships. */
export function changeMember(
  organization: LiveOrganization,
  doing: Doing,
  request: { readonly id: string; readonly change: MemberChange },
): Effect<ApiMember> {
  const before = organization.members.get(request.id);
  if (before === undefined) return notFound("member", request.id);
  const { role = before.role, state = before.state } = request.change;
  const unknown = unknownRole(role);
  if (unknown !== undefined) return unknown;
  if (before.state === "left" && state === "active") {
    return refuse(409, "left_member", `${before.email} left by themselves; they have to be invited again.`);
  }
  const wanted = { ...before, role: role === before.role ? role : normalRole(role), state };
  if (wanted.role === before.role && wanted.state === before.state) return done(before);
  const last = lastAdmin(organization, before, wanted);
  if (last !== undefined) return last;
  const after = stamped(organization, doing, wanted);
  organization.members.set(after);
  const action = after.state === before.state ? "member.role_changed" : stateActions[after.state];
  record(organization, doing, { action, target: before.email, target_id: before.id, before, after });
  if (after.state !== "active") endPlaces(organization, doing, after.id);
  return done(after);
}

/** Removes a member, whatever their state, with their team places and managerships. */
export function removeMember(organization: LiveOrganization, doing: Doing, id: string): Effect<null> {
  const before = organization.members.get(id);
  if (before === undefined) return notFound("member", id);
  const last = lastAdmin(organization, before, null);
  if (last !== undefined) return last;
  endPlaces(organization, doing, id);
  organization.members.delete(id);
  record(organization, doing, {
    action: "member.removed",
    target: before.email,
    target_id: id,
    before,
    after: null,
  });
  return done(null);
}

/** The refusal for a role that is none of the built-in ones. */
export function unknownRole(role: string): Refusal | undefined {
  if (rankOf(normalRole(role)) !== undefined) return undefined;
  return refuse(422, "unknown_role", `There is no role ${role}; the roles are ${builtInRoles.join(", ")}.`);
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
  const loses = isActiveAdmin(before) && (after === null || !isActiveAdmin(after));
  if (!loses || activeAdmins(organization) > 1) return undefined;
  return refuse(
    409,
    "last_admin",
    `${before.email} is the last active admin; make somebody else admin first.`,
  );
}
