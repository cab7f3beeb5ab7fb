/**
 * The one comparison: two maps of entities by key. Their kind says which fields count; one that the wanted side leaves
 * out is not compared, and nothing outside what was read to the end goes unmarked.
 */
import type { ChangeOf } from "../model/change.ts";
import type { Entity, Kind } from "../model/entity.ts";
import { canonicalJson, type Json } from "../model/json.ts";
import type { Coverage } from "../model/state.ts";
import { sortedBy } from "../model/text.ts";
import { kindOf } from "../kinds/kinds.ts";

export interface Comparison<E extends Entity> {
  readonly kind: Kind;
  readonly wanted: ReadonlyMap<string, E>;
  readonly live: ReadonlyMap<string, E>;
  /** What was read to the end. */
  readonly coverage: Coverage;
  /** True for a live entity that no file speaks of, as against one that a complete list leaves out. */
  readonly isUnlisted: (live: E) => boolean;
}

/** Every difference, by key. Equal sides give none. */
export function compare<E extends Entity>(comparison: Comparison<E>): ChangeOf<E>[] {
  const { kind, wanted, live, coverage } = comparison;
  const { compared, restsOn, takes = [] } = kindOf(kind);
  const uncovered = uncoveredBy(restsOn, coverage);
  const unsure = uncoveredBy([...restsOn, ...takes], coverage);
  const changes: ChangeOf<E>[] = [];
  for (const [key, after] of wanted) {
    const before = live.get(key);
    if (before === undefined) {
      changes.push({ kind, key, unlisted: false, ...uncovered, op: "create", before: null, after });
      continue;
    }
    const fields = compared.filter((field) => differs(after[field], before[field]));
    if (fields.length === 0) continue;
    changes.push({ kind, key, unlisted: false, ...uncovered, op: "update", before, after, fields });
  }
  for (const [key, before] of live) {
    if (wanted.has(key)) continue;
    const unlisted = comparison.isUnlisted(before);
    changes.push({ kind, key, unlisted, ...unsure, op: "delete", before, after: null });
  }
  return sortedBy(changes, (change) => change.key);
}

function uncoveredBy(kinds: readonly Kind[], coverage: Coverage): { readonly uncovered?: string } {
  const reasons = kinds.map((kind) => coverage[kind]).flatMap((it) => (it.complete ? [] : [it.reason]));
  return reasons.length === 0 ? {} : { uncovered: [...new Set(reasons)].join(" ") };
}

function differs(wanted: unknown, live: unknown): boolean {
  if (wanted === undefined || wanted === live) return false;
  return canonicalJson(wanted as Json) !== canonicalJson((live ?? null) as Json);
}
