/** A proxy in front of a service that makes it one without versions and idempotency keys: real HTTP on both sides. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface PlainService {
  readonly url: string;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** Passes everything on but `If-Match`, `Idempotency-Key` and the versions; a connection that is cut behind it is cut before it. */
export async function plainService(service: string): Promise<PlainService> {
  const server = createServer((request, response) => {
    const pass = async (): Promise<void> => {
      const body = await bodyOf(request);
      const headers: Record<string, string> = { authorization: request.headers.authorization ?? "" };
      if (body !== "") headers["content-type"] = "application/json";
      const answer = await fetch(`${service}${request.url ?? ""}`, {
        method: request.method ?? "GET",
        headers,
        ...(body === "" ? {} : { body }),
      });
      const text = (await answer.text()).replace(/,"(etag|updated_at)":"(?:[^"\\]|\\.)*"/g, "");
      response.writeHead(answer.status, {
        "content-type": answer.headers.get("content-type") ?? "",
        date: answer.headers.get("date") ?? "",
      });
      response.end(text);
    };
    pass().catch(() => request.socket.destroy());
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
