/**
 * What the journal is made of: one event per line, linked to the line before by its hash.
 * Reading a line never throws; a line is an entry, torn (no JSON), or foreign (JSON that is no untouched entry).
 */
import type { JsonObject } from "../model/json.ts";
import { isObject, jsonIn } from "../model/jsonIn.ts";
import { canonicalJson, hashJson, hashText } from "../model/json.ts";
import { compareText } from "../model/text.ts";
import { shapeProblem, type JournalEvent } from "./event.ts";

/** The place of an entry in the chain. */
export type Link = {
  /** From 1, over the whole file. */
  readonly seq: number;
  /** Hash of the entry before; 64 zeros for the first. */
  readonly prev: string;
  /** By whoever holds the review key, over `signedText`; absent where nobody did. */
  readonly mac?: string;
  /** SHA-256 over the canonical JSON of the entry without this field. */
  readonly hash: string;
};

/** Signs entries, and tells whether one was signed so: the key stays with whoever made it. */
export interface Signer {
  /** GitHub's id of the repository that it signs for: what says that it was signed in another one counts for nothing. */
  readonly repository?: number;
  macOf(text: string): string;
  isMacOf(text: string, mac: string): boolean;
}

export type Entry = JournalEvent & Link;

/** A line of a journal as it was found. */
type JudgedLine =
  | { readonly is: "entry"; readonly entry: Entry }
  | { readonly is: "torn" }
  /** With the place, and the whole entry, that the line claims to be, as far as it claims one. */
  | { readonly is: "foreign"; readonly problem: string; readonly link?: Link; readonly entry?: Entry };

/**
 * The entry's one text, without newline: canonical JSON in ASCII only, so that a line torn at any byte
 * is still valid UTF-8 and no control code reaches a terminal.
 */
export function lineOf(entry: Entry): string {
  return inAscii(canonicalJson(entry));
}

function inAscii(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The hash that an entry must carry. */
export function entryHash(entry: JsonObject): string {
  return hashJson(Object.fromEntries(Object.entries(entry).filter(([field]) => field !== "hash")));
}

/** What the mac of an entry is made of: all of it, its link to the entry before among it, so that it vouches for the chain up to here. */
export function signedText(entry: JsonObject): string {
  return canonicalJson(
    Object.fromEntries(Object.entries(entry).filter(([field]) => field !== "hash" && field !== "mac")),
  );
}

/** The hash by which `run_started` declares the unreadable lines before it. */
export function tornHash(lines: readonly string[]): string {
  return hashJson(lines.join("\n"));
}

/** Tells what a line is. An entry is whole, has its own hash, and is written in its one text. */
export function judgeLine(line: string): JudgedLine {
  const value = jsonIn(line);
  if (value === undefined) return { is: "torn" };
  if (!isObject(value)) return { is: "foreign", problem: "is JSON, but not an object" };
  if (!isLink(value)) return { is: "foreign", problem: "has no seq, prev or hash" };
  const { seq, prev, hash, mac } = value;
  const link: Link = { seq, prev, hash, ...(mac === undefined ? {} : { mac }) };
  const shape = shapeProblem(value);
  const { whole, hashed } = textsOf(value);
  if (hashText(hashed) !== value.hash) {
    const problem = "was changed after it was written: its hash does not match";
    return {
      is: "foreign",
      problem,
      link,
      ...(shape === undefined ? { entry: value as unknown as Entry } : {}),
    };
  }
  if (shape !== undefined) return { is: "foreign", problem: shape, link };
  const entry = value as unknown as Entry;
  if (inAscii(whole) !== line) {
    const problem = "was changed after it was written: it is not in its original form";
    return { is: "foreign", problem, link, entry };
  }
  return { is: "entry", entry };
}

/** The canonical JSON of an entry, and the same without its hash, each field of it written once for both. */
function textsOf(entry: JsonObject): { readonly whole: string; readonly hashed: string } {
  const fields = Object.keys(entry)
    .sort(compareText)
    .map((name) => ({ name, text: `${JSON.stringify(name)}:${canonicalJson(entry[name] ?? null)}` }));
  const joined = (all: typeof fields): string => `{${all.map(({ text }) => text).join(",")}}`;
  return { whole: joined(fields), hashed: joined(fields.filter(({ name }) => name !== "hash")) };
}

function isLink(value: JsonObject): value is JsonObject & Link {
  return (
    Number.isSafeInteger(value["seq"]) &&
    typeof value["prev"] === "string" &&
    typeof value["hash"] === "string" &&
    /^[0-9a-f]{64}$/.test(value["hash"]) &&
    (value["mac"] === undefined || typeof value["mac"] === "string")
  );
}
