/** Paths of requests to a service, from parts that somebody named. */

/** A path of parts that somebody named: they may hold anything, and each is encoded once. */
export function pathOf(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join("");
}
