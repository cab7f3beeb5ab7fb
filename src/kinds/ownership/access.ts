/** What it is as an access to own something. */
import { textOf } from "../../model/fields.ts";
import { orNone, wordPiece, type AccessSpec } from "../access.ts";
import { foreign, own } from "../pieces.ts";

export const ownershipAccess: AccessSpec<"ownership"> = {
  meaning: ({ resource, name, owner }, named) => ({ resource, name, owner: orNone(owner, "member", named) }),
  words: ({ fields }, teller) => {
    const resource = [wordPiece(fields, "resource"), own(" "), foreign(textOf(fields, "name") ?? "")];
    if (teller !== "anybody") return [own("owns "), ...resource];
    const owner = textOf(fields, "owner");
    return [...resource, own(" of "), owner === undefined ? own("nobody") : foreign(owner)];
  },
};
