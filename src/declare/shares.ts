/** Shares and ownership: what the files say about what a service lets people share and own. */
import type { Diagnostic } from "../model/diagnostic.ts";
import { ownershipKey } from "../kinds/ownership/kind.ts";
import type { ResourceWord } from "../model/vocabulary.ts";
import type { DeclaredOwnership, DeclaredShare } from "./facts.ts";
import { datesAsText, dayField, mappingOf, referenceTo } from "./fields.ts";
import { readNamed } from "./named.ts";
import type { Node } from "./nodes.ts";
import { append, errorAt, quoted, type Place } from "./place.ts";
import { kindInWords } from "./scalar.ts";
import { ownerSchema, resourceNameSchema, type ServiceFile } from "./schema.ts";
import { checkShape, entryOf, unknownKey, wrongKind } from "./shape.ts";

interface Read<T> {
  readonly items: readonly T[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What `shares` lists; those without errors. `holder` is who holds them, for messages. */
export function readShares(file: ServiceFile, node: Node, holder: () => string): Read<DeclaredShare> {
  const diagnostics: Diagnostic[] = [];
  const items: DeclaredShare[] = [];
  const whole = { file, node, what: () => `\`shares\` of ${holder()}`, diagnostics };
  const { vocabulary, share } = file.schemas;
  eachResource(whole, vocabulary.shared, ({ word, name, at, value }) => {
    const { kind: resource, levels } = word;
    const schema = share.get(resource);
    if (schema === undefined) return;
    if (value.kind === "scalar" && Object.hasOwn(levels, value.text)) {
      items.push({ resource, name, level: value.text, at, levelAt: { file, offset: value.start } });
      return;
    }
    const checked = checkShape(schema, {
      file,
      node: datesAsText(value, ["expires"]),
      at,
      what: () => `the share of the ${resource} ${quoted(name)} with ${holder()}`,
    });
    if (!checked.ok) return append(diagnostics, checked.diagnostics);
    const level = typeof checked.value === "string" ? checked.value : checked.value.level;
    const named = value.kind === "mapping" ? (entryOf(value, "level")?.value ?? value) : value;
    const expires = dayField(file, mappingOf(value), "expires");
    const levelAt = { file, offset: named.start };
    items.push({ resource, name, level, at, levelAt, ...(expires === undefined ? {} : { expires }) });
  });
  return { items, diagnostics };
}

/** What the section `ownership` says. */
export function readOwnership(file: ServiceFile, node: Node): Read<DeclaredOwnership> {
  const diagnostics: Diagnostic[] = [];
  const items: DeclaredOwnership[] = [];
  const whole = { file, node, what: () => "`ownership`", diagnostics };
  eachResource(whole, file.schemas.vocabulary.owned, ({ word, name, at, value }) => {
    const resource = word.kind;
    const what = (): string => `the owner of the ${resource} ${quoted(name)}`;
    const other = ownerInMapping(value);
    const { onlyPeopleOwn } = file.schemas.vocabulary;
    if (other !== undefined && onlyPeopleOwn !== undefined) {
      const message = `A ${other} cannot own the ${resource} ${quoted(name)}. ${onlyPeopleOwn}`;
      const hint = `Write the member who owns it; what a ${other} may do with it stands under its \`shares\`.`;
      diagnostics.push(errorAt({ file, offset: value.start }, { code: "not-at-service", message, hint }));
      return;
    }
    const checked = checkShape(ownerSchema, { file, node: value, at, what });
    if (!checked.ok) return append(diagnostics, checked.diagnostics);
    const owner = referenceTo(file, checked.value, value);
    items.push({ key: ownershipKey(resource, name), resource, name, owner, at });
  });
  return { items, diagnostics };
}

/** What somebody would have own something who writes `{ team: ops }`. */
function ownerInMapping(value: Node): "team" | "service account" | undefined {
  if (value.kind !== "mapping") return undefined;
  if (entryOf(value, "team") !== undefined) return "team";
  return entryOf(value, "service_account") === undefined ? undefined : "service account";
}

/** Every resource that a mapping names by kind, and remarks on what is not of that form. */
function eachResource<W extends ResourceWord>(
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
