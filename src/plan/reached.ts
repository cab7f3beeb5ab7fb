/** Walks along the needs of drafts. */

/** The drafts themselves, and all that they need, directly or not. */
export function reachedFrom(
  from: readonly string[],
  needsOf: (id: string) => readonly string[],
): Set<string> {
  const seen = new Set<string>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...needsOf(id));
  }
  return seen;
}
