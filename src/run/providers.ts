/** The one registry of providers: whatever depends on the service asks it. Each is loaded when it is needed. */
import type { Service } from "../io/provider.ts";
import type { ProviderName } from "../model/vocabularies/all.ts";

const services: { readonly [name in ProviderName]: () => Promise<{ readonly service: Service }> } = {
  planasonix: () => import("../providers/planasonix/index.ts"),
  github: () => import("../providers/github/index.ts"),
  scim: () => import("../providers/scim/index.ts"),
};

/** The provider of that name. Loads it, and asks nobody. */
export async function providerOf(name: ProviderName): Promise<Service> {
  return (await services[name]()).service;
}
