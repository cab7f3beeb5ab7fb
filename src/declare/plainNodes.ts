/**
 * The plainest YAML to nodes, many times faster than all of YAML: keys and lists indented as everybody writes them, and values
 * that begin and end on their line. Of every other text, also of one with a fault, it says nothing: that is for the whole reader.
 */
import type { Entry, MappingNode, Node, ScalarNode, SequenceNode } from "./node.ts";

/** The document's mapping as the whole reader gives it, which has nothing to object to; undefined where that is not certain. */
export function plainNodes(text: string): MappingNode | undefined {
  if (!onlyPrintable.test(text)) return undefined;
  const reader: Reader = { text, at: 0, indent: 0, end: 0 };
  if (!nextLine(reader) || reader.indent !== 0) return undefined;
  const root = mappingAt(reader, 0, 1);
  return reader.at === text.length ? root : undefined;
}

/** The entries of a mapping at an indentation, where the text holds nothing else; undefined where that is not certain. */
export function plainEntries(text: string, indent: number): readonly Entry[] | undefined {
  if (!onlyPrintable.test(text)) return undefined;
  const reader: Reader = { text, at: 0, indent: 0, end: 0 };
  if (!nextLine(reader)) return undefined;
  if (reader.at === text.length) return [];
  const { entries } = (reader.indent === indent ? mappingAt(reader, indent, 2) : undefined) ?? {};
  return reader.at === text.length ? entries : undefined;
}

/** Other characters may be refused, or mean a line's end. */
const onlyPrintable = /^[\n\x20-\x7e]*$/;
/** Deeper nesting is for the whole reader, which has a limit. */
const deepest = 12;
/** As is a line that is too long for a key. */
const longestLine = 300;

const space = 32;
const hash = 35;
const colon = 58;
const dash = 45;
const [comma, openList, closeList, openMap, closeMap] = [44, 91, 93, 123, 125];
const [doubleQuote, singleQuote, backslash] = [34, 39, 92];

/** Where the reading is: at the first character of a line's content, or at the text's end. */
interface Reader {
  readonly text: string;
  at: number;
  /** Blanks before that content. */
  indent: number;
  /** Where the line ends. */
  end: number;
}

/** Goes on to the next line with content, from a line's beginning. False where there is none, or one that is not plain. */
function nextLine(reader: Reader): boolean {
  const { text } = reader;
  let start = reader.at;
  while (start < text.length) {
    const found = text.indexOf("\n", start);
    const end = found === -1 ? text.length : found;
    if (end - start > longestLine) return false;
    let at = start;
    while (at < end && text.charCodeAt(at) === space) at++;
    if (at < end && text.charCodeAt(at) !== hash) {
      reader.indent = at - start;
      reader.at = at;
      reader.end = end;
      return true;
    }
    start = end + 1;
  }
  reader.at = text.length;
  reader.indent = -1;
  return true;
}

/** From behind a value to the next content; false where more than a remark stands behind it. */
function endLine(reader: Reader, from: number): boolean {
  const { text, end } = reader;
  let at = from;
  while (at < end && text.charCodeAt(at) === space) at++;
  if (at < end && (at === from || text.charCodeAt(at) !== hash)) return false;
  reader.at = Math.min(end + 1, text.length);
  return nextLine(reader);
}

/** Letters, digits and what else a plain word may begin with: nothing that means something to YAML. */
const isFirst = flags("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/");
/** What may stand in a key, or in a word between brackets. */
const isInside = flags("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/@.+-");

function flags(characters: string): Uint8Array {
  const all = new Uint8Array(128);
  for (const character of characters) all[character.charCodeAt(0)] = 1;
  return all;
}

function mappingAt(reader: Reader, indent: number, depth: number): MappingNode | undefined {
  if (depth > deepest) return undefined;
  const { text } = reader;
  const start = reader.at;
  const entries: Entry[] = [];
  const seen = new Set<string>();
  while (reader.indent === indent) {
    const key = wordAt(text, reader.at, reader.end);
    if (key === undefined) return undefined;
    const after = reader.at + key.length;
    if (text.charCodeAt(after) !== colon || after >= reader.end || seen.has(key)) return undefined;
    seen.add(key);
    const keyNode = scalar(reader.at, key);
    const value = valueAfter(reader, after + 1, { indent, depth });
    if (value === undefined) return undefined;
    entries.push({ key: keyNode, value });
  }
  return reader.indent > indent ? undefined : { kind: "mapping", start, entries };
}

/** What stands behind a key's colon, or below it. */
function valueAfter(
  reader: Reader,
  from: number,
  { indent, depth }: { readonly indent: number; readonly depth: number },
): Node | undefined {
  if (reader.text.charCodeAt(from) === space && !isBare(reader, from)) return valueOnLine(reader, from);
  if (from < reader.end && reader.text.charCodeAt(from) !== space) return undefined;
  if (!endLine(reader, from) || reader.indent <= indent) return undefined;
  return isItem(reader)
    ? sequenceAt(reader, reader.indent, depth + 1)
    : mappingAt(reader, reader.indent, depth + 1);
}

/** Whether nothing but blanks and a remark stands there. */
function isBare({ text, end }: Reader, from: number): boolean {
  let at = from;
  while (at < end && text.charCodeAt(at) === space) at++;
  return at === end || text.charCodeAt(at) === hash;
}

function isItem({ text, at }: Reader): boolean {
  return text.charCodeAt(at) === dash && text.charCodeAt(at + 1) === space;
}

function sequenceAt(reader: Reader, indent: number, depth: number): SequenceNode | undefined {
  if (depth > deepest) return undefined;
  const start = reader.at;
  const items: Node[] = [];
  while (reader.indent === indent && isItem(reader)) {
    if (isBare(reader, reader.at + 1)) return undefined;
    const item = valueOnLine(reader, reader.at + 1);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return reader.indent >= indent ? undefined : { kind: "sequence", start, items };
}

/** A value that is whole on its line; the reading goes on behind that. */
function valueOnLine(reader: Reader, from: number): Node | undefined {
  const { text } = reader;
  let at = from;
  while (text.charCodeAt(at) === space) at++;
  const first = text.charCodeAt(at);
  const found =
    first === openMap || first === openList || first === doubleQuote || first === singleQuote
      ? closedAt(reader, at, 1)
      : plainAt(reader, at);
  return found !== undefined && endLine(reader, found.end) ? found.node : undefined;
}

interface Found {
  readonly node: Node;
  /** Where it ends. */
  readonly end: number;
}

/** Text without quotes, up to a remark or the line's end. */
function plainAt({ text, end }: Reader, start: number): Found | undefined {
  if (isFirst[text.charCodeAt(start)] !== 1) return undefined;
  let last = start;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === space) continue;
    if (code === hash && last < at - 1) break;
    // A key's colon, or one that could be.
    if (code === colon && (at + 1 === end || text.charCodeAt(at + 1) === space)) return undefined;
    last = at;
  }
  return { node: scalar(start, text.slice(start, last + 1)), end: last + 1 };
}

/** What says itself where it ends: text in quotes, a list or a mapping in brackets. */
function closedAt(reader: Reader, start: number, depth: number): Found | undefined {
  const first = reader.text.charCodeAt(start);
  if (first === doubleQuote || first === singleQuote) return quotedAt(reader, start);
  return depth > deepest ? undefined : bracketsAt(reader, start, depth);
}

function quotedAt({ text, end }: Reader, start: number): Found | undefined {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash && quote === doubleQuote) return undefined;
    if (code !== quote) continue;
    // Two of them are one that is meant.
    if (text.charCodeAt(at + 1) === quote) return undefined;
    return { node: { kind: "scalar", start, text: text.slice(start + 1, at), plain: false }, end: at + 1 };
  }
  return undefined;
}

function bracketsAt(reader: Reader, start: number, depth: number): Found | undefined {
  const { text } = reader;
  const isMap = text.charCodeAt(start) === openMap;
  const close = isMap ? closeMap : closeList;
  const [entries, items]: [Entry[], Node[]] = [[], []];
  let at = skipped(reader, start + 1);
  for (let isFirstOne = true; text.charCodeAt(at) !== close; isFirstOne = false) {
    if (!isFirstOne) {
      if (text.charCodeAt(at) !== comma) return undefined;
      at = skipped(reader, at + 1);
    }
    const key = isMap ? wordAt(text, at, reader.end) : undefined;
    if (isMap) {
      if (key === undefined || entries.some((entry) => entry.key.text === key)) return undefined;
      const after = at + key.length;
      if (text.charCodeAt(after) !== colon || text.charCodeAt(after + 1) !== space) return undefined;
    }
    const keyNode = scalar(at, key ?? "");
    const value = insideAt(reader, isMap ? skipped(reader, at + keyNode.text.length + 1) : at, depth);
    if (value === undefined) return undefined;
    if (isMap) entries.push({ key: keyNode, value: value.node });
    else items.push(value.node);
    at = skipped(reader, value.end);
  }
  return {
    node: isMap ? { kind: "mapping", start, entries } : { kind: "sequence", start, items },
    end: at + 1,
  };
}

/** A value between brackets: of what stands without quotes, words and blanks alone. */
function insideAt(reader: Reader, start: number, depth: number): Found | undefined {
  const { text, end } = reader;
  const first = text.charCodeAt(start);
  if (first === openMap || first === openList || first === doubleQuote || first === singleQuote)
    return closedAt(reader, start, depth + 1);
  if (isFirst[first] !== 1) return undefined;
  let last = start;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === space) continue;
    if (isInside[code] !== 1) break;
    last = at;
  }
  return { node: scalar(start, text.slice(start, last + 1)), end: last + 1 };
}

function skipped({ text, end }: Reader, from: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) === space) at++;
  return at;
}

/** A word that may be a key. */
function wordAt(text: string, start: number, end: number): string | undefined {
  if (isFirst[text.charCodeAt(start)] !== 1) return undefined;
  let at = start + 1;
  while (at < end && isInside[text.charCodeAt(at)] === 1) at++;
  return text.slice(start, at);
}

function scalar(start: number, text: string): ScalarNode {
  return { kind: "scalar", start, text, plain: true };
}
