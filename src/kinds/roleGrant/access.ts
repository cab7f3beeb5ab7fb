/** What a role beside the own one is as an access. */
import { textOf } from "../../model/jsonFields.ts";
import {
  belongsToHolder,
  endOf,
  endPieces,
  holderOf,
  keysOfHeld,
  withHolder,
  type AccessSpec,
} from "../access.ts";
import { foreign, joined, own } from "../pieces.ts";
import { fold } from "../../model/text.ts";

export const roleGrantAccess: AccessSpec<"role_grant"> = {
  meaning: ({ role, holder, terms }, named) => ({ role, holder: holderOf(holder, named), ...endOf(terms) }),
  names: {},
  belongsTo: (meant) => {
    const rest = fold(textOf(meant.fields, "role") ?? "");
    // What somebody may beside their role stands next to it; what a team may, behind what is shared with it.
    return belongsToHolder(meant, "holder", { as: "given", place: 5, rest }).map((it) =>
      it.kind === "member" ? { ...it, place: 1 } : it,
    );
  },
  keys: keysOfHeld,
  /** "role security_manager, with team security" */
  words: ({ fields }, teller) =>
    joined([
      [own("role "), foreign(textOf(fields, "role") ?? "")],
      ...withHolder(fields, teller),
      ...endPieces(fields),
    ]),
};
