/** What a custom role is. */
import type { KindSpec } from "../kind.ts";
import { roleAccess } from "./access.ts";
import { roleLoss } from "./loss.ts";
import { nameIn } from "../subject.ts";
import { roleSteps } from "./steps.ts";

export const roleKind: KindSpec<"role"> = {
  naming: (it) => it,
  compared: ["base", "permissions"],
  restsOn: ["role"],
  subject: (told) => [nameIn(told, "name")],
  loss: roleLoss,
  access: roleAccess,
  steps: roleSteps,
  unclear: "update_role",
  twoOfOne: { made: "create_role", ended: "delete_role" },
};
