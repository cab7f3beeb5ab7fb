/** Rows of a plan on a terminal: columns that agree, and what gives way where they do not fit. */
import type { Paint } from "./paint.ts";
import { columnsOf, wrapped } from "./wrap.ts";

/** Columns wider than this stay ragged instead of pushing everything to the right. */
export const widest = { subject: 72, detail: 56 } as const;

/** What a row says, escaped. */
interface Row {
  readonly subject: string;
  readonly detail: string;
  /** `members.yaml:4`; empty when no file names it. */
  readonly place: string;
}

/** How wide the columns of a table are, and where they begin. */
interface Columns {
  /** Where the subjects begin. */
  readonly start: number;
  /** Of the terminal; undefined where there is none. */
  readonly width: number | undefined;
  readonly subject: number;
  readonly detail: number;
}

/** Less than this is no room for prose beside the subjects. */
const proseRoom = 24;

/** Columns for all rows. Where the widest row does not fit, subjects take at most half of the room. */
export function columnsFor(
  rows: readonly Row[],
  { start, width }: Pick<Columns, "start" | "width">,
): Columns {
  const subjects = rows.map((row) => row.subject);
  const subject = widthOf(subjects, widest.subject);
  const detail = widthOf(
    rows.map((row) => row.detail),
    widest.detail,
  );
  if (width === undefined || start + subject + 3 + detail <= width) return { start, width, subject, detail };
  const half = Math.max(proseRoom, Math.floor((width - start) / 2));
  return { start, width, subject: widthOf(subjects, half), detail };
}

/** One row behind its lead. Its place stays on its line, or is dropped whole; its detail wraps in its column, or below. */
export function rowLines(
  { subject, detail, place }: Row,
  { lead, columns, paint }: { readonly lead: string; readonly columns: Columns; readonly paint: Paint },
): string[] {
  const { start, width } = columns;
  const padded = pad(subject, columns.subject);
  const bare = `${lead}${padded}   ${detail}`.trimEnd();
  if (place !== "") {
    const whole = `${lead}${padded}   ${pad(detail, columns.detail)}   `;
    if (fits(`${whole}${place}`, width)) return [`${whole}${paint.dim(place)}`];
    // At the right edge, so that places agree there at least.
    const gap = width === undefined ? 3 : width - columnsOf(bare) - columnsOf(place);
    if (gap >= 3) return [`${bare}${" ".repeat(gap)}${paint.dim(place)}`];
  }
  if (width === undefined || fits(bare, width)) return [bare];
  const beside = start + columnsOf(padded) + 3;
  const longest = Math.max(...detail.split(" ").map(columnsOf));
  if (width - beside >= Math.max(proseRoom, longest)) return [wrapped(bare, width, beside)];
  return [
    wrapped(`${lead}${subject}`.trimEnd(), width, start + 2),
    ...(detail === "" ? [] : [wrapped(`${" ".repeat(Math.min(start, 8))}${detail}`, width)]),
  ];
}

/** Whether a line fits the terminal. */
export function fits(line: string, width: number | undefined): boolean {
  return width === undefined || columnsOf(line) <= width;
}

/** The widest of the cells that are no wider than the limit. */
export function widthOf(cells: readonly string[], limit = Infinity): number {
  return cells.reduce((most, cell) => (columnsOf(cell) <= limit ? Math.max(most, columnsOf(cell)) : most), 0);
}

/** Filled up with blanks. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columnsOf(text)));
}
