/** The JSON Schema of access files, for editors. */
import * as z from "zod";
import type { JsonObject } from "../model/json.ts";
import { isObject } from "../model/jsonIn.ts";
import { anyVocabulary, vocabularyOf, type ProviderName } from "../model/vocabularies/all.ts";
import type { Refusal } from "../model/vocabulary.ts";
import { accessFileSchema } from "./sections/all.ts";

/** JSON Schema (draft 2020-12) of one access file, from the definitions that validate: of any service, or of that one. */
export function accessSchema(provider?: ProviderName): JsonObject {
  const vocabulary = provider === undefined ? anyVocabulary : vocabularyOf(provider);
  const schema = z.toJSONSchema(accessFileSchema(vocabulary), { target: "draft-2020-12", io: "input" });
  // Through JSON, because zod's own type allows more than JSON.
  const { $schema, ...rest } = JSON.parse(JSON.stringify(schema)) as JsonObject;
  const own = provider === "scim" ? [] : [{ path: "organization.scim", says: "" }];
  const refused = provider === undefined ? [] : [...vocabulary.refused, ...own];
  return {
    $schema: $schema ?? "https://json-schema.org/draft/2020-12/schema",
    title: "muster access file",
    ...refused.reduce<JsonObject>(withoutRefused, rest),
  };
}

/** The schema without a field that a service does not have, or without a value of it. */
function withoutRefused(schema: JsonObject, { path, value }: Refusal): JsonObject {
  return at(schema, path.split("."), value);
}

/** Below names of people's own, and in each form that something may have, the fields are looked for. */
const transparent = ["anyOf", "oneOf"] as const;

function at(
  node: JsonObject,
  [field = "", ...rest]: readonly string[],
  value: string | undefined,
): JsonObject {
  const { properties, additionalProperties: named } = node;
  if (isObject(properties)) {
    const inner = properties[field];
    if (!isObject(inner)) return node;
    const { [field]: _, ...others } = properties;
    if (rest.length > 0) return { ...node, properties: { ...properties, [field]: at(inner, rest, value) } };
    if (value === undefined) return { ...node, properties: others };
    return { ...node, properties: { ...properties, [field]: { ...inner, not: { const: value } } } };
  }
  if (isObject(named)) return { ...node, additionalProperties: at(named, [field, ...rest], value) };
  return Object.fromEntries(
    Object.entries(node).map(([name, inner]) => [
      name,
      transparent.some((each) => each === name) && Array.isArray(inner)
        ? inner.map((form) => (isObject(form) ? at(form, [field, ...rest], value) : form))
        : inner,
    ]),
  );
}
