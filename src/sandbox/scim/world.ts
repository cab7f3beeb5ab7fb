/** Everything one embedded SCIM server holds beside its state: its clock, its faults, its log of requests. */
import type { Clock } from "../../model/provider.ts";
import type { Exchanged } from "../kit/exchange.ts";
import type { FaultQueue, RouteName } from "./fault.ts";
import type { World } from "./state.ts";

export type RequestRecord = Exchanged<RouteName>;

export interface Running {
  readonly world: World;
  readonly clock: Clock;
  readonly faults: FaultQueue;
  readonly requests: RequestRecord[];
}
