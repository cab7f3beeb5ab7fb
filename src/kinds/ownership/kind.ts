/** What it is to own something. */
import type { KindSpec } from "../kind.ts";

export const ownershipKind: KindSpec<"ownership"> = {
  naming: (it, to) => (it.owner === null ? it : { ...it, owner: to({ kind: "member", key: it.owner }) }),
};
