/** Keys of one name: which of them speaks for it, and all of them one by one. */
import { fieldOf, objectIn, textOf } from "./jsonFields.ts";
import { grouped } from "./grouped.ts";
import type { Key, OlderKey } from "./entities/key.ts";
import type { JsonObject } from "./json.ts";
import { targetOf, type DeliveryTarget } from "./target.ts";
import { compareText } from "./text.ts";
import { given } from "./given.ts";

/** How long an old key lives on beside its successor where the files say nothing, in milliseconds: a day. */
export const defaultOverlap = 86_400_000;

/**
 * Newest first: by when they were created (one of whom that is not known counts as old); of the same moment, the one
 * that was delivered, and later, is the one that came after.
 */
function newestFirst(a: OlderKey, b: OlderKey): number {
  return (
    momentOf(b.createdAt) - momentOf(a.createdAt) ||
    momentOf(b.deliveredAt) - momentOf(a.deliveredAt) ||
    compareText(b.id, a.id)
  );
}

/** RFC 3339 in milliseconds; 0 for a time that is not known. */
export function momentOf(time: string | undefined): number {
  const moment = time === undefined ? 0 : Date.parse(time);
  return Number.isNaN(moment) ? 0 : moment;
}

/** Live keys as entities of their names: the newest of each name with the older ones beside it. */
export function byName(keys: readonly Key[]): Key[] {
  const named = grouped(keys, ({ key }) => key);
  return [...named.values()].flatMap((same) => (same.length === 1 ? same : together(same)));
}

function together(same: readonly Key[]): Key[] {
  const [newest, ...older] = same.map(recordOf).sort(newestFirst);
  const first = same.find((key) => key.id === newest?.id);
  return first === undefined ? [] : [{ ...first, others: older }];
}

/** Every live key of a name by itself, newest first. */
export function eachOf(key: Key): readonly OlderKey[] {
  return [recordOf(key), ...(key.others ?? [])];
}

function recordOf(key: Key): OlderKey {
  const { id = "", name, scopes, createdBy, createdAt, deliveredAt, lastUsedAt, etag } = key;
  return { id, name, scopes, ...given({ createdBy, createdAt, deliveredAt, lastUsedAt, etag }) };
}

/** The target in the fields of an action; undefined when they hold none. */
export function targetIn(fields: JsonObject | null): DeliveryTarget | undefined {
  const place = objectIn(fieldOf(fields, "deliver_to"));
  return targetOf((kind) => textOf(place, kind));
}
