/** What a service account is. */
import type { KindSpec } from "../kind.ts";

export const accountKind: KindSpec<"service_account"> = {
  naming: (it, to) => ({
    ...it,
    ...(it.role === undefined ? {} : { role: to({ kind: "role", key: it.role }) }),
    ...(it.owner === undefined ? {} : { owner: { kind: it.owner.kind, key: to(it.owner) } }),
  }),
};
