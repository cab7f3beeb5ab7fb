/** What a share is as an access. */
import { textOf } from "../../model/jsonFields.ts";
import {
  belongsToHolder,
  endOf,
  endPieces,
  holderOf,
  keysOfHeld,
  withHolder,
  wordPiece,
  type AccessSpec,
} from "../access.ts";
import { foreign, joined, own } from "../pieces.ts";

export const shareAccess: AccessSpec<"share"> = {
  meaning: ({ resource, name, holder, level, terms }, named) => ({
    resource,
    name,
    holder: holderOf(holder, named),
    level,
    ...endOf(terms),
  }),
  names: {},
  belongsTo: (meant) => {
    const { fields } = meant;
    const rest = `${textOf(fields, "resource") ?? ""}:${textOf(fields, "name") ?? ""}`;
    return belongsToHolder(meant, "holder", { as: "given", place: 4, rest });
  },
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
