/** Nobody who is to lose a role gets to manage users by it for a moment: they lose it before it becomes so wide. */
import { textOf } from "../model/jsonFields.ts";
import { grouped } from "../model/grouped.ts";
import { reaches } from "./reached.ts";
import { managementOf } from "../model/role.ts";
import type { Draft } from "../kinds/draft.ts";
import type { Needs } from "./needs.ts";
import type { RoleSides } from "../kinds/role/direction.ts";

interface WideningInput {
  readonly drafts: readonly Draft[];
  readonly roles: RoleSides;
  readonly needs: Needs;
}

/**
 * The needs, and with them those of every role that comes to manage users: whatever takes the role from somebody who is
 * active. What itself waits for the role stays after it.
 */
export function needsOfWidening({ drafts, roles, needs }: WideningInput): Needs {
  const all = new Map(needs);
  const ofRole = grouped(drafts, (draft) => textOf(draft.before, "role"));
  for (const draft of drafts) {
    if (draft.verb !== "update_role") continue;
    if (managementOf(draft.key, roles.after) <= managementOf(draft.key, roles.before)) continue;
    const losses = (ofRole.get(draft.key) ?? []).filter(
      (other) => isLossOf(draft.key, other, roles) && !reaches(other.id, draft.id, (id) => all.get(id) ?? []),
    );
    if (losses.length > 0)
      all.set(draft.id, [...new Set([...(all.get(draft.id) ?? []), ...losses.map(({ id }) => id)])].sort());
  }
  return all;
}

function isLossOf(role: string, draft: Draft, roles: RoleSides): boolean {
  switch (draft.verb) {
    case "promote":
    case "demote":
    case "change_role":
      return (
        draft.before.role === role &&
        managementOf(draft.after.role ?? "", roles.after) < managementOf(role, roles.after)
      );
    case "deactivate":
    case "remove":
      return draft.before.role === role && draft.before.state === "active";
    default:
      return false;
  }
}
