/** A line that a change is about: where it stands, what it says, and what comes of it. */
import type { Facts } from "../facts.ts";
import type { DeclaredMember, DeclaredTeam } from "../items.ts";
import type { Row } from "../place.ts";
import type { Outline, Section } from "../versions/outline.ts";
import type { Rows } from "../versions/words.ts";
import type { ServiceFile } from "../wordedFile.ts";
import type { Edit } from "./edits.ts";
import type { Naming } from "./naming.ts";

export interface Known {
  readonly facts: Facts;
  readonly naming: Naming;
}

/** What comes of it. */
export interface LineEdit {
  readonly member?: Edit<DeclaredMember>;
  readonly team?: Edit<DeclaredTeam>;
  readonly isHarmless: boolean;
  /** That of the new version. */
  readonly outline: Outline;
}

/** A line that is there in one of two versions, or is another in both. */
export interface Change {
  readonly line: number;
  readonly isNew: boolean;
  readonly isGone: boolean;
  readonly before: Rows;
  readonly after: Rows;
}

export interface BlockAt {
  readonly section: Section;
  /** The how many-th block: the one with the line, or before which it is new. */
  readonly index: number;
  /** Its first line. */
  readonly start: number;
}

export interface Given {
  readonly known: Known;
  readonly name: string;
  readonly change: Change;
  readonly at: BlockAt;
  readonly outline: Outline;
}

/** Of bytes that are not all ASCII it makes characters that are not, either, and no text is plain then. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text of a line. */
export function textOf({ bytes, starts }: Rows, line: number): string {
  return decoder.decode(bytes.subarray(starts[line] ?? bytes.length, starts[line + 1] ?? bytes.length));
}

/** A file that has these lines alone. */
export function serviceFile(
  { facts: { vocabulary } }: Known,
  name: string,
  { text, rows }: { readonly text: string; readonly rows: readonly (Row | undefined)[] },
): ServiceFile {
  const lineStarts = rows.length === 1 ? [0] : [0, text.indexOf("\n") + 1];
  return { name, text, lineStarts, vocabulary, rows: rows.map((row) => row ?? { line: 1 }) };
}
