/** What a reviewer must not overlook: the changes of high risk. */
import { managesUsers } from "../model/role.ts";
import type { State } from "../model/state.ts";
import type { Draft } from "./draft.ts";
import { directionOf, roleChange, type RoleSides } from "./roles.ts";

/**
 * Any loss and any new e-mail, a lower role of a service account among them; whatever lets somebody manage users; a permission added to a
 * role that people hold; a connection that changes hands; a key of a service account.
 */
export function isHighRisk(draft: Draft, roles: RoleSides, live: State): boolean {
  // Whoever reads the new address can sign in with all that the account holds.
  if (draft.loss !== null || draft.verb === "change_email") return true;
  switch (draft.kind) {
    case "member":
    case "service_account": {
      const role = draft.after?.["role"];
      return typeof role === "string" && (managesUsers(role, roles.after) || isLowered(draft, role, roles));
    }
    case "role":
      return (
        managesUsers(draft.key, roles.after) ||
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
