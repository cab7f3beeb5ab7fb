/**
 * Bytes to text. Refuses what a reviewer could not see or would read differently from the machine:
 * invalid UTF-8, invisible and direction-changing characters, hidden text far to the right.
 */
import type { Diagnostic } from "../model/diagnostic.ts";
import { once } from "../model/once.ts";
import { errorAt, fewFaults, sourceFile, type SourceFile, type Remark } from "./place.ts";

/** A line longer than this is refused, counted in characters. */
const longestLine = 300;
/** More blanks in a row than this, before other text, are refused. */
const mostBlanks = 20;
const manyBlanks = " ".repeat(mostBlanks + 1);

/** Everything but tab, line ends and printable ASCII; most files have none of it. */
const notPlain = /[^\t\n\r\x20-\x7e]/;
/** A variation selector after a sign, and a joiner between two: so emoji are written, and nothing is hidden by them. */
const ofEmoji = String.raw`(?<=\p{Extended_Pictographic})\ufe0f|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\ufe0f?)\u200d(?=\p{Extended_Pictographic})`;
const forbidden = once(
  () =>
    new RegExp(
      String.raw`(?!${ofEmoji})(?:[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb]|(?! )\p{Zs}|\p{Default_Ignorable_Code_Point}|\p{Noncharacter_Code_Point}|\p{Bidi_Control})`,
      "gu",
    ),
);
const loneReturn = /\r(?!\n)/g;
/** Without what follows the run: a pattern that looks for that goes back blank by blank, and of millions its stack is full. */
const blanksBehind = new RegExp(`(?<=[^\\t \\n])[\\t ]{${mostBlanks + 1}}`, "g");

/** The file's text (a byte-order mark is dropped), or undefined when it is not UTF-8; with what is wrong in it. */
export function decode(
  name: string,
  bytes: Uint8Array,
): { readonly file?: SourceFile; readonly diagnostics: readonly Diagnostic[] } {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { diagnostics: [invalidUtf8(name, bytes)] };
  }
  const file = sourceFile(name, text);
  return {
    file,
    diagnostics: [...characters(file), ...returns(file), ...tabs(file), ...blanks(file), ...lines(file)],
  };
}

/** Why no access file can hold a text, however it is quoted, as half a sentence; undefined when one can. */
export function faultOfText(text: string): string | undefined {
  // A lone surrogate has no UTF-8, and quotes allow no escape that writes a carriage return.
  const [character] = /[\p{Cs}\r]/u.exec(text) ?? text.match(forbidden()) ?? [];
  if (character !== undefined) {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return `it holds the character U+${code}`;
  }
  return blankRuns(text).next().done === true
    ? undefined
    : `it holds more than ${mostBlanks} blanks in a row`;
}

function invalidUtf8(name: string, bytes: Uint8Array): Diagnostic {
  // A streaming decoder accepts a cut-off character at the end, so the longest prefix it takes ends where the fault is.
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  const before = new TextDecoder("utf-8").decode(bytes.subarray(0, good), { stream: true });
  const file = sourceFile(name, before);
  return errorAt(
    { file, offset: before.length },
    { code: "utf-8", message: "This file is not UTF-8 from here on.", hint: "Save it as UTF-8." },
  );
}

function decodes(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function characters(file: SourceFile): Diagnostic[] {
  if (!notPlain.test(file.text)) return [];
  return found(file, forbidden(), (match) => {
    const code = (match.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return {
      code: "character",
      message: `The character U+${code} is not allowed: ${characterKind(match)}.`,
      hint: "Remove it, or write a plain space or line break.",
    };
  });
}

function characterKind(character: string): string {
  if (/[\x85\u2028\u2029]/.test(character))
    return "it is a line break that editors and YAML readers see differently";
  if (/\p{Bidi_Control}/u.test(character)) return "it changes the direction in which text is shown";
  if (/\p{Zs}/u.test(character)) return "it looks like a space and is none";
  if (/\p{Cc}/u.test(character)) return "it is a control character";
  return "it is invisible";
}

function returns(file: SourceFile): Diagnostic[] {
  if (!file.text.includes("\r")) return [];
  return found(file, loneReturn, () => ({
    code: "carriage-return",
    message: "A carriage return without a line feed is not a line end everywhere.",
    hint: "Save the file with LF (or CRLF) line ends.",
  }));
}

function tabs(file: SourceFile): Diagnostic[] {
  if (!file.text.includes("\t")) return [];
  const faults = fewFaults(file);
  for (const offset of file.lineStarts) {
    const end = blanksEnd(file.text, offset);
    if (!isFollowed(file.text, end) || !file.text.slice(offset, end).includes("\t")) continue;
    faults.add(offset, {
      code: "tab",
      message: "Tabs are not allowed as indentation.",
      hint: "Indent with spaces.",
    });
  }
  return faults.all();
}

/** Where the blanks end that begin there. */
function blanksEnd(text: string, from: number): number {
  let at = from;
  while (text.charAt(at) === " " || text.charAt(at) === "\t") at++;
  return at;
}

/** Whether the line goes on there. */
function isFollowed(text: string, at: number): boolean {
  return at < text.length && !/[\r\n]/.test(text.charAt(at));
}

/** The runs of too many blanks between other text of a line. */
function* blankRuns(text: string): Generator<{ readonly offset: number; readonly length: number }> {
  for (const { index: offset } of text.matchAll(blanksBehind)) {
    const end = blanksEnd(text, offset);
    if (isFollowed(text, end)) yield { offset, length: end - offset };
  }
}

/** Whether a text without tabs may hold more blanks in a row than are allowed. */
export function hasManyBlanks(text: string): boolean {
  return text.includes(manyBlanks);
}

function blanks(file: SourceFile): Diagnostic[] {
  // Searching for the plain run first keeps ordinary files off the slow path.
  if (!hasManyBlanks(file.text) && !file.text.includes("\t")) return [];
  const faults = fewFaults(file);
  for (const { offset, length } of blankRuns(file.text)) {
    const message = `${length} blanks in a row can hide what follows them; ${mostBlanks} are the most allowed inside a line.`;
    faults.add(offset, { code: "blanks", message });
  }
  return faults.all();
}

/** Whether a line, without its line feed, is longer than is allowed. */
export function isLongLine(line: string): boolean {
  return line.length > longestLine && [...line.replace(/\r$/, "")].length > longestLine;
}

function lines(file: SourceFile): Diagnostic[] {
  const faults = fewFaults(file);
  const { lineStarts, text } = file;
  for (const [index, start] of lineStarts.entries()) {
    const next = lineStarts[index + 1];
    const end = next === undefined ? text.length : next - 1;
    if (end - start <= longestLine) continue;
    const line = text.slice(start, end).replace(/\r$/, "");
    const shown = [...line];
    if (shown.length <= longestLine) continue;
    const offset = start + shown.slice(0, longestLine).join("").length;
    faults.add(offset, {
      code: "long-line",
      message: `This line has ${shown.length} characters; ${longestLine} are the most allowed.`,
      hint: "Break it into several lines.",
    });
  }
  return faults.all();
}

function found(file: SourceFile, pattern: RegExp, remark: (match: string) => Remark): Diagnostic[] {
  const faults = fewFaults(file);
  for (const match of file.text.matchAll(pattern)) faults.add(match.index, remark(match[0]));
  return faults.all();
}
