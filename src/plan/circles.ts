/**
 * Waits that can never end: withheld drafts that wait for each other in a circle, over admins, seats and needs. Nobody
 * outside can end one, so each is named whole, and is somebody's to decide.
 */
import { specOf } from "../kinds/verbs.ts";
import type { Withheld } from "../model/plan.ts";
import { grouped } from "../model/grouped.ts";
import { roundFrom, roundsAlong } from "../model/rounds.ts";
import type { State } from "../model/state.ts";
import { compareText } from "../model/text.ts";
import type { Draft, Reason } from "../kinds/draft.ts";
import type { Needs } from "./needs.ts";
import { freesSeat } from "./seats.ts";

interface CircleInput {
  readonly drafts: readonly Draft[];
  readonly withheld: readonly Withheld[];
  readonly needs: Needs;
  /** Why drafts are withheld, not counting those that only rest on another. */
  readonly reasons: ReadonlyMap<string, Reason>;
  /** Of those: the losses of admins, each of which one of several people can end. */
  readonly admins: ReadonlyMap<string, Reason>;
  readonly live: State;
}

/** What one withheld draft waits for: all of these, or any one of them. Empty: what somebody outside can end. */
interface Wait {
  readonly on: readonly string[];
  readonly any: boolean;
}

/** The same, with each circle named in what stands on it; what only waits for a circle is somebody's to decide as well. */
export function nameCircles(input: CircleInput): readonly Withheld[] {
  const waits = waitsIn(input);
  const stuck = stuckIn(waits);
  if (stuck.size === 0) return input.withheld;
  const byId = new Map(input.drafts.map((draft) => [draft.id, draft]));
  const sentences = new Map<string, string>();
  const rounds = roundsAlong((id) => waits.get(id)?.on.find((other) => stuck.has(other)) ?? null);
  for (const id of sortedByName(stuck, byId)) {
    const circle = sentences.has(id) ? null : roundFrom(id, rounds(id));
    if (circle === null) continue;
    const sentence = circleSentence(circle, byId, input.reasons);
    for (const member of circle) sentences.set(member, sentences.get(member) ?? sentence);
  }
  return input.withheld.map((item) => {
    if (!stuck.has(item.id)) return item;
    const waitsFor = waits.get(item.id)?.on.filter((id) => stuck.has(id)) ?? [];
    const names = waitsFor.map((id) => nameOf(id, byId)).join(" or ");
    const message =
      sentences.get(item.id) ?? `${item.message}; and it waits for ${names}, which no wait will ever end`;
    return { ...item, code: "depends", message, waits_for: waitsFor };
  });
}

function waitsIn({ drafts, withheld, needs, reasons, admins, live }: CircleInput): Map<string, Wait> {
  const held = new Set(withheld.map(({ id }) => id));
  const entering = new Map(
    drafts.flatMap((draft) => (held.has(draft.id) && makesActive(draft) ? [[draft.key, draft.id]] : [])),
  );
  const freeing = drafts.filter((draft) => held.has(draft.id) && freesSeat(draft)).map(({ id }) => id);
  const waitOf = (draft: Draft): Wait => {
    const needed = (needs.get(draft.id) ?? []).filter((id) => held.has(id));
    const reason = reasons.get(draft.id);
    if (reason === undefined) return { on: needed, any: false };
    if (reason.code === "no_seat") return { on: freeing, any: true };
    if (reason.code !== "waiting") return { on: [], any: false };
    const people = reason.waitsFor ?? [];
    // Whoever is invited already can accept, and whoever this plan lets in is no longer waited for.
    const on = people.flatMap((key) => {
      const id = live.member.get(key)?.state === "pending" ? undefined : entering.get(key);
      return id === undefined ? [] : [id];
    });
    const any = admins.has(draft.id);
    return { on: any && on.length < people.length ? [] : on, any };
  };
  return new Map(drafts.filter(({ id }) => held.has(id)).map((draft) => [draft.id, waitOf(draft)]));
}

function makesActive({ verb }: Draft): boolean {
  return specOf(verb).admits === true;
}

/** Those that stay withheld whatever anybody outside does: what is left once all that can end has ended. */
function stuckIn(waits: ReadonlyMap<string, Wait>): ReadonlySet<string> {
  const stuck = new Set(waits.keys());
  // Many wait for the same list, of what frees a seat: each list is looked at once for all of them.
  const lists = grouped(waits, ([, { on }]) => on);
  const open = new Map([...lists.keys()].map((on) => [on, on.length]));
  const listsWith = grouped(
    [...lists.keys()].flatMap((on) => on.map((id) => ({ id, on }))),
    ({ id }) => id,
  );
  const ended = [...waits].flatMap(([id, { on }]) => (on.length === 0 ? [id] : []));
  for (let id = ended.pop(); id !== undefined; id = ended.pop()) {
    if (!stuck.delete(id)) continue;
    for (const { on } of listsWith.get(id) ?? []) {
      const left = (open.get(on) ?? 0) - 1;
      open.set(on, left);
      const isFirst = left === on.length - 1;
      if (!isFirst && left > 0) continue;
      for (const [other, { any }] of lists.get(on) ?? []) if (any || left === 0) ended.push(other);
    }
  }
  return stuck;
}

/** Of a circle; each that stands on it tells of it. */
const mostNamed = 20;

function circleSentence(
  circle: readonly string[],
  byId: ReadonlyMap<string, Draft>,
  reasons: ReadonlyMap<string, Reason>,
): string {
  const name = (id: string): string => nameOf(id, byId);
  const steps = circle.slice(0, mostNamed).map((id, index) => {
    const reason = reasons.get(id);
    const why = reason === undefined ? "" : ` (${reason.message})`;
    return `${name(id)} waits for ${name(circle[(index + 1) % circle.length] ?? id)}${why}`;
  });
  const more = circle.length - steps.length;
  if (more > 0) steps.push(`and so on, ${more} more, back to the first`);
  return `a circle of waits that never ends by itself: ${steps.join("; ")}. One of them must give way: ${waysOut(circle, reasons)}`;
}

function nameOf(id: string, byId: ReadonlyMap<string, Draft>): string {
  const draft = byId.get(id);
  return draft === undefined ? id : `"${draft.verb.replaceAll("_", " ")} ${draft.key}"`;
}

/** What ends it, by the kinds of waits that are in it. */
function waysOut(circle: readonly string[], reasons: ReadonlyMap<string, Reason>): string {
  const codes = new Set(circle.map((id) => reasons.get(id)?.code));
  return [
    ...(codes.has("no_seat") ? ["add a seat at the service"] : []),
    ...(codes.has("waiting") ? ["name somebody who is an active member already"] : []),
    "take one of them out of the files until the others are done",
  ].join(", or ");
}

function sortedByName(ids: ReadonlySet<string>, byId: ReadonlyMap<string, Draft>): string[] {
  const name = (id: string): string => {
    const draft = byId.get(id);
    return draft === undefined ? id : `${draft.key} ${draft.verb} ${id}`;
  };
  return [...ids].sort((a, b) => compareText(name(a), name(b)));
}
