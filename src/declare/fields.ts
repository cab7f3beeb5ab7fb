/** Fields of a node as names with their places. What is read here was checked, or is checked right after. */
import { isBuiltIn } from "../model/role.ts";
import { fold } from "../model/text.ts";
import type { DeclaredDay, GivenRole, Reference } from "./items.ts";
import type { MappingNode, Node, ScalarNode } from "./node.ts";
import type { SourceFile } from "./place.ts";
import type { ServiceFile } from "./wordedFile.ts";
import { plainKind } from "./scalar.ts";
import { isSlug, longestAddress } from "./schemaWords.ts";
import { entryOf } from "./shape.ts";

/** The node when it is a mapping, else one without entries. What is checked already is one. */
export function mappingOf(node: Node): MappingNode {
  return node.kind === "mapping" ? node : { kind: "mapping", start: node.start, entries: [] };
}

/** The mapping without these keys; another node as it is. */
export function without(node: Node, keys: readonly string[]): Node {
  if (node.kind !== "mapping" || !node.entries.some((entry) => keys.includes(entry.key.text))) return node;
  return { ...node, entries: node.entries.filter((entry) => !keys.includes(entry.key.text)) };
}

/** The mapping with the dates of these fields as text: a date means the same with and without quotes where one is wanted. */
export function datesAsText(node: Node, keys: readonly string[]): Node {
  if (node.kind !== "mapping" || !node.entries.some((entry) => keys.includes(entry.key.text))) return node;
  const entries = node.entries.map((entry) =>
    keys.includes(entry.key.text) && entry.value.kind === "scalar" && plainKind(entry.value.text) === "date"
      ? { key: entry.key, value: { ...entry.value, plain: false } }
      : entry,
  );
  return { ...node, entries };
}

/** The day that a field holds, once it was checked to be one. */
export function dayField(file: SourceFile, node: MappingNode, key: string): DeclaredDay | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === "scalar" ? { day: value.text, at: { file, offset: value.start } } : undefined;
}

/** The name that a field holds. */
export function reference(file: SourceFile, node: MappingNode, key: string): Reference | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === "scalar" ? referenceTo(file, value.text, value) : undefined;
}

/** The names in the list that a field holds. */
export function references(file: SourceFile, node: MappingNode, key: string): Reference[] {
  const list = entryOf(node, key)?.value;
  if (list?.kind !== "sequence") return [];
  return list.items.flatMap((item) => (item.kind === "scalar" ? [referenceTo(file, item.text, item)] : []));
}

/** Whether a scalar is text that can name a person: with an "@" as an e-mail, no longer than one may be; or a key of `people`. */
export function isPerson(node: ScalarNode): boolean {
  // Anything that has an "@" after its first character is text in every YAML.
  if (node.text.indexOf("@") >= 1) return node.text.length <= longestAddress;
  return isSlug(node.text) && (!node.plain || plainKind(node.text) === "text");
}

/** A name at a node. */
export function referenceTo(file: SourceFile, text: string, node: Node): Reference {
  return { text, key: fold(text), at: { file, offset: node.start } };
}

/** The role that a text names. */
export function roleNamed(file: ServiceFile, text: string, node: Node): GivenRole {
  if (isBuiltIn(text, file.vocabulary)) return { role: text };
  const customRole = referenceTo(file, text, node);
  return { role: customRole.key, customRole };
}

/** The role that the field `role` names. */
export function roleField(file: ServiceFile, node: MappingNode): GivenRole {
  const value = entryOf(node, "role")?.value;
  return value?.kind === "scalar" ? roleNamed(file, value.text, value) : {};
}
