/** What it is as an access to own something. */
import { textOf } from "../../model/jsonFields.ts";
import { belongsTo, orNone, wordPiece, type AccessSpec } from "../access.ts";
import { foreign, own } from "../pieces.ts";

export const ownershipAccess: AccessSpec<"ownership"> = {
  meaning: ({ resource, name, owner }, named) => ({ resource, name, owner: orNone(owner, "member", named) }),
  names: { owner: "member" },
  belongsTo: (meant) =>
    belongsTo(meant, "owner", { kind: "member", as: "counted", place: 8, rest: meant.thing }),
  words: ({ fields }, teller) => {
    const resource = [wordPiece(fields, "resource"), own(" "), foreign(textOf(fields, "name") ?? "")];
    if (teller !== "anybody") return [own("owns "), ...resource];
    const owner = textOf(fields, "owner");
    return [...resource, own(" of "), owner === undefined ? own("nobody") : foreign(owner)];
  },
};
