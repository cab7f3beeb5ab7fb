/** The two documents that other programs read: the JSON Schema of the files, the OpenAPI document of the API. */
import type { JsonObject } from "../model/json.ts";

/** The JSON Schema of an access file, as text. */
export async function schemaText(): Promise<string> {
  const { accessSchema } = await import("../declare/jsonSchema.ts");
  return pretty(accessSchema());
}

/** The OpenAPI document of the Planasonix API as muster assumes it, as text. */
export async function contractText(): Promise<string> {
  const { openApiDocument } = await import("../providers/planasonix/openapi.ts");
  return pretty(openApiDocument());
}

function pretty(document: JsonObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
