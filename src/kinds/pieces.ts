/** The pieces that lines are made of: what is ours and what is foreign stay apart until a format dresses them. */
import { holderKinds, type Holder } from "../model/entities/holder.ts";
import { textOf } from "../model/jsonFields.ts";
import type { JsonObject } from "../model/json.ts";

/**
 * A piece of a line. `own`: our words. `arrow`: from one value to another. Foreign, to be escaped: `name` (a name, key
 * or address), `role` (mostly a word of the service's own: a role, a state, a level) and `said` (words of a plan with
 * names in them).
 */
export type Piece =
  | { readonly piece: "own"; readonly text: string }
  | { readonly piece: "name" | "role" | "said"; readonly text: string }
  | { readonly piece: "arrow" };

/** From one value to another. */
export const arrow: Piece = { piece: "arrow" };

/** Our own words. */
export function own(text: string): Piece {
  return { piece: "own", text };
}

/** A name, key or address: foreign text. */
export function foreign(text: string): Piece {
  return { piece: "name", text };
}

/** A clause that a plan holds: mostly our words, with foreign names in them. */
export function said(text: string): Piece {
  return { piece: "said", text };
}

const wordFields: readonly string[] = ["role", "state", "level", "base"];

function fieldPiece(field: string, text: string): Piece {
  return { piece: wordFields.includes(field) ? "role" : "name", text };
}

/** Parts one after the other, empty ones left out. */
export function joined(parts: readonly (readonly Piece[])[], separator = ", "): Piece[] {
  const full = parts.filter((part) => part.length > 0);
  return full.flatMap((part, index) => (index === 0 ? [...part] : [own(separator), ...part]));
}

/** Names, one after the other. */
export function namesOf(texts: readonly string[]): Piece[] {
  return joined(texts.map((text) => [foreign(text)]));
}

/** The text of a field after words of ours; no pieces when there is none. */
export function labelled(label: string, object: JsonObject | null, field: string): Piece[] {
  const text = textOf(object, field);
  if (text === undefined) return [];
  return label === "" ? [fieldPiece(field, text)] : [own(label), fieldPiece(field, text)];
}

/** "a -> b"; no pieces when it stays the same. */
export function moved(before: JsonObject | null, after: JsonObject | null, field: string): Piece[] {
  const [old, now] = [textOf(before, field), textOf(after, field)];
  if (old === now) return [];
  return [valueOf(field, old), arrow, valueOf(field, now)];
}

function valueOf(field: string, text: string | undefined): Piece {
  return text === undefined ? own("none") : fieldPiece(field, text);
}

/** "name a -> b" */
export function movedField(before: JsonObject | null, after: JsonObject | null, field: string): Piece[] {
  const pieces = moved(before, after, field);
  return pieces.length === 0 ? [] : [own(`${field} `), ...pieces];
}

/** What there was; no pieces for none. */
export function was(pieces: readonly Piece[]): Piece[] {
  return pieces.length === 0 ? [] : [own("was "), ...pieces];
}

/** Who holds a share or owns an account: "team finance", "lee@acme.example", "service account ci". */
export function holderPieces(holder: JsonObject | null): Piece[] | undefined {
  const key = textOf(holder, "key");
  const kind = holderKinds.find((known) => known === textOf(holder, "kind"));
  return kind === undefined || key === undefined ? undefined : holderNamed({ kind, key });
}

export function holderNamed({ kind, key }: Holder): Piece[] {
  switch (kind) {
    case "team":
      return [own("team "), foreign(key)];
    case "member":
      return [foreign(key)];
    case "service_account":
      return [own("service account "), foreign(key)];
  }
}
