/** Everything one embedded SCIM server holds beside its state: its clock, its faults, its log of requests. */
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import type { Clock } from "../../model/provider.ts";
import type { FaultQueue, RouteName } from "./fault.ts";
import type { World } from "./state.ts";

export type Env = { Bindings: HttpBindings };
export type ScimApp = Hono<Env>;

/** One request as it was seen; requests to the control routes are not kept. */
export interface RequestRecord {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly route: RouteName | null;
  /** The status that was sent, or `dropped` when no answer was (yet). */
  readonly status: number | "dropped";
}

export interface Running {
  readonly world: World;
  readonly clock: Clock;
  readonly faults: FaultQueue;
  readonly requests: RequestRecord[];
}
