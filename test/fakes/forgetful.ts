/** A proxy in front of a service that makes it one that knows no `Idempotency-Key`: the network edge, with real HTTP on both sides. */
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface Forgetful {
  readonly url: string;
  close(): Promise<void>;
}

/** Passes everything on but that one header; a connection that is cut behind it is cut before it. */
export async function forgetful(service: string): Promise<Forgetful> {
  const server = createServer((incoming, outgoing) => {
    const { "idempotency-key": _dropped, ...headers } = incoming.headers;
    const passed = request(
      new URL(incoming.url ?? "/", service),
      { method: incoming.method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    passed.on("error", () => incoming.socket.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
