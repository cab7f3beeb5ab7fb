/** What two versions of a file do not have in common, by the nodes of both: of files of any form. */
import type { MappingNode, Node } from "../node.ts";
import type { SourceFile } from "../place.ts";
import { apart, type Common, type ParsedFile, type Parts } from "./words.ts";

/** Of two versions that differ inside one section: that section, with the entries that are not the same lines. */
export function differingParts(
  [before, after]: readonly [ParsedFile, ParsedFile],
  common: Common,
): Parts | undefined {
  const [a, b] = [blocksOf(before), blocksOf(after)];
  if (a === undefined || b === undefined || a.root.entries.length !== b.root.entries.length) return undefined;
  const borders = bordersOf([a.source, b.source], common);
  const sections = a.root.entries.map(({ key }, index) => [key, b.root.entries[index]?.key ?? key] as const);
  const at = sections.findLastIndex(([key]) => key.start < borders.endOfFirst);
  const isApart = sections.every(([one, other], index) =>
    index <= at ? one.start === other.start : isTail(borders, one.start, other.start),
  );
  const [was, is] = [a.section(at), b.section(at)];
  if (!isApart || was === undefined || is === undefined) return undefined;
  const most = Math.min(was.entries.length, is.entries.length);
  let head = 0;
  while (
    head < most &&
    was.entries[head]?.key.start === is.entries[head]?.key.start &&
    Math.max(was.endOf(head), is.endOf(head)) <= borders.endOfFirst
  )
    head++;
  let tail = 0;
  while (
    tail < most - head &&
    isTail(borders, was.entries.at(-1 - tail)?.key.start ?? 0, is.entries.at(-1 - tail)?.key.start ?? 0)
  )
    tail++;
  return {
    before: { ...before, root: was.part(head, tail) },
    after: { ...after, root: is.part(head, tail) },
  };
}

interface Borders {
  /** The offset behind the lines that are the same at the beginning. */
  readonly endOfFirst: number;
  /** That of the lines that are the same at the end, before; and how much further on they are by now. */
  readonly startOfLast: number;
  readonly grown: number;
}

function bordersOf([before, after]: readonly [SourceFile, SourceFile], { first, last }: Common): Borders {
  const { lineStarts, text } = before;
  return {
    endOfFirst: lineStarts[first] ?? text.length,
    startOfLast: lineStarts[lineStarts.length - last] ?? text.length + 1,
    grown: after.text.length - text.length,
  };
}

function isTail({ startOfLast, grown }: Borders, before: number, after: number): boolean {
  return before >= startOfLast && before + grown === after;
}

/** A version whose sections are blocks; undefined for any other, and where something is wrong. */
function blocksOf({ source, root, diagnostics }: ParsedFile) {
  if (source === undefined || root?.kind !== "mapping" || diagnostics.length > 0) return undefined;
  const isBlock = ({ start }: Node): boolean => source.text.charAt(start) !== "{";
  if (!isBlock(root)) return undefined;
  /** The end of the lines before what begins there. */
  const endBefore = (start: number | undefined): number =>
    start === undefined ? source.text.length : source.text.lastIndexOf("\n", start) + 1;
  return {
    source,
    root,
    section(index: number) {
      const { key, value } = root.entries[index] ?? {};
      if (key === undefined || value?.kind !== "mapping" || !isBlock(value) || !apart.includes(key.text))
        return undefined;
      const { entries } = value;
      return {
        entries,
        endOf: (at: number): number => endBefore((entries[at + 1] ?? root.entries[index + 1])?.key.start),
        /** The document with the entries of this section alone, without so many at the beginning and at the end. */
        part: (head: number, tail: number): MappingNode => ({
          ...root,
          entries: [{ key, value: { ...value, entries: entries.slice(head, entries.length - tail) } }],
        }),
      };
    },
  };
}
