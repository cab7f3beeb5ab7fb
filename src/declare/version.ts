/**
 * Files that go on from version to version. The lines that a version has in common with the one before it are the same
 * ones, so that what is known of an entry that nobody touched keeps knowing where it stands.
 */
import type { Diagnostic } from "../model/diagnostic.ts";
import type { MappingNode, Node } from "./node.ts";
import type { SourceFile, Row } from "./place.ts";

export interface ParsedFile {
  readonly source?: SourceFile;
  readonly root?: Node;
  readonly diagnostics: readonly Diagnostic[];
}

/** A parsed file whose source has rows. */
export type Version = ParsedFile;

/** The version that others go on from. */
export function firstVersion(parsed: ParsedFile): Version {
  const { source } = parsed;
  if (source === undefined) return parsed;
  const rows = source.lineStarts.map((_, index): Row => ({ line: index + 1 }));
  return { ...parsed, source: { ...source, rows } };
}

export interface NextVersion {
  readonly version: Version;
  /** Both versions without what they have in common; absent where that is not certain. */
  readonly differing?: { readonly before: MappingNode; readonly after: MappingNode };
  /** What both have in common stands where it stands in the new one from now on. */
  settle(): void;
}

/** The one that follows a version. */
export function nextVersion(before: Version | undefined, parsed: ParsedFile): NextVersion {
  const [old, source] = [before?.source, parsed.source];
  if (before === undefined || old?.rows === undefined || source === undefined)
    return { version: firstVersion(parsed), settle: () => undefined };
  const common = commonLines(old, source);
  const count = source.lineStarts.length;
  const rows = [
    ...old.rows.slice(0, common.first),
    ...Array.from({ length: count - common.first - common.last }, (_, index): Row => ({
      line: common.first + index + 1,
    })),
    ...old.rows.slice(old.rows.length - common.last),
  ];
  const version = { ...parsed, source: { ...source, rows } };
  const differing = differingParts([before, version], common);
  return {
    version,
    ...(differing === undefined ? {} : { differing }),
    settle() {
      if (old.lineStarts.length === count) return;
      for (const [index, row] of rows.entries()) if (index >= count - common.last) row.line = index + 1;
    },
  };
}

/** How many lines are the same at the beginning and at the end. */
interface Common {
  readonly first: number;
  readonly last: number;
}

function commonLines(before: SourceFile, after: SourceFile): Common {
  const [a, b] = [before.text, after.text];
  const shorter = Math.min(a.length, b.length);
  let ahead = 0;
  while (ahead < shorter && a.charCodeAt(ahead) === b.charCodeAt(ahead)) ahead++;
  const isSame = ahead === a.length && ahead === b.length;
  const first = isSame
    ? before.lineStarts.length
    : lineCount(before.lineStarts, (start) => start <= ahead) - 1;
  let behind = 0;
  const most = shorter - ahead;
  while (behind < most && a.charCodeAt(a.length - 1 - behind) === b.charCodeAt(b.length - 1 - behind))
    behind++;
  const reach = (start: number): boolean =>
    a.length - start <= behind && isLineStart(b, b.length - (a.length - start));
  const found = before.lineStarts.findIndex((start, index) => index >= first && reach(start));
  return { first, last: found === -1 || isSame ? 0 : before.lineStarts.length - found };
}

function lineCount(starts: readonly number[], isIn: (start: number) => boolean): number {
  const past = starts.findIndex((start) => !isIn(start));
  return past === -1 ? starts.length : past;
}

function isLineStart(text: string, offset: number): boolean {
  return offset === 0 || text.charAt(offset - 1) === "\n";
}

/** Sections whose entries mean nothing for each other in one file. */
const apart: readonly string[] = ["members", "teams", "service_accounts"];

/** Of two versions that differ inside one section: that section, with the entries that are not the same lines. */
function differingParts(
  [before, after]: readonly [Version, Version],
  common: Common,
): NextVersion["differing"] {
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
  return { before: was.part(head, tail), after: is.part(head, tail) };
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
function blocksOf({ source, root, diagnostics }: Version) {
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
