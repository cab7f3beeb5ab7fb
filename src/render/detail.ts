/** What an action changes, as pieces: told from its `before` and `after`, whatever stands in them. */
import { namesOf, joined, own, said } from "../kinds/pieces.ts";
import type { Action, Takes } from "../model/plan.ts";
import { plural } from "../model/text.ts";
import { vocabularyNamed } from "../model/vocabularies/all.ts";
import type { Sides } from "../kinds/verb.ts";
import { specOf } from "../kinds/verbs.ts";
import type { Piece } from "../kinds/pieces.ts";
import { termPieces } from "./terms.ts";

type Told = Sides & Pick<Action, "verb" | "because" | "terms" | "takes">;

/** The detail of an action of a service, why first; no pieces when there is nothing to add to verb and subject. */
export function detailOf({ verb, because, terms, takes, ...told }: Told, provider?: string): Piece[] {
  const vocabulary = vocabularyNamed(provider);
  const detail = joined(
    [joined([specOf(verb).detail(told, vocabulary), termPieces(verb, terms)]), takenPieces(takes)],
    "; ",
  );
  return because === undefined ? detail : joined([[said(because)], detail], "; ");
}

const takenNouns = {
  members: "member",
  places: "team place",
  shares: "share",
  roles: "organization role",
  teams: "team below it",
  keys: "key",
} as const satisfies Record<keyof Takes, string>;

/** What would go with a deletion, in plain words; nothing where nothing would. */
export function takenText(taken: Takes | undefined): string {
  return takenPieces(taken)
    .map((piece) => (piece.piece === "arrow" ? "" : piece.text))
    .join("");
}

/** "takes with it 2 members (lee@acme.example, mia@acme.example), 1 share (pipeline nightly (edit))" */
function takenPieces(takes: Takes | undefined): Piece[] {
  if (takes === undefined) return [];
  const parts = (Object.keys(takenNouns) as (keyof Takes)[]).flatMap((what) => {
    const taken = takes[what];
    if (taken === undefined) return [];
    const { count, names } = taken;
    const noun = what === "teams" && count !== 1 ? "teams below it" : undefined;
    const shown = noun === undefined ? plural(count, takenNouns[what]) : `${count} ${noun}`;
    const more = count > names.length ? [own(` and ${count - names.length} more`)] : [];
    return [[own(`${shown} (`), ...namesOf(names), ...more, own(")")]];
  });
  return [own("takes with it "), ...joined(parts)];
}
