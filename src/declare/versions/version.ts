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
  const starts = lineStartsIn(bytes);
  const common = commonLines(before, { bytes, starts });
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
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) starts.push(at + 1);
  return starts;
}

function commonLines(before: Lines, after: Lines): Common {
  const [a, b] = [before.bytes, after.bytes];
  const shorter = Math.min(a.length, b.length);
  let ahead = 0;
  while (ahead < shorter && a[ahead] === b[ahead]) ahead++;
  if (ahead === a.length && ahead === b.length) return { first: before.starts.length, last: 0 };
  // The line in which they differ, or in which one of them ends, is not the same.
  const first = countUpTo(before.starts, ahead) - 1;
  const most = shorter - (before.starts[first] ?? ahead);
  let behind = 0;
  while (behind < most && a[a.length - 1 - behind] === b[b.length - 1 - behind]) behind++;
  return { first, last: before.starts.length - linesBefore(before, after, behind) };
}

/** How many of the starts are no further than that. */
function countUpTo(starts: readonly number[], offset: number): number {
  let count = 0;
  while (count < starts.length && (starts[count] ?? 0) <= offset) count++;
  return count;
}

/** How many lines come before those at the end that are the same, of which so many bytes are. */
function linesBefore({ bytes, starts }: Lines, after: Lines, behind: number): number {
  let count = starts.length;
  while (count > 0) {
    const fromEnd = bytes.length - (starts[count - 1] ?? 0);
    const other = after.bytes.length - fromEnd;
    if (fromEnd > behind || (other > 0 && after.bytes[other - 1] !== lineFeed)) break;
    count--;
  }
  return count;
}
