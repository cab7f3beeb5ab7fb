/**
 * Where what was so on a day stood in the files of that day. A span knows where it stands by its end: a line that is moved
 * means the same, so that nothing is kept of where it was before.
 */
import type { Entity, Kind } from "../model/entity.ts";
import type { Source } from "../model/diagnostic.ts";
import { grouped } from "../model/grouped.ts";
import { knownKinds } from "../model/idList.ts";
import type { Organization } from "../model/organization.ts";
import { entitiesOf } from "../model/state.ts";
import { placeOf, spanKeyOf } from "./identity.ts";
import { lastKeyOf } from "./lastKeys.ts";
import type { Naming } from "./meaning.ts";
import { endOfDay, isOpenAt, type Span } from "./span.ts";
import type { Timeline } from "./timeline.ts";

/** The same, but what was so on a day stands where the organizations, as they were declared then, have it; what they do not have, nowhere. */
export function asItStood(
  timeline: Timeline,
  { day, declared }: { readonly day: string; readonly declared: readonly Organization[] },
): Timeline {
  const moment = endOfDay(day);
  const open = grouped(
    timeline.spans().filter((span) => isOpenAt(span, moment)),
    ({ organization }) => organization,
  );
  const sources = new Map(
    declared.map((organization) => {
      const key = lastKeyOfDeclared(organization, timeline);
      return [key, sourcesIn(organization, timeline, open.get(key) ?? [])];
    }),
  );
  return {
    ...timeline,
    spans: (organizations) =>
      timeline.spans(organizations).map((span) => {
        const known = isOpenAt(span, moment) ? sources.get(span.organization) : undefined;
        return known === undefined ? span : { ...span, source: known.get(`${span.kind} ${span.thing}`) };
      }),
  };
}

/** What an organization is called last; as it was then, where that is not clear. */
export function lastKeyOfDeclared({ key, connection }: Organization, timeline: Timeline): string {
  return lastKeyOf(timeline, { key, id: connection.id }) ?? key;
}

/** Where each entity stands, by the name of its span. */
function sourcesIn(
  { desired }: Organization,
  timeline: Timeline,
  open: readonly Span[],
): ReadonlyMap<string, Source | undefined> {
  const entities = entitiesOf(desired);
  const things = new Map<Kind, ReadonlyMap<string, string>>();
  const naming: Naming = (kind, key) => things.get(kind)?.get(key) ?? key;
  // Keys stand last among them: one is known by its account, whatever that is called.
  for (const kind of knownKinds) {
    const all = entities.filter((entity) => entity.kind === kind);
    const keyOf = (entity: Entity): string => (entity.kind === "key" ? placeOf(entity, naming) : entity.key);
    const candidates = open.flatMap((span) =>
      span.kind === kind
        ? [{ thing: span.thing, keys: timeline.keysOf(span.organization, kind, span.thing) }]
        : [],
    );
    const found = assigned(new Set(all.map(keyOf)), candidates);
    things.set(kind, new Map(all.map((entity) => [entity.key, found.get(keyOf(entity)) ?? entity.key])));
  }
  return new Map(entities.map((entity) => [spanKeyOf(entity, naming), entity.source]));
}

interface Candidate {
  readonly thing: string;
  /** Every key that it ever had, the last one at the end. */
  readonly keys: readonly string[];
}

/** Which thing has which of the keys that are there: whoever can have only one has that; what is left over, the first that it had. */
function assigned(free: Set<string>, things: readonly Candidate[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const withFree = ({ thing, keys }: Candidate): Candidate => ({
    thing,
    keys: keys.filter((key) => free.has(key)),
  });
  const isSure = ({ keys }: Candidate): boolean => keys.length <= 1;
  let left = things.map(withFree);
  while (left.length > 0) {
    const chosen = new Set(left.some(isSure) ? left.filter(isSure) : left.slice(0, 1));
    for (const { thing, keys } of chosen)
      for (const key of keys.slice(0, 1)) if (free.delete(key)) found.set(key, thing);
    left = left.filter((one) => !chosen.has(one)).map(withFree);
  }
  return found;
}
