/** What a member is: whom and what it names. */
import { sortedBy } from "../../model/text.ts";
import type { KindSpec } from "../kind.ts";

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
};
