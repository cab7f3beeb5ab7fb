/** How and for how long something is given, as pieces: "guest until 2027-01-31, approved by ana@acme.example". */
import type { Terms } from "../model/entity.ts";
import type { Verb } from "../model/plan.ts";
import { foreign, joined, own } from "./pieces.ts";
import type { Piece } from "./pieces.ts";

const admitting: readonly Verb[] = ["invite", "reinvite", "correct_invitation", "reactivate"];

/** What to add to a change; no pieces when nothing is known of when it ends. */
export function termPieces(verb: Verb, terms: Terms = {}): Piece[] {
  const { until, role_until: roleUntil, then, ended, approved_by: approvedBy } = terms;
  const admits = admitting.includes(verb);
  return joined([
    ended === undefined ? [] : [own("ended "), foreign(ended)],
    until === undefined ? [] : [own(terms.guest === true ? "guest until " : "until "), foreign(until)],
    roleUntil === undefined || then === undefined
      ? []
      : [own("until "), foreign(roleUntil), own(", then "), { piece: "role", text: then }],
    admits && approvedBy !== undefined ? [own("approved by "), foreign(approvedBy)] : [],
    admits && terms.joins_at_first_login === true ? [own("joins at the first login")] : [],
  ]);
}
