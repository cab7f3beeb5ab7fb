/**
 * Permissions of custom roles and scopes of keys: the words that a service has, what they let somebody do, and the role
 * that each takes. A word that nobody knows may be anything.
 */
import { editDistance } from "./text.ts";
import type { PermissionWord, Vocabulary } from "./vocabulary.ts";

function wordOf(permission: string, { permissions }: Vocabulary): PermissionWord | undefined {
  return permissions !== undefined && Object.hasOwn(permissions.known, permission)
    ? permissions.known[permission]
    : undefined;
}

/** The words that the service has for what a custom role or a key may do. */
export function knownPermissions({ permissions }: Vocabulary): readonly string[] {
  return Object.keys(permissions?.known ?? {});
}

/** True for the permissions on the list of harmless ones; anything else is worth a look by whoever reviews it. */
export function isHarmless(permission: string, vocabulary: Vocabulary): boolean {
  return wordOf(permission, vocabulary)?.harmless === true;
}

export function isKnown(permission: string, vocabulary: Vocabulary): boolean {
  return wordOf(permission, vocabulary) !== undefined;
}

/** True for a permission that stands for others: `*:*`. */
export function isWildcard(permission: string): boolean {
  return permission.includes("*");
}

/** True for the one permission that manages users. */
export function managesUsersBy(permission: string, { permissions }: Vocabulary): boolean {
  return permission === permissions?.managing;
}

/** True for the permission that manages users, and for whatever stands for it: `*:*`. */
export function coversManagement(permission: string, { permissions }: Vocabulary): boolean {
  if (permissions === undefined) return false;
  const { managing } = permissions;
  const [first = "", ...rest] = permission.split("*");
  const last = rest.pop();
  if (last === undefined) return permission === managing;
  // Each part as early as it stands: a pattern of many stars would be slow.
  const end = managing.length - last.length;
  if (!managing.startsWith(first) || !managing.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = managing.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= end;
}

/** True when it manages users, or may: what is not known is taken for the worst. */
export function mayManageUsers(permission: string, vocabulary: Vocabulary): boolean {
  return managesUsersBy(permission, vocabulary) || !isKnown(permission, vocabulary);
}

/** The known word that this one is a slip of: within two letters; undefined for a known one and for any other. */
export function slipOf(permission: string, vocabulary: Vocabulary): string | undefined {
  if (isKnown(permission, vocabulary) || isWildcard(permission)) return undefined;
  return knownPermissions(vocabulary).find(
    (word) => Math.abs(word.length - permission.length) <= 2 && editDistance(word, permission) <= 2,
  );
}

/** Whether a key of the lowest role may have the scope without a permission of that role. */
export function isForLowest(scope: string, vocabulary: Vocabulary): boolean {
  return wordOf(scope, vocabulary)?.forLowest === true;
}

/** True for a wildcard that stands for no more than any role above the lowest may do. */
export function isHarmlessWildcard(scope: string, { permissions }: Vocabulary): boolean {
  return permissions?.harmlessWildcards.includes(scope) === true;
}

/** The level of a share that the permission lets somebody of the lowest role hold. */
export function levelOpenedBy(permission: string, vocabulary: Vocabulary): string | undefined {
  return wordOf(permission, vocabulary)?.opens;
}
