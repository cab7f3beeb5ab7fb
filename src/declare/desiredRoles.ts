/** The desired custom roles. */
import type { Role } from "../model/entities/role.ts";
import type { DeclaredRole } from "./items.ts";
import { idGiven, sourceAt } from "./place.ts";

/** The role; nothing where its entry has errors. */
export function roleEntity({ key, name, base, permissions, listedId, at }: DeclaredRole): Role[] {
  if (base === undefined || permissions === undefined) return [];
  return [{ kind: "role", key, name, base, permissions, ...idGiven(listedId), source: sourceAt(at) }];
}
