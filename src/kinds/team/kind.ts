/** What a team is: whom and what it names. */
import type { KindSpec } from "../kind.ts";
import { teamAccess } from "./access.ts";
import { nameIn } from "../subject.ts";

export const teamKind: KindSpec<"team"> = {
  naming: (it, to) => ({
    ...it,
    ...(typeof it.parent === "string" ? { parent: to({ kind: "team", key: it.parent }) } : {}),
    ...(typeof it.manager === "string" ? { manager: to({ kind: "member", key: it.manager }) } : {}),
  }),
  subject: (told) => [nameIn(told, "slug")],
  access: teamAccess,
};
