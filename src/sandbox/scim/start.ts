/** Starts the embedded SCIM server on loopback and hands out what a caller needs to use and watch it. */
import { Hono } from "hono";
import type { Clock } from "../../model/provider.ts";
import { serve, systemClock } from "../kit/server.ts";
import { watchOn, type Watch } from "../kit/watch.ts";
import { addressOf, addScim } from "./app.ts";
import { createFaultQueue, type Fault } from "./fault.ts";
import { worldOf, type TenantSeed, type World } from "./state.ts";
import type { SandboxApp } from "../kit/exchange.ts";
import type { RequestRecord, Running } from "./world.ts";

interface ScimOptions {
  readonly seed: readonly TenantSeed[];
  /** 0 or absent: a free one is picked. */
  readonly port?: number;
  readonly faults?: readonly Fault[];
  readonly clock?: Clock;
}

export interface ScimSandbox extends Watch<Fault, RequestRecord> {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Of a tenant, as `api` says it. */
  address(tenant: string): string;
  readonly world: World;
  close(): Promise<void>;
}

/** One that is not served yet: its routes are to be added to an application. */
export function openScim({ seed, faults = [], clock = systemClock }: ScimOptions): Running {
  return { world: worldOf(seed), clock, faults: createFaultQueue(faults), requests: [] };
}

/** Starts it; rejects with a `SandboxStartError` when the port is taken. */
export async function startScim(options: ScimOptions): Promise<ScimSandbox> {
  const running = openScim(options);
  const app: SandboxApp = new Hono();
  addScim(app, running);
  const { url, close } = await serve(app, options.port ?? 0);
  return {
    url,
    address: (tenant) => addressOf(url, tenant),
    world: running.world,
    ...watchOn(running),
    close,
  };
}
