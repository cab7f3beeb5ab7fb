/** The built-in organization roles and their ranks. A role that is none of these has no rank here. */
import { fold } from "./text.ts";

/** Ranks of the built-in roles: viewer; member and editor (equal); maintainer; admin. */
const ranks: Readonly<Record<string, number>> = { viewer: 1, member: 2, editor: 2, maintainer: 3, admin: 4 };

export const builtInRoles: readonly string[] = Object.keys(ranks);

/** The role as muster writes it: built-in roles in lower case, others as they are. */
export function normalRole(role: string): string {
  const folded = fold(role);
  return Object.hasOwn(ranks, folded) ? folded : role;
}

/** The rank, or undefined for a role that is not built in. */
export function rankOf(role: string): number | undefined {
  return Object.hasOwn(ranks, role) ? ranks[role] : undefined;
}

/** True for roles that manage users: their holders can lock everybody else out. */
export function managesUsers(role: string | undefined): boolean {
  return role === "admin";
}
