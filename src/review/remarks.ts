/** What people wrote into a review's file as comments, apart from those that stand there by themselves. */
import { addTo } from "../model/grouped.ts";
import type { ReviewEntry } from "../model/review.ts";
import { nameOfEntry } from "./entryName.ts";

export interface Remarks {
  /** Of the head of the file, or of no entry. */
  readonly top: readonly string[];
  /** By `nameOfEntry`. */
  readonly ofEntries: ReadonlyMap<string, readonly string[]>;
}

/** What begins a comment that muster writes, and writes anew. */
export const written = "#:";

/**
 * Their texts without the sign. `own`: the lines at the head that every such file has. A comment belongs to the entry in
 * which it stands, or, where it stands no deeper than the names of entries, to the one that follows at once.
 */
export function remarksIn(
  text: string,
  { entries, own }: { readonly entries: readonly ReviewEntry[]; readonly own: ReadonlySet<string> },
): Remarks {
  const top: string[] = [];
  const ofEntries = new Map<string, string[]>();
  const begun = new Map(entries.map((entry) => [entry.source.line, entry]));
  // Files of earlier versions do not mark what is written anew: there it is all that stands above `has`.
  const marks = text.includes(written);
  let entry: ReviewEntry | undefined;
  let isAboveHas = false;
  let waiting: string[] = [];
  const add = (to: ReviewEntry | undefined, remark: string | undefined): void => {
    if (remark === undefined || remark === "") return;
    if (to === undefined) top.push(remark);
    else addTo(ofEntries, nameOfEntry(to), remark);
  };
  const settle = (next: ReviewEntry | undefined): void => {
    for (const remark of waiting) add(next, remark);
    waiting = [];
  };
  const isWithin = (indent: number): boolean => entry !== undefined && indent >= entry.source.column;
  for (const [index, line] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    const indent = line.search(/\S/);
    if (indent === -1 || own.has(line)) continue;
    const isWhole = line[indent] === "#";
    if (!isWhole) {
      const next = begun.get(index + 1);
      settle(next);
      entry = next ?? (isWithin(indent) ? entry : undefined);
      if (next !== undefined) isAboveHas = true;
      else if (/^\s*has:/.test(line)) isAboveHas = false;
    }
    const comment = isWhole ? line.slice(indent) : commentBehind(line);
    const isOurs = !marks && entry !== undefined && isAboveHas && !(isWhole && !isWithin(indent));
    const remark = comment === undefined || isOurs ? undefined : remarkOf(comment);
    if (isWhole && !isWithin(indent) && remark !== undefined) waiting.push(remark);
    else add(entry, remark);
  }
  settle(undefined);
  return { top, ofEntries };
}

/** The comment that ends a line; a "#" in quotes is text. */
function commentBehind(line: string): string | undefined {
  const plain = line.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, (quoted) => "x".repeat(quoted.length));
  const at = plain.search(/\s#/);
  return at === -1 ? undefined : line.slice(at + 1);
}

/** Behind what muster wrote, people write with a sign of their own. */
function remarkOf(comment: string): string | undefined {
  if (!comment.startsWith(written)) return comment.slice(1).trim();
  const at = comment.search(/\s#/);
  return at === -1 ? undefined : comment.slice(at + 2).trim();
}

/** A piece of what muster writes, in which nothing looks like a remark of people. */
export function unsigned(piece: string): string {
  return piece.replace(/(^|\s)#/g, "$1\\#");
}
