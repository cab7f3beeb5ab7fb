/**
 * Judges Markdown by what a GFM parser makes of it: complaints about whatever is not one of muster's own constructs, and
 * a skeleton, in which only the structure is left.
 */
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

type Root = ReturnType<typeof fromMarkdown>;
type Node = Root | Root["children"][number];

/** The syntax tree, as GitHub's own parser would make it. */
export function parsed(markdown: string): Root {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

const structures: ReadonlySet<string> = new Set([
  "root",
  "heading",
  "paragraph",
  "blockquote",
  "list",
  "listItem",
  "table",
  "tableRow",
  "tableCell",
  "strong",
  "text",
  "inlineCode",
  "link",
  "html",
]);

/** What should not be there, as sentences; none when all is well. Links may begin with one of the addresses only. */
export function complaintsOn(markdown: string, addresses: readonly string[] = []): string[] {
  const root = parsed(markdown);
  const complaints: string[] = [];
  const visit = (node: Node, depth: number): void => {
    if (!structures.has(node.type)) complaints.push(`a ${node.type}`);
    if (node.type === "heading" && (node.depth !== 3 || depth !== 1)) complaints.push("a heading");
    if (
      node.type === "link" &&
      (!addresses.some((start) => node.url.startsWith(start)) || node.title !== null)
    )
      complaints.push(`a link to ${node.url}`);
    if (node.type === "html" && !isOwnHtml(node.value)) complaints.push(`the tag ${node.value}`);
    if (node.type === "tableRow" && node.children.length !== 2) complaints.push("a row of other length");
    // A job's summary shows no line breaks that a comment shows: such lines would run together there.
    if (node.type === "paragraph" && node.children.filter(isSmall).length > 1)
      complaints.push("small lines that run together");
    if (node.type === "text") complaints.push(...referencesIn(node.value));
    if ("children" in node) for (const child of node.children) visit(child, depth + 1);
  };
  visit(root, 0);
  if (root.children.filter((node) => node.type === "heading").length > 1) complaints.push("two headings");
  return complaints;
}

function isSmall(node: Node): boolean {
  return node.type === "html" && node.value === "<sub>";
}

const ownTags: ReadonlySet<string> = new Set([
  "<!-- muster:plan -->",
  "<!-- muster:result -->",
  "<!-- muster:drift -->",
  "</details>",
  "<sub>",
  "</sub>",
  "<br>",
]);

function isOwnHtml(value: string): boolean {
  if (ownTags.has(value)) return true;
  const [open, close] = ["<details><summary>", "</summary>"];
  if (!value.startsWith(open) || !value.endsWith(close)) return false;
  const inside = value.slice(open.length, value.length - close.length);
  return [...inside].every((character) => isAlphanumeric(character) || " ,:".includes(character));
}

/** What GitHub finds in text that is not code: mentions, references, commits, emoji, math. */
function referencesIn(text: string): string[] {
  const complaints: string[] = [];
  for (const sign of ["@", "#", "$", "://", "[!"]) {
    if (text.includes(sign) && !isAlertMark(text, sign)) complaints.push(`"${sign}" in the text "${text}"`);
  }
  for (const part of wordsOf(text)) {
    if (isCommit(part)) complaints.push(`the commit "${part}"`);
  }
  const folded = text.toLowerCase();
  for (let at = folded.indexOf("gh-"); at >= 0; at = folded.indexOf("gh-", at + 1)) {
    if (isDigit(folded.charAt(at + 3))) complaints.push(`a reference in "${text}"`);
  }
  if (hasEmoji(text)) complaints.push(`an emoji in "${text}"`);
  return complaints;
}

/** Where alerts may stand is the skeleton's affair. */
function isAlertMark(text: string, sign: string): boolean {
  return (
    sign === "[!" &&
    ["[!NOTE]", "[!IMPORTANT]", "[!WARNING]", "[!CAUTION]"].some((mark) => text.startsWith(mark))
  );
}

function wordsOf(text: string): string[] {
  const words = [""];
  for (const character of text) {
    if (isAlphanumeric(character)) words[words.length - 1] += character;
    else words.push("");
  }
  return words;
}

function isCommit(word: string): boolean {
  return (
    word.length >= 7 &&
    word.length <= 40 &&
    [...word.toLowerCase()].every((sign) => "0123456789abcdef".includes(sign))
  );
}

/** `:name:`, with nothing but letters, digits and a few signs between the colons. */
function hasEmoji(text: string): boolean {
  const parts = text.split(":").slice(1, -1);
  return parts.some(
    (part) => part !== "" && [...part].every((sign) => isAlphanumeric(sign) || "_+-".includes(sign)),
  );
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9" && character.length === 1;
}

function isAlphanumeric(character: string): boolean {
  return isDigit(character) || character.toLowerCase() !== character.toUpperCase();
}

/** The structure alone: words, code and links to files are all the same; tags and alerts are kept as they are. */
export type Skeleton = string | readonly [string, ...Skeleton[]];

export function skeletonOf(markdown: string, addresses: readonly string[] = []): Skeleton {
  const told = (node: Node): Skeleton => {
    if (node.type === "text" || node.type === "inlineCode") {
      return node.type === "text" && node.value.startsWith("[!")
        ? node.value.slice(0, node.value.indexOf("]"))
        : "words";
    }
    if (node.type === "link" && addresses.some((start) => node.url.startsWith(start))) return "words";
    if (node.type === "html") return node.value;
    if (!("children" in node)) return node.type;
    const children = node.children.map(told);
    const merged = children.filter((child, index) => child !== "words" || children[index - 1] !== "words");
    const kind = node.type === "listItem" ? `item ${node.checked ?? "plain"}` : node.type;
    return [kind, ...merged];
  };
  return told(parsed(markdown));
}
