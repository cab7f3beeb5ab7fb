/** JSON as a type, its one canonical text, and the hash over it from which ids and fingerprints come. */
import { createHash } from "node:crypto";
import { compareText } from "./text.ts";

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** What is nested deeper than this is taken apart without recursion: a line from elsewhere may be deeper than the stack. */
const deepest = 200;

/** JSON text with the keys of every object in order, so that equal values have equal text. */
export function canonicalJson(value: Json): string {
  return textOf(value, 0);
}

function textOf(value: Json, depth: number): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (depth > deepest) return deepText(value);
  if (isList(value)) return `[${value.map((item) => textOf(item, depth + 1)).join(",")}]`;
  return `{${sortedEntries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${textOf(item, depth + 1)}`)
    .join(",")}}`;
}

/** The same text, of a value however deep. */
function deepText(value: Json): string {
  const parts: string[] = [];
  /** What comes next stands last: text as it is, and values. */
  const open: ({ readonly text: string } | { readonly value: Json })[] = [{ value }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if ("text" in next) {
      parts.push(next.text);
      continue;
    }
    const item = next.value;
    if (item === null || typeof item !== "object") {
      parts.push(JSON.stringify(item));
      continue;
    }
    const inside = isList(item)
      ? item.map((each) => ({ before: "", each }))
      : sortedEntries(item).map(([key, each]) => ({ before: `${JSON.stringify(key)}:`, each }));
    parts.push(isList(item) ? "[" : "{");
    open.push({ text: isList(item) ? "]" : "}" });
    inside.reverse().forEach(({ before, each }, at) => {
      const comma = at === inside.length - 1 ? "" : ",";
      open.push({ value: each }, { text: `${comma}${before}` });
    });
  }
  return parts.join("");
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function sortedEntries(value: JsonObject): [string, Json][] {
  return Object.entries(value).sort(([a], [b]) => compareText(a, b));
}

/** SHA-256 over the canonical JSON, as 64 lower-case hexadecimal digits. */
export function hashJson(value: Json): string {
  return hashText(canonicalJson(value));
}

/** SHA-256 over the text, as 64 lower-case hexadecimal digits. */
export function hashText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** `hashText` of the text whose UTF-8 the bytes are, in pieces. */
export function hashBytes(...pieces: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}
