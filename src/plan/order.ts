/** The order of a plan: by phase, then as the phase says, then by kind and key; and never before what is needed. */
import { compareText } from "../model/text.ts";
import { specOf, verbs } from "../kinds/verbs.ts";
import type { Draft } from "../kinds/draft.ts";
import type { Needs } from "./needs.ts";

/** Orders two drafts that do not need each other: (phase, rank in the phase, kind, key, verb, id). */
function compareDrafts(a: Draft, b: Draft): number {
  return (
    a.phase - b.phase ||
    rank(a) - rank(b) ||
    compareText(a.kind, b.kind) ||
    compareText(a.key, b.key) ||
    verbs.indexOf(a.verb) - verbs.indexOf(b.verb) ||
    compareText(a.id, b.id)
  );
}

function rank(draft: Draft): number {
  // In the last phase only the keys of whoever acts: see `prepare`.
  if (draft.phase === 9) return draft.kind === "key" ? 1 : 0;
  return draft.phase === 7 ? (specOf(draft.verb).rank ?? 0) : 0;
}

interface Visit {
  readonly draft: Draft;
  /** Places in the sorted list of what it needs, and how many of them were gone through. */
  readonly needed: readonly number[];
  next: number;
}

/**
 * A topological order of the drafts that is the same for the same drafts in any order: depth first, with a stack of its
 * own, since needs can be as deep as teams are nested. Throws on a circle of needs, which is a bug.
 */
export function inOrder(drafts: readonly Draft[], needs: Needs): Draft[] {
  const sorted = [...drafts].sort(compareDrafts);
  const position = new Map(sorted.map((draft, index) => [draft.id, index]));
  const ordered: Draft[] = [];
  const state = new Map<string, "open" | "done">();
  const stack: Visit[] = [];
  const open = (draft: Draft): void => {
    const seen = state.get(draft.id);
    if (seen === "done") return;
    if (seen === "open") throw new Error(`circle of needs at ${draft.verb} ${draft.key}`);
    state.set(draft.id, "open");
    const needed = (needs.get(draft.id) ?? []).flatMap((id) => position.get(id) ?? []).sort((a, b) => a - b);
    stack.push({ draft, needed, next: 0 });
  };
  for (const start of sorted) {
    open(start);
    for (let visit = stack.at(-1); visit !== undefined; visit = stack.at(-1)) {
      const needed = sorted[visit.needed[visit.next] ?? -1];
      visit.next += 1;
      if (needed !== undefined) {
        open(needed);
        continue;
      }
      stack.pop();
      state.set(visit.draft.id, "done");
      ordered.push(visit.draft);
    }
  }
  return ordered;
}
