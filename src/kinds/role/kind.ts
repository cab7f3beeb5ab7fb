/** What a custom role is. */
import type { KindSpec } from "../kind.ts";

export const roleKind: KindSpec<"role"> = {
  naming: (it) => it,
};
