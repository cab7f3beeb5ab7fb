/** The custom roles that a file declares: entries of `roles`. */
import type { Diagnostic } from "../model/diagnostic.ts";
import { isBuiltIn } from "../model/role.ts";
import { compareText, fold } from "../model/text.ts";
import type { DeclaredRole } from "./facts.ts";
import { readGrants } from "./grants.ts";
import { readNamed } from "./named.ts";
import type { MappingNode } from "./nodes.ts";
import { append, errorAt, quoted } from "./place.ts";
import type { ServiceFile } from "./schema.ts";
import { roleName } from "./schemaWords.ts";
import { checkShape } from "./shape.ts";
import type { Read } from "./accountEntries.ts";

/** The custom roles that a section declares. */
export function readRoles(file: ServiceFile, mapping: MappingNode): Read<DeclaredRole> {
  const diagnostics: Diagnostic[] = [];
  const items: DeclaredRole[] = [];
  for (const { name, at, value } of readNamed({
    file,
    mapping,
    schema: roleName(file.schemas.vocabulary),
    noun: "role's name",
    diagnostics,
  })) {
    if (isBuiltIn(fold(name), file.schemas.vocabulary)) {
      const message = `${quoted(name)} is a built-in role; it cannot be declared.`;
      diagnostics.push(errorAt(at, { code: "built-in-role", message, hint: "Give it another name." }));
      continue;
    }
    const what = (): string => `the role ${quoted(name)}`;
    if (file.schemas.vocabulary.roles.granted === true) {
      const granted = readGrants({ file, node: value, at, what }, diagnostics);
      items.push({ key: fold(name), name, ...granted, at });
      continue;
    }
    const checked = checkShape(file.schemas.role, { file, node: value, at, what });
    if (!checked.ok) append(diagnostics, checked.diagnostics);
    const fields = checked.ok
      ? { base: checked.value.base, permissions: [...new Set(checked.value.permissions)].sort(compareText) }
      : {};
    items.push({ key: fold(name), name, ...fields, at });
  }
  return { items, diagnostics };
}
