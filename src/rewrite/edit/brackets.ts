/** Entries and items between brackets: taking some out and adding others, with commas and line ends as they are. */
import type { Added, Kid } from "./block.ts";
import type { Draft } from "./draft.ts";
import type { Part } from "./parts.ts";
import { inline, inlineEntry } from "./render.ts";

/** A line between brackets that grew beyond this is continued on the next one. */
const widest = 120;

/** Changes what stands between two brackets. Some part stays. `indent` is for further lines. */
export function changeBrackets(
  draft: Draft,
  kids: readonly Kid[],
  more: {
    readonly added: readonly Added[];
    readonly indent: number;
    readonly open: number;
    readonly close: number;
  },
): void {
  let at = 0;
  let commaStays = true;
  while (at < kids.length) {
    let end = at;
    while (kids[end]?.gone === true) end++;
    if (end > at) {
      const stays = removeRun(draft, { kids, at, end, open: more.open });
      if (end === kids.length) commaStays = stays;
    }
    at = end + 1;
  }
  const last = kids.findLast((kid) => !kid.gone)?.part;
  if (last !== undefined && more.added.length > 0) add(draft, { ...more, last, commaStays });
}

/** Removes kids from `at` up to `end`; whether the comma before them, if any, is still there. */
function removeRun(
  draft: Draft,
  run: { readonly kids: readonly Kid[]; readonly at: number; readonly end: number; readonly open: number },
): boolean {
  const { kids, at, end } = run;
  const gone = kids.slice(at, end).map((kid) => kid.part);
  const [first] = gone;
  const last = gone.at(-1);
  if (first === undefined || last === undefined) return true;
  if (gone.every((part) => hasLines(draft, part))) {
    for (const part of gone)
      draft.remove(draft.lineStart(part.start), draft.nextLine(part.comma ?? part.end));
    return true;
  }
  const before = kids[at - 1]?.part;
  const next = kids[end]?.part;
  const closed = last.comma ?? last.end;
  if (next !== undefined) {
    if (isPlainGap(draft.text.slice(closed, next.start))) draft.remove(first.start, next.start);
    else draft.remove(gapStart(draft, before?.comma ?? run.open, first.start), closed);
    return true;
  }
  const from = before?.end ?? run.open;
  if (draft.text.slice(from, first.start).includes("#")) {
    draft.remove(first.start, closed);
    return true;
  }
  draft.remove(from, closed);
  return false;
}

function isPlainGap(text: string): boolean {
  return /^ *$/.test(text);
}

/** Blanks before a part go with it, unless they are the beginning of its line. */
function gapStart(draft: Draft, before: number, start: number): number {
  return isPlainGap(draft.text.slice(before, start)) ? before : start;
}

/** Whether a part, with its comma, has its lines for itself. */
function hasLines(draft: Draft, part: Part): boolean {
  const end = part.comma ?? part.end;
  return draft.opensLine(part.start) && /^ *(#|$)/.test(draft.text.slice(end, draft.lineEnd(end)));
}

function add(
  draft: Draft,
  more: {
    readonly added: readonly Added[];
    readonly indent: number;
    readonly close: number;
    readonly last: Part;
    readonly commaStays: boolean;
  },
): void {
  const { last, added, close } = more;
  const { eol } = draft;
  const comma = more.commaStays ? last.comma : undefined;
  const lineEnd = draft.lineEnd(comma ?? last.end);
  if (draft.opensLine(last.start) && lineEnd < close) {
    const column = draft.column(last.start);
    const texts = added.map((item) => shown(item, { column, indent: column + 2, eol }));
    if (comma === undefined) draft.insert(last.end, ",");
    const lines = texts.map((text) => eol + " ".repeat(column) + text).join(",");
    draft.insert(lineEnd, lines + (comma === undefined ? "" : ","));
    return;
  }
  let column = draft.column(draft.lineEnd(last.end));
  let text = "";
  for (const item of added) {
    const short = shown(item, { column: 0, indent: more.indent, eol });
    const wraps = column + short.length + 2 > widest;
    const room = { column: wraps ? more.indent : column + 2, indent: more.indent + 2, eol };
    text += `,${wraps ? eol + " ".repeat(more.indent) : " "}${shown(item, room)}`;
    column = room.column + short.length;
  }
  if (comma === undefined) draft.insert(last.end, text);
  else draft.insert(comma, `${text.slice(1)},`);
}

function shown(item: Added, room: Parameters<typeof inline>[1]): string {
  return item.key === undefined ? inline(item.value, room) : inlineEntry(item.key, item.value, room);
}
