/** What a share is as an access. */
import { textOf } from "../../model/fields.ts";
import { endOf, endPieces, holderOf, keysOfHeld, withHolder, wordPiece, type AccessSpec } from "../access.ts";
import { foreign, joined, own } from "../pieces.ts";

export const shareAccess: AccessSpec<"share"> = {
  meaning: ({ resource, name, holder, level, terms }, named) => ({
    resource,
    name,
    holder: holderOf(holder, named),
    level,
    ...endOf(terms),
  }),
  keys: keysOfHeld,
  words: ({ fields }, teller) =>
    joined([
      [
        ...[wordPiece(fields, "level"), own(" on "), wordPiece(fields, "resource"), own(" ")],
        foreign(textOf(fields, "name") ?? ""),
      ],
      ...withHolder(fields, teller),
      ...endPieces(fields),
    ]),
};
