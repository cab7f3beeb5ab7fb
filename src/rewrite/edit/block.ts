/** Entries and items of a block, each on lines of its own: taking some out and adding others, with the comments that are theirs. */
import type { Draft } from "./draft.ts";
import type { Part } from "./parts.ts";
import type { Plain } from "./plain.ts";
import { blockLines, entryLines } from "./render.ts";
import { afterLines } from "./spot.ts";

/** A part with what becomes of it. */
export interface Kid {
  readonly part: Part;
  readonly gone: boolean;
}

/** What is added to a collection; without key to a list. */
export interface Added {
  readonly key: string | undefined;
  readonly value: Plain;
}

/** Takes out the parts that go. Some part stays. */
export function removeFromBlock(draft: Draft, kids: readonly Kid[]): void {
  let first = 0;
  const leading = kids[0];
  if (leading?.gone === true && !draft.opensLine(leading.part.start)) {
    // It shares its line with a dash: what comes next moves up behind that.
    first = kids.findIndex((kid) => !kid.gone);
    const next = kids[first]?.part.start ?? leading.part.end;
    const from = afterLines(draft, kids[first - 1]?.part.end ?? leading.part.end);
    const comment = draft.text.slice(from, next).indexOf("#");
    draft.remove(leading.part.start, comment === -1 ? next : from + comment);
  }
  for (const [at, kid] of kids.entries()) if (at >= first && kid.gone) removeLines(draft, kids, at);
}

function removeLines(draft: Draft, kids: readonly Kid[], at: number): void {
  const part = kids[at]?.part;
  if (part === undefined) return;
  const line = draft.lineStart(part.start);
  const top = commentsAbove(draft, line, draft.column(part.start));
  const heads = (at === 0 || isBlank(draft, top - 1)) && leadsOn(draft, kids, at);
  let from = heads ? line : top;
  let to = tailOf(draft, part);
  const blankBelow = to >= draft.text.length || isBlank(draft, to);
  if (blankBelow && from > 0 && isBlank(draft, from - 1)) {
    const blank = draft.lineStart(from - 1);
    if (blank >= (kids[at - 1]?.part.end ?? 0)) from = blank;
  } else if (blankBelow && at === 0) to = draft.nextLine(to);
  draft.remove(from, to);
}

/** Where the comments begin that stand right above a line, with the same indentation. */
function commentsAbove(draft: Draft, line: number, column: number): number {
  let top = line;
  while (top > 0) {
    const above = draft.lineStart(top - 1);
    if (!isComment(draft, above) || draft.indentAt(above) !== column) break;
    top = above;
  }
  return top;
}

/** Whether something that stays follows without a gap: then a comment above is the heading of them all. */
function leadsOn(draft: Draft, kids: readonly Kid[], at: number): boolean {
  for (let next = at + 1; next < kids.length; next++) {
    const before = kids[next - 1]?.part;
    const kid = kids[next];
    if (before === undefined || kid === undefined) return false;
    if (tailOf(draft, before) !== draft.lineStart(kid.part.start)) return false;
    if (!kid.gone) return true;
  }
  return false;
}

/** The line after a part and after the comments below it that are indented more than it. */
function tailOf(draft: Draft, part: Part): number {
  const column = draft.column(part.start);
  let at = afterLines(draft, part.end);
  while (at < draft.text.length && isComment(draft, at) && draft.indentAt(at) > column)
    at = draft.nextLine(at);
  return at;
}

function isComment(draft: Draft, offset: number): boolean {
  return /^ *#/.test(draft.text.slice(draft.lineStart(offset), draft.lineEnd(offset)));
}

function isBlank(draft: Draft, offset: number): boolean {
  if (offset < 0) return true;
  return draft.text.slice(draft.lineStart(offset), draft.lineEnd(offset)).trim() === "";
}

/** Adds entries or items after the last part. */
export function addToBlock(
  draft: Draft,
  kids: readonly Kid[],
  more: { added: readonly Added[]; depth: number },
): void {
  const last = kids.at(-1)?.part;
  const first = kids[0]?.part;
  if (last === undefined || first === undefined || more.added.length === 0) return;
  const { eol, text } = draft;
  const indent = draft.column(first.start);
  const blocks = Math.max(0, 2 - more.depth);
  const gap = kids.length > 1 && isBlank(draft, aboveOf(draft, last)) ? [""] : [];
  const lines = more.added.flatMap(({ key, value }) => [
    ...gap,
    ...(key === undefined
      ? blockLines([value], { indent, eol, blocks: blocks + 1 })
      : entryLines({ key, value, indent, eol, blocks })),
  ]);
  const at = tailOf(draft, last);
  const opensNew = at === text.length && !text.endsWith("\n");
  draft.insert(at, opensNew ? eol + lines.join(eol) : lines.map((line) => line + eol).join(""));
}

function aboveOf(draft: Draft, part: Part): number {
  return commentsAbove(draft, draft.lineStart(part.start), draft.column(part.start)) - 1;
}
