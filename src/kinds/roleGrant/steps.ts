/** Changes of who holds an organization's role as verbs. */
import type { ChangeOf } from "../../model/change.ts";
import type { RoleGrant } from "../../model/entity.ts";
import type { RoleGrantFields } from "../../model/shapes.ts";
import { holderFields } from "../holder.ts";
import type { Step } from "../step.ts";

/** The steps for a change of a grant. The files list who holds a role, or say nothing of it: what they leave out is to go. */
export function roleGrantSteps({ before, after }: ChangeOf<RoleGrant>): Step[] {
  if (before === null) return [{ verb: "grant_role", before, after: roleGrantFields(after) }];
  return after === null ? [{ verb: "revoke_role", before: roleGrantFields(before), after }] : [];
}

function roleGrantFields({ role, holder }: RoleGrant): RoleGrantFields {
  return { role, holder: holderFields(holder) };
}
