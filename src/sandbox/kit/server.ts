/** A server of a sandbox on loopback: its port, and its end. */
import { createAdaptorServer } from "@hono/node-server";
import type { Server } from "node:http";
import type { Clock } from "../../model/provider.ts";

/** Why the server did not start, as a sentence for the user: the port, or the state file. With a `cause`, the machine has the last word. */
export class SandboxStartError extends Error {
  override readonly name = "SandboxStartError";
}

interface Served {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Cuts what is still open and frees the port. */
  close(): Promise<void>;
}

/** Serves an application; port 0 picks a free one. Rejects with a `SandboxStartError` when the port is taken. */
export async function serve(app: Pick<{ fetch: Fetch }, "fetch">, port: number): Promise<Served> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  const got = await listen(server, port);
  return { url: `http://127.0.0.1:${got}`, close: () => stop(server) };
}

type Fetch = Parameters<typeof createAdaptorServer>[0]["fetch"];

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(new SandboxStartError(`The sandbox could not listen on 127.0.0.1:${port}`, { cause: error }));
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

/** The machine's, for whoever starts a sandbox without another. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
};
