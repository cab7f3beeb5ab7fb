/**
 * How and for how long something is given, as pieces: "guest until 2027-01-31, approved by ana@acme.example"; and how
 * that changes.
 */
import type { Terms } from "../model/entities/carried.ts";
import type { Verb } from "../model/plan.ts";
import { termSpec, type TermChange } from "../model/term.ts";
import { arrow, foreign, joined, own, said } from "../kinds/pieces.ts";
import type { Piece } from "../kinds/pieces.ts";
import { isAboutAdmission } from "../kinds/verbs.ts";
import { subjectOf } from "../kinds/kinds.ts";

/** What to add to a change; no pieces when nothing is known of when it ends. */
export function termPieces(verb: Verb, terms: Terms = {}): Piece[] {
  const { until, role_until: roleUntil, then, ended, approved_by: approvedBy } = terms;
  const admits = isAboutAdmission(verb);
  return joined([
    terms.via === undefined ? [] : [own("via "), foreign(terms.via)],
    ended === undefined ? [] : [own("ended "), foreign(ended)],
    until === undefined ? [] : [own(terms.guest === true ? "guest until " : "until "), foreign(until)],
    roleUntil === undefined || then === undefined
      ? []
      : [own("until "), foreign(roleUntil), own(", then "), { piece: "role", text: then }],
    admits && approvedBy !== undefined ? [own("approved by "), foreign(approvedBy)] : [],
    admits && terms.joins_at_first_login === true ? [own("joins at the first login")] : [],
  ]);
}

/** What a change of terms is about: "access of kim@contractor.example", "key deploy of ci". */
export function termSubject({ kind, key, what }: TermChange): readonly Piece[] {
  if (kind === "organization") return [own("organization "), foreign(key)];
  const named = subjectOf({ kind, key, before: null, after: null });
  if (kind === "team_membership") return [own(what === "until" ? "lead of " : "place of "), ...named];
  const { ofMember } = termSpec(what);
  return kind !== "member" || ofMember === undefined ? named : [own(ofMember), ...named];
}

/** "ends 2027-02-28 -> 2027-04-30"; what there is no limit for is said in words. */
export function termDetail({ kind, what, before, after, source }: TermChange): Piece[] {
  // What ends nowhere any more, and stands nowhere.
  const isGone = kind !== "organization" && after === null && source === null && what !== "state";
  const { is, none: nothing, inWords } = termSpec(what);
  const none = `${nothing}${isGone ? ": in no file any more" : ""}`;
  const side = (value: string | null): Piece =>
    value === null ? own(none) : inWords === true ? said(value) : foreign(value);
  return [own(`${is} `), side(before), arrow, side(after)];
}
