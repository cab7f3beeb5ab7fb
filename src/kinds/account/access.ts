/** What a service account is as an access: its role, and who answers for it. */
import { fieldOf, objectIn, textOf } from "../../model/fields.ts";
import { endOf, endPieces, holderOf, wordPiece, type AccessSpec } from "../access.ts";
import { foreign, holderPieces, joined, own } from "../pieces.ts";

export const accountAccess: AccessSpec<"service_account"> = {
  meaning: ({ role, owner, terms }, named) => ({
    ...(role === undefined ? {} : { role: named("role", role) }),
    ...(owner === undefined ? {} : { owner: holderOf(owner, named) }),
    ...endOf(terms),
  }),
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
