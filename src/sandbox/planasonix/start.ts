/** Starts the embedded organization server on loopback and hands out what a caller needs to use and watch it. */
import { readFile } from "node:fs/promises";
import type { Clock } from "../../model/provider.ts";
import { maxPageSize } from "../../providers/planasonix/contract.ts";
import { createApp } from "./app.ts";
import type { SandboxApp } from "../kit/exchange.ts";
import { expireInvitations } from "./invitation.ts";
import { createFaultQueue, type Fault } from "./fault.ts";
import { createLate } from "./late.ts";
import { loadOrganization } from "./organization.ts";
import { SandboxStartError, serve, systemClock } from "../kit/server.ts";
import { createKeeper } from "../kit/persist.ts";
import { parseSandboxState, type SandboxState } from "./state.ts";
import { dumpWorld, nowOf, worldMark, type RequestRecord, type World } from "./world.ts";

/** What a server starts with. */
export interface SandboxOptions {
  readonly seed: SandboxState;
  /** 0 or absent: a free one is picked. */
  readonly port?: number;
  readonly faults?: readonly Fault[];
  /** Read at the start if it exists (the seed then counts for nothing), and kept after each effect. */
  readonly stateFile?: string;
  readonly clock?: Clock;
  /** Default and greatest page, 1000 unless given. */
  readonly pageSize?: number;
  /** Requests a minute and key, 6000 unless given. */
  readonly rateLimit?: number;
  /** What the same server answers beside this service: another one's routes. */
  readonly alongside?: (app: SandboxApp) => void;
}

/** A running server. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Each with its first key. */
  readonly organizations: readonly { readonly key: string; readonly id: string; readonly token: string }[];
  addFault(fault: Fault): void;
  dump(): SandboxState;
  /** Requests to the API since the start or the last reset, in order of arrival. */
  requests(): readonly RequestRecord[];
  resetRequests(): void;
  /** Cuts what is still open and frees the port. */
  close(): Promise<void>;
}

/** Starts the server; rejects with a `SandboxStartError` when the port is taken or the state file is no state. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const clock = options.clock ?? systemClock;
  const state = await readState(options);
  const organizations = state.organizations.map((item) => loadOrganization(item, clock.now()));
  const { stateFile } = options;
  const keep: () => Promise<void> =
    stateFile === undefined
      ? () => Promise.resolve()
      : createKeeper({
          file: stateFile,
          mark: () => worldMark(world),
          snapshot: () => `${JSON.stringify(dumpWorld(world), null, 1)}\n`,
        });
  const world: World = {
    organizations,
    clock,
    pageSize: Math.min(options.pageSize ?? maxPageSize, maxPageSize),
    rateLimit: options.rateLimit ?? 6000,
    faults: createFaultQueue(options.faults ?? []),
    late: createLate(),
    keep,
    clockOffset: 0,
    requests: [],
    requestCount: 0,
  };
  await keepFirst(world, stateFile);
  const { url, close } = await serve(createApp(world, options.alongside), options.port ?? 0);
  return {
    url,
    organizations: organizations.map(({ key, id, keys }) => ({ key, id, token: keys[0]?.token ?? "" })),
    addFault: (fault) => {
      world.faults.add(fault);
    },
    dump: () => {
      for (const organization of organizations) expireInvitations(organization, nowOf(world));
      return structuredClone(dumpWorld(world));
    },
    requests: () => world.requests.map((item) => ({ ...item })),
    resetRequests: () => {
      world.requests = [];
    },
    close,
  };
}

async function readState({ seed, stateFile }: SandboxOptions): Promise<SandboxState> {
  if (stateFile === undefined) return seed;
  let text: string;
  try {
    text = await readFile(stateFile, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return seed;
    throw new SandboxStartError(`The state file ${stateFile} could not be read`, { cause: error });
  }
  const read = parseSandboxState(text);
  if (!read.ok)
    throw new SandboxStartError(`The state file ${stateFile} holds no sandbox state. ${read.message}`);
  return read.state;
}

async function keepFirst(world: World, stateFile: string | undefined): Promise<void> {
  try {
    await world.keep();
  } catch (error) {
    throw new SandboxStartError(`The state file ${stateFile ?? ""} could not be written`, { cause: error });
  }
}
