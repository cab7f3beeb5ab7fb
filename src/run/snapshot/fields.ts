/** Fields of JSON from outside. */
import type { Json, JsonObject } from "../../model/json.ts";

export function fieldsIn(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

export function textIn(fields: JsonObject | undefined, name: string): string | undefined {
  const value = fields?.[name];
  return typeof value === "string" ? value : undefined;
}
