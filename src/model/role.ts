/** Organization roles: the built-in ones of a service and their ranks, and custom ones, which rank as their base and may do more. */
import type { ShareLevel } from "./entities/resource.ts";
import type { Role } from "./entities/role.ts";
import {
  isForLowest,
  isHarmlessWildcard,
  isKnown,
  isWildcard,
  levelOpenedBy,
  managesUsersBy,
  mayManageUsers,
} from "./permission.ts";
import type { State } from "./state.ts";
import { fold } from "./text.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** The roles of one side of an organization: those that its service has built in, and custom ones by key. */
export interface Roles {
  readonly vocabulary: Vocabulary;
  readonly custom: ReadonlyMap<string, Pick<Role, "base" | "permissions">>;
}

/** The roles of a State. */
export function rolesIn({ vocabulary, role }: Pick<State, "vocabulary" | "role">): Roles {
  return { vocabulary, custom: role };
}

/** The role as muster compares it: folded, which is its key when it is a custom one. */
export function normalRole(role: string): string {
  return fold(role);
}

/** The roles that every organization of a service has, from low to high. */
export function builtInRoles({ roles }: Vocabulary): readonly string[] {
  return Object.keys(roles.ranks);
}

/** True for a role that every organization of the service has. */
export function isBuiltIn(role: string, { roles }: Vocabulary): boolean {
  return Object.hasOwn(roles.ranks, role);
}

/** The first of the lowest built-in roles, and the highest. */
export function outermostRoles(vocabulary: Vocabulary): {
  readonly lowest: string;
  readonly highest: string;
} {
  const byRank = Object.entries(vocabulary.roles.ranks).sort(([, a], [, b]) => a - b);
  return { lowest: byRank[0]?.[0] ?? "", highest: byRank.at(-1)?.[0] ?? "" };
}

/** The built-in role that a role ranks and is capped as; undefined for a role that nobody knows. */
export function baseOf(role: string, { vocabulary, custom }: Roles): string | undefined {
  return isBuiltIn(role, vocabulary) ? role : custom.get(role)?.base;
}

/** The rank, or undefined for a role that nobody knows. */
export function rankOf(role: string, roles: Roles): number | undefined {
  const base = baseOf(role, roles);
  return base === undefined ? undefined : roles.vocabulary.roles.ranks[base];
}

/** What a custom role may do beyond its base; nothing for a built-in one. */
export function permissionsOf(role: string, { vocabulary, custom }: Roles): readonly string[] {
  return isBuiltIn(role, vocabulary) ? [] : (custom.get(role)?.permissions ?? []);
}

/** True for roles that surely manage users: whoever counts on somebody who can, counts on these. */
export function managesUsers(role: string | undefined, roles: Roles): boolean {
  if (role === undefined) return false;
  const base = baseOf(role, roles);
  if (base !== undefined && base === roles.vocabulary.roles.managing) return true;
  return permissionsOf(role, roles).some((permission) => managesUsersBy(permission, roles.vocabulary));
}

/** How far a role goes in managing users: 2 when it surely does, 1 when a permission of it may, 0 when it does not. */
export function managementOf(role: string | undefined, roles: Roles): 0 | 1 | 2 {
  if (role === undefined) return 0;
  if (managesUsers(role, roles)) return 2;
  const may = permissionsOf(role, roles).some((permission) => mayManageUsers(permission, roles.vocabulary));
  return may ? 1 : 0;
}

/** True for roles whose holders can lock everybody else out, or may: wherever muster has to be careful with somebody. */
export function canManageUsers(role: string | undefined, roles: Roles): boolean {
  return managementOf(role, roles) > 0;
}

/** Whether somebody with the role may own things. */
export function canOwn(role: string | undefined, roles: Roles): boolean {
  const { owning, ranks } = roles.vocabulary.roles;
  if (role === undefined || owning === undefined) return false;
  return (rankOf(role, roles) ?? 0) >= (ranks[owning] ?? Infinity);
}

/** "editor or above": what it takes to own things. */
export function owningTakes({ roles: { owning, ranks } }: Vocabulary): string {
  if (owning === undefined) return "a role that may own";
  return ranks[owning] === Math.max(...Object.values(ranks)) ? owning : `${owning} or above`;
}

function lowestRank({ roles }: Vocabulary): number {
  return Math.min(...Object.values(roles.ranks));
}

/** The levels at which something may be shared with somebody who has the role: its ceiling. */
export function ceilingOf(role: string, roles: Roles): ReadonlySet<ShareLevel> {
  const { vocabulary } = roles;
  const { lowestLevels } = vocabulary.roles;
  const rank = rankOf(role, roles);
  if (rank === undefined) return new Set();
  const all = vocabulary.shared.flatMap(({ levels }) => Object.keys(levels));
  if (lowestLevels === undefined || rank > lowestRank(vocabulary)) return new Set(all);
  const opened = permissionsOf(role, roles).map((permission) => levelOpenedBy(permission, vocabulary));
  const levels = [...lowestLevels, ...opened.flatMap((level) => level ?? [])];
  return new Set(all.filter((level) => levels.includes(level)));
}

/**
 * Whether a key of an account with the role may have the scope: what the role may do, as with shares. A scope that is
 * not known is let through, since nobody can say what it takes; one that stands for others is not.
 */
export function coversScope(role: string, roles: Roles, scope: string): boolean {
  const { vocabulary } = roles;
  if (managesUsers(role, roles) || permissionsOf(role, roles).includes(scope)) return true;
  if (managesUsersBy(scope, vocabulary)) return false;
  const isAbove = (rankOf(role, roles) ?? 0) > lowestRank(vocabulary);
  if (isWildcard(scope)) return isAbove && isHarmlessWildcard(scope, vocabulary);
  return !isKnown(scope, vocabulary) || isForLowest(scope, vocabulary) || isAbove;
}
