/** What a service account is. */
import type { KindSpec } from "../kind.ts";
import { accountAccess } from "./access.ts";
import { own } from "../pieces.ts";
import { nameIn } from "../subject.ts";

export const accountKind: KindSpec<"service_account"> = {
  naming: (it, to) => ({
    ...it,
    ...(it.role === undefined ? {} : { role: to({ kind: "role", key: it.role }) }),
    ...(it.owner === undefined ? {} : { owner: { kind: it.owner.kind, key: to(it.owner) } }),
  }),
  subject: (told) => [own("service account "), nameIn(told, "name")],
  access: accountAccess,
};
