/**
 * The one comparison: two maps of entities by key, and the fields that count. A field that the wanted side
 * leaves out is not compared, and nothing outside what was read to the end goes unmarked.
 */
import type { ChangeOf } from "../model/change.ts";
import type { Entity, Kind } from "../model/entity.ts";
import { canonicalJson, type Json } from "../model/json.ts";
import type { KindCoverage } from "../model/state.ts";
import { sortedBy } from "../model/text.ts";

export interface Comparison<E extends Entity> {
  readonly kind: Kind;
  readonly wanted: ReadonlyMap<string, E>;
  readonly live: ReadonlyMap<string, E>;
  /** The fields that count, in the order in which they are reported. */
  readonly fields: readonly (keyof E & string)[];
  /** What must have been read to the end for a change to be sure. */
  readonly coverage: readonly KindCoverage[];
  /** What must have been read to the end, too, for a deletion to be sure: it takes this with it. */
  readonly taken?: readonly KindCoverage[];
  /** True for a live entity that no file speaks of, as against one that a complete list leaves out. */
  readonly isUnlisted: (live: E) => boolean;
}

/** Every difference, by key. Equal sides give none. */
export function compare<E extends Entity>(comparison: Comparison<E>): ChangeOf<E>[] {
  const { kind, wanted, live } = comparison;
  const uncovered = uncoveredBy(comparison.coverage);
  const unsure = uncoveredBy([...comparison.coverage, ...(comparison.taken ?? [])]);
  const changes: ChangeOf<E>[] = [];
  for (const [key, after] of wanted) {
    const before = live.get(key);
    if (before === undefined) {
      changes.push({ kind, key, unlisted: false, ...uncovered, op: "create", before: null, after });
      continue;
    }
    const fields = comparison.fields.filter((field) => differs(after[field], before[field]));
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

function uncoveredBy(coverage: readonly KindCoverage[]): { readonly uncovered?: string } {
  const reasons = coverage.flatMap((item) => (item.complete ? [] : [item.reason]));
  return reasons.length === 0 ? {} : { uncovered: [...new Set(reasons)].join(" ") };
}

function differs(wanted: unknown, live: unknown): boolean {
  if (wanted === undefined || wanted === live) return false;
  return canonicalJson(wanted as Json) !== canonicalJson((live ?? null) as Json);
}
