/** Reads fields out of the event's JSON without trusting its shape: a field of another type is as good as absent. */
import { at } from "../forge/github/reading.ts";
import { isObjectId } from "../model/objectId.ts";

/** Any parsed JSON. */
export type Payload = unknown;

/** The text at a path; undefined when there is none. */
export function textAt(payload: Payload, ...path: readonly string[]): string | undefined {
  const value = at(payload, ...path);
  return typeof value === "string" ? value : undefined;
}

/** The whole number from 0 at a path; undefined when there is none. */
export function countAt(payload: Payload, ...path: readonly string[]): number | undefined {
  const value = at(payload, ...path);
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** The commit id at a path (SHA-1 or SHA-256, in full); undefined when there is none. */
export function commitAt(payload: Payload, ...path: readonly string[]): string | undefined {
  const value = textAt(payload, ...path);
  return value !== undefined && isObjectId(value) ? value : undefined;
}
