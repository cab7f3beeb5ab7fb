/** Ids of git's objects, as everything that names commits must agree on them. */

/** True for the full id of an object (SHA-1 or SHA-256), in lower case, as git writes it. */
export function isObjectId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}
