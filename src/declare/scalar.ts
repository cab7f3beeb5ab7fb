/** What an unquoted YAML scalar is, in any YAML version that a reader or an editor may follow. */
import type { Node } from "./node.ts";

type PlainKind = "text" | "nothing" | "truth" | "number" | "date";

/** The letters, digits and signs with which something else than text can begin. */
const firstOfOther = /^[-+.0-9~nNtTfFyYoO]/;
const nothing = /^(~|null|Null|NULL)$/;
const truth = /^(true|True|TRUE|false|False|FALSE)$/;
/** YAML 1.1 reads these as true and false, YAML 1.2 as text: people mean either. */
const oldTruth = /^(y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/;
const number =
  /^[-+]?(\.inf|\.Inf|\.INF|0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|(\.[0-9]|[0-9][0-9_]*\.?)[0-9_]*([eE][-+]?[0-9]+)?)$|^\.(nan|NaN|NAN)$/;
const date = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?$/;

/** The kind of an unquoted scalar; what YAML versions disagree on is never "text". */
export function plainKind(text: string): PlainKind {
  if (text === "") return "nothing";
  if (!firstOfOther.test(text)) return "text";
  if (text.length <= 5) {
    if (nothing.test(text)) return "nothing";
    if (truth.test(text) || oldTruth.test(text)) return "truth";
  }
  // The pattern takes its time on long runs of digits, and of those nothing else is to be known.
  if (text.length > 64) return /^[-+]?[0-9_]+$/.test(text) ? "number" : "text";
  if (number.test(text)) return "number";
  return date.test(text) ? "date" : "text";
}

/** Whether nothing stands there, or the word for it. */
export function isNothing(node: Node): boolean {
  return node.kind === "scalar" && node.plain && plainKind(node.text) === "nothing";
}

/** A node in words, for "... is wanted here, this is ...". */
export function kindInWords(node: Node): string {
  if (node.kind === "mapping") return "a mapping";
  if (node.kind === "sequence") return "a list";
  if (!node.plain) return "quoted text";
  const words = {
    text: "text",
    nothing: "nothing",
    truth: "a yes or no",
    number: "a number",
    date: "a date",
  };
  return words[plainKind(node.text)];
}

/** The value as plain data. Scalars on which YAML versions disagree come out as anything but text. */
export function valueOf(node: Node): unknown {
  if (node.kind === "sequence") return node.items.map(valueOf);
  if (node.kind === "mapping") {
    // No prototype: a key named "__proto__" is a key like any other.
    const value: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const { key, value: item } of node.entries) value[key.text] = valueOf(item);
    return value;
  }
  if (!node.plain) return node.text;
  switch (plainKind(node.text)) {
    case "text":
      return node.text;
    case "nothing":
      return null;
    case "truth":
      return /^(t|y|on)/i.test(node.text);
    case "number":
    case "date":
      return Number(node.text);
  }
}
