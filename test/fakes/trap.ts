/** A server that nobody may ask: it answers everything, and remembers what came. */
import { createServer, type IncomingMessage } from "node:http";

export interface Trap {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** METHOD ADDRESS of all that came, with `+key` where an Authorization header was with it; CONNECT of proxies among them. */
  caught(): readonly string[];
  close(): Promise<void>;
}

/** How it answers; a page of no organization unless told. */
export type Bait = (request: IncomingMessage) => {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** Listens on 127.0.0.1 and, at the same port where there is one, on ::1. */
export async function startTrap(bait: Bait = () => ({ status: 200, body: "{}" })): Promise<Trap> {
  const caught: string[] = [];
  const note = (request: IncomingMessage): void => {
    const key = request.headers.authorization === undefined ? "" : " +key";
    caught.push(`${request.method ?? ""} ${request.url ?? ""}${key}`);
  };
  const server = () =>
    createServer((request, response) => {
      note(request);
      const { status, headers = {}, body = "" } = bait(request);
      response.writeHead(status, headers);
      response.end(body);
    }).on("connect", (request, socket) => {
      note(request);
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
  const first = server();
  const listening = (it: typeof first, port: number, host: string): Promise<number> =>
    new Promise((resolve, reject) => {
      it.once("error", reject);
      it.listen(port, host, () => {
        const address = it.address();
        resolve(typeof address === "object" && address !== null ? address.port : port);
      });
    });
  const port = await listening(first, 0, "127.0.0.1");
  const second = server();
  const servers = [first];
  try {
    await listening(second, port, "::1");
    servers.push(second);
  } catch {
    // A machine without IPv6 has no such address to be caught at.
  }
  const stop = (it: typeof first): Promise<void> =>
    new Promise((resolve) => {
      it.close(() => resolve());
      it.closeAllConnections();
    });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    caught: () => [...caught],
    close: async () => void (await Promise.all(servers.map(stop))),
  };
}
