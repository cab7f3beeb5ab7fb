/** The small parts of every rendering for a terminal: what is told in pieces, as one run of escaped text. */
import type { Piece } from "../kinds/pieces.ts";
import { terminalName, terminalText } from "./escape.ts";

/** Pieces as one run of escaped text. */
export function terminalPieces(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      if (piece.piece === "own") return piece.text;
      if (piece.piece === "said") return terminalText(piece.text);
      return piece.piece === "arrow" ? " -> " : terminalName(piece.text);
    })
    .join("");
}
