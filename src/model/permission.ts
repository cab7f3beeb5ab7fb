/**
 * Permissions of custom roles and scopes of keys: the words that are known, what they let somebody do, and the role
 * that each takes. A word that nobody knows may be anything.
 */
import { shareLevels, type ShareLevel } from "./entity.ts";
import { editDistance } from "./text.ts";
import { planasonix } from "./vocabularies/planasonix.ts";
import type { Permissions } from "./vocabulary.ts";

const words: Permissions = planasonix.permissions;
const { known } = words;

/** Lets a custom role or a key manage users, whatever the base. */
export const userManagement = words.managing;

export const knownPermissions: readonly string[] = Object.keys(known);

/** True for the permissions on the list of harmless ones; anything else is worth a look by whoever reviews it. */
export function isHarmless(permission: string): boolean {
  return isKnown(permission) && known[permission]?.harmless === true;
}

export function isKnown(permission: string): boolean {
  return Object.hasOwn(known, permission);
}

/** True for a permission that stands for others: `*:*`, `pipelines:*`. */
export function isWildcard(permission: string): boolean {
  return permission.includes("*");
}

/** True for `admin:organization` and for whatever stands for it: `*:*`, `admin:*`. */
export function coversManagement(permission: string): boolean {
  const [first = "", ...rest] = permission.split("*");
  const last = rest.pop();
  if (last === undefined) return permission === userManagement;
  // Each part as early as it stands: a pattern of many stars would be slow.
  const end = userManagement.length - last.length;
  if (!userManagement.startsWith(first) || !userManagement.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = userManagement.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= end;
}

/** True when it manages users, or may: what is not known is taken for the worst. */
export function mayManageUsers(permission: string): boolean {
  return permission === userManagement || !isKnown(permission);
}

/** The known word that this one is a slip of: within two letters; undefined for a known one and for any other. */
export function slipOf(permission: string): string | undefined {
  if (isKnown(permission) || isWildcard(permission)) return undefined;
  return knownPermissions.find(
    (word) => Math.abs(word.length - permission.length) <= 2 && editDistance(word, permission) <= 2,
  );
}

/** Whether a key of the lowest role may have the scope without a permission of that role. */
export function isForLowest(scope: string): boolean {
  return isKnown(scope) && known[scope]?.forLowest === true;
}

/** True for a wildcard that stands for no more than any role above the lowest may do. */
export function isHarmlessWildcard(scope: string): boolean {
  return words.harmlessWildcards.includes(scope);
}

/** The level of a share that the permission lets somebody of the lowest role hold. */
export function levelOpenedBy(permission: string): ShareLevel | undefined {
  const level = isKnown(permission) ? known[permission]?.opens : undefined;
  return shareLevels.find((item) => item === level);
}
