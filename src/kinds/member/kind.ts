/** What a member is: whom and what it names. */
import { handleIn } from "../../model/handle.ts";
import { isRecord } from "../../model/record.ts";
import { sortedBy } from "../../model/text.ts";
import type { KindSpec } from "../kind.ts";
import { memberAccess } from "./access.ts";
import { foreign } from "../pieces.ts";
import { memberTerms } from "./terms.ts";

export const memberKind: KindSpec<"member"> = {
  naming: (it, to) => ({
    ...it,
    ...(it.role === undefined ? {} : { role: to({ kind: "role", key: it.role }) }),
    ...(it.successor === undefined ? {} : { successor: to({ kind: "member", key: it.successor }) }),
    ...(it.teams === undefined
      ? {}
      : {
          teams: sortedBy(
            it.teams.map((place) => ({ ...place, team: to({ kind: "team", key: place.team }) })),
            ({ team }) => team,
          ),
        }),
  }),
  personIn: (key) => ({ person: key, rest: "" }),
  // Of several under an address, the key alone says which.
  subject: ({ key, before, after }) => [
    foreign(isRecord(key) ? key : (handleIn(after) ?? handleIn(before) ?? key)),
  ],
  access: memberAccess,
  byFiles: (live) => (live.state === "removed" ? null : live),
  terms: memberTerms,
};
