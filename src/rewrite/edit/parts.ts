/** A parsed text as parts that stand somewhere: the entries of its mappings and the items of its lists, from offset to offset. */
import {
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  type Node,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

/** A mapping or list in a text. */
export type Collection = YAMLMap | YAMLSeq;

/** An entry or item. */
export interface Part {
  /** The key as written; undefined for a list item. */
  readonly key: string | undefined;
  /** Where it begins: at its key, at its dash, or at the item itself between brackets. */
  readonly start: number;
  /** After its colon or dash; undefined where there is none. */
  readonly head: number | undefined;
  /** After its last character that is no comment. */
  readonly end: number;
  /** After the comma that follows it between brackets; undefined without one. */
  readonly comma: number | undefined;
  /** Undefined when nothing is written there. */
  readonly value: Node | undefined;
}

/** The document's own collection or value, or undefined when the text holds none. Keys and scalars are text. */
export function parseParts(text: string): {
  readonly root: Node | undefined;
  /** Where the first error stands. */
  readonly error: number | undefined;
} {
  // Comparing keys takes quadratic time, and that they are unique is known already.
  const document = parseDocument(text, { uniqueKeys: false, keepSourceTokens: true, schema: "failsafe" });
  return { root: document.contents ?? undefined, error: document.errors[0]?.pos[0] };
}

/** Whether a node is a mapping or list. */
export function isCollection(node: Node | undefined): node is Collection {
  return isMap(node) || isSeq(node);
}

/** The parts of a collection, or where something in it is written in a form that is not edited (`? key`, `[a: 1]`). */
export function partsOf(text: string, collection: Collection): Part[] | { readonly odd: number } {
  const token = collection.srcToken;
  const begin = collection.range?.[0] ?? 0;
  if (token === undefined || !("items" in token)) return { odd: begin };
  const parts: Part[] = [];
  for (const [at, item] of collection.items.entries()) {
    const starts = token.items[at]?.start ?? [];
    const comma = token.items[at + 1]?.start.find((mark) => mark.type === "comma");
    const end = comma === undefined ? undefined : comma.offset + 1;
    if (isPair(item)) {
      const part = pairPart(text, item, end);
      const mark = starts.find(({ type }) => type === "explicit-key-ind");
      if (part === undefined || mark !== undefined)
        return { odd: mark?.offset ?? startOf(item.key) ?? begin };
      parts.push(part);
      continue;
    }
    if (!isScalar(item) && !isCollection(item as Node | undefined)) return { odd: startOf(item) ?? begin };
    const value = written(item as Node);
    const dash = starts.find((mark) => mark.type === "seq-item-ind");
    const start = dash?.offset ?? value?.range?.[0];
    if (start === undefined) return { odd: begin };
    const head = dash === undefined ? undefined : dash.offset + 1;
    parts.push({ key: undefined, start, head, end: endOf(value, head ?? start), comma: end, value });
  }
  return parts;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function pairPart(
  text: string,
  pair: { readonly key: unknown; readonly value: unknown },
  comma: number | undefined,
): Part | undefined {
  const { key } = pair;
  if (!isScalar(key) || typeof key.value !== "string" || !key.range) return undefined;
  const value = written((pair.value ?? undefined) as Node | undefined);
  const [start, keyEnd] = key.range;
  const colon = /^[ \t]*:/.exec(text.slice(keyEnd, keyEnd + 300));
  if (colon === null && value !== undefined) return undefined;
  const head = colon === null ? undefined : keyEnd + colon[0].length;
  return { key: key.value, start, head, end: endOf(value, head ?? keyEnd), comma, value };
}

/** The node, unless it stands for nothing at all. */
function written(node: Node | undefined): Node | undefined {
  const empty = isScalar(node) && node.range?.[0] === node.range?.[1];
  return empty ? undefined : node;
}

function endOf(node: Node | undefined, otherwise: number): number {
  if (node === undefined) return otherwise;
  if (isCollection(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (isPair(last)) {
      const value = written((last.value ?? undefined) as Node | undefined);
      const key = last.key as Node;
      // The colon of a key without a value.
      return value === undefined ? (key.range?.[1] ?? otherwise) + 1 : endOf(value, otherwise);
    }
    const value = written(last as Node | undefined);
    return value === undefined ? dashOf(node, otherwise) : endOf(value, otherwise);
  }
  return node.range?.[1] ?? otherwise;
}

function dashOf(node: Collection, otherwise: number): number {
  const token = node.srcToken;
  const marks = token !== undefined && "items" in token ? (token.items.at(-1)?.start ?? []) : [];
  return (marks.find((mark) => mark.type === "seq-item-ind")?.offset ?? otherwise - 1) + 1;
}

/** Where the brackets of a collection stand: after the opening one, and before the closing one. */
export function bracketsOf(collection: Collection): { readonly open: number; readonly close: number } {
  const [start, end] = collection.range ?? [0, 0];
  return { open: start + 1, close: end - 1 };
}
