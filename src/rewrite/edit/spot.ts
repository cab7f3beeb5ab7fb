/** Places in a text where values stand, and the replacing of one value by another whatever form the two have. */
import { isScalar, type Node } from "yaml";
import type { Draft } from "./draft.ts";
import { isCollection, partsOf, type Part } from "./parts.ts";
import { isList, type Plain } from "./plain.ts";
import { blockLines, fitsInline, inline, isSmall } from "./render.ts";

/** A line between brackets that grows beyond this goes on below; the reader takes 300 characters. */
const widest = 260;

/** A value in a text, and what is around it. */
export interface Spot {
  readonly draft: Draft;
  readonly node: Node | undefined;
  /** The entry or item whose value it is; undefined for the document's own. */
  readonly part: Part | undefined;
  /** Whether it stands between brackets, where nothing can be a block. */
  readonly flow: boolean;
  /** Blanks before further lines of it. */
  readonly indent: number;
  /** How many steps lead to it: a file's sections are blocks. */
  readonly depth: number;
}

/** Whether a node is a mapping or list over lines of its own. */
export function isBlock(node: Node | undefined): boolean {
  return isCollection(node) && node.flow !== true;
}

/** Writes a value where another one, or nothing, stands. */
export function replaceValue(spot: Spot, value: Plain): void {
  const { draft, part, node } = spot;
  if (part === undefined) return replaceRoot(spot, value);
  if (!spot.flow && !isSmall(value)) {
    const column = draft.column(part.head ?? part.start) + 1;
    if (spot.depth < 2 || !fitsInline(value, column)) return replaceByBlock(spot, part, value);
  }
  const start = node?.range?.[0];
  const head = part.head ?? part.end;
  if (start === undefined || isBlock(node)) {
    const lead = part.head === undefined ? ": " : " ";
    const room = { column: draft.column(head) + lead.length, indent: spot.indent, eol: draft.eol };
    if (start !== undefined && draft.lineStart(start) === draft.lineStart(head)) {
      draft.replace(start, part.end, inline(value, room) + lineEndWithin(draft, part.end));
      return;
    }
    draft.insert(head, lead + inline(value, room));
    if (start !== undefined) draft.remove(draft.nextLine(head), afterLines(draft, part.end));
    return;
  }
  const room = { column: draft.column(start), indent: spot.indent, eol: draft.eol };
  const text = inline(value, room);
  const [first = ""] = text.split(draft.eol);
  const rest = first === text ? draft.lineEnd(part.end) - part.end : 0;
  // Between brackets a line may end before any value.
  const below = spot.flow && room.column + first.length + rest > widest && room.column > spot.indent;
  if (below) draft.insert(start, draft.eol + " ".repeat(spot.indent));
  draft.replace(start, part.end, text + lineEndWithin(draft, part.end));
}

/** A block of text ends after its line's end, which has to stay. */
function lineEndWithin(draft: Draft, end: number): string {
  return /\r?\n$/.exec(draft.text.slice(Math.max(0, end - 2), end))?.[0] ?? "";
}

/** The beginning of the line after a part that ends there. */
export function afterLines(draft: Draft, end: number): number {
  return lineEndWithin(draft, end) === "" ? draft.nextLine(end) : end;
}

function replaceByBlock(spot: Spot, part: Part, value: Plain): void {
  const { draft, node } = spot;
  const { eol } = draft;
  const start = node?.range?.[0];
  const head = part.head ?? part.end;
  const old = isBlock(node) && start !== undefined ? draft.column(start) : undefined;
  const column = draft.column(part.start);
  // A list may stand as far left as its key, a mapping may not.
  const keeps = old !== undefined && (isList(value) || old > column);
  const indent = part.key !== undefined && keeps ? old : column + 2;
  const lines = blockLines(value, { indent, eol, blocks: Math.max(1, 2 - spot.depth) });
  const end = lineEndWithin(draft, part.end);
  if (part.key === undefined) {
    const text = lines.join(eol).trimStart() + end;
    if (start === undefined) draft.insert(head, ` ${text}`);
    else draft.replace(start, part.end, text);
    return;
  }
  if (start === undefined) return draft.insert(draft.lineEnd(head), eol + lines.join(eol));
  if (old !== undefined) {
    return draft.replace(draft.lineStart(start), part.end, lines.join(eol) + end);
  }
  if (isScalar(node) && end !== "") return draft.replace(head, part.end, eol + lines.join(eol) + end);
  draft.remove(head, part.end);
  draft.insert(draft.lineEnd(part.end), eol + lines.join(eol));
}

function replaceRoot(spot: Spot, value: Plain): void {
  const { draft, node } = spot;
  const { eol, text } = draft;
  const lines = isSmall(value)
    ? [isList(value) ? "[]" : inline(value, { column: 0, indent: 0, eol })]
    : blockLines(value, { indent: 0, eol, blocks: 2 });
  if (node?.range) {
    const parts = isCollection(node) && isBlock(node) ? partsOf(text, node) : [];
    const end = (Array.isArray(parts) ? parts.at(-1)?.end : undefined) ?? node.range[1];
    return draft.replace(node.range[0], end, lines.join(eol) + lineEndWithin(draft, end));
  }
  const lead = text === "" || text.endsWith("\n") ? "" : eol;
  draft.insert(text.length, lead + lines.join(eol) + eol);
}
