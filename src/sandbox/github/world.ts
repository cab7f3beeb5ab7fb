/** Everything one embedded GitHub holds beside its state: its clock, its faults, its log of requests. */
import type { Clock } from "../../model/provider.ts";
import type { Exchanged } from "../kit/exchange.ts";
import type { FaultQueue, RouteName } from "./fault.ts";
import type { World } from "./state.ts";

export interface RequestRecord extends Exchanged<RouteName> {
  /** The name of a GraphQL query. */
  readonly operation?: string;
}

export interface Running {
  readonly world: World;
  readonly clock: Clock;
  readonly faults: FaultQueue;
  readonly requests: RequestRecord[];
  /** Requests an hour and token, 5,000 unless told. */
  readonly rateLimit: number;
  /** A server of somebody's own: no invitations, and fields that came later are not there. */
  readonly ownServer: boolean;
  /** The longest page of any list: 100 as at GitHub unless told. */
  readonly pageSize: number;
}

/** Now, by this GitHub's clock, in milliseconds. */
export function nowOf({ world, clock }: Running): number {
  return clock.now() + world.clockOffset;
}
