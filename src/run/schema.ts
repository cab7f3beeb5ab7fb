/** The two documents that other programs read: the JSON Schema of the files, the OpenAPI document of the API. */
import type { JsonObject } from "../model/json.ts";
import type { ProviderName } from "../model/vocabularies/all.ts";
import type { Failure } from "./failure.ts";
import { providerOf } from "./providers.ts";

/** The JSON Schema of an access file, as text: of any service, or of that one. */
export async function schemaText(provider?: ProviderName): Promise<string> {
  const { accessSchema } = await import("../declare/jsonSchema.ts");
  return pretty(accessSchema(provider));
}

/** The OpenAPI document of a service's API as muster assumes it, as text; or that the service publishes its own. */
export async function contractText(provider: ProviderName): Promise<{ readonly text: string } | Failure> {
  const document = await (await providerOf(provider)).contract?.();
  return document === undefined
    ? { error: `${provider} publishes its own contract: muster assumes nothing of its API.` }
    : { text: pretty(document) };
}

function pretty(document: JsonObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
