/** What the access of a member is: that they have it, in which role, until when. */
import { textOf } from "../../model/jsonFields.ts";
import type { JsonObject } from "../../model/json.ts";
import { endOf, endPieces, wordPiece, type AccessSpec } from "../access.ts";
import { foreign, joined, own, type Piece } from "../pieces.ts";

export const memberAccess: AccessSpec<"member"> = {
  meaning: ({ state, role, terms }, named) => ({
    state,
    // What role somebody had who has left gives nothing.
    ...(role === undefined || state !== "active" ? {} : { role: named("role", role) }),
    ...endOf(terms),
    ...(terms?.role_until === undefined ? {} : { role_until: terms.role_until }),
    ...(terms?.role_until === undefined || terms.then === undefined
      ? {}
      : { then: named("role", terms.then) }),
  }),
  names: { role: "role", then: "role" },
  belongsTo: () => [],
  words: ({ key, fields }, teller) => {
    const name = teller === "anybody" ? [foreign(key), own(": ")] : [];
    return joined([[...name, ...roleWords(fields)], ...endPieces(fields)]);
  },
};

function roleWords(fields: JsonObject): Piece[] {
  if ((textOf(fields, "state") ?? "") !== "active") return [own("no access: "), wordPiece(fields, "state")];
  return [textOf(fields, "role") === undefined ? own("member, role not managed") : wordPiece(fields, "role")];
}
