/** Tables as CSV (RFC 4180): a head, a row each, CRLF at their ends, no cell that a spreadsheet would run. */
import { csvCell } from "./escape.ts";

export function csv(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, ...rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}
