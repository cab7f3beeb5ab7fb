/** Starts the embedded GitHub on loopback and hands out what a caller needs to use and watch it. */
import { Hono } from "hono";
import type { Clock } from "../../model/provider.ts";
import { serve, systemClock } from "../kit/server.ts";
import { watchOn, type Watch } from "../kit/watch.ts";
import { addGitHub } from "./app.ts";
import { createFaultQueue, type Fault } from "./fault.ts";
import { worldOf, type GitHubSeed } from "./seed.ts";
import type { World } from "./state.ts";
import type { SandboxApp } from "../kit/exchange.ts";
import type { RequestRecord, Running } from "./world.ts";

export interface GitHubOptions {
  readonly seed: GitHubSeed;
  /** 0 or absent: a free one is picked. */
  readonly port?: number;
  readonly faults?: readonly Fault[];
  readonly clock?: Clock;
  /** Requests an hour and token, 5,000 unless given. */
  readonly rateLimit?: number;
  /** A server of somebody's own, of an older version. */
  readonly ownServer?: boolean;
  /** The longest page of any list, 100 unless given. */
  readonly pageSize?: number;
}

export interface GitHubSandbox extends Watch<Fault, RequestRecord> {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly world: World;
  close(): Promise<void>;
}

/** One that is not served yet: its routes are to be added to an application. */
export function openGitHub({
  seed,
  faults = [],
  clock = systemClock,
  rateLimit = 5000,
  pageSize = 100,
  ownServer = false,
}: GitHubOptions): Running {
  return {
    world: worldOf(seed),
    clock,
    faults: createFaultQueue(faults),
    requests: [],
    rateLimit,
    pageSize,
    ownServer,
  };
}

/** Starts it; rejects with a `SandboxStartError` when the port is taken. */
export async function startGitHub(options: GitHubOptions): Promise<GitHubSandbox> {
  const running = openGitHub(options);
  const app: SandboxApp = new Hono();
  addGitHub(app, running);
  const { url, close } = await serve(app, options.port ?? 0);
  return {
    url,
    world: running.world,
    ...watchOn(running),
    close,
  };
}
