/**
 * What two versions of a plain file do not have in common, by the lines that changed: the entries in which they stand are
 * parsed, and nothing else of the file.
 */
import type { Entry, MappingNode } from "../node.ts";
import { sourceFile, type Row } from "../place.ts";
import { plainEntries } from "../plainNodes.ts";
import { hasManyBlanks } from "../text.ts";
import {
  blockOf,
  blocksOf,
  linesIn,
  withBlocks,
  withSection,
  type Block,
  type Outline,
  type Section,
} from "./outline.ts";
import { leftOutIn, type Span } from "./leftOut.ts";
import { apart, type Common, type ParsedFile, type Parts, type Rows } from "./words.ts";

interface Given {
  readonly name: string;
  /** That of the version before. */
  readonly outline: Outline;
  readonly common: Common;
  readonly before: Rows;
  readonly after: Rows;
}

/** Both parts, and the outline of the new version; undefined where the change is of another form. */
export function plainParts(given: Given): { readonly parts: Parts; readonly outline: Outline } | undefined {
  const { name, outline, common, before, after } = given;
  const place = placeOf(given);
  if (place === undefined) return undefined;
  const { section, from, to } = place;
  const grown = after.starts.length - before.starts.length;
  const spans = {
    before: { from: place.fromLine, to: place.toLine },
    after: { from: place.fromLine, to: place.toLine + grown },
  };
  const leftOut =
    section.key === "teams" && to - from === 1 ? leftOutIn({ before, after, spans, common }) : undefined;
  const was = partOf(before, { name, section, span: spans.before, without: leftOut?.before ?? [] });
  const is = partOf(after, { name, section, span: spans.after, without: leftOut?.after ?? [] });
  if (was === undefined || is === undefined) return undefined;
  if (leftOut !== undefined && is.entries.length !== 1) return undefined;
  const others = [...section.blocks.slice(0, from), ...section.blocks.slice(to)];
  if (others.length + is.entries.length === 0) return undefined;
  if (is.entries.some(({ key }) => others.some((other) => other.key === key.text))) return undefined;
  const lines = spans.after.to - spans.after.from;
  const blocks =
    leftOut === undefined
      ? { lead: is.lead, blocks: is.blocks }
      : { lead: 0, blocks: is.entries.map(({ key }) => blockOf(key.text, lines)) };
  const next = sectionAfter(section, { from, to, ...blocks });
  return {
    parts: {
      ...{ before: was.parsed, after: is.parsed },
      ...(leftOut === undefined ? {} : { leftOut: leftOut.count }),
    },
    outline: withSection(outline, section, next),
  };
}

interface Found {
  readonly section: Section;
  /** Its blocks that the change can concern. */
  readonly from: number;
  readonly to: number;
  /** Their lines in the version before, from 0. */
  readonly fromLine: number;
  readonly toLine: number;
}

/** Where the lines lie that are not the same. */
function placeOf({ outline, common, before }: Given): Found | undefined {
  const [first, last] = [common.first, before.starts.length - common.last];
  let line = outline.lead;
  for (const section of outline.sections) {
    const end = line + linesIn(section);
    // In its own name or in that of the next one something else may have become of it.
    if (line < first && last <= end && first <= end)
      return section.blocks.length === 0 || !apart.includes(section.key)
        ? undefined
        : blocksAt(section, { line, end, first, last });
    line = end;
  }
  return undefined;
}

function blocksAt(
  section: Section,
  {
    line,
    end,
    first,
    last,
  }: { readonly line: number; readonly end: number; readonly first: number; readonly last: number },
): Found {
  const { head, blocks } = section;
  let start = line + head;
  let from = 0;
  // What is added right behind an entry may belong to it.
  while (from < blocks.length && start + (blocks[from]?.lines ?? 0) < first)
    start += blocks[from++]?.lines ?? 0;
  const fromLine = Math.min(start, first);
  let to = from;
  while (to < blocks.length && start < last) start += blocks[to++]?.lines ?? 0;
  return { section, from, to, fromLine, toLine: to === blocks.length ? end : Math.max(start, fromLine) };
}

interface Part {
  readonly parsed: ParsedFile;
  readonly entries: readonly Entry[];
  /** Lines before its first entry. */
  readonly lead: number;
  readonly blocks: readonly Block[];
}

function partOf(
  { bytes, starts, rows }: Rows,
  {
    name,
    section,
    span,
    without,
  }: {
    readonly name: string;
    readonly section: Section;
    readonly span: Span;
    readonly without: readonly Span[];
  },
): Part | undefined {
  const texts: string[] = [];
  const kept: Row[] = [];
  let at = span.from;
  for (const { from, to } of [...without, { from: span.to, to: span.to }]) {
    if (from > at) texts.push(decoder.decode(bytes.subarray(starts[at], starts[from] ?? bytes.length)));
    for (; at < from; at++) {
      const row = rows[at];
      if (row !== undefined) kept.push(row);
    }
    at = to;
  }
  const text = texts.join("");
  const entries = hasManyBlanks(text) ? undefined : plainEntries(text, section.indent);
  if (entries === undefined) return undefined;
  const { lineStarts } = sourceFile(name, text);
  const source = { ...{ name, text, lineStarts }, rows: kept };
  const { first, blocks } = blocksOf(entries, { lineStarts, end: span.to - span.from });
  return {
    parsed: { source, root: rootOf(section, entries), diagnostics: [] },
    ...{ entries, lead: first, blocks },
  };
}

/** Of bytes that are not all ASCII it makes characters that are not, either, and no text is plain then. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function rootOf({ key }: Section, entries: readonly Entry[]): MappingNode {
  const value: MappingNode = { kind: "mapping", start: 0, entries };
  return {
    ...{ kind: "mapping", start: 0 },
    entries: [{ key: { kind: "scalar", start: 0, text: key, plain: true }, value }],
  };
}

/** The section with other blocks in the place of some; lines before the first of these belong to what stands above. */
function sectionAfter(
  section: Section,
  {
    from,
    to,
    lead,
    blocks,
  }: { readonly from: number; readonly to: number; readonly lead: number; readonly blocks: readonly Block[] },
): Section {
  const above = section.blocks.slice(0, from);
  const last = above.at(-1);
  const head = above.length === 0 ? section.head + lead : section.head;
  if (last !== undefined && lead > 0) above[above.length - 1] = blockOf(last.key, last.lines + lead);
  return withBlocks(section, { head, blocks: [...above, ...blocks, ...section.blocks.slice(to)] });
}
