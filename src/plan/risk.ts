/** What a reviewer must not overlook: the changes of high risk. */
import { managesUsers } from "../model/role.ts";
import type { State } from "../model/state.ts";
import type { Draft } from "./draft.ts";
import { roleChange, type RoleSides } from "./roles.ts";

/**
 * Any loss; whatever lets somebody manage users; a permission added to a role that people hold; a connection that
 * changes hands; a key of a service account.
 */
export function isHighRisk(draft: Draft, roles: RoleSides, live: State): boolean {
  if (draft.loss !== null) return true;
  switch (draft.kind) {
    case "member":
    case "service_account": {
      const role = draft.after?.["role"];
      return typeof role === "string" && managesUsers(role, roles.after);
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

function isHeld(role: string, live: State): boolean {
  return (
    [...live.member.values()].some((member) => member.role === role) ||
    [...live.service_account.values()].some((account) => account.role === role)
  );
}
