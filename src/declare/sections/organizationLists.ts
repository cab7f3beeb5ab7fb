/** Two lists inside `organization`: guards that are lifted for a time, and profiles. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { fold } from "../../model/text.ts";
import type { DeclaredProfile, DeclaredSettled, DeclaredWaiver } from "../settings.ts";
import { datesAsText, mappingOf, reference, references, roleField } from "../fields.ts";
import { addOnce, readNamed } from "../named.ts";
import type { MappingNode, Node } from "../node.ts";
import { append, errorAt, quoted, type SourceFile } from "../place.ts";
import { profileSchema, settledSchema, waiverSchema } from "./organizationSchema.ts";
import type { ServiceFile } from "../wordedFile.ts";
import { slug } from "../schemaWords.ts";
import { checkShape, entryOf, wrongKind } from "../shape.ts";

/** The waivers of `organization`, and what is wrong with them. */
export function readWaivers(
  file: SourceFile,
  organization: MappingNode,
): { readonly items: readonly DeclaredWaiver[]; readonly diagnostics: readonly Diagnostic[] } {
  const list = entryOf(organization, "waivers")?.value;
  if (list === undefined) return { items: [], diagnostics: [] };
  if (list.kind !== "sequence") return { items: [], diagnostics: [notA(file, list, "waivers", "a list")] };
  const items: DeclaredWaiver[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const item of list.items) {
    const at = { file, offset: item.start };
    const what = (): string => "the waiver";
    const checked = checkShape(waiverSchema, { file, node: datesAsText(item, ["until"]), at, what });
    if (checked.ok) items.push({ ...checked.value, at });
    else append(diagnostics, checked.diagnostics);
  }
  return { items, diagnostics };
}

/** What `settled` of `organization` says, and what is wrong with it. */
export function readSettled(
  file: SourceFile,
  organization: MappingNode,
): { readonly items: readonly DeclaredSettled[]; readonly diagnostics: readonly Diagnostic[] } {
  const list = entryOf(organization, "settled")?.value;
  if (list === undefined) return { items: [], diagnostics: [] };
  if (list.kind !== "sequence") return { items: [], diagnostics: [notA(file, list, "settled", "a list")] };
  const items: DeclaredSettled[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const item of list.items) {
    const at = { file, offset: item.start };
    const checked = checkShape(settledSchema, { file, node: item, at, what: () => "the settled task" });
    const by = checked.ok ? reference(file, mappingOf(item), "by") : undefined;
    if (!checked.ok) append(diagnostics, checked.diagnostics);
    else if (by !== undefined) items.push({ ...checked.value, by, at });
  }
  return { items, diagnostics };
}

/** The profiles of `organization` by folded name, and what is wrong with them. */
export function readProfiles(
  file: ServiceFile,
  organization: MappingNode,
): { readonly items: ReadonlyMap<string, DeclaredProfile>; readonly diagnostics: readonly Diagnostic[] } {
  const map = new Map<string, DeclaredProfile>();
  const mapping = entryOf(organization, "profiles")?.value;
  if (mapping === undefined) return { items: map, diagnostics: [] };
  if (mapping.kind !== "mapping") {
    return { items: map, diagnostics: [notA(file, mapping, "profiles", "a mapping")] };
  }
  const diagnostics: Diagnostic[] = [];
  const items: DeclaredProfile[] = [];
  const named = readNamed({ file, mapping, schema: slug, noun: "profile's name", diagnostics });
  for (const { name, at, value } of named) {
    const what = (): string => `the profile ${quoted(name)}`;
    const checked = checkShape(profileSchema(file.vocabulary), { file, node: value, at, what });
    if (!checked.ok) append(diagnostics, checked.diagnostics);
    const node = mappingOf(value);
    const fields = checked.ok ? roleField(file, node) : {};
    items.push({
      key: fold(name),
      name,
      ...fields,
      teams: checked.ok ? references(file, node, "teams") : [],
      at,
    });
  }
  addOnce({ map, items, code: "duplicate-profile", name: (item) => item.name, diagnostics });
  return { items: map, diagnostics };
}

function notA(file: SourceFile, node: Node, name: string, kind: string): Diagnostic {
  return errorAt({ file, offset: node.start }, wrongKind(node, `\`${name}\` of \`organization\``, kind));
}
