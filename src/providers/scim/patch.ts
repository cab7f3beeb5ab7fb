/**
 * Changes of one resource in the dialect that a service takes: PATCH (RFC 7644, 3.5.2), or the whole anew by PUT
 * (3.5.1) with everything kept that is not understood. `op` is in lower case, and booleans are never text.
 */
import type { Json, JsonObject } from "../../model/json.ts";
import type { Profile } from "./profile.ts";
import { attribute, valuesOf, type Fields } from "./resource.ts";

export type Change =
  | { readonly do: "set"; readonly attribute: string; readonly value: Json }
  | { readonly do: "add" | "take"; readonly attribute: string; readonly value: string };

const patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** The body of a PATCH. */
export function patchOf(changes: readonly Change[], profile: Profile): JsonObject {
  return { schemas: [patchSchema], Operations: [...sets(changes, profile), ...lists(changes, profile)] };
}

function sets(changes: readonly Change[], { replaces }: Profile): JsonObject[] {
  const all = changes.flatMap((it) => (it.do === "set" ? [it] : []));
  if (replaces === "path") return all.map(({ attribute: path, value }) => ({ op: "replace", path, value }));
  if (all.length === 0) return [];
  return [
    { op: "replace", value: Object.fromEntries(all.map(({ attribute: name, value }) => [name, value])) },
  ];
}

/** What one attribute gains is one operation, as is what it loses where the values stand beside the path. */
function lists(changes: readonly Change[], { memberWrites: { remove } }: Profile): JsonObject[] {
  const names = [...new Set(changes.flatMap((it) => (it.do === "set" ? [] : [it.attribute])))];
  return names.flatMap((path): JsonObject[] => {
    const of = (what: "add" | "take"): string[] =>
      changes.flatMap((it) => (it.do === what && it.attribute === path ? [it.value] : []));
    const [added, taken] = [of("add"), of("take")];
    const value = (values: readonly string[]): Json => values.map((each) => ({ value: each }));
    const removals: JsonObject[] =
      remove === "by_value"
        ? taken.length === 0
          ? []
          : [{ op: "remove", path, value: value(taken) }]
        : taken.map((each) => ({ op: "remove", path: `${path}[value eq ${JSON.stringify(each)}]` }));
    return [...(added.length === 0 ? [] : [{ op: "add", path, value: value(added) }]), ...removals];
  });
}

/** The whole resource with the changes in it, for a service without PATCH: what is not understood stays as it came. */
export function changed(whole: Fields, changes: readonly Change[]): JsonObject {
  const result: Record<string, Json> = { ...asJson(whole) };
  const nameOf = (name: string): string =>
    Object.keys(result).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
  for (const change of changes) {
    const name = nameOf(change.attribute);
    if (change.do === "set") {
      result[name] = change.value;
      continue;
    }
    const found = attribute(whole, name) === undefined ? [] : (result[name] ?? []);
    const list: readonly Json[] = Array.isArray(found) ? found : [found];
    const others = list.filter((item) => !valuesOf([item]).some(({ value }) => value === change.value));
    result[name] = change.do === "add" ? [...others, { value: change.value }] : others;
  }
  return result;
}

/** What came as JSON. */
function asJson(whole: Fields): JsonObject {
  return whole as JsonObject;
}
