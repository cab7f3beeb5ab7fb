/** Reads fields of JSON that may hold anything: what is of another sort counts as not there. */
import type { Json, JsonObject } from "./json.ts";

/** The value of a field, when there is one of its own. */
export function fieldOf(object: JsonObject | null, field: string): Json | undefined {
  return object !== null && Object.hasOwn(object, field) ? object[field] : undefined;
}

/** The text of a field, when it is there and is text. */
export function textOf(object: JsonObject | null, field: string): string | undefined {
  const value = fieldOf(object, field);
  return typeof value === "string" ? value : undefined;
}

/** The items of a field that is a list; none for anything else. */
export function listOf(object: JsonObject | null, field: string): readonly Json[] {
  const value = fieldOf(object, field);
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The value, when it is an object. */
export function objectIn(value: Json | undefined): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** The texts in a field that is a list. */
export function textsOf(object: JsonObject | null, field: string): readonly string[] {
  return listOf(object, field).filter((item): item is string => typeof item === "string");
}
