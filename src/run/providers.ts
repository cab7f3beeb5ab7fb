/**
 * The providers by the names of `model/vocabularies/all.ts`, the one list of services: each is the folder of that name. One
 * without a folder does not compile. Loaded when it is needed.
 */
import type { Service, Services } from "../io/provider.ts";
import type { ProviderName } from "../model/vocabularies/all.ts";

/** The provider of that name. Loads it, and asks nobody. */
export function providerOf(name: ProviderName): Promise<Service> {
  return load(name);
}

async function load(name: keyof Services): Promise<Service> {
  const found = (await import(`../providers/${name}/index.ts`)) as { readonly service: Service };
  return found.service;
}
