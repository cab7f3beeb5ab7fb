/** Walks along the needs of drafts. */

import { grouped } from "../model/grouped.ts";

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

/** Whether a draft needs the other, directly or not. */
export function reaches(from: string, to: string, needsOf: (id: string) => readonly string[]): boolean {
  return reachedFrom([from], needsOf).has(to);
}

/** The needs turned round: what each draft is needed by. */
export function neededBy(needs: ReadonlyMap<string, readonly string[]>): (id: string) => readonly string[] {
  const pairs = [...needs].flatMap(([id, others]) => others.map((other) => ({ id, other })));
  const by = grouped(pairs, ({ other }) => other);
  return (id) => (by.get(id) ?? []).map((pair) => pair.id);
}
