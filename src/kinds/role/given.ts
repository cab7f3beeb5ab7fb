/** A role that somebody is given: what must be there first, and what it lets them do. */
import { textOf } from "../../model/jsonFields.ts";
import { isHarmless } from "../../model/permission.ts";
import type { Risk } from "../../model/plan.ts";
import type { VerbOf } from "../../model/shapes.ts";
import { canManageUsers, permissionsOf, type Roles } from "../../model/role.ts";
import type { DraftOf } from "../draft.ts";
import { unclear, type NeedsRule } from "../lookup.ts";
import type { RiskContext } from "../verb.ts";

type Giving = VerbOf<"member" | "service_account">;

/** A role that somebody is given exists first, and can do what it will be able to do: no less, and no more for a moment. */
export const roleObstacle: NeedsRule<Giving> = (draft, lookup, edge) => {
  const role = textOf(draft.after, "role");
  if (role === undefined) return null;
  edge(lookup.find("create_role", role));
  edge(lookup.find("update_role", role));
  const isNew = role !== textOf(draft.before, "role");
  return isNew && lookup.heldBack.has(`role ${role}`) ? unclear(`role ${role}`) : null;
};

/** True for a role with which somebody may do more than whoever may own things and has any harmless permission. */
export function isPowerful(role: string, roles: Roles): boolean {
  return (
    canManageUsers(role, roles) ||
    permissionsOf(role, roles).some((item) => !isHarmless(item, roles.vocabulary))
  );
}

/** High where the role that somebody is given is a powerful one. */
export function givesPower({ after }: DraftOf<Giving>, { roles }: RiskContext): Risk {
  const role = textOf(after, "role");
  return role !== undefined && isPowerful(role, roles.after) ? "high" : "low";
}
