/** The section `roles`: the custom roles that a file declares, or who holds the roles that the service makes. */
import * as z from "zod";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { builtInRoles, isBuiltIn } from "../../model/role.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import { compareText, fold } from "../../model/text.ts";
import { endsOf, roleOn } from "../day.ts";
import { grantsOfRole } from "../desiredGrants.ts";
import { roleEntity } from "../desiredRoles.ts";
import { datesOfRole } from "../endings.ts";
import type { DeclaredRole } from "../items.ts";
import { grantedRoleSchema, readGrants } from "./grants.ts";
import { readNamed } from "../named.ts";
import type { MappingNode } from "../node.ts";
import { personalRole } from "../persons.ts";
import { append, errorAt, quoted } from "../place.ts";
import { perService, type ServiceFile } from "../wordedFile.ts";
import { permission, roleName } from "../schemaWords.ts";
import { checkShape } from "../shape.ts";
import type { OnceSpec, Read } from "./section.ts";

/** A custom role's entry. */
export const roleSchema = perService((vocabulary) =>
  z.strictObject({
    base: z.enum(builtInRoles(vocabulary)).describe("The built-in role that it ranks and is capped as."),
    permissions: z.array(permission(vocabulary)).describe("What it may do beyond its base."),
  }),
);

declare module "../items.ts" {
  interface Items {
    readonly roles: DeclaredRole;
  }
}

export const roleSection: OnceSpec<DeclaredRole> = {
  schema: (vocabulary) =>
    z.record(roleName(vocabulary), entrySchema(vocabulary)).optional().describe("Custom roles by name."),
  home: "automation.yaml",
  isNamed: true,
  blocks: 1,
  read: readRoles,
  code: "duplicate-role",
  nameOf: (item) => item.name,
  withPeople: personalRole,
  // Whoever holds it.
  names: ({ grantedTo: { team = [], member = [] } = {} }) => [
    ...team.map(({ holder }) => `teams ${holder.key}` as const),
    ...member.map(({ holder }) => `members ${holder.key}` as const),
  ],
  days: ({ grantedTo: { team, member } = {} }) => [...endsOf(team), ...endsOf(member)],
  dates: datesOfRole,
  on: roleOn,
  entities: (facts, role) => [...roleEntity(role), ...grantsOfRole(facts, role)],
};

function entrySchema(vocabulary: Vocabulary) {
  const role = roleSchema(vocabulary);
  if (vocabulary.roles.granted !== true) return role;
  return vocabulary.permissions === undefined ? grantedRoleSchema : z.union([role, grantedRoleSchema]);
}

/** The custom roles that a section declares. */
function readRoles(file: ServiceFile, mapping: MappingNode): Read<DeclaredRole> {
  const diagnostics: Diagnostic[] = [];
  const items: DeclaredRole[] = [];
  for (const { name, at, value } of readNamed({
    file,
    mapping,
    schema: roleName(file.vocabulary),
    noun: "role's name",
    diagnostics,
  })) {
    if (isBuiltIn(fold(name), file.vocabulary)) {
      const message = `${quoted(name)} is a built-in role; it cannot be declared.`;
      diagnostics.push(errorAt(at, { code: "built-in-role", message, hint: "Give it another name." }));
      continue;
    }
    const what = (): string => `the role ${quoted(name)}`;
    if (file.vocabulary.roles.granted === true) {
      const granted = readGrants({ file, node: value, at, what }, diagnostics);
      items.push({ key: fold(name), name, ...granted, at });
      continue;
    }
    const checked = checkShape(roleSchema(file.vocabulary), { file, node: value, at, what });
    if (!checked.ok) append(diagnostics, checked.diagnostics);
    const fields = checked.ok
      ? { base: checked.value.base, permissions: [...new Set(checked.value.permissions)].sort(compareText) }
      : {};
    items.push({ key: fold(name), name, ...fields, at });
  }
  return { items, diagnostics };
}
