/**
 * The short way from YAML to nodes, for files that hold nothing but what nearly all of them hold: lines `key: value`,
 * `key:`, `- value` and comments, with one-line `{ ... }` and `[ ... ]` of single words as values. Reading is mostly
 * parsing, and this takes a small part of the time that all of YAML takes. Whatever else stands in a file, a fault
 * too, makes it decline, and then the YAML parser reads the file; a property test holds that both give the same nodes.
 */
import type { Entry, Node, ScalarNode } from "./nodes.ts";

const word = "[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,254}";
/** No ":" and no "#": what these mean depends on what stands around them. */
const value = "[A-Za-z0-9_](?:[^\\n:#]*[^\\n:# ])?";
const pair = `${word}: +${word}`;
const flow = `\\{ *${pair}(?: *, *${pair})* *\\}|\\[ *${word}(?: *, *${word})* *\\]`;
/** A line: indent, key or dash, gap, value. A "#" begins a comment only at the start of a line or after a blank. */
const line = new RegExp(
  `( *)(?:(?:(${word}):|(-))(?:( +)(?:(${value})|(${flow})))?)? *(?:(?<![^ \\n])#[^\\n]*)?(?:\\n|$)`,
  "y",
);
const words = new RegExp(word, "g");
const plainText = /^[\n\x20-\x7e]*$/;

/** Collections inside collections; of more the YAML parser has to judge. */
const deepest = 16;

/** A collection that may still grow. */
interface Open {
  readonly kind: "mapping" | "sequence";
  readonly indent: number;
  readonly entries: Entry[];
  readonly keys: Set<string>;
  readonly items: Node[];
}

/** The nodes of a text, or undefined when there is anything in it that is not plain. */
export function readPlainLines(text: string): Node | undefined {
  if (!plainText.test(text)) return undefined;
  let root: Node | undefined;
  const open: Open[] = [];
  /** The key whose value begins on a later line. */
  let waiting: ScalarNode | undefined;
  for (let at = 0; at < text.length; at = line.lastIndex) {
    line.lastIndex = at;
    const match = line.exec(text);
    if (match === null) return undefined;
    const [, blanks = "", key, dash, gap = "", scalarText, flowText] = match;
    if (key === undefined && dash === undefined) continue;
    const indent = blanks.length;
    const start = at + indent;
    const kind = key === undefined ? "sequence" : "mapping";
    if (root === undefined || waiting !== undefined) {
      if (open.length === deepest || indent <= (open.at(-1)?.indent ?? -1)) return undefined;
      const next: Open = { kind, indent, entries: [], keys: new Set(), items: [] };
      const node: Node =
        kind === "mapping" ? { kind, start, entries: next.entries } : { kind, start, items: next.items };
      if (waiting === undefined) root = node;
      else open.at(-1)?.entries.push({ key: waiting, value: node });
      waiting = undefined;
      open.push(next);
    } else {
      while ((open.at(-1)?.indent ?? 0) > indent) open.pop();
    }
    const top = open.at(-1);
    if (top?.indent !== indent || top.kind !== kind) return undefined;
    const from = start + (key?.length ?? 0) + 1 + gap.length;
    const node = scalarText === undefined ? flowNode(from, flowText) : scalar(from, scalarText);
    if (key === undefined) {
      if (node === undefined) return undefined;
      top.items.push(node);
      continue;
    }
    if (top.keys.has(key)) return undefined;
    top.keys.add(key);
    if (node === undefined) waiting = scalar(start, key);
    else top.entries.push({ key: scalar(start, key), value: node });
  }
  return waiting === undefined ? root : undefined;
}

function scalar(start: number, text: string): ScalarNode {
  return { kind: "scalar", start, text, plain: true };
}

/** A one-line mapping or list of words; undefined also when a key stands twice in it. */
function flowNode(start: number, text: string | undefined): Node | undefined {
  if (text === undefined) return undefined;
  const scalars = [...text.matchAll(words)].map((match) => scalar(start + match.index, match[0]));
  if (text.startsWith("[")) return { kind: "sequence", start, items: scalars };
  const entries: Entry[] = [];
  for (let index = 0; index + 1 < scalars.length; index += 2) {
    const [key, item] = [scalars[index], scalars[index + 1]];
    if (key === undefined || item === undefined) return undefined;
    if (entries.some((entry) => entry.key.text === key.text)) return undefined;
    entries.push({ key, value: item });
  }
  return { kind: "mapping", start, entries };
}
