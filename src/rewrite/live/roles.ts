/** Live custom roles, as far as files can hold them. */
import type { Role } from "../../model/entities/role.ts";
import { slipOf } from "../../model/permission.ts";
import { isBuiltIn } from "../../model/role.ts";
import type { State } from "../../model/state.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import { quoted } from "../../declare/place.ts";
import { roleSchema } from "../../declare/sections/roles.ts";
import { slug as slugSchema } from "../../declare/schemaWords.ts";
import { idOf } from "./ids.ts";
import type { ImportedRole, LeftOut } from "./imported.ts";
import { objectionTo } from "./sayable.ts";

/** The custom roles that files can declare. */
export function importRoles(live: State): {
  readonly roles: ReadonlyMap<string, ImportedRole>;
  readonly leftOut: readonly LeftOut[];
} {
  const roles = new Map<string, ImportedRole>();
  const leftOut: LeftOut[] = [];
  for (const role of live.role.values()) {
    const why = objectionToRole(role, live.vocabulary);
    const { key, name, base, permissions } = role;
    if (why === undefined)
      roles.set(key, { key, name, base, permissions, ...idOf("roles", role, live.vocabulary) });
    else leftOut.push({ what: `the role ${quoted(name)}`, why });
  }
  return { roles, leftOut };
}

function objectionToRole({ key, name, base, permissions }: Role, vocabulary: Vocabulary): string | undefined {
  const objection = objectionTo(slugSchema, name);
  if (objection !== undefined) return `its name cannot stand in the files: ${objection}`;
  if (isBuiltIn(key, vocabulary)) return "it is called as a built-in role is";
  if (roleSchema(vocabulary).safeParse({ base, permissions }).success) return slipIn(permissions, vocabulary);
  return `its base ${quoted(base)} or one of its permissions is none that files can hold`;
}

/** Files take a word that is nearly a known one for a slip. */
export function slipIn(words: readonly string[], vocabulary: Vocabulary): string | undefined {
  const slip = words.find((word) => slipOf(word, vocabulary) !== undefined);
  return slip === undefined
    ? undefined
    : `${quoted(slip)} is nearly ${slipOf(slip, vocabulary)}, and files take it for a slip`;
}
