/** Whether two readings of one entry say the same, and stand where they stood. */
import { isSameSource, sourceAt, type Place } from "../place.ts";

/** `moved`: it says the same, on another line or in another file. */
export type Likeness = "same" | "moved" | "other";

/** Of anything that files are read to: text, numbers, lists, maps, entries with their places. */
export function likeness(one: unknown, other: unknown): Likeness {
  if (one === other) return "same";
  if (!isThing(one) || !isThing(other)) return "other";
  if (isPlace(one) && isPlace(other)) return isSamePlace(one, other) ? "same" : "moved";
  if (one instanceof Map || other instanceof Map)
    return one instanceof Map && other instanceof Map ? ofLists([...one], [...other]) : "other";
  if (Array.isArray(one) || Array.isArray(other))
    return Array.isArray(one) && Array.isArray(other) ? ofLists(one, other) : "other";
  const [a, b] = [one as Readonly<Record<string, unknown>>, other as Readonly<Record<string, unknown>>];
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return "other";
  let found: Likeness = "same";
  for (const key of keys) {
    const each = key in b ? likeness(a[key], b[key]) : "other";
    if (each === "other") return "other";
    if (each === "moved") found = "moved";
  }
  return found;
}

function ofLists(one: readonly unknown[], other: readonly unknown[]): Likeness {
  if (one.length !== other.length) return "other";
  let found: Likeness = "same";
  for (const [index, item] of one.entries()) {
    const each = likeness(item, other[index]);
    if (each === "other") return "other";
    if (each === "moved") found = "moved";
  }
  return found;
}

function isThing(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isPlace(value: object): value is Place {
  return "offset" in value && "file" in value;
}

function isSamePlace(one: Place, other: Place): boolean {
  if (one.file === other.file) return one.offset === other.offset;
  return isSameSource(sourceAt(one), sourceAt(other));
}
