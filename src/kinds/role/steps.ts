/** Changes of custom roles as verbs. */
import type { Change } from "../../model/change.ts";
import type { Role } from "../../model/entity.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Unlisted } from "../../model/organization.ts";
import { unmanaged, type Step } from "../step.ts";

/** The steps for a change of a custom role. */
export function roleSteps(change: Change, unlisted: Unlisted): Step[] {
  const before = change.before as Role | null;
  const after = change.after as Role | null;
  if (before === null)
    return after === null ? [] : [{ verb: "create_role", before: null, after: roleFields(after) }];
  if (after !== null) {
    return [
      { verb: "update_role", before: roleFields(before), after: { ...roleFields(after), name: after.name } },
    ];
  }
  const step: Step = { verb: "delete_role", before: roleFields(before), after: null };
  return [
    unlisted.roles === "delete"
      ? step
      : unmanaged(step, `role ${before.name} is live, but stands in no file`),
  ];
}

function roleFields({ name, base, permissions }: Role): JsonObject {
  return { name, base, permissions: [...permissions] };
}
