/** JSON that says one thing: an object that gives one key two values is refused, where `JSON.parse` takes the last. */
import { canonicalJson, type Json } from "./json.ts";
import { jsonIn } from "./jsonIn.ts";

type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: "broken" | "contradictory" };

/** Parses. A key that comes twice with the same value is fine. */
export function parseJson(text: string): ParsedJson {
  const value = jsonIn(text);
  if (value === undefined) return { ok: false, problem: "broken" };
  // Keys that came twice are fewer once they are parsed. Only then is it worth a closer look.
  if (keysIn(text) !== keysOf(value) && contradictsItself(text)) {
    return { ok: false, problem: "contradictory" };
  }
  return { ok: true, value };
}

/** How many keys the text of valid JSON holds. */
function keysIn(text: string): number {
  let count = 0;
  for (let start = text.indexOf('"'); start !== -1;) {
    const end = endOfString(text, start);
    if (text.charAt(afterBlanks(text, end)) === ":") count += 1;
    start = text.indexOf('"', end);
  }
  return count;
}

/** The place after the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); ; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
}

function afterBlanks(text: string, start: number): number {
  let at = start;
  while (" \t\n\r".includes(text.charAt(at)) && at < text.length) at += 1;
  return at;
}

/** Not by recursion: what came from elsewhere may be nested deeper than the stack. */
function keysOf(value: unknown): number {
  let count = 0;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const item = open.pop();
    if (typeof item !== "object" || item === null) continue;
    const inside: readonly unknown[] = Array.isArray(item) ? item : Object.values(item);
    if (!Array.isArray(item)) count += inside.length;
    for (const one of inside) if (typeof one === "object" && one !== null) open.push(one);
  }
  return count;
}

interface OpenObject {
  /** Key -> the text of its value. */
  readonly seen: Map<string, string>;
  key: string | undefined;
  /** Where the value of `key` begins. */
  start: number;
}

/** True when an object of the text, which is valid JSON, gives one key two values. */
function contradictsItself(text: string): boolean {
  // A list is null: it has no keys.
  const open: (OpenObject | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    const inner = open.at(-1);
    if (sign === "{") open.push({ seen: new Map(), key: undefined, start: 0 });
    else if (sign === "[") open.push(null);
    else if (sign === '"') {
      const end = endOfString(text, at);
      const colon = afterBlanks(text, end);
      if (inner !== null && inner !== undefined && text.charAt(colon) === ":") {
        inner.key = JSON.parse(text.slice(at, end)) as string;
        inner.start = colon + 1;
      }
      at = end - 1;
    } else if (sign === "," || sign === "}" || sign === "]") {
      if (inner !== null && inner !== undefined && !isAlike(inner, text.slice(inner.start, at))) return true;
      if (sign !== ",") open.pop();
    }
  }
  return false;
}

function isAlike({ seen, key }: OpenObject, value: string): boolean {
  if (key === undefined) return true;
  const earlier = seen.get(key);
  seen.set(key, value);
  return earlier === undefined || canonical(earlier) === canonical(value);
}

function canonical(text: string): string {
  return canonicalJson(JSON.parse(text) as Json);
}
