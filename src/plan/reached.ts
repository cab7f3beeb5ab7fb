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
    for (const other of needsOf(id)) open.push(other);
  }
  return seen;
}

/** Whether a draft needs the other, directly or not. */
export function reaches(from: string, to: string, needsOf: (id: string) => readonly string[]): boolean {
  return reachedFrom([from], needsOf).has(to);
}

/** The needs turned round: what each draft is needed by. */
export function neededBy(needs: ReadonlyMap<string, readonly string[]>): (id: string) => readonly string[] {
  const by = new Map<string, string[]>();
  for (const [id, others] of needs) {
    for (const other of others) {
      const known = by.get(other);
      if (known === undefined) by.set(other, [id]);
      else known.push(id);
    }
  }
  return (id) => by.get(id) ?? [];
}
