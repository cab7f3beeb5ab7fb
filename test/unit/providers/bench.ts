/** What the provider's tests stand on: a scripted HTTP server on loopback, a clock that only sleeps in numbers, options. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createHttp, type Http } from "../../../src/io/http.ts";
import type { Clock } from "../../../src/model/provider.ts";
import type { PlanasonixOptions } from "../../../src/providers/planasonix/options.ts";

export const canary = "plnx_live_CANARY0123456789";
export const orgId = "org_1";
export const start = Date.parse("2026-03-01T12:00:00Z");

export interface FakeClock extends Clock {
  /** Every wait, in milliseconds. */
  readonly slept: number[];
}

/** Sleeping takes no time and moves the clock. */
export function fakeClock(): FakeClock {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: (ms) => {
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

export interface Seen {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

/** Answers one request; `drop` cuts the connection. */
export type Reply =
  | {
      readonly status?: number;
      readonly headers?: Record<string, string>;
      readonly json?: unknown;
      readonly text?: string;
      readonly bytes?: Uint8Array;
    }
  | "drop"
  | "hang";

export interface Scripted {
  readonly address: URL;
  readonly seen: Seen[];
  close(): Promise<void>;
}

/** A server whose every answer is decided by the test. */
export async function scripted(answer: (request: Seen, index: number) => Reply): Promise<Scripted> {
  const seen: Seen[] = [];
  const handle = (request: IncomingMessage, response: ServerResponse, text: string): void => {
    const one = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: text === "" ? undefined : (JSON.parse(text) as unknown),
    };
    seen.push(one);
    const reply = answer(one, seen.length - 1);
    if (reply === "hang") return;
    if (reply === "drop") {
      request.socket.destroy();
      return;
    }
    const { status = 200, headers = {}, json } = reply;
    response.writeHead(status, {
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    });
    response.end(reply.bytes ?? reply.text ?? (json === undefined ? "" : JSON.stringify(json)));
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => handle(request, response, Buffer.concat(chunks).toString("utf8")));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A new client of HTTP that looks at no environment. */
export const plainHttp = (): Http => createHttp({ proxyEnv: {}, userAgent: "muster/test" });

export function optionsFor(
  address: URL,
  more: Partial<PlanasonixOptions> & { readonly http: Http },
): PlanasonixOptions & { readonly clock: Clock } {
  return {
    organizationId: orgId,
    address,
    token: canary,
    clock: fakeClock(),
    random: () => 1,
    runNonce: "run-1",
    ...more,
  };
}
