/** JSON as a type, its one canonical text, and the hash over it from which ids and fingerprints come. */
import { createHash } from "node:crypto";
import { compareText } from "./text.ts";

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** JSON text with the keys of every object in order, so that equal values have equal text. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value as JsonObject).sort(([a], [b]) => compareText(a, b));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** SHA-256 over the canonical JSON, as 64 lower-case hexadecimal digits. */
export function hashJson(value: Json): string {
  return hashText(canonicalJson(value));
}

/** SHA-256 over the text, as 64 lower-case hexadecimal digits. */
export function hashText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
