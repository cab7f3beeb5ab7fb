/** The Planasonix provider, as the rest of muster uses it. */
export { planasonixCapabilities } from "./capabilities.ts";
export type { PlanasonixOptions, RouteOverrides } from "./options.ts";
export { readRouteOverrides } from "./overrides.ts";
export { canWrite, planasonixReader } from "./read.ts";
export { planasonixWriter } from "./write.ts";
