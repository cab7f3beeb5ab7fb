/**
 * The one comparison: two maps of entities by key. Their kind says which fields count; one that the wanted side leaves
 * out is not compared, and nothing outside what was read to the end goes unmarked.
 */
import type { ChangeOf } from "../model/change.ts";
import type { Team } from "../model/entities/team.ts";
import type { Entity, Kind } from "../model/entity.ts";
import { canonicalJson, type Json } from "../model/json.ts";
import type { Coverage } from "../model/state.ts";
import { sortedBy } from "../model/text.ts";
import { refs } from "../kinds/kinds.ts";
import { verbsOn } from "../kinds/verbs.ts";

interface Comparison<E extends Entity> {
  readonly kind: Kind;
  readonly wanted: ReadonlyMap<string, E>;
  readonly live: ReadonlyMap<string, E>;
  /** What was read to the end, and the teams, which may say of themselves what was not. */
  readonly within: { readonly coverage: Coverage; readonly team: ReadonlyMap<string, Team> };
  /** True for a live entity that no file speaks of, as against one that a complete list leaves out. */
  readonly isUnlisted: (live: E) => boolean;
  /** False for a live entity that stays as it is although nobody wants it; none does unless given. */
  readonly isOurs?: (live: E) => boolean;
}

/** Every difference, by key. Equal sides give none. */
export function compare<E extends Entity>(comparison: Comparison<E>): ChangeOf<E>[] {
  const { kind, wanted, live, within, isUnlisted, isOurs = () => true } = comparison;
  const { compared, restsOn, takes = [] } = verbsOn(kind);
  const uncovered = gaps(restsOn, within);
  const unsure = gaps([...restsOn, ...takes], within);
  const changes: ChangeOf<E>[] = [];
  let unwanted = live.size;
  for (const [key, after] of wanted) {
    const before = live.get(key);
    if (before === undefined) {
      changes.push({ kind, key, unlisted: false, ...uncovered(after), op: "create", before: null, after });
      continue;
    }
    unwanted -= 1;
    const fields = compared.filter((field) => differs(after[field], before[field]));
    if (fields.length === 0) continue;
    changes.push({ kind, key, unlisted: false, ...uncovered(before), op: "update", before, after, fields });
  }
  for (const [key, before] of live) {
    if (unwanted === 0) break;
    if (wanted.has(key)) continue;
    unwanted -= 1;
    if (!isOurs(before)) continue;
    const unlisted = isUnlisted(before);
    changes.push({ kind, key, unlisted, ...unsure(before), op: "delete", before, after: null });
  }
  return sortedBy(changes, (change) => change.key);
}

/** Why a change of an entity would rest on what was not read: a gap in one team is none in another. */
function gaps(
  kinds: readonly Kind[],
  { coverage, team }: Comparison<Entity>["within"],
): (entity: Entity) => { readonly uncovered?: string } {
  const open = kinds.flatMap((kind) => {
    const read = coverage[kind];
    return read.complete ? [] : [{ kind, ...read }];
  });
  if (open.length === 0) return () => ({});
  return (entity) => {
    const reasons = open.flatMap(({ kind, reason, inTeams }) => {
      if (inTeams !== true) return [reason];
      const unread: Readonly<Partial<Record<Kind, string>>> = team.get(teamOf(entity) ?? "")?.unread ?? {};
      return unread[kind] ?? [];
    });
    return reasons.length === 0 ? {} : { uncovered: [...new Set(reasons)].join(" ") };
  };
}

/** Key of the team that it is, or hangs on. */
function teamOf(entity: Entity): string | undefined {
  if (entity.kind === "team") return entity.key;
  return refs(entity).find(({ kind, within }) => kind === "team" && within === true)?.key;
}

function differs(wanted: unknown, live: unknown): boolean {
  if (wanted === undefined || wanted === live) return false;
  return canonicalJson(wanted as Json) !== canonicalJson((live ?? null) as Json);
}
