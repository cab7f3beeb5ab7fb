/** What entries name by its kind and its name: the things that a service lets people share and own. */
import * as z from "zod";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { ResourceWord } from "../../model/vocabulary.ts";
import { readNamed } from "../named.ts";
import type { Node } from "../node.ts";
import { errorAt, type Place } from "../place.ts";
import { kindInWords } from "../scalar.ts";
import { line } from "../schemaWords.ts";
import type { ServiceFile } from "../wordedFile.ts";
import { unknownKey, wrongKind } from "../shape.ts";

/** The name of what is shared or owned, or its id. */
export const resourceNameSchema = line(200);

/** Entries by name, below what their kind is called. */
export const bySection = <T extends { readonly section: string }, S extends z.ZodType>(
  words: readonly T[],
  entry: (word: T) => S,
) =>
  z.strictObject(
    Object.fromEntries(
      words.map((word) => [word.section, z.record(resourceNameSchema, entry(word)).optional()]),
    ),
  );

/** Every resource that a mapping names by kind, and remarks on what is not of that form. */
export function eachResource<W extends ResourceWord>(
  whole: {
    readonly file: ServiceFile;
    readonly node: Node;
    readonly what: () => string;
    readonly diagnostics: Diagnostic[];
  },
  words: readonly W[],
  each: (entry: {
    readonly word: W;
    readonly name: string;
    readonly at: Place;
    readonly value: Node;
  }) => void,
): void {
  const { file, node, diagnostics } = whole;
  if (node.kind !== "mapping") {
    diagnostics.push(errorAt({ file, offset: node.start }, wrongKind(node, whole.what(), "a mapping")));
    return;
  }
  for (const { key, value } of node.entries) {
    const word = words.find(({ section }) => section === key.text);
    if (word === undefined) {
      const sections = words.map(({ section }) => section);
      const remark = unknownKey(key.text, whole.what(), sections);
      diagnostics.push(errorAt({ file, offset: key.start }, remark));
      continue;
    }
    if (value.kind !== "mapping") {
      const message = `\`${word.section}\` of ${whole.what()} must be a mapping of names; this is ${kindInWords(value)}.`;
      diagnostics.push(errorAt({ file, offset: value.start }, { code: "wrong-kind", message }));
      continue;
    }
    const schema = resourceNameSchema;
    const noun = `${word.kind}'s name`;
    for (const entry of readNamed({ file, mapping: value, schema, noun, diagnostics })) {
      each({ word, ...entry });
    }
  }
}
