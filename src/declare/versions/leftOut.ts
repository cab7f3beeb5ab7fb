/** The items of one team's list that two versions have in common: of a long list, all but a few. */
import type { Common, LeftOut, Rows } from "./words.ts";

/** Lines, from 0; the second one is no more of them. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

interface Given {
  readonly before: Rows;
  readonly after: Rows;
  /** The lines of the team's entry. */
  readonly spans: { readonly before: Span; readonly after: Span };
  readonly common: Common;
}

/** The lines that need not be read, and of how many items they are; undefined where something else than items changed. */
export function leftOutIn({
  before,
  after,
  spans,
  common,
}: Given):
  { readonly count: LeftOut; readonly before: readonly Span[]; readonly after: readonly Span[] } | undefined {
  const [old, now] = [linesOf(before), linesOf(after)];
  const [first, last] = [common.first, before.starts.length - common.last];
  const grown = after.starts.length - before.starts.length;
  const indent = old.item(first - 1) ?? old.item(last);
  if (indent === undefined || last < first || last + grown < first) return undefined;
  const isItem = (lines: typeof old, line: number): boolean => lines.item(line) === indent;
  for (let line = first; line < last; line++) if (!isItem(old, line)) return undefined;
  for (let line = first; line < last + grown; line++) if (!isItem(now, line)) return undefined;
  let begin = first;
  while (begin > spans.before.from && isItem(old, begin - 1)) begin--;
  let end = last;
  while (end < spans.before.to && isItem(old, end)) end++;
  if (
    begin === spans.before.from ||
    !old.isList(begin - 1) ||
    !isEnd(old, { line: end, to: spans.before.to, indent })
  )
    return undefined;
  // One of them stays, so that there is a list.
  const stays = first > begin ? { head: 1, tail: 0 } : { head: 0, tail: 1 };
  const head = first - begin - stays.head;
  const tail = end - last - stays.tail;
  if (head < 0 || tail < 0 || head + tail === 0) return undefined;
  const spansIn = (more: number): readonly Span[] => [
    { from: begin, to: begin + head },
    { from: end - tail + more, to: end + more },
  ];
  return { count: { head, tail }, before: spansIn(0), after: spansIn(grown) };
}

const [space, dash, hash, lineFeed] = [32, 45, 35, 10];

function linesOf({ bytes, starts }: Rows) {
  const contentOf = (line: number): { readonly indent: number; readonly at: number } => {
    const start = starts[line] ?? bytes.length;
    let at = start;
    while (bytes[at] === space) at++;
    return { indent: at - start, at };
  };
  return {
    /** Blanks before the dash of an item; undefined for any other line. */
    item(line: number): number | undefined {
      const { indent, at } = contentOf(line);
      return bytes[at] === dash && bytes[at + 1] === space ? indent : undefined;
    },
    /** Whether it is the name of the list. */
    isList(line: number): boolean {
      const { at } = contentOf(line);
      return [..."members:\n"].every((character, index) => bytes[at + index] === character.charCodeAt(0));
    },
    /** Blanks before what stands there; undefined where nothing does, or a remark. */
    indent(line: number): number | undefined {
      const { indent, at } = contentOf(line);
      const found = bytes[at];
      return found === undefined || found === lineFeed || found === hash ? undefined : indent;
    },
  };
}

/** Whether the list ends there: something else of the entry begins, or nothing of it is left. */
function isEnd(
  lines: ReturnType<typeof linesOf>,
  { line, to, indent }: { readonly line: number; readonly to: number; readonly indent: number },
): boolean {
  for (let at = line; at < to; at++) {
    const found = lines.indent(at);
    if (found !== undefined) return found < indent;
  }
  return true;
}
