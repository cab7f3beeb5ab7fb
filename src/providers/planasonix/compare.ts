/** Compares a live object with one side of an action: only the fields that the plan compared. */
import type { Entity } from "../../model/entity.ts";
import { canonicalJson, type Json, type JsonObject } from "../../model/json.ts";
import { fold } from "../../model/text.ts";

/** True when every field that `wanted` has is so on the entity. E-mails and slugs are compared folded, everything else as it is. */
export function agrees(entity: Entity, wanted: JsonObject): boolean {
  return Object.entries(wanted).every(([name, value]) => {
    const found: unknown = Reflect.get(entity, name);
    if (name === "email" || name === "slug")
      return typeof value === "string" && typeof found === "string" && fold(value) === fold(found);
    if (found === undefined) return name === "teams" ? canonicalJson(value) === "[]" : false;
    // Entities hold nothing but JSON in the fields that plans compare.
    return canonicalJson(found as Json) === canonicalJson(value);
  });
}
