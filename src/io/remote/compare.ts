/** Compares a live object with one side of an action: only the fields that the plan compared. */
import type { Entity, Kind } from "../../model/entity.ts";
import { canonicalJson, type Json, type JsonObject } from "../../model/json.ts";
import { fold } from "../../model/text.ts";

const namedByKey: ReadonlySet<Kind> = new Set(["role", "service_account", "key"]);

/** Where an entity has what plans call otherwise. */
const fieldOf: Readonly<Record<string, string>> = { login: "email", user_name: "email", account: "id" };
const handles: ReadonlySet<string> = new Set(["email", "login", "user_name"]);

/**
 * True when every field that `wanted` has is so on the entity. Handles, slugs, and names that are keys, are compared folded,
 * everything else as it is. A field that is not there is a null.
 */
export function agrees(entity: Entity, wanted: JsonObject): boolean {
  return Object.entries(wanted).every(([name, value]) => {
    const found: unknown = Reflect.get(entity, fieldOf[name] ?? name);
    if (handles.has(name) || name === "slug" || (name === "name" && namedByKey.has(entity.kind)))
      return typeof value === "string" && typeof found === "string" && fold(value) === fold(found);
    if (found === undefined) return value === null || (name === "teams" && canonicalJson(value) === "[]");
    // Entities hold nothing but JSON in the fields that plans compare.
    return canonicalJson(found as Json) === canonicalJson(value);
  });
}
