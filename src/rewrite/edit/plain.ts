/** The plain data that a YAML text holds, as edits speak of it: what is compared before and after an edit. */
import type { Node } from "../../declare/node.ts";
import { plainKind } from "../../declare/scalar.ts";
import { compareText } from "../../model/text.ts";

/** A value as it can stand in an access file. A date is text of the form YYYY-MM-DD. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };
export type PlainMapping = Readonly<Record<string, Plain>>;

/** Whether the value is a mapping. */
export function isMapping(value: Plain | undefined): value is PlainMapping {
  return typeof value === "object" && value !== null && !isList(value);
}

/** Whether the value is a list; `Array.isArray` does not know lists that may not be changed. */
export function isList(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value);
}

/** A mapping without a prototype, so that a key named "__proto__" is a key like any other. */
export function mappingFrom(entries: Iterable<readonly [string, Plain]>): PlainMapping {
  const mapping = Object.create(null) as Record<string, Plain>;
  for (const [key, value] of entries) mapping[key] = value;
  return mapping;
}

/** What a node says. Unquoted words that are neither text nor a date come out as what they are in YAML. */
export function plainOf(node: Node): Plain {
  if (node.kind === "sequence") return node.items.map(plainOf);
  if (node.kind === "mapping") {
    return mappingFrom(node.entries.map(({ key, value }) => [key.text, plainOf(value)]));
  }
  if (!node.plain) return node.text;
  switch (plainKind(node.text)) {
    case "text":
    case "date":
      return node.text;
    case "nothing":
      return null;
    case "truth":
      return /^(t|y|on)/i.test(node.text);
    case "number": {
      // What JavaScript cannot hold is compared as it is written.
      const number = Number(node.text);
      return Number.isFinite(number) ? number : node.text;
    }
  }
}

/** Whether two values are equal; the order of keys makes no difference. */
export function samePlain(one: Plain | undefined, other: Plain | undefined): boolean {
  if (isList(one)) {
    return (
      isList(other) && one.length === other.length && one.every((item, at) => samePlain(item, other[at]))
    );
  }
  if (!isMapping(one)) return Object.is(one, other);
  if (!isMapping(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && samePlain(one[key], other[key]))
  );
}

/** Text that is the same for equal values. */
export function plainText(value: Plain): string {
  return JSON.stringify(value, (_, part: Plain) =>
    isMapping(part)
      ? mappingFrom(Object.entries(part).sort(([one], [other]) => compareText(one, other)))
      : part,
  );
}

/** What is a mapping under that key; an empty one where it is none. */
export function mappingAt(mapping: PlainMapping, key: string): PlainMapping {
  const value = mapping[key];
  return isMapping(value) ? value : {};
}
