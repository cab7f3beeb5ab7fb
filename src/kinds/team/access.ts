/** What a team gives: a place below another, and a person who manages it. */
import { textOf } from "../../model/jsonFields.ts";
import { belongsTo, orNone, type AccessSpec } from "../access.ts";
import { foreign, joined, own } from "../pieces.ts";

export const teamAccess: AccessSpec<"team"> = {
  meaning: ({ parent, manager, membersFrom }, named) => ({
    ...(parent === undefined ? {} : { parent: orNone(parent, "team", named) }),
    ...(manager === undefined ? {} : { manager: orNone(manager, "member", named) }),
    ...(membersFrom === undefined ? {} : { members_from: membersFrom }),
  }),
  names: { parent: "team", manager: "member" },
  belongsTo: (meant) => [
    ...belongsTo(meant, "manager", { kind: "member", as: "led", place: 6, rest: meant.thing }),
    ...belongsTo(meant, "parent", { kind: "team", as: "counted", place: 6, rest: meant.thing }),
  ],
  words: ({ key, fields }) => {
    const [manager, parent] = [textOf(fields, "manager"), textOf(fields, "parent")];
    return joined([
      [own("team "), foreign(key)],
      ...(manager === undefined ? [] : [[own("managed by "), foreign(manager)]]),
      ...(parent === undefined ? [] : [[own("below "), foreign(parent)]]),
    ]);
  },
};
