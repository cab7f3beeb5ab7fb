/** Journals of runs that wrote side by side: the next one goes on with one of them, and must know what the others left open. */
import { lastRun, type LastRun } from "./lastRun.ts";
import type { Entry } from "./entry.ts";

/** The last run of an organization in the journal that is gone on with, and what runs that only others hold left open besides. */
export function lastRunAmong(
  {
    entries,
    besides,
  }: { readonly entries: readonly Entry[]; readonly besides: readonly (readonly Entry[])[] },
  organization: string,
): LastRun | undefined {
  const own = lastRun(entries, organization);
  const known = new Set(entries.map(({ run }) => run));
  const others = besides.flatMap((other) => {
    const last = lastRun(other, organization);
    return last === undefined || known.has(last.run) ? [] : [last];
  });
  const [first = own, ...rest] = own === undefined ? others : [own, ...others];
  return first === undefined ? undefined : rest.reduce(both, first);
}

/**
 * What either left open is open. One that nobody asked about reviews says "unreviewed" of what the other, bound by them,
 * knows to have had its review.
 */
function both(one: LastRun, other: LastRun): LastRun {
  const { reviewed: _, heldTerms: __, ...latest } = one.at < other.at ? other : one;
  const runs = [one, other];
  const isKnown = (id: string): boolean =>
    runs.some((run) => run.reviewed === true && run.open.has(id) && !run.unreviewed.has(id));
  const known = new Set(runs.flatMap(({ reviewedTerms = [] }) => [...reviewedTerms]));
  const held = new Map(
    runs
      .flatMap(({ heldTerms = [] }) => heldTerms)
      .flatMap((term) => (known.has(term.id) ? [] : [[JSON.stringify([term.id, term.held]), term] as const])),
  );
  const tasks = new Map(runs.flatMap((run) => run.tasks ?? []).map((task) => [task.id, task]));
  return {
    ...latest,
    ...(tasks.size === 0 ? {} : { tasks: [...tasks.values()] }),
    ...(held.size === 0 ? {} : { heldTerms: [...held.values()] }),
    ...(known.size === 0 ? {} : { reviewedTerms: known }),
    open: new Set(runs.flatMap(({ open }) => [...open])),
    unreviewed: new Set(runs.flatMap(({ unreviewed }) => [...unreviewed]).filter((id) => !isKnown(id))),
    ...(runs.every(({ reviewed }) => reviewed === true) ? { reviewed: true } : {}),
  };
}

/** When the last run in a journal began; undefined for an empty one. */
export function lastBegan(entries: readonly Entry[]): string | undefined {
  const last = entries.at(-1);
  return entries.find(({ run }) => run === last?.run)?.at;
}
