/** Organization roles: the built-in ones and their ranks, and custom ones, which rank as their base and may do more. */
import type { Role, ShareLevel } from "./entity.ts";
import { fold } from "./text.ts";

/** Ranks of the built-in roles: viewer; member and editor (equal); maintainer; admin. */
const ranks: Readonly<Record<string, number>> = { viewer: 1, member: 2, editor: 2, maintainer: 3, admin: 4 };

export const builtInRoles: readonly string[] = Object.keys(ranks);

/** Custom roles by key, as one side knows them. */
export type Roles = ReadonlyMap<string, Pick<Role, "base" | "permissions">>;

/** The permission that lets a custom role manage users, whatever its base. */
export const userManagement = "admin:organization";

/** The role as muster compares it: folded, which is its key when it is a custom one. */
export function normalRole(role: string): string {
  return fold(role);
}

/** True for a role that every organization has. */
export function isBuiltIn(role: string): boolean {
  return Object.hasOwn(ranks, role);
}

/** The built-in role that a role ranks and is capped as; undefined for a role that nobody knows. */
export function baseOf(role: string, roles: Roles): string | undefined {
  return isBuiltIn(role) ? role : roles.get(role)?.base;
}

/** The rank, or undefined for a role that nobody knows. */
export function rankOf(role: string, roles: Roles): number | undefined {
  const base = baseOf(role, roles);
  return base === undefined ? undefined : ranks[base];
}

/** What a custom role may do beyond its base; nothing for a built-in one. */
export function permissionsOf(role: string, roles: Roles): readonly string[] {
  return isBuiltIn(role) ? [] : (roles.get(role)?.permissions ?? []);
}

/** True for roles that manage users: their holders can lock everybody else out. */
export function managesUsers(role: string | undefined, roles: Roles): boolean {
  if (role === undefined) return false;
  return baseOf(role, roles) === "admin" || permissionsOf(role, roles).includes(userManagement);
}

/** Whether somebody with the role may own a pipeline, connection or schedule: editor or above. */
export function canOwn(role: string | undefined, roles: Roles): boolean {
  return role !== undefined && (rankOf(role, roles) ?? 0) >= (ranks["editor"] ?? 0);
}

/** The levels at which something may be shared with somebody who has the role: its ceiling. */
export function ceilingOf(role: string, roles: Roles): ReadonlySet<ShareLevel> {
  const rank = rankOf(role, roles);
  if (rank === undefined) return new Set();
  if (rank > 1) return new Set(["view", "run", "edit", "use"]);
  const levels = new Set<ShareLevel>(["view"]);
  for (const permission of permissionsOf(role, roles)) {
    if (permission === "pipelines:run") levels.add("run");
    if (permission === "pipelines:write") levels.add("edit");
    if (permission === "connections:read") levels.add("use");
  }
  return levels;
}
