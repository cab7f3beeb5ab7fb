/** Organization roles: the built-in ones and their ranks, and custom ones, which rank as their base and may do more. */
import { shareLevels, type Role, type ShareLevel } from "./entity.ts";
import {
  isForLowest,
  isHarmlessWildcard,
  isKnown,
  isWildcard,
  levelOpenedBy,
  mayManageUsers,
  userManagement,
} from "./permission.ts";
import { fold } from "./text.ts";
import { planasonix } from "./vocabularies/planasonix.ts";

const { ranks, managing, owning } = planasonix.roles;
const lowest = Math.min(...Object.values(ranks));
const rankIn: Readonly<Record<string, number>> = ranks;

export const builtInRoles: readonly string[] = Object.keys(ranks);
export { managing as managingRole, owning as owningRole };

/** Custom roles by key, as one side knows them. */
export type Roles = ReadonlyMap<string, Pick<Role, "base" | "permissions">>;

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
  return base === undefined ? undefined : rankIn[base];
}

/** What a custom role may do beyond its base; nothing for a built-in one. */
export function permissionsOf(role: string, roles: Roles): readonly string[] {
  return isBuiltIn(role) ? [] : (roles.get(role)?.permissions ?? []);
}

/** True for roles that surely manage users: whoever counts on somebody who can, counts on these. */
export function managesUsers(role: string | undefined, roles: Roles): boolean {
  if (role === undefined) return false;
  return baseOf(role, roles) === managing || permissionsOf(role, roles).includes(userManagement);
}

/** How far a role goes in managing users: 2 when it surely does, 1 when a permission of it may, 0 when it does not. */
export function managementOf(role: string | undefined, roles: Roles): 0 | 1 | 2 {
  if (role === undefined) return 0;
  if (managesUsers(role, roles)) return 2;
  return permissionsOf(role, roles).some(mayManageUsers) ? 1 : 0;
}

/** True for roles whose holders can lock everybody else out, or may: wherever muster has to be careful with somebody. */
export function canManageUsers(role: string | undefined, roles: Roles): boolean {
  return managementOf(role, roles) > 0;
}

/** Whether somebody with the role may own things. */
export function canOwn(role: string | undefined, roles: Roles): boolean {
  return role !== undefined && (rankOf(role, roles) ?? 0) >= ranks[owning];
}

/** The levels at which something may be shared with somebody who has the role: its ceiling. */
export function ceilingOf(role: string, roles: Roles): ReadonlySet<ShareLevel> {
  const rank = rankOf(role, roles);
  if (rank === undefined) return new Set();
  if (rank > lowest) return new Set(shareLevels);
  const opened = permissionsOf(role, roles).map(levelOpenedBy);
  return new Set([shareLevels[0], ...opened.flatMap((level) => level ?? [])]);
}

/**
 * Whether a key of an account with the role may have the scope: what the role may do, as with shares. A scope that is
 * not known is let through, since nobody can say what it takes; one that stands for others is not.
 */
export function coversScope(role: string, roles: Roles, scope: string): boolean {
  if (managesUsers(role, roles) || permissionsOf(role, roles).includes(scope)) return true;
  if (scope === userManagement) return false;
  if (isWildcard(scope)) return (rankOf(role, roles) ?? 0) > lowest && isHarmlessWildcard(scope);
  return !isKnown(scope) || isForLowest(scope) || (rankOf(role, roles) ?? 0) > lowest;
}
