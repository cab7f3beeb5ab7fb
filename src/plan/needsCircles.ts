/**
 * Needs that come round: drafts each of which has to be done before the next, the last before the first. There is no
 * order for them, so each is named whole and is somebody's to decide.
 */
import { neededBy } from "./reached.ts";
import { compareText } from "../model/text.ts";
import type { Draft, Reason } from "../kinds/draft.ts";
import type { Needs } from "./needs.ts";

export interface NeedsCirclesInput {
  readonly drafts: readonly Draft[];
  readonly needs: Needs;
  /** Of the needs: those that keep the minimum of admins, which somebody else could do as well. */
  readonly admins: Needs;
}

/** Draft id -> why no order can do it, for each that stands in a circle. */
export function circlesOfNeeds({ drafts, needs, admins }: NeedsCirclesInput): ReadonlyMap<string, Reason> {
  const left = standingOnCircles(drafts, needs);
  const byName = [...left.values()].sort((a, b) => compareText(nameOf(a), nameOf(b)));
  const reasons = new Map<string, Reason>();
  for (const draft of byName) {
    if (reasons.has(draft.id)) continue;
    const circle = circleThrough(draft, left, needs);
    for (const [index, { id }] of circle.entries()) {
      const next = circle[(index + 1) % circle.length]?.id ?? id;
      if (!reasons.has(id))
        reasons.set(id, { code: "depends", message: sentenceOf(circle, admins), waitsFor: [next] });
    }
  }
  return reasons;
}

/** What is left once all whose needs can be done are done, again and again: circles, and what needs one. */
function standingOnCircles(drafts: readonly Draft[], needs: Needs): ReadonlyMap<string, Draft> {
  const left = new Map(drafts.map((draft) => [draft.id, draft]));
  const among = new Map(
    drafts.map(({ id }) => [id, [...new Set(needs.get(id) ?? [])].filter((other) => left.has(other))]),
  );
  const open = new Map([...among].map(([id, others]) => [id, others.length]));
  const waitingFor = neededBy(among);
  const ready = drafts.map(({ id }) => id).filter((id) => open.get(id) === 0);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    left.delete(id);
    for (const other of waitingFor(id)) {
      const rest = (open.get(other) ?? 0) - 1;
      open.set(other, rest);
      if (rest === 0) ready.push(other);
    }
  }
  return left;
}

/** The shortest way from a draft back to itself; empty for what only needs a circle. */
function circleThrough(start: Draft, left: ReadonlyMap<string, Draft>, needs: Needs): readonly Draft[] {
  const cameFrom = new Map<string, Draft>();
  const queue: Draft[] = [start];
  for (const draft of queue) {
    for (const id of needs.get(draft.id) ?? []) {
      const next = left.get(id);
      if (next === undefined || cameFrom.has(id)) continue;
      cameFrom.set(id, draft);
      if (id === start.id) return wayBack(start, cameFrom);
      queue.push(next);
    }
  }
  return [];
}

function wayBack(start: Draft, cameFrom: ReadonlyMap<string, Draft>): readonly Draft[] {
  const circle: Draft[] = [];
  let at = cameFrom.get(start.id);
  while (at !== undefined && at.id !== start.id) {
    circle.unshift(at);
    at = cameFrom.get(at.id);
  }
  return [start, ...circle];
}

function sentenceOf(circle: readonly Draft[], admins: Needs): string {
  const steps = circle.map((draft, index) => {
    const next = circle[(index + 1) % circle.length] ?? draft;
    const isForAdmins = admins.get(draft.id)?.includes(next.id) === true;
    const why = isForAdmins ? " (so that enough active admins stay)" : "";
    return { text: `"${nameOf(draft)}" needs "${nameOf(next)}" first${why}`, isForAdmins };
  });
  const another = steps.some(({ isForAdmins }) => isForAdmins)
    ? "make somebody else an admin first, or "
    : "";
  return `a circle of needs, which no order can do: ${steps.map(({ text }) => text).join("; ")}. One of them must give way: ${another}take one of them out of the files until the others are done`;
}

function nameOf({ verb, key }: Draft): string {
  return `${verb.replaceAll("_", " ")} ${key}`;
}
