/** What a service account is. */
import type { KindSpec } from "../kind.ts";
import { accountAccess } from "./access.ts";
import { accountLoss } from "./loss.ts";
import { own } from "../pieces.ts";
import { nameIn } from "../subject.ts";
import { serviceAccountSteps } from "./steps.ts";

export const accountKind: KindSpec<"service_account"> = {
  naming: (it, to) => ({
    ...it,
    ...(it.role === undefined ? {} : { role: to({ kind: "role", key: it.role }) }),
    ...(it.owner === undefined ? {} : { owner: { kind: it.owner.kind, key: to(it.owner) } }),
  }),
  compared: ["description", "role", "owner"],
  restsOn: ["service_account"],
  takes: ["key"],
  subject: (told) => [own("service account "), nameIn(told, "name")],
  loss: accountLoss,
  access: accountAccess,
  steps: serviceAccountSteps,
  unclear: "update_service_account",
  twoOfOne: { made: "create_service_account", ended: "delete_service_account" },
};
