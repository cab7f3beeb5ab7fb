/** Tables as CSV (RFC 4180): a head, a row each, CRLF at their ends, no cell that a spreadsheet would run. */
import { csvCell } from "./escape.ts";

export function csv(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, ...rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

/** A row for each reason why something could not be read: no rows at all would read as if there were nothing. */
export function unreadRows(
  reasons: readonly string[],
  head: readonly string[],
  columns: { readonly word: string; readonly why: string },
): string[][] {
  return reasons.map((reason) =>
    head.map((name) => (name === columns.word ? "unread" : name === columns.why ? reason : "")),
  );
}
