/** What a service account is as an access: its role, and who answers for it. */
import { fieldOf, objectIn, textOf } from "../../model/jsonFields.ts";
import { belongsToHolder, endOf, endPieces, holderOf, wordPiece, type AccessSpec } from "../access.ts";
import { foreign, holderPieces, joined, own } from "../pieces.ts";

export const accountAccess: AccessSpec<"service_account"> = {
  meaning: ({ role, owner, terms }, named) => ({
    ...(role === undefined ? {} : { role: named("role", role) }),
    ...(owner === undefined ? {} : { owner: holderOf(owner, named) }),
    ...endOf(terms),
  }),
  names: { role: "role" },
  belongsTo: (meant) => belongsToHolder(meant, "owner", { as: "led", place: 7, rest: meant.thing }),
  words: ({ key, fields }) => {
    const owner = holderPieces(objectIn(fieldOf(fields, "owner")));
    return joined([
      [own("service account "), foreign(key)],
      ...(textOf(fields, "role") === undefined ? [] : [[wordPiece(fields, "role")]]),
      ...(owner === undefined ? [] : [[own("answered for by "), ...owner]]),
      ...endPieces(fields),
    ]);
  },
};
