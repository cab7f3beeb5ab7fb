/** One access in words, as pieces: what it is, since when and by whose word, where it stands, and whether it was seen applied. */
import type { Teller, What } from "../kinds/access.ts";
import { kindOf } from "../kinds/kinds.ts";
import { foreign, joined, own, type Piece } from "../kinds/pieces.ts";
import type { Access, Origin } from "../model/evidence.ts";
import { textOf } from "../model/jsonFields.ts";

/** What somebody has: "editor, until 2027-01-31", "in team finance, lead", "edit on pipeline nightly, with team finance". */
export function accessPieces(what: What, teller: Teller): Piece[] {
  return kindOf(what.kind).access.words(what, teller);
}

/** "2026-03-01 #412, Ana", "2026-03-01 a direct commit, Ana", "2026-03-01 by a date of #412, Ana". */
export function originPieces({ at, by, pull_request: number, author, approvals }: Origin): Piece[] {
  const way: Piece[] =
    number === null ? [own("a direct commit, "), foreign(author)] : [own(`#${number}, `), foreign(author)];
  return [
    own(`${at.slice(0, 10)} `),
    ...(by === "date" ? [own("by a date of ")] : []),
    ...way,
    ...(approvals === undefined ? [] : approvalPieces(approvals)),
  ];
}

/**
 * Since when they have it, by whose word: where its end alone came later, that it was given comes first. "2026-03-01 #412,
 * Ana; its end since 2026-06-01 a direct commit, Ben".
 */
export function sincePieces({ since, given, fields }: Pick<Access, "since" | "given" | "fields">): Piece[] {
  if (given === undefined) return originPieces(since);
  const ends = textOf(fields, "until") !== undefined || textOf(fields, "role_until") !== undefined;
  const words = ends ? "; its end since " : "; without an end since ";
  return [...originPieces(given), own(words), ...originPieces(since)];
}

function approvalPieces(approvals: NonNullable<Origin["approvals"]>): Piece[] {
  if (approvals.length === 0) return [own(", approved by nobody")];
  return [
    own(", approved by "),
    ...joined(
      approvals.map(({ by, own: isOwn, stale }) => [
        foreign(by),
        ...(isOwn === true ? [own(" (their own)")] : []),
        ...(stale === true ? [own(" (an earlier head)")] : []),
      ]),
    ),
  ];
}
