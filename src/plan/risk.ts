/** What a reviewer must not overlook: the changes of high risk. */
import { isHarmless, isKnown } from "../model/permission.ts";
import { canManageUsers, permissionsOf, type Roles } from "../model/role.ts";
import type { State } from "../model/state.ts";
import type { Draft } from "./draft.ts";
import { directionOf, roleChange, type RoleSides } from "./roles.ts";

/**
 * Any loss and any new e-mail, a lower role of a service account among them; whatever lets somebody manage users, or may; any permission that is not known to be harmless; a permission added to a
 * role that people hold; a connection that changes hands; a key of a service account.
 */
export function isHighRisk(draft: Draft, roles: RoleSides, live: State): boolean {
  // Whoever reads the new address can sign in with all that the account holds.
  if (draft.loss !== null || draft.verb === "change_email") return true;
  switch (draft.kind) {
    case "member":
    case "service_account": {
      const role = draft.after?.["role"];
      return typeof role === "string" && (isPowerful(role, roles.after) || isLowered(draft, role, roles));
    }
    case "role":
      return (
        isPowerful(draft.key, roles.after) ||
        (isHeld(draft.key, live) && roleChange(draft.before, draft.after).widens)
      );
    case "ownership":
      return draft.before?.["resource"] === "connection";
    case "key":
      return true;
    case "team":
    case "team_membership":
    case "share":
      return false;
  }
}

/** True for a role with which somebody may do more than an editor of any harmless permission. */
function isPowerful(role: string, roles: Roles): boolean {
  return canManageUsers(role, roles) || permissionsOf(role, roles).some((item) => !isHarmless(item));
}

/** So many permissions are named one by one. */
const mostNamed = 5;

/** What a role brings that its name does not tell: permissions that are not harmless; undefined when there are none. */
export function reachOf({ kind, key, after }: Draft, { after: roles }: RoleSides): string | undefined {
  const role = kind === "role" ? key : after?.["role"];
  if (after === null || typeof role !== "string") return undefined;
  if (kind !== "role" && kind !== "member" && kind !== "service_account") return undefined;
  const risky = permissionsOf(role, roles).filter((item) => !isHarmless(item));
  if (risky.length === 0) return undefined;
  const unknown = risky.filter((item) => !isKnown(item));
  const caution = "unknown, so taken for managing users";
  // What a role allows stands beside it; what it brings to somebody does not.
  if (kind === "role") return unknown.length === 0 ? undefined : `${namesOf(unknown)}: ${caution}`;
  const named = unknown.length === 0 ? namesOf(risky) : `${namesOf(unknown)} (${caution})`;
  return `${role} allows ${named}`;
}

function namesOf(permissions: readonly string[]): string {
  const more = permissions.length - mostNamed;
  return `${permissions.slice(0, mostNamed).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** A service account stops to work with a role that is too low, as a pipeline does without an owner. */
function isLowered({ kind, before }: Draft, role: string, roles: RoleSides): boolean {
  const had = before?.["role"];
  if (kind !== "service_account" || typeof had !== "string") return false;
  return directionOf({ role: had, roles: roles.before }, { role, roles: roles.after }) === "down";
}

function isHeld(role: string, live: State): boolean {
  return (
    [...live.member.values()].some((member) => member.role === role) ||
    [...live.service_account.values()].some((account) => account.role === role)
  );
}
