/** Everything one embedded GitHub holds beside its state: its clock, its faults, its log of requests. */
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import type { Clock } from "../../model/provider.ts";
import type { FaultQueue, RouteName } from "./fault.ts";
import type { World } from "./state.ts";

export type Env = { Bindings: HttpBindings };
export type GitHubApp = Hono<Env>;

/** One request as it was seen; requests to the control routes are not kept. */
export interface RequestRecord {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly route: RouteName | null;
  /** The name of a GraphQL query. */
  readonly operation?: string;
  /** The status that was sent, or `dropped` when no answer was (yet). */
  readonly status: number | "dropped";
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
