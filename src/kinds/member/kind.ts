/** What a member is: whom and what it names. */
import { handleIn } from "../../model/handle.ts";
import { isRecord } from "../../model/record.ts";
import { sortedBy } from "../../model/text.ts";
import type { KindSpec } from "../kind.ts";
import { memberAccess } from "./access.ts";
import { memberLoss } from "./loss.ts";
import { foreign } from "../pieces.ts";
import { memberSteps } from "./steps.ts";
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
  compared: ["state", "role", "teams"],
  restsOn: ["member"],
  personIn: (key) => ({ person: key, rest: "" }),
  // Of several under an address, the key alone says which.
  subject: ({ key, before, after }) => [
    foreign(isRecord(key) ? key : (handleIn(after) ?? handleIn(before) ?? key)),
  ],
  loss: memberLoss,
  access: memberAccess,
  steps: memberSteps,
  byFiles: (live) => (live.state === "removed" ? null : live),
  terms: memberTerms,
  unclear: (declared, onLeave) => {
    if (declared === null) return onLeave;
    const { state } = declared;
    return state === "active" ? "invite" : state === "removed" ? "remove" : "deactivate";
  },
};
