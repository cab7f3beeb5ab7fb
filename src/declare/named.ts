/** Mappings from names to entries: every name is text of the right form, and stands once. */
import type * as z from "zod";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { MappingNode, Node } from "./node.ts";
import { errorAt, placeText, quoted, type Place, type SourceFile } from "./place.ts";
import { plainKind } from "./scalar.ts";
import { wrongKind } from "./shape.ts";

/** An entry whose name is good. */
interface NamedEntry {
  readonly name: string;
  readonly at: Place;
  readonly value: Node;
}

/** The entries of a mapping whose names are good, and remarks on the others. `noun` is what a name is: "team's slug". */
export function readNamed(input: {
  readonly file: SourceFile;
  readonly mapping: MappingNode;
  readonly schema: z.ZodType<string>;
  readonly noun: string;
  readonly diagnostics: Diagnostic[];
}): NamedEntry[] {
  const { file, noun, diagnostics } = input;
  const good: NamedEntry[] = [];
  for (const { key, value } of input.mapping.entries) {
    const at = { file, offset: key.start };
    if (key.plain && plainKind(key.text) !== "text") {
      diagnostics.push(errorAt(at, wrongKind(key, `a ${noun}`, "text")));
      continue;
    }
    const checked = input.schema.safeParse(key.text);
    if (checked.success) {
      good.push({ name: key.text, at, value });
      continue;
    }
    const message = `The ${noun} ${quoted(key.text)} ${checked.error.issues[0]?.message ?? "is not valid"}.`;
    diagnostics.push(errorAt(at, { code: "bad-value", message }));
  }
  return good;
}

/** Adds items by their key; one whose key is there already is an error that names both places. */
export function addOnce<T extends { readonly key: string; readonly at: Place }>(input: {
  readonly map: Map<string, T>;
  readonly items: readonly T[];
  readonly code: string;
  readonly name: (item: T) => string;
  readonly diagnostics: Diagnostic[];
  readonly hint?: string | ((item: T, first: T) => string);
}): void {
  for (const item of input.items) {
    const first = input.map.get(item.key);
    if (first === undefined) {
      input.map.set(item.key, item);
      continue;
    }
    const message = `${quoted(input.name(item))} is declared twice; first at ${placeText(first.at)}.`;
    const { hint: said = "Letter case makes no difference. Keep one of the two." } = input;
    const hint = typeof said === "string" ? said : said(item, first);
    input.diagnostics.push(errorAt(item.at, { code: input.code, message, hint }));
  }
}
