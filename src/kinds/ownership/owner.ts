/** Who owns something, as pieces. */
import { fieldOf, objectIn, textOf } from "../../model/jsonFields.ts";
import type { JsonObject } from "../../model/json.ts";
import { foreign, holderPieces } from "../pieces.ts";
import type { Piece } from "../pieces.ts";

/** An owner is the key of a member, or a holder. */
export function ownerOf(object: JsonObject | null): Piece[] {
  const member = textOf(object, "owner");
  if (member !== undefined) return [foreign(member)];
  return holderPieces(objectIn(fieldOf(object, "owner"))) ?? [];
}
