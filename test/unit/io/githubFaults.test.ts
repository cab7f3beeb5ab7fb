/** What the GitHub client does when things go wrong: writes go out once, reads are repeated within bounds, messages help. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { fakeClock } from "../../fakes/clock.ts";
import type { Fault } from "../../fakes/github/faults.ts";
import type { FakeGitHub } from "../../fakes/github/server.ts";
import { client, fake, valueOf } from "./githubParts.ts";

const servers: ReturnType<typeof createServer>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function withPull(): Promise<FakeGitHub> {
  const server = await fake();
  server.add.pullRequest({ number: 5 });
  server.add.comment({ number: 5, id: 901, author: "github-actions[bot]", body: "old" });
  return server;
}

const limit = (seconds: string): Fault => ({ status: 429, headers: { "retry-after": seconds } });

describe("a write", () => {
  const faults: readonly [string, Fault, { status?: number; effectUnknown: boolean; written: boolean }][] = [
    [
      "502 after the effect",
      { status: 502, afterEffect: true },
      { status: 502, effectUnknown: true, written: true },
    ],
    ["500 before it", { status: 500 }, { status: 500, effectUnknown: true, written: false }],
    [
      "a connection dropped after the effect",
      { drop: true, afterEffect: true },
      { effectUnknown: true, written: true },
    ],
    ["a connection dropped before it", { drop: true }, { effectUnknown: true, written: false }],
    ["an answer cut in the middle", { cut: true, afterEffect: true }, { effectUnknown: true, written: true }],
    [
      "an answer that is no JSON",
      { status: 201, body: "ok", afterEffect: true },
      { effectUnknown: true, written: true },
    ],
    [
      "an answer of another shape",
      { status: 201, body: {}, afterEffect: true },
      { effectUnknown: true, written: true },
    ],
    ["a short secondary rate limit", limit("1"), { status: 429, effectUnknown: false, written: false }],
    ["403", { status: 403 }, { status: 403, effectUnknown: false, written: false }],
    ["404", { status: 404 }, { status: 404, effectUnknown: false, written: false }],
    ["422", { status: 422 }, { status: 422, effectUnknown: false, written: false }],
    ["409", { status: 409 }, { status: 409, effectUnknown: false, written: false }],
  ];

  it.each(faults)("is sent once when it meets %s", async (_, fault, { written, ...expected }) => {
    const server = await withPull();
    server.fail({ method: "POST" }, fault);
    server.fail({ method: "PATCH" }, fault);
    const made = await client(server).createComment(5, "new");
    expect(made).toMatchObject({ ok: false, ...expected });
    expect(server.state.comments.filter(({ body }) => body === "new")).toHaveLength(written ? 1 : 0);
    const changed = await client(server).updateComment(901, "newer");
    expect(changed).toMatchObject({ ok: false, ...expected });
    expect(server.requests().map(({ method }) => method)).toEqual(["POST", "PATCH"]);
  });

  it("had no effect when nobody listened", async () => {
    const server = await withPull();
    await server.close();
    const made = await client(server).createComment(5, "new");
    expect(made).toMatchObject({ ok: false, effectUnknown: false });
  });

  it("may have had its effect when no answer came in time", async () => {
    const server = await withPull();
    server.onRequest({ method: "POST" }, () => new Promise(() => {}));
    const made = await client(server, { timeoutMs: 300 }).createComment(5, "new");
    expect(made).toMatchObject({ ok: false, effectUnknown: true });
    expect(server.requests()).toHaveLength(1);
  });

  it("is refused as GitHub refuses texts that are too long, and says so", async () => {
    const server = await withPull();
    const made = await client(server).createComment(5, "x".repeat(65_537));
    expect(made).toMatchObject({ ok: false, status: 422, effectUnknown: false });
    expect(made).toHaveProperty("message", expect.stringContaining("Body is too long"));
    expect(valueOf(await client(server).createComment(5, "ü".repeat(65_536))).body).toHaveLength(65_536);
  });
});

describe("a read", () => {
  it("is repeated after a 5xx and after a lost answer", async () => {
    const server = await withPull();
    server.fail({ method: "GET" }, { status: 502, times: 1 });
    server.fail({ method: "GET" }, { drop: true, times: 1 });
    expect(valueOf(await client(server).branchTip("main"))).toBeTruthy();
    expect(server.requests()).toHaveLength(3);
  });

  it("is given up after three times", async () => {
    const server = await withPull();
    server.fail({}, { cut: true });
    expect(await client(server).branchTip("main")).toMatchObject({ ok: false, effectUnknown: false });
    expect(server.requests()).toHaveLength(3);
  });

  it.each([400, 401, 403, 404, 410, 422])("is not repeated after %d", async (status) => {
    const server = await withPull();
    server.fail({}, { status });
    expect(await client(server).branchTip("main")).toMatchObject({ ok: false, status, effectUnknown: false });
    expect(server.requests()).toHaveLength(1);
  });

  it("waits for a short rate limit, twice at most", async () => {
    const server = await withPull();
    server.fail({}, { ...limit("60"), times: 1 });
    const github = client(server);
    expect(valueOf(await github.branchTip("main"))).toBeTruthy();
    expect(server.requests()).toHaveLength(2);
    server.resetRequests();
    server.fail({}, limit("1"));
    expect(await github.branchTip("main")).toMatchObject({ ok: false, status: 429 });
    expect(server.requests()).toHaveLength(3);
  });

  it("does not wait for a long rate limit, and says when to come back", async () => {
    const server = await withPull();
    const undo = server.fail({}, limit("61"));
    const clock = fakeClock("2026-11-02T09:00:00Z");
    const asked = await client(server, { clock }).branchTip("main");
    expect(asked).toHaveProperty("message", expect.stringContaining("try again after 2026-11-02T09:01:01Z"));
    expect(server.requests()).toHaveLength(1);
    undo();
    // The plugin compares with the machine's own clock.
    const reset = Math.floor(Date.now() / 1000) + 1800;
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) };
    const body = { message: "API rate limit exceeded for installation" };
    server.fail({}, { status: 403, body, headers });
    const primary = await client(server).branchTip("main");
    const shown = new Date(reset * 1000).toISOString().replace(".000Z", "Z");
    expect(primary).toHaveProperty("message", expect.stringContaining(`try again after ${shown}`));
    expect(primary).toHaveProperty("message", expect.not.stringContaining("permissions:"));
    expect(server.requests()).toHaveLength(2);
  });

  it.each(["soon", "-1", "1e9", "99999999999999999999", "999999999999"])(
    "makes nothing of the waiting time %s",
    async (seconds) => {
      const server = await withPull();
      server.fail({ method: "POST" }, limit(seconds));
      const asked = await client(server).createComment(5, "x");
      expect(asked).toHaveProperty("message", expect.stringContaining("try again in some minutes"));
    },
  );
});

describe("a redirect", () => {
  it.each([301, 302, 303, 307, 308])("of status %d is not followed", async (status) => {
    const seen: string[] = [];
    const port = await listen(
      createServer((request, response) => {
        seen.push(request.headers.authorization ?? "none");
        response.end("{}");
      }),
    );
    const server = await withPull();
    for (const location of [
      `http://127.0.0.1:${port}/x`,
      `${server.apiUrl}/elsewhere`,
      "//evil.example",
      "",
    ]) {
      server.resetRequests();
      const undo = server.fail({}, { status, headers: { location } });
      expect(await client(server).branchTip("main")).toMatchObject({ ok: false, status });
      expect(await client(server).createComment(5, "x")).toMatchObject({ ok: false, effectUnknown: false });
      expect(await client(server).comments(5)).toMatchObject({ ok: false, status });
      expect(server.requests()).toHaveLength(3);
      undo();
    }
    expect(seen).toEqual([]);
  });

  it("of a repository that was renamed says so", async () => {
    const server = await fake({ repository: { formerName: "acme/old" } });
    const asked = await client(server, { repository: "acme/old" }).branchTip("main");
    expect(asked).toMatchObject({ ok: false, status: 301 });
    expect(asked).toHaveProperty("message", expect.stringContaining("renamed or moved"));
  });
});

describe("messages", () => {
  it("name the request, the status, GitHub's words and the permission", async () => {
    const server = await fake({ tokens: { "token-all": { contents: "read" } } });
    server.add.pullRequest({ number: 5 });
    expect(await client(server).createComment(5, "x")).toMatchObject({
      message:
        'POST /repos/acme/access/issues/5/comments: GitHub answered 403 "Resource not accessible by integration". ' +
        "The job needs `permissions: pull-requests: write` (for an issue: `issues: write`).",
    });
  });

  it("hold foreign words in quotes, on one line, bounded, without the token", async () => {
    const server = await withPull();
    const message = `a "b"\n::error::c\u001b[31m\u2028d token-all ${"e".repeat(5000)}`;
    server.fail({}, { status: 404, body: { message, errors: [{ message: "f\r\ng" }, 5, null, "h"] } });
    const asked = await client(server).branchTip("main");
    if (asked.ok) throw new Error("it should fail");
    expect(asked.message).toContain('"a \\"b\\" ::error::c [31m d [redacted] eee');
    expect(asked.message).not.toMatch(/[\n\r\u001b\u2028]|token-all/);
    expect(asked.message.length).toBeLessThan(600);
  });

  it("stand where the options make no sense, and nothing is sent", async () => {
    const server = await withPull();
    for (const more of [
      { repository: "acme" },
      { repository: "acme/.." },
      { repository: "acme/access/pulls" },
      { token: "" },
      { token: "a b" },
      { token: "a\nb" },
      { apiUrl: "http://ghe.example" },
      { apiUrl: `${server.apiUrl}?x=1` },
      { apiUrl: server.apiUrl.replace("//", "//user:word@") },
      { apiUrl: "ftp://ghe.example" },
      { apiUrl: "" },
    ]) {
      const github = client(server, more);
      expect(await github.repository(), JSON.stringify(more)).toMatchObject({
        ok: false,
        effectUnknown: false,
      });
      expect(await github.createComment(5, "x")).toMatchObject({ ok: false, effectUnknown: false });
      expect(await github.comments(5)).toMatchObject({ ok: false });
      expect(await github.artifactFiles(1, 1)).toMatchObject({ ok: false });
      expect(await github.self()).toMatchObject({ ok: false });
    }
    expect(server.requests()).toEqual([]);
  });

  it("hide the token from the start", async () => {
    const server = await fake();
    const hidden: string[] = [];
    client(server, { hide: (secret) => hidden.push(secret) });
    expect(hidden).toEqual(["token-all"]);
  });
});

describe("a proxy", () => {
  it("is asked for other hosts as HTTPS_PROXY says, and is told no token", async () => {
    const asked: string[] = [];
    const proxy = createServer();
    const port = await listen(proxy);
    proxy.on("connect", (request, socket) => {
      asked.push(`${request.url ?? ""} ${JSON.stringify(request.headers)}`);
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
    const server = await fake();
    const github = client(server, {
      apiUrl: "https://ghe.example/api/v3",
      env: { HTTPS_PROXY: `http://127.0.0.1:${port}` },
    });
    const made = await github.createComment(5, "x");
    expect(made).toMatchObject({ ok: false, effectUnknown: false });
    expect(made).toHaveProperty("message", expect.stringContaining("proxy refused"));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/^ghe\.example:443 /);
    expect(asked[0]).not.toContain("token-all");
    expect(
      valueOf(await client(server, { env: { HTTPS_PROXY: `http://127.0.0.1:${port}` } }).branchTip("main")),
    ).toBeTruthy();
    expect(asked).toHaveLength(1);
  });

  it("that hangs up before the tunnel stands is asked no more than a request is tried", async () => {
    let asked = 0;
    const proxy = createServer();
    const port = await listen(proxy);
    proxy.on("connect", (_, socket) => {
      asked++;
      socket.destroy();
    });
    const github = client(await fake(), {
      apiUrl: "https://ghe.example/api/v3",
      env: { HTTPS_PROXY: `http://127.0.0.1:${port}` },
    });
    const made = await github.createComment(5, "x");
    expect(made).toMatchObject({ ok: false, effectUnknown: false });
    expect(made).toHaveProperty("message", expect.stringContaining("proxy ended the connection"));
    expect(asked).toBe(1);
  });
});
