/** What a custom role is as an access: its base, and what it may besides. */
import { textsOf } from "../../model/jsonFields.ts";
import { wordPiece, type AccessSpec } from "../access.ts";
import { foreign, joined, namesOf, own } from "../pieces.ts";

export const roleAccess: AccessSpec<"role"> = {
  meaning: ({ base, permissions }) => ({ base, permissions: [...permissions] }),
  names: {},
  belongsTo: () => [],
  words: ({ key, fields }) => {
    const permissions = textsOf(fields, "permissions");
    return joined([
      [own("role "), foreign(key), own(" as "), wordPiece(fields, "base")],
      ...(permissions.length === 0 ? [] : [[own("may "), ...namesOf(permissions)]]),
    ]);
  },
};
