/** What a team is: whom and what it names. */
import type { KindSpec } from "../kind.ts";
import { teamAccess } from "./access.ts";
import { teamLoss } from "./loss.ts";
import { nameIn } from "../subject.ts";
import { teamSteps } from "./steps.ts";

export const teamKind: KindSpec<"team"> = {
  naming: (it, to) => ({
    ...it,
    ...(typeof it.parent === "string" ? { parent: to({ kind: "team", key: it.parent }) } : {}),
    ...(typeof it.manager === "string" ? { manager: to({ kind: "member", key: it.manager }) } : {}),
  }),
  compared: ["name", "description", "parent", "manager", "privacy", "notifications"],
  restsOn: ["team"],
  subject: (told) => [nameIn(told, "slug")],
  loss: teamLoss,
  access: teamAccess,
  steps: teamSteps,
  unclear: "rename_team",
  twoOfOne: { made: "create_team", ended: "delete_team" },
};
