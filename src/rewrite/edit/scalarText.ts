/** One value as a YAML scalar that every reader takes for the same: in quotes wherever it could be read as something else. */
import { plainKind } from "../../declare/scalar.ts";
import { isDay } from "../../model/day.ts";

/** Text that needs no quotes in a block or between brackets, as far as its characters go. */
const unquoted = /^[A-Za-z0-9_/][^\x00-\x1f"'`,[\]{}#&*!|>\\%]*$/;
/** A colon that ends a key, before a blank, at the end, or before what ends a value between brackets. */
const endsKey = /:( |$)|^ | $| {2}/;

/** The text of a value; a key is never a bare date, as that could be taken for a day. */
export function scalarText(value: string | number | boolean | null, asKey = false): string {
  if (typeof value !== "string") return asKey ? quotes(String(value)) : String(value);
  return mayStandBare(value, asKey) ? value : quotes(value);
}

function mayStandBare(text: string, asKey: boolean): boolean {
  if (/^[0-9.]+%$/.test(text)) return true;
  if (!unquoted.test(text) || endsKey.test(text)) return false;
  const kind = plainKind(text);
  return kind === "text" || (kind === "date" && !asKey && isDay(text));
}

/** Only the escapes that the strict reader takes: a character that needs another one is written as it is, and refused there. */
function quotes(text: string): string {
  const escaped = text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  return `"${escaped}"`;
}

/** Quoted text in pieces of about this many characters, each but the last to be followed by a backslash and a line end. */
export function pieces(quoted: string, size: number): string[] {
  const parts: string[] = [];
  let rest = quoted;
  while (rest.length > size) {
    const cut = cutBefore(rest, size);
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...parts, rest];
}

/** After a blank where there is one; never inside an escape or a character of two units. */
function cutBefore(text: string, size: number): number {
  const blank = text.lastIndexOf(" ", size - 1);
  if (blank > size / 2 && text.charAt(blank + 1) !== " ") return blank + 1;
  let cut = size;
  while (cut > 1 && (text.charAt(cut - 1) === "\\" || /^[\udc00-\udfff ]/.test(text.charAt(cut)))) cut--;
  return cut;
}
