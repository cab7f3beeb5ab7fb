/** Where the entries of a plain text lie, in lines: enough to tell which of them a change of some lines can concern. */
import type { Entry } from "../node.ts";
import type { ParsedFile } from "./words.ts";

/** An entry, with the remarks and empty lines that follow it. */
export interface Block {
  readonly key: string;
  readonly lines: number;
}

export interface Section {
  readonly key: string;
  /** Lines before the first entry, with that of the section's own name. */
  readonly head: number;
  /** Blanks before the names of its entries. */
  readonly indent: number;
  /** None where its entries do not stand below each other. */
  readonly blocks: readonly Block[];
}

export interface Outline {
  /** Lines before the first section. */
  readonly lead: number;
  readonly sections: readonly Section[];
}

/** Of a text of the plainest kind. */
export function outlineOf({ source, root, isPlain }: ParsedFile): Outline | undefined {
  if (source === undefined || root?.kind !== "mapping" || isPlain !== true) return undefined;
  const { lineStarts } = source;
  const heads = linesOf(root.entries, lineStarts);
  const ends = [...heads.slice(1), lineStarts.length];
  return {
    lead: heads[0] ?? 0,
    sections: root.entries.map(({ key, value }, index): Section => {
      const [line = 0, end = 0] = [heads[index], ends[index]];
      const { first, blocks } = blocksOf(value.kind === "mapping" ? value.entries : [], { lineStarts, end });
      if (blocks.length === 0 || first === line)
        return { key: key.text, head: end - line, indent: 0, blocks: [] };
      const indent = value.start - (lineStarts[first] ?? 0);
      return { key: key.text, head: first - line, indent, blocks };
    }),
  };
}

/** Every block, section and outline is made here: V8 reads those of one make much faster. */
export function blockOf(key: string, lines: number): Block {
  return { key, lines };
}

/** The section with other blocks. */
export function withBlocks(
  { key, indent }: Section,
  { head, blocks }: Pick<Section, "head" | "blocks">,
): Section {
  return { key, head, indent, blocks };
}

/** The outline with another section in the place of one. */
export function withSection({ lead, sections }: Outline, section: Section, other: Section): Outline {
  return { lead, sections: sections.map((each) => (each === section ? other : each)) };
}

/** The entries up to a line that is no more of them, and the line of the first, from 0; that end where there is none. */
export function blocksOf(
  entries: readonly Entry[],
  { lineStarts, end }: { readonly lineStarts: readonly number[]; readonly end: number },
): { readonly first: number; readonly blocks: readonly Block[] } {
  const begins = linesOf(entries, lineStarts);
  return {
    first: begins[0] ?? end,
    blocks: entries.map(({ key }, index) =>
      blockOf(key.text, (begins[index + 1] ?? end) - (begins[index] ?? 0)),
    ),
  };
}

/** The lines on which the entries begin, from 0. */
function linesOf(entries: readonly Entry[], lineStarts: readonly number[]): readonly number[] {
  let line = 0;
  return entries.map(({ key: { start } }) => {
    while ((lineStarts[line + 1] ?? Infinity) <= start) line++;
    return line;
  });
}

/** How many lines a section has. */
export function linesIn({ head, blocks }: Section): number {
  return blocks.reduce((sum, { lines }) => sum + lines, head);
}
