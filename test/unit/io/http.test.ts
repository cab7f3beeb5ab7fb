/** One request, one answer or failure, over real HTTP. */
import { createServer, type RequestListener, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createHttp, type Http, type HttpOptions } from "../../../src/io/http.ts";

const servers: Server[] = [];
const clients: Http[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server): Promise<URL> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x?y=1`);
}

const serve = (handler: RequestListener): Promise<URL> => listen(createServer(handler));

function client(more: Partial<HttpOptions> = {}): Http {
  const http = createHttp({ proxyEnv: {}, userAgent: "muster/test", ...more });
  clients.push(http);
  return http;
}

const get = (http: Http, url: URL, more: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
  http.request({ method: "GET", url, headers: {}, timeoutMs: 5000, ...more });

describe("request", () => {
  it("sends what it is given and answers status, headers and text", async () => {
    const url = await serve((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        response.setHeader("X-Twice", ["a", "b"]);
        response.writeHead(418, {
          "X-Seen": `${request.method ?? ""} ${request.url ?? ""} ${request.headers["user-agent"] ?? ""}`,
        });
        response.end(`${body} ü`);
      });
    });
    const answer = await client().request({
      method: "PUT",
      url,
      headers: { "x-a": "b" },
      body: "héllo",
      timeoutMs: 5000,
    });
    expect(answer).toMatchObject({
      ok: true,
      status: 418,
      text: "héllo ü",
      headers: { "x-seen": "PUT /x?y=1 muster/test", "x-twice": "a, b" },
    });
  });

  it("does not follow redirects", async () => {
    let asked = 0;
    const target = await serve((_, response) => {
      asked += 1;
      response.end("there");
    });
    const url = await serve((_, response) => response.writeHead(302, { location: target.href }).end());
    expect(await get(client(), url)).toMatchObject({ ok: true, status: 302 });
    expect(asked).toBe(0);
  });

  it("reads no more than it should", async () => {
    const url = await serve((_, response) => response.end("x".repeat(2000)));
    expect(await get(client({ maxBodyBytes: 1000 }), url)).toMatchObject({
      ok: false,
      code: "too_large",
      sent: true,
    });
    expect(await get(client({ maxBodyBytes: 2000 }), url)).toMatchObject({ ok: true });
  });

  it("ends in time, before the answer and in the middle of it", async () => {
    const silent = await serve(() => undefined);
    expect(await get(client(), silent, { timeoutMs: 30 })).toMatchObject({
      ok: false,
      code: "timeout",
      sent: true,
    });
    const slow = await serve((_, response) => void response.write("half"));
    expect(await get(client(), slow, { timeoutMs: 30 })).toMatchObject({ ok: false, code: "timeout" });
  });

  it("ends with the signal", async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort());
    expect(await get(client(), url, { signal: controller.signal })).toMatchObject({
      code: "aborted",
      sent: true,
    });
    expect(await get(client(), url, { signal: controller.signal })).toMatchObject({
      code: "aborted",
      sent: false,
    });
  });

  it("tells a dropped connection from one that never was", async () => {
    const dropping = await serve((request) => request.socket.destroy());
    expect(await get(client(), dropping)).toMatchObject({ ok: false, code: "dropped", sent: true });
    const short = await serve((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.socket?.destroy());
    });
    expect(await get(client(), short)).toMatchObject({ ok: false, code: "dropped", sent: true });
    const closed = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await get(client(), closed)).toMatchObject({ ok: false, code: "unreachable", sent: false });
    const unencrypted = new URL(dropping);
    unencrypted.protocol = "https:";
    expect(await get(client(), unencrypted)).toMatchObject({ ok: false, sent: false });
  });

  it("reports a header that HTTP does not allow, without showing it", async () => {
    const url = await serve((_, response) => response.end());
    const answer = await client().request({
      method: "GET",
      url,
      headers: { authorization: "a\nb" },
      timeoutMs: 1000,
    });
    expect(answer).toMatchObject({ ok: false, code: "unreachable", sent: false });
  });
});

describe("proxies", () => {
  /** A proxy that notes whom it is asked for, and refuses, or connects to somewhere else. */
  async function proxy(asked: string[], target?: URL): Promise<string> {
    const server = createServer();
    server.on("connect", (request, socket) => {
      asked.push(request.url ?? "");
      socket.on("error", () => undefined);
      if (target === undefined) {
        socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        return;
      }
      const onward = connect(Number(target.port), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
      onward.on("error", () => socket.destroy());
    });
    return `http://user:hunter2@127.0.0.1:${(await listen(server)).port}`;
  }

  it("are used for other hosts, unless NO_PROXY names them; never for this machine", async () => {
    const asked: string[] = [];
    const HTTPS_PROXY = await proxy(asked);
    const url = new URL("https://api.muster-test.invalid/");
    const refused = await get(client({ proxyEnv: { HTTPS_PROXY } }), url);
    expect(refused).toMatchObject({ ok: false, code: "unreachable", sent: false });
    expect(JSON.stringify(refused)).not.toContain("hunter2");
    expect(asked).toEqual(["api.muster-test.invalid:443"]);
    const direct = client({ proxyEnv: { HTTPS_PROXY, NO_PROXY: "muster-test.invalid" } });
    expect(await get(direct, url)).toMatchObject({ ok: false, code: "unreachable" });
    const here = await serve((_, response) => response.end("here"));
    expect(await get(client({ proxyEnv: { HTTPS_PROXY, HTTP_PROXY: HTTPS_PROXY } }), here)).toMatchObject({
      text: "here",
    });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ["407 Proxy Authentication Required", "asks for a name and a password (407), which stand in HTTPS_PROXY"],
    ["502 Bad Gateway", "the proxy refused the connection (502)"],
  ])("say why they refuse: %s", async (status, said) => {
    const server = createServer();
    server.on("connect", (_, socket) => socket.end(`HTTP/1.1 ${status}\r\n\r\n`));
    const HTTPS_PROXY = `http://127.0.0.1:${(await listen(server)).port}`;
    const failed = await get(
      client({ proxyEnv: { HTTPS_PROXY } }),
      new URL("https://api.muster-test.invalid/"),
    );
    expect(failed).toMatchObject({ ok: false, code: "unreachable", sent: false });
    expect(failed).toHaveProperty("message", expect.stringContaining(said));
  });

  it("that cannot be understood are a failure, not a way around", async () => {
    const http = client({ proxyEnv: { https_proxy: "::not a proxy::" } });
    const failed = await get(http, new URL("https://api.muster-test.invalid/"));
    expect(failed).toMatchObject({ ok: false, code: "unreachable", sent: false });
    if (!failed.ok) expect(failed.message).toContain("HTTPS_PROXY");
  });
});
