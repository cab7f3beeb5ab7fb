/** Holds a node against a zod definition, and turns what zod objects to into remarks at the exact place. */
import * as z from "zod";
import type { Diagnostic } from "../model/diagnostic.ts";
import { capital, fold, nearest } from "../model/text.ts";
import { homeHint } from "./keyHomes.ts";
import type { Entry, MappingNode, Node } from "./node.ts";
import { errorAt, quoted, type Place, type SourceFile, type Remark } from "./place.ts";
import { isNothing, kindInWords, plainKind, valueOf } from "./scalar.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What is checked, and how to speak of it. */
export interface Subject {
  readonly file: SourceFile;
  readonly node: Node;
  /** Where the thing is named: missing fields are reported here. */
  readonly at: Place;
  /** "the member ana@acme.example", for messages; asked for only when there is one. */
  readonly what: () => string;
}

/** The checked value, or everything that is wrong with it. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Checks a node; a value comes out only when nothing is wrong with it. */
export function checkShape<T>(schema: z.ZodType<T>, subject: Subject): Checked<T> {
  // Not compiled: a run checks some hundreds of entries, and compiling would cost more than it saves them.
  const result = schema.safeParse(valueOf(subject.node), { jitless: true });
  if (result.success) return { ok: true, value: result.data };
  return {
    ok: false,
    diagnostics: result.error.issues.flatMap((issue) => remarks({ schema, subject, issue, above: [] })),
  };
}

interface Objection {
  readonly schema: z.ZodType;
  readonly subject: Subject;
  readonly issue: Issue;
  /** Path of the union that the issue came out of. */
  readonly above: Path;
}

function remarks(objection: Objection): Diagnostic[] {
  const { subject, issue, above } = objection;
  const whole = subject.what();
  const path = [...above, ...issue.path];
  if (issue.code === "invalid_union") {
    const branch = chosen(issue.errors, nodeAt(subject.node, path));
    if (branch !== undefined) {
      return branch.flatMap((inner) => remarks({ ...objection, issue: inner, above: path }));
    }
  }
  if (issue.code === "unrecognized_keys") return unknownKeys(objection, path, issue.keys);
  const node = nodeAt(subject.node, path);
  const what = named(path, whole);
  if (node === undefined) {
    const at = placeOf(subject, path.slice(0, -1));
    const rest = issue.code === "custom" ? issue.message : "is missing";
    const hint = issue.code === "invalid_value" ? wordsHint(issue.values) : undefined;
    return [errorAt(at, { code: "missing-key", message: `${capital(what)} ${rest}.`, hint })];
  }
  const at = { file: subject.file, offset: node.start };
  if (issue.code === "invalid_union") return [errorAt(at, wrongKind(node, what, "text or a mapping"))];
  if (issue.code === "invalid_type") {
    const remark = wrongKind(node, what, kindWord(issue.expected));
    // In quotes it would be text, and still no percentage.
    const percentage = path.at(-1) === "max_loss" && kindInWords(node) === "a number";
    return [errorAt(at, percentage ? { ...remark, hint: 'Write a percentage, such as "25%".' } : remark)];
  }
  if (issue.code === "invalid_value") {
    if (node.kind !== "scalar" || (node.plain && plainKind(node.text) !== "text")) {
      return [errorAt(at, { ...wrongKind(node, what, "text"), hint: wordsHint(issue.values) })];
    }
    return [errorAt(at, unknownWord(node.text, what, issue.values))];
  }
  return [errorAt(at, { code: "bad-value", message: `${capital(what)} ${issue.message}.` })];
}

/** "an entry of `members` of the team ..." for what is at a path below the whole. */
function named(path: Path, whole: string): string {
  let name = whole;
  let fields: string[] = [];
  const field = (): string => (fields.length === 0 ? name : `\`${fields.join(".")}\` of ${name}`);
  for (const part of path) {
    if (typeof part === "string") {
      fields.push(part);
      continue;
    }
    name = `an entry of ${field()}`;
    fields = [];
  }
  return field();
}

/** Of the branches of a union, the one that was meant: the one that takes the kind of the value, if any does. */
function chosen(branches: readonly Issue[][], node: Node | undefined): readonly Issue[] | undefined {
  return branches.find((issues) => !issues.some((issue) => refusesKind(issue, node)));
}

function refusesKind(issue: Issue, node: Node | undefined): boolean {
  if (issue.path.length > 0) return false;
  return issue.code === "invalid_type" || (issue.code === "invalid_value" && node?.kind !== "scalar");
}

function kindWord(expected: string): string {
  const words: Record<string, string> = {
    string: "text",
    object: "a mapping",
    record: "a mapping",
    array: "a list",
    number: "a number",
    int: "a whole number",
  };
  return words[expected] ?? expected;
}

/** The remark for a value of the wrong kind; unquoted words and numbers are told to be quoted. */
export function wrongKind(node: Node, what: string, wantedKind: string): Remark {
  const message = `${capital(what)} must be ${wantedKind}; this is ${kindInWords(node)}.`;
  if (node.kind === "scalar" && node.plain && wantedKind.includes("text") && node.text !== "") {
    return {
      code: "wrong-kind",
      message,
      hint: `If the text ${quoted(node.text)} is meant, write it in quotes.`,
    };
  }
  const hint = isNothing(node) ? hintOnNothing(wantedKind) : hintOnForm(node, wantedKind);
  return hint === undefined ? { code: "wrong-kind", message } : { code: "wrong-kind", message, hint };
}

function hintOnNothing(wantedKind: string): string | undefined {
  return nothingHints[wantedKind] ?? (wantedKind.includes("text") ? nothingHints["text"] : undefined);
}

/** How what was written in another form is written in the one that is wanted. */
function hintOnForm(node: Node, wantedKind: string): string | undefined {
  if (wantedKind === "a mapping" && node.kind === "sequence")
    return "Write `name: value` on each line, without the dash.";
  if (wantedKind === "a mapping" && node.kind === "scalar")
    return "Between a name and what is said of it stand a colon and a space: `name: value`.";
  if (wantedKind === "a list" && node.kind === "mapping")
    return "Write each on a line of its own after a dash, or all of them in brackets.";
  if (wantedKind === "a list" && node.kind === "scalar" && !node.text.includes("\n"))
    return `Write it in brackets, even if it is one: [${quotedInYaml(node.text)}].`;
  return undefined;
}

/** As it may stand in brackets. */
function quotedInYaml(text: string): string {
  return /^[\w.@+-]+$/.test(text) ? text : quoted(text);
}

/** What to write where nothing stands, by what is wanted. */
const nothingHints: Readonly<Record<string, string>> = {
  text: "Write a value, or leave the key out.",
  "a mapping": "Write `{}` if nothing is meant.",
  "a list": "Write `[]` if nobody and nothing is meant, or leave the key out: it is not managed then.",
};

function unknownWord(
  text: string,
  what: string,
  values: readonly z.core.util.Primitive[],
): { code: string; message: string; hint: string } {
  const message = what.startsWith("`base`")
    ? `${quoted(text)} is not an organization role.`
    : `${quoted(text)} is not a value that ${what} can have.`;
  const words = values.map(String);
  const near = nearest(text, words);
  if (near === undefined) return { code: "unknown-value", message, hint: wordsHint(values) };
  const hint =
    fold(text) === near ? `Write it in lower case: ${near}.` : `Did you mean ${near}? ${wordsHint(values)}`;
  return { code: "unknown-value", message, hint };
}

function wordsHint(values: readonly z.core.util.Primitive[]): string {
  return values.length === 1
    ? `It can be: ${String(values[0])}.`
    : `It can be one of: ${values.map(String).join(", ")}.`;
}

function unknownKeys(objection: Objection, path: Path, keys: readonly string[]): Diagnostic[] {
  const { subject, schema } = objection;
  const node = nodeAt(subject.node, path);
  if (node?.kind !== "mapping") return [];
  const known = fieldsAt(schema, path);
  return node.entries
    .filter((entry) => keys.includes(entry.key.text))
    .map((entry) =>
      errorAt(
        { file: subject.file, offset: entry.key.start },
        unknownKey(entry.key.text, named(path, subject.what()), known),
      ),
    );
}

/** The remark for a key that is none of those that can stand there. */
export function unknownKey(
  key: string,
  where: string,
  known: readonly string[],
): { code: string; message: string; hint: string } {
  const near = nearest(key, known);
  const leading = near === undefined ? homeHint(key, where) : `Did you mean ${near}?`;
  return {
    code: "unknown-key",
    message: `${quoted(key)} is not a key of ${where}.`,
    hint:
      key === "previously" && /^the (role|service account|key) /.test(where)
        ? "The service cannot rename it: call it here as it is called there, and give its id in ids.yaml (`muster import --ids` writes it)."
        : `${leading === undefined ? "" : `${leading} `}Its keys are: ${known.join(", ")}.`,
  };
}

/** Names of the fields that a definition has at a path. */
function fieldsAt(schema: z.core.$ZodType, path: Path): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return fieldsAt(schema.unwrap(), path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => fieldsAt(option, path));
  const [first, ...rest] = path;
  if (schema instanceof z.ZodArray) return first === undefined ? [] : fieldsAt(schema.element, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  if (first === undefined) return Object.keys(schema.shape);
  const field: z.core.$ZodType | undefined = schema.shape[String(first)];
  return field === undefined ? [] : fieldsAt(field, rest);
}

function nodeAt(node: Node, path: Path): Node | undefined {
  let current: Node | undefined = node;
  for (const part of path) {
    if (current?.kind === "mapping") current = entryOf(current, String(part))?.value;
    else if (current?.kind === "sequence") current = current.items[Number(part)];
    else return undefined;
  }
  return current;
}

/** Where the value at a path is named: its key, or the value itself in a list. */
function placeOf(subject: Subject, path: Path): Place {
  if (path.length === 0) return subject.at;
  const holder = nodeAt(subject.node, path.slice(0, -1));
  const named =
    holder?.kind === "mapping" ? entryOf(holder, String(path.at(-1)))?.key : nodeAt(subject.node, path);
  return named === undefined ? subject.at : { file: subject.file, offset: named.start };
}

/** The entry with this key, if the mapping has one. */
export function entryOf(mapping: MappingNode, key: string): Entry | undefined {
  return mapping.entries.find((entry) => entry.key.text === key);
}
