/** The JSON Schema of access files, for editors. */
import * as z from "zod";
import type { JsonObject } from "../model/json.ts";
import { anyVocabulary } from "../model/vocabularies/all.ts";
import { accessFileSchema } from "./schema.ts";

/** JSON Schema (draft 2020-12) of one access file, from the definitions that validate. */
export function accessSchema(): JsonObject {
  const schema = z.toJSONSchema(accessFileSchema(anyVocabulary), { target: "draft-2020-12", io: "input" });
  // Through JSON, because zod's own type allows more than JSON.
  const { $schema, ...rest } = JSON.parse(JSON.stringify(schema)) as JsonObject;
  return {
    $schema: $schema ?? "https://json-schema.org/draft/2020-12/schema",
    title: "muster access file",
    ...rest,
  };
}
