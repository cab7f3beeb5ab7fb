/** What a Planasonix reader or writer is handed: what that of any service is. */
export type { RouteOverrides, ServiceOptions as PlanasonixOptions } from "../../io/provider.ts";
