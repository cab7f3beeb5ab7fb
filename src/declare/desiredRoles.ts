/** The desired custom roles. */
import type { Role } from "../model/entity.ts";
import type { DeclaredRole, Facts } from "./facts.ts";
import { idGiven, sourceAt } from "./place.ts";

/** Those that are said whole. */
export function rolesOf(facts: Facts): Role[] {
  return [...facts.roles.values()].flatMap(roleEntity);
}

/** The role; nothing where its entry has errors. */
export function roleEntity({ key, name, base, permissions, listedId, at }: DeclaredRole): Role[] {
  if (base === undefined || permissions === undefined) return [];
  return [{ kind: "role", key, name, base, permissions, ...idGiven(listedId), source: sourceAt(at) }];
}
