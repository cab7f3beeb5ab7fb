/**
 * New values as YAML text, in the style of access files: small mappings and lists between brackets on one line,
 * what does not fit as a block, and no line longer than a reviewer reads.
 */
import { isList, isMapping, type Plain } from "./plain.ts";
import { pieces, scalarText } from "./scalarText.ts";

/** Beyond this column nothing new begins. */
const width = 100;
/** Quoted text longer than this is broken over several lines. */
const longestQuoted = 160;
/** A mapping with more entries than this is written as a block. */
const mostInline = 4;

/** Where text is written. */
interface Room {
  /** Column of its first character, from 0. */
  readonly column: number;
  /** Blanks before every further line of it. */
  readonly indent: number;
  readonly eol: string;
}

/** A piece of text after which a line may end, and what has to stand at that end. */
interface Atom {
  readonly text: string;
  readonly ending: "" | "\\";
}

/** A whole file: its sections as blocks, and what they hold in the style of `blockLines`. */
export function toYaml(value: Plain, eol = "\n"): string {
  if (isSmall(value)) return inline(value, { column: 0, indent: 0, eol }) + eol;
  return blockLines(value, { indent: 0, eol, blocks: 2 })
    .map((line) => line + eol)
    .join("");
}

/** A value between brackets or as a scalar; over several lines only when it does not fit into one. */
export function inline(value: Plain, room: Room): string {
  return laid(atomsOf(value), room);
}

/** An entry of a mapping between braces, as `inline`. */
export function inlineEntry(key: string, value: Plain, room: Room): string {
  return laid(entryAtoms(key, value), room);
}

function laid(atoms: readonly Atom[], room: Room): string {
  let text = "";
  let column = room.column;
  let ending = "";
  for (const atom of atoms) {
    if (text !== "" && column + atom.text.trimEnd().length > width) {
      text = `${ending === "" ? text.trimEnd() : text + ending}${room.eol}${" ".repeat(room.indent)}`;
      column = room.indent;
    }
    text += atom.text;
    column += atom.text.length;
    ending = atom.ending;
  }
  return text;
}

/** Whether a value stands on one line after that column, and is small enough to be read there. */
export function fitsInline(value: Plain, column: number): boolean {
  if (isSmall(value)) return true;
  if (!readsInline(value)) return false;
  const length = atomsOf(value).reduce((sum, atom) => sum + atom.text.length, 0);
  return column + length <= width;
}

/** Whether a value is a scalar, or holds nothing: such a one has no form as a block. */
export function isSmall(value: Plain): boolean {
  if (isList(value)) return value.length === 0;
  return !isMapping(value) || Object.keys(value).length === 0;
}

function readsInline(value: Plain): boolean {
  if (isList(value)) return value.every((item) => isSmall(item));
  if (!isMapping(value)) return true;
  const items = Object.values(value);
  return items.length <= mostInline && items.every(readsInline);
}

/** The lines of a mapping or list as a block. `blocks` is how many levels are blocks even when they would fit a line. */
export function blockLines(
  value: Plain,
  style: { readonly indent: number; readonly eol: string; readonly blocks: number },
): string[] {
  const { indent, eol } = style;
  const margin = " ".repeat(indent);
  if (isList(value)) {
    return value.flatMap((item) => {
      const room = { column: indent + 2, indent: indent + 4, eol };
      if (isSmall(item) || (style.blocks <= 1 && fitsInline(item, room.column))) {
        return [`${margin}- ${inline(item, room)}`];
      }
      const [first = "", ...more] = blockLines(item, {
        ...style,
        indent: indent + 2,
        blocks: style.blocks - 1,
      });
      return [`${margin}- ${first.trimStart()}`, ...more];
    });
  }
  if (!isMapping(value)) return [margin + inline(value, { column: indent, indent, eol })];
  return Object.entries(value).flatMap(([key, item]) =>
    entryLines({ key, value: item, indent, eol, blocks: style.blocks - 1 }),
  );
}

/** The lines of an entry of a block mapping. */
export function entryLines(entry: {
  readonly key: string;
  readonly value: Plain;
  readonly indent: number;
  readonly eol: string;
  readonly blocks: number;
}): string[] {
  const { value, indent, eol, blocks } = entry;
  const head = `${" ".repeat(indent)}${scalarText(entry.key, true)}:`;
  const room = { column: head.length + 1, indent: indent + 2, eol };
  if (isSmall(value) || (blocks <= 0 && fitsInline(value, room.column))) {
    return [`${head} ${inline(value, room)}`];
  }
  return [head, ...blockLines(value, { indent: indent + 2, eol, blocks })];
}

function atomsOf(value: Plain): Atom[] {
  if (isList(value)) return bracketed("[", value.map(atomsOf), "]");
  if (!isMapping(value)) return scalarAtoms(scalarText(value));
  const entries = Object.entries(value).map(([key, item]) => entryAtoms(key, item));
  return entries.length === 0 ? [{ text: "{}", ending: "" }] : bracketed("{ ", entries, " }");
}

function entryAtoms(key: string, value: Plain): Atom[] {
  return glue(`${scalarText(key, true)}: `, atomsOf(value), "");
}

function bracketed(open: string, items: readonly (readonly Atom[])[], close: string): Atom[] {
  if (items.length === 0) return [{ text: open + close, ending: "" }];
  const last = items.length - 1;
  return items.flatMap((atoms, at) => glue(at === 0 ? open : "", atoms, at === last ? close : ", "));
}

/** Atoms with text before the first and after the last one, from which no line end parts it. */
function glue(before: string, atoms: readonly Atom[], after: string): Atom[] {
  return atoms.map(({ text, ending }, at) => ({
    text: (at === 0 ? before : "") + text + (at === atoms.length - 1 ? after : ""),
    ending,
  }));
}

function scalarAtoms(text: string): Atom[] {
  if (text.length <= longestQuoted) return [{ text, ending: "" }];
  // Only quoted text can be broken; what may stand bare has nothing in it to escape.
  const parts = pieces(text.startsWith('"') ? text : `"${text}"`, longestQuoted / 2);
  return parts.map((part, at) => ({ text: part, ending: at === parts.length - 1 ? "" : "\\" }));
}
