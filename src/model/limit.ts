/** A term that counts in place of what the files say, since that does not hold yet. */
import { grouped } from "./grouped.ts";
import { spanOf } from "./duration.ts";
import type { Entity, Kind } from "./entity.ts";
import type { TermField } from "./term.ts";
import { entitiesOf, stateOf, type State } from "./state.ts";

export interface Limit {
  readonly kind: Kind;
  readonly key: string;
  readonly what: TermField;
  /** As plans say it: a day, "2027-01-15, then editor", a span of time, a state. */
  readonly value: string;
}

/** The day and the role that follows it, of the end of a role. */
export function roleEnd(value: string): { readonly until: string; readonly then: string } | undefined {
  const [, until, then] = /^(\d{4}-\d{2}-\d{2}), then (.+)$/s.exec(value) ?? [];
  return until === undefined || then === undefined ? undefined : { until, then };
}

/** The state with these terms in place of its own. */
export function limitedState(state: State, limits: readonly Limit[]): State {
  const of = grouped(limits, ({ kind, key }) => `${kind} ${key}`);
  const entities = entitiesOf(state).map((entity) =>
    (of.get(`${entity.kind} ${entity.key}`) ?? []).reduce(limitedEntity, entity),
  );
  return stateOf(entities, state);
}

function limitedEntity(entity: Entity, { what, value }: Limit): Entity {
  if (what === "expires") return { ...entity, terms: { ...entity.terms, until: value } };
  if (what === "until") {
    const end = roleEnd(value);
    return end === undefined
      ? entity
      : { ...entity, terms: { ...entity.terms, role_until: end.until, then: end.then } };
  }
  const span = entity.kind === "key" ? spanOf(value) : undefined;
  if (entity.kind !== "key" || span === undefined) return entity;
  if (what === "rotate_after") return { ...entity, rotateAfter: span };
  return what === "overlap" ? { ...entity, overlap: span } : entity;
}
