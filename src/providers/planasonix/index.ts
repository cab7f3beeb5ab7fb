/** The Planasonix provider, as the rest of muster uses it. */
import type { Service } from "../../io/provider.ts";
import { planasonixCapabilities } from "./capabilities.ts";
import { readRouteOverrides } from "./overrides.ts";
import { canManage, canWrite, planasonixReader } from "./read.ts";
import { planasonixWriter } from "./write.ts";

declare module "../../io/provider.ts" {
  interface Services {
    readonly planasonix: Service;
  }
}

export const service: Service = {
  capabilities: planasonixCapabilities,
  reader: planasonixReader,
  writer: planasonixWriter,
  canWrite,
  canManage,
  readRouteOverrides,
  // The contract's document is long, and only one command shows it.
  contract: async () => (await import("./openapi.ts")).openApiDocument(),
};
