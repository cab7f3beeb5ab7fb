/** Shares and ownership: what the files say about pipelines, connections, schedules and projects. */
import type { Diagnostic } from "../model/diagnostic.ts";
import { ownershipKey, type OwnedKind, type SharedKind } from "../model/entity.ts";
import type { DeclaredOwnership, DeclaredShare } from "./facts.ts";
import { datesAsText, dayField, mappingOf, referenceTo } from "./fields.ts";
import { readNamed } from "./named.ts";
import type { Node } from "./nodes.ts";
import { append, errorAt, quoted, type SourceFile } from "./place.ts";
import { kindInWords } from "./scalar.ts";
import { ownerSchema, resourceNameSchema, sectionLevels, shareSchemas } from "./schema.ts";
import { checkShape, entryOf, unknownKey, wrongKind } from "./shape.ts";

const sharedSections = { pipelines: "pipeline", connections: "connection", projects: "project" } as const;
const ownedSections = { pipelines: "pipeline", connections: "connection", schedules: "schedule" } as const;

interface Read<T> {
  readonly items: readonly T[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What `shares` lists; those without errors. `holder` is who holds them, for messages. */
export function readShares(file: SourceFile, node: Node, holder: () => string): Read<DeclaredShare> {
  const diagnostics: Diagnostic[] = [];
  const items: DeclaredShare[] = [];
  const whole = { file, node, what: () => `\`shares\` of ${holder()}`, diagnostics };
  eachResource(whole, sharedSections, ({ section, resource, name, at, value }) => {
    const short =
      value.kind === "scalar" ? sectionLevels[section].find((word) => word === value.text) : undefined;
    if (short !== undefined) {
      items.push({ resource, name, level: short, at, levelAt: { file, offset: value.start } });
      return;
    }
    const checked = checkShape(shareSchemas[section], {
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
export function readOwnership(file: SourceFile, node: Node): Read<DeclaredOwnership> {
  const diagnostics: Diagnostic[] = [];
  const items: DeclaredOwnership[] = [];
  const whole = { file, node, what: () => "`ownership`", diagnostics };
  eachResource(whole, ownedSections, ({ resource, name, at, value }) => {
    const what = (): string => `the owner of the ${resource} ${quoted(name)}`;
    const checked = checkShape(ownerSchema, { file, node: value, at, what });
    if (!checked.ok) return append(diagnostics, checked.diagnostics);
    const owner = referenceTo(file, checked.value, value);
    items.push({ key: ownershipKey(resource, name), resource, name, owner, at });
  });
  return { items, diagnostics };
}

/** Every resource that a mapping names by kind, and remarks on what is not of that form. */
function eachResource<S extends string, K extends SharedKind | OwnedKind>(
  whole: {
    readonly file: SourceFile;
    readonly node: Node;
    readonly what: () => string;
    readonly diagnostics: Diagnostic[];
  },
  sections: Readonly<Record<S, K>>,
  each: (entry: {
    readonly section: S;
    readonly resource: K;
    readonly name: string;
    readonly at: { readonly file: SourceFile; readonly offset: number };
    readonly value: Node;
  }) => void,
): void {
  const { file, node, diagnostics } = whole;
  if (node.kind !== "mapping") {
    diagnostics.push(errorAt({ file, offset: node.start }, wrongKind(node, whole.what(), "a mapping")));
    return;
  }
  const names = Object.keys(sections) as S[];
  for (const { key, value } of node.entries) {
    const section = names.find((name) => name === key.text);
    if (section === undefined) {
      const remark = unknownKey(key.text, whole.what(), names);
      diagnostics.push(errorAt({ file, offset: key.start }, remark));
      continue;
    }
    if (value.kind !== "mapping") {
      const message = `\`${section}\` of ${whole.what()} must be a mapping of names; this is ${kindInWords(value)}.`;
      diagnostics.push(errorAt({ file, offset: value.start }, { code: "wrong-kind", message }));
      continue;
    }
    const resource = sections[section];
    const schema = resourceNameSchema;
    const noun = `${resource}'s name`;
    for (const entry of readNamed({ file, mapping: value, schema, noun, diagnostics })) {
      each({ section, resource, ...entry });
    }
  }
}
