/** What a custom role is. */
import type { KindSpec } from "../kind.ts";
import { roleAccess } from "./access.ts";
import { nameIn } from "../subject.ts";

export const roleKind: KindSpec<"role"> = {
  naming: (it) => it,
  subject: (told) => [nameIn(told, "name")],
  access: roleAccess,
};
