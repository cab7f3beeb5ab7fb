/** What a role beside the own one is as an access. */
import { textOf } from "../../model/fields.ts";
import { endOf, endPieces, holderOf, keysOfHeld, withHolder, type AccessSpec } from "../access.ts";
import { foreign, joined, own } from "../pieces.ts";

export const roleGrantAccess: AccessSpec<"role_grant"> = {
  meaning: ({ role, holder, terms }, named) => ({ role, holder: holderOf(holder, named), ...endOf(terms) }),
  keys: keysOfHeld,
  /** "role security_manager, with team security" */
  words: ({ fields }, teller) =>
    joined([
      [own("role "), foreign(textOf(fields, "role") ?? "")],
      ...withHolder(fields, teller),
      ...endPieces(fields),
    ]),
};
