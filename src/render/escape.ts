/**
 * The one escape module: foreign text (from files, from the service) made harmless for terminals, logs, Markdown and
 * workflow commands. What is hidden becomes visible as `\u{202e}`; nothing is dropped.
 */
import { once } from "../model/once.ts";

/** Everything that is not seen, or that moves, joins or hides its neighbours; U+0020 is the only space that stays. */
const ofEmoji = String.raw`(?<=\p{Extended_Pictographic})\ufe0f|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\ufe0f?)\u200d(?=\p{Extended_Pictographic})`;
// Made when it is first needed: classes of characters take milliseconds to set up, and most runs show none but ASCII.
const hidden = once(
  () =>
    new RegExp(
      String.raw`(?!${ofEmoji})(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]`,
      "gu",
    ),
);
/** A combining mark with nothing of its own to stand on, or the fourth and later of a pile. */
const strayMark = once(
  () =>
    /^\p{M}|(?<=[^\p{L}\p{M}\p{Extended_Pictographic}])\p{M}|(?<=\p{Extended_Pictographic})(?!\ufe0f)\p{M}|(?<=\p{M}{3})\p{M}/gu,
);

/** Text of which all can be seen: printable ASCII. */
const seen = /^[ -~]*$/;
/** The same, with nothing that could pass for an escape or begin a workflow command. */
const harmless = /^(?! *::)[ -"$-[\]-~]*$/;

function codePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** What people write themselves, as they know it. */
const plainEscapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Text for a terminal or a log, on one line: control, bidi, zero-width and odd space characters are shown as `\u{...}`
 * (line breaks and tabs as `\n`, `\r` and `\t`),
 * a backslash that could pass for such an escape too. It cannot begin or contain a workflow command: the runner takes
 * `::` after leading blanks, and `##[` anywhere in a line.
 */
export function terminalText(text: string): string {
  if (harmless.test(text)) return text;
  const shown = text
    .replace(/\\(?=u\{)/g, "\\u{5c}")
    .replace(/[\n\r\t]/g, (character) => plainEscapes[character] ?? "");
  return (seen.test(shown) ? shown : shown.replace(hidden(), codePoint).replace(strayMark(), codePoint))
    .replace(/^( *):(?=:)/, "$1\\u{3a}")
    .replace(/##(?=\[|vso)/g, "#\\u{23}");
}

/** A name on a terminal: in quotes when its end, or what is ours beside it, could be mistaken. */
export function terminalName(text: string): string {
  const shown = terminalText(text);
  if (shown !== "" && !/[\s",;()[\]]|->/.test(shown)) return shown;
  return `"${shown.replaceAll('"', '\\"')}"`;
}

/** What stands where a text has nothing to show. */
const nothing = "(empty)";

/**
 * Text as a Markdown code span, in which GitHub makes no links, mentions, emoji, math or tags. The fence is longer than
 * any run of backticks inside; an empty text is the word "(empty)".
 */
export function markdownCode(text: string): string {
  return codeSpan(terminalText(text));
}

function codeSpan(shown: string): string {
  if (shown === "") return nothing;
  const longest = (shown.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  const fence = "`".repeat(longest + 1);
  // A "$" next to the fence would read as GitHub's other math delimiter; the parser takes one blank off each end.
  const pad = /^[ `$]|[ `$]$/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

const word = once(() => /^["'(]*\p{L}[\p{L}\p{M}]*(?:['\u2019-]\p{L}[\p{L}\p{M}]*)*["')]*[.,;:!?]?["')]*$/u);
const number = /^\(?\d{1,6}(?:-\d{1,2}){0,2}%?\)?[.,;:!?]?$/;
/** Seven or more hexadecimal digits are linked as a commit. */
const commit = once(() => /^[^\p{L}\p{N}]*[0-9a-f]{7,40}[^\p{L}\p{N}]*$/iu);

function isPlain(token: string, first: boolean): boolean {
  if (commit().test(token)) return false;
  // A number with a full stop or parenthesis would open a list at the start of a block.
  if (number.test(token)) return !first || /^\d+$/.test(token);
  return word().test(token) || (token === "&" && !first);
}

/** A phrase that the message itself sets in backticks, or a run without blanks. */
const tokens = /`[^`]+`[.,;:?)]*(?= |$)|[^ ]+/g;

function spanWithin(token: string): string {
  const [, phrase, end] = /^`([^`]+)`([.,;:?)]*)$/.exec(token) ?? [];
  if (phrase !== undefined) return `${codeSpan(phrase)}${end ?? ""}`;
  const [, before = "", core = "", after = ""] = /^(["'(]*)(.*?)([.,;:?)"']*)$/u.exec(token) ?? [];
  return core === "" ? codeSpan(token) : `${before}${codeSpan(core)}${after}`;
}

/**
 * A sentence in Markdown, on one line: plain words and numbers stay as they are, everything else (addresses, keys,
 * signs) stands in code spans, so that nothing in it is read as Markdown, HTML, a link, a mention or a reference. Blanks collapse.
 */
export function markdownText(text: string): string {
  const said = (terminalText(text).match(tokens) ?? [])
    .map((token, index) => (isPlain(token, index === 0) ? token : spanWithin(token)))
    .join(" ");
  return said === "" ? nothing : said;
}

/** A word of the service's own (a role, a state) as it is; what is not plainly one stands in a code span. */
export function markdownWord(text: string): string {
  return /^[a-z]{1,20}$/.test(text) && !commit().test(text) ? text : markdownCode(text);
}

/** Text cut to so many characters, the cut shown: for places that are always kept and must stay short. */
export function clipped(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters - 1)}\u2026`;
}

/**
 * Markdown that is finished (by the functions above) made fit for a table cell. GFM cuts rows at "|" before it looks for
 * code spans, and parsers differ on a backslash before an escaped "|": such a backslash is shown as `\u{5c}`.
 */
export function markdownCell(markdown: string): string {
  return markdown.replace(/\\(?=\|)/g, "\\u{5c}").replaceAll("|", "\\|");
}

/** What a spreadsheet takes for the beginning of a formula, the wide signs of East Asian keyboards among it. */
const formula = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** Text as a cell of CSV (RFC 4180) that no spreadsheet takes for a formula: what begins like one gets a `'`. */
export function csvCell(text: string): string {
  const shown = `${formula.test(text) ? "'" : ""}${terminalText(text)}`;
  return /[",;]|^ | $/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

/** Text as the message of a workflow command. The runner decodes exactly these escapes. */
export function workflowData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** Text as a property value of a workflow command (`file=`, `title=`). */
export function workflowProperty(text: string): string {
  return workflowData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/**
 * JSON text in which every hidden character, and what a log would take for a workflow command, is a JSON escape. Both
 * can stand inside strings only, so the value stays the same.
 */
export function visibleJson(json: string): string {
  return json
    .replace(/[^\n\x20-\x7e]/gu, (character) =>
      hiddenHere().test(character) ? jsonEscape(character) : character,
    )
    .replace(/##(?=\[|vso)/g, "#\\u0023");
}

/** A value as JSON, a field a line, for people to read as well. */
export function jsonText(value: object): string {
  return `${visibleJson(JSON.stringify(value, null, 2))}\n`;
}

const hiddenHere = once(() => new RegExp(`^${hidden().source}$`, "u"));

function jsonEscape(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }).join("");
}
