/** Changes of custom roles as verbs. */
import type { ChangeOf } from "../../model/change.ts";
import type { Role } from "../../model/entity.ts";
import type { RoleFields } from "../../model/shapes.ts";
import { unmanaged, type Step, type StepContext } from "../step.ts";

/** The steps for a change of a custom role. */
export function roleSteps({ before, after }: ChangeOf<Role>, { unlisted }: StepContext): Step[] {
  if (after === null) {
    const step: Step = { verb: "delete_role", before: roleFields(before), after };
    const message = `role ${before.name} is live, but stands in no file`;
    return [unlisted.roles === "delete" ? step : unmanaged(step, message)];
  }
  if (before === null) return [{ verb: "create_role", before, after: roleFields(after) }];
  return [{ verb: "update_role", before: roleFields(before), after: roleFields(after) }];
}

function roleFields({ name, base, permissions }: Role): RoleFields {
  return { name, base, permissions: [...permissions] };
}
