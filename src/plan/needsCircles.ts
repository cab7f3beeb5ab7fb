/**
 * Needs that come round: drafts each of which has to be done before the next, the last before the first. There is no
 * order for them, so each is named whole and is somebody's to decide.
 */
import { neededBy } from "./reached.ts";
import { compareText } from "../model/text.ts";
import type { Draft, Reason } from "../kinds/draft.ts";
import type { Needs } from "./needs.ts";

interface NeedsCirclesInput {
  readonly drafts: readonly Draft[];
  readonly needs: Needs;
  /** Of the needs: those that keep the minimum of admins, which somebody else could do as well. */
  readonly admins: Needs;
}

/** Draft id -> why no order can do it, for each that stands in a circle. */
export function circlesOfNeeds({ drafts, needs, admins }: NeedsCirclesInput): ReadonlyMap<string, Reason> {
  const left = onCircles(standingOnCircles(drafts, needs), needs);
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

/**
 * Those of them that stand on a circle themselves, and not only need one: all that reach each other, found by Tarjan's
 * way through the needs, with a stack of its own.
 */
function onCircles(left: ReadonlyMap<string, Draft>, needs: Needs): ReadonlyMap<string, Draft> {
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found = new Map<string, Draft>();
  const lower = (id: string, to: number): void => {
    lowest.set(id, Math.min(lowest.get(id) ?? to, to));
  };
  const close = (id: string, others: readonly string[]): void => {
    if (lowest.get(id) !== index.get(id)) return;
    const together = open.splice(open.lastIndexOf(id));
    for (const each of together) {
      isOpen.delete(each);
      const draft = left.get(each);
      if (draft !== undefined && (together.length > 1 || others.includes(each))) found.set(each, draft);
    }
  };
  for (const start of left.keys()) {
    const stack = index.has(start) ? [] : [visitOf(start)];
    for (let visit = stack.at(-1); visit !== undefined; visit = stack.at(-1)) {
      const { id, others } = visit;
      if (visit.next === 0) {
        index.set(id, index.size);
        lower(id, index.size - 1);
        open.push(id);
        isOpen.add(id);
      }
      const other = others[visit.next];
      visit.next += 1;
      if (other === undefined) {
        stack.pop();
        close(id, others);
        const above = stack.at(-1);
        if (above !== undefined) lower(above.id, lowest.get(id) ?? 0);
      } else if (!index.has(other)) stack.push(visitOf(other));
      else if (isOpen.has(other)) lower(id, index.get(other) ?? 0);
    }
  }
  return found;

  function visitOf(id: string): { readonly id: string; readonly others: readonly string[]; next: number } {
    return { id, others: (needs.get(id) ?? []).filter((other) => left.has(other)), next: 0 };
  }
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
    circle.push(at);
    at = cameFrom.get(at.id);
  }
  return [start, ...circle.reverse()];
}

/** Of a circle; each that stands on it tells of it. */
const mostNamed = 20;

function sentenceOf(circle: readonly Draft[], admins: Needs): string {
  const steps = circle.slice(0, mostNamed).map((draft, index) => {
    const next = circle[(index + 1) % circle.length] ?? draft;
    const isForAdmins = admins.get(draft.id)?.includes(next.id) === true;
    const why = isForAdmins ? " (so that enough active admins stay)" : "";
    return { text: `"${nameOf(draft)}" needs "${nameOf(next)}" first${why}`, isForAdmins };
  });
  const more = circle.length - steps.length;
  const texts = [
    ...steps.map(({ text }) => text),
    ...(more > 0 ? [`and so on, ${more} more, back to the first`] : []),
  ];
  const another = steps.some(({ isForAdmins }) => isForAdmins)
    ? "make somebody else an admin first, or "
    : "";
  return `a circle of needs, which no order can do: ${texts.join("; ")}. One of them must give way: ${another}take one of them out of the files until the others are done`;
}

function nameOf({ verb, key }: Draft): string {
  return `${verb.replaceAll("_", " ")} ${key}`;
}
