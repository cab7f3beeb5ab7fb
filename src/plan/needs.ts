/**
 * What must be done first: edges between drafts, and the drafts that cannot run because what they rest on is
 * not there. The needs that keep the admin minimum are added in `adminMinimum.ts`.
 */
import type { Verb } from "../model/plan.ts";
import type { Draft, DraftOf, Reason } from "../kinds/draft.ts";
import { liveBy } from "../kinds/liveBy.ts";
import type { Lookup } from "../kinds/lookup.ts";
import { aboveIn } from "../kinds/team/needs.ts";
import { specOf } from "../kinds/verbs.ts";

export type Needs = ReadonlyMap<string, readonly string[]>;

interface NeedsInput extends Omit<Lookup, "find" | "liveBy" | "above"> {
  readonly drafts: readonly Draft[];
}

interface NeedsResult {
  /** Draft id -> ids of the drafts that it needs. */
  readonly needs: Needs;
  /** Draft id -> why it cannot run now. */
  readonly blocked: ReadonlyMap<string, Reason>;
}

/** Edges and obstacles of every draft. */
export function needsOf(input: NeedsInput): NeedsResult {
  const byVerbAndKey = new Map(input.drafts.map((draft) => [slot(draft), draft]));
  const find = <V extends Verb>(verb: V, key: string) =>
    // The slot begins with the verb.
    byVerbAndKey.get(`${verb} ${key}`) as DraftOf<V> | undefined;
  const lookup: Lookup = {
    ...input,
    find,
    liveBy: liveBy(input.live),
    above: aboveIn({ ...input, find }),
  };
  const needs = new Map<string, string[]>();
  const blocked = new Map<string, Reason>();
  for (const draft of input.drafts) {
    const edges: string[] = [];
    const obstacle = specOf(draft.verb).needs?.(draft, lookup, (other) => {
      if (other !== undefined && other.id !== draft.id) edges.push(other.id);
    });
    if (obstacle !== null && obstacle !== undefined) blocked.set(draft.id, obstacle);
    needs.set(draft.id, [...new Set(edges)].sort());
  }
  return { needs, blocked };
}

/** The two updates of one team (its manager, and the rest) have a slot each, and so have the keys of one name. */
function slot(draft: Draft): string {
  const manager = draft.verb === "update_team" && draft.phase === 4 ? " manager" : "";
  const id = draft.verb === "revoke_key" ? ` ${draft.before.id ?? ""}` : "";
  return `${draft.verb} ${draft.key}${manager}${id}`;
}
