/**
 * Files that go on from version to version. The lines that a version has in common with the one before it are the same
 * ones, so that what is known of an entry that nobody touched keeps knowing where it stands.
 */
import { once } from "../../model/once.ts";
import type { Row } from "../place.ts";
import { differingParts } from "./differing.ts";
import { outlineOf, type Outline } from "./outline.ts";
import { plainParts } from "./plainParts.ts";
import type { Common, Lines, ParsedFile, Parts, Rows } from "./words.ts";

export interface Version extends Rows {
  /** All of it; parsed when somebody asks. */
  whole(): ParsedFile;
  /** Where its entries lie, of a text of the plainest kind. */
  outline(): Outline | undefined;
  /** Somebody knows where they lie. */
  isLaidOut(outline: Outline): void;
}

export interface NextVersion {
  readonly version: Version;
  /** The version that it follows, and what they have in common. */
  readonly follows?: { readonly before: Version; readonly common: Common };
  /** What they do not have in common; undefined where it is not certain what belongs to it. */
  parts(): Parts | undefined;
  /** What both have in common stands where it stands in the new one from now on. */
  settle(): void;
}

type Parse = () => ParsedFile;

/** The version that others go on from. */
export function firstVersion(bytes: Uint8Array, parse: Parse): Version {
  const starts = lineStartsIn(bytes);
  return versionOf({ bytes, starts, rows: starts.map((_, index) => ({ line: index + 1 })) }, parse);
}

function versionOf({ bytes, starts, rows }: Rows, parse: Parse): Version {
  let parsed: ParsedFile | undefined;
  let outline: Outline | undefined;
  const whole: Parse = () => {
    parsed ??= withRows(parse(), rows);
    return parsed;
  };
  return {
    ...{ bytes, starts, rows, whole },
    outline() {
      outline ??= outlineOf(whole());
      return outline;
    },
    isLaidOut(known) {
      outline = known;
    },
  };
}

function withRows(parsed: ParsedFile, rows: readonly Row[]): ParsedFile {
  const { source } = parsed;
  return source === undefined ? parsed : { ...parsed, source: { ...source, rows } };
}

/** The one that follows a version. */
export function nextVersion(
  before: Version | undefined,
  { name, bytes, parse }: { readonly name: string; readonly bytes: Uint8Array; readonly parse: Parse },
): NextVersion {
  if (before === undefined)
    return { version: firstVersion(bytes, parse), parts: () => undefined, settle: () => undefined };
  const { starts, common } = linesAfter(before, bytes);
  const rows = rowsAfter(before.rows, { count: starts.length, common });
  const version = versionOf({ bytes, starts, rows }, parse);
  return {
    ...{ version, follows: { before, common } },
    parts: once(() => partsOf(name, { before, version, common })),
    settle() {
      if (before.rows.length === rows.length) return;
      for (let index = rows.length - common.last; index < rows.length; index++) {
        const row = rows[index];
        if (row !== undefined) row.line = index + 1;
      }
    },
  };
}

function partsOf(
  name: string,
  {
    before,
    version,
    common,
  }: { readonly before: Version; readonly version: Version; readonly common: Common },
): Parts | undefined {
  const outline = before.outline();
  const plain =
    outline === undefined ? undefined : plainParts({ name, outline, common, before, after: version });
  if (plain === undefined) return differingParts([before.whole(), version.whole()], common);
  version.isLaidOut(plain.outline);
  return plain.parts;
}

function rowsAfter(
  before: readonly Row[],
  { count, common }: { readonly count: number; readonly common: Common },
): readonly Row[] {
  const rows = before.slice(0, common.first);
  for (let line = common.first + 1; line <= count - common.last; line++) rows.push({ line });
  for (let index = before.length - common.last; index < before.length; index++) {
    const row = before[index];
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

const lineFeed = 10;

function lineStartsIn(bytes: Uint8Array): readonly number[] {
  const starts = [0];
  addStarts(starts, bytes, { from: 0, to: bytes.length });
  return starts;
}

/** Adds the lines that begin behind a line feed among these bytes. */
function addStarts(
  starts: number[],
  bytes: Uint8Array,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  for (let at = from; at < to; at++) if (bytes[at] === lineFeed) starts.push(at + 1);
}

/** The lines of a next version, of which only those are looked for that the one before does not have. */
function linesAfter(
  before: Lines,
  bytes: Uint8Array,
): { readonly starts: readonly number[]; readonly common: Common } {
  const a = before.bytes;
  const views = [viewOf(a), viewOf(bytes)] as const;
  const ahead = sameAhead(...views);
  if (ahead === a.length && ahead === bytes.length)
    return { starts: before.starts, common: { first: before.starts.length, last: 0 } };
  // The line in which they differ, or in which one of them ends, is not the same.
  const first = countUpTo(before.starts, ahead) - 1;
  const begin = before.starts[first] ?? 0;
  const grown = bytes.length - a.length;
  const behind = sameBehind(...views, Math.min(a.length, bytes.length) - begin);
  // A line is the same where all of it is, with what it begins behind.
  let same = before.starts.length;
  while (same > 0) {
    const start = before.starts[same - 1] ?? 0;
    const other = start + grown;
    if (a.length - start > behind || (other > 0 && bytes[other - 1] !== lineFeed)) break;
    same--;
  }
  const starts = before.starts.slice(0, first);
  const tail = (before.starts[same] ?? a.length + 1) + grown;
  if (begin < tail) starts.push(begin);
  addStarts(starts, bytes, { from: begin, to: tail - 1 });
  for (let line = same; line < before.starts.length; line++) starts.push((before.starts[line] ?? 0) + grown);
  return { starts, common: { first, last: before.starts.length - same } };
}

/** How many bytes are the same at the beginning: four at a time, as far as that goes. */
function sameAhead(one: DataView, other: DataView): number {
  const most = Math.min(one.byteLength, other.byteLength);
  let count = 0;
  while (count + 4 <= most && one.getUint32(count) === other.getUint32(count)) count += 4;
  while (count < most && one.getUint8(count) === other.getUint8(count)) count++;
  return count;
}

/** How many are the same at the end, of so many at most. */
function sameBehind(one: DataView, other: DataView, most: number): number {
  const [end, otherEnd] = [one.byteLength, other.byteLength];
  let count = 0;
  while (count + 4 <= most && one.getUint32(end - count - 4) === other.getUint32(otherEnd - count - 4))
    count += 4;
  while (count < most && one.getUint8(end - count - 1) === other.getUint8(otherEnd - count - 1)) count++;
  return count;
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** How many of the starts are no further than that. */
function countUpTo(starts: readonly number[], offset: number): number {
  let [count, end] = [0, starts.length];
  while (count < end) {
    const middle = (count + end) >> 1;
    if ((starts[middle] ?? 0) <= offset) count = middle + 1;
    else end = middle;
  }
  return count;
}
