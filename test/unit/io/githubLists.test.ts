/** Lists come whole or not at all, and pages are only asked of the API itself. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { client, fake, valueOf } from "./githubParts.ts";

const servers: ReturnType<typeof createServer>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

describe("lists", () => {
  it("gives all of 523 comments, in order", async () => {
    const server = await fake();
    server.add.pullRequest({ number: 5 });
    for (let index = 0; index < 523; index++) server.add.comment({ number: 5, body: `comment ${index}` });
    const found = valueOf(await client(server).comments(5));
    expect(found.map(({ body }) => body)).toEqual(
      Array.from({ length: 523 }, (_, index) => `comment ${index}`),
    );
    expect(server.requests().map(({ query }) => query)).toEqual([
      "per_page=100",
      ...[2, 3, 4, 5, 6].map((page) => `per_page=100&page=${page}`),
    ]);
  });

  it("keeps the question on every page", async () => {
    const server = await fake();
    for (let index = 0; index < 101; index++) server.add.issue({ author: "x[bot]", isOpen: index % 2 === 0 });
    expect(valueOf(await client(server).issuesBy("x[bot]"))).toHaveLength(101);
    const queries = server.requests().map(({ query }) => new URLSearchParams(query));
    expect(queries.map((query) => [query.get("creator"), query.get("state"), query.get("page")])).toEqual([
      ["x[bot]", "all", null],
      ["x[bot]", "all", "2"],
    ]);
  });

  it("gives an item once that moved to the next page while it was read", async () => {
    const server = await fake();
    for (let index = 0; index < 150; index++) server.add.artifact({ name: "a", files: {} });
    let pages = 0;
    server.onRequest({ path: /artifacts$/ }, () => {
      if (++pages === 2) server.add.artifact({ name: "a", files: {} });
    });
    const found = valueOf(await client(server).artifacts("a"));
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    expect(found).toHaveLength(150);
  });

  it("fails when a page fails", async () => {
    const server = await fake();
    server.add.pullRequest({ number: 5 });
    for (let index = 0; index < 250; index++) server.add.comment({ number: 5 });
    const isThird = /^\/repositories\/1000\/issues\/5\/comments$/;
    let pages = 0;
    server.onRequest({ path: isThird }, ({ query }) => {
      if (query.includes("page=3") && pages++ === 0) server.fail({ path: isThird }, { status: 404 });
    });
    expect(await client(server).comments(5)).toMatchObject({ ok: false, status: 404 });
  });

  it("fails when fewer come than GitHub counts", async () => {
    const server = await fake();
    const { id, ...artifact } = server.add.artifact({ name: "a", files: {} });
    const item = {
      id,
      name: artifact.name,
      size_in_bytes: 1,
      expired: false,
      created_at: artifact.createdAt,
      workflow_run: null,
    };
    const answer = { status: 200, body: { total_count: 2, artifacts: [item] } };
    server.fail({ path: /artifacts$/ }, answer);
    const asked = await client(server).artifacts("a");
    expect(asked).toMatchObject({ ok: false, effectUnknown: false });
    expect(asked).toHaveProperty("message", expect.stringContaining("1 came of 2"));
  });

  it("of more issues than are read gives the newest, and those that are open however old", async () => {
    const server = await fake();
    const oldest = server.add.issue({ author: "x[bot]" });
    const closed = server.add.issue({ author: "x[bot]", isOpen: false });
    const list = await fetch(`${server.apiUrl}/repos/acme/access/issues?state=closed`, {
      headers: { authorization: "Bearer token-all" },
    });
    const link = `<${server.apiUrl}/repos/acme/access/issues?page=2>; rel="next"`;
    server.fail({ path: /issues$/ }, { status: 200, body: await list.json(), headers: { link }, times: 100 });
    const found = valueOf(await client(server).issuesBy("x[bot]"));
    expect(found.map(({ number }) => number)).toEqual([closed.number, oldest.number]);
    expect(server.requests().at(-1)?.query).toContain("state=open");
  });

  it("fails rather than cuts after 100 pages", async () => {
    const server = await fake();
    const link = `<${server.apiUrl}/repos/acme/access/commits/pulls?page=2>; rel="next"`;
    server.fail({ path: /pulls$/ }, { status: 200, body: [], headers: { link } });
    const asked = await client(server).pullRequestsOf("a".repeat(40));
    expect(asked).toHaveProperty("message", expect.stringContaining("more than 100 pages"));
    expect(server.requests()).toHaveLength(100);
  });

  it.each([
    ["an object", { message: "hello" }],
    ["a text", "<html>hello</html>"],
    ["an item that is none", [null]],
    ["an item without an id", [{ body: "x" }]],
    ["an id that is too large", [{ id: 2 ** 53, body: "x" }]],
  ])("fails when the answer is %s", async (_, body) => {
    const server = await fake();
    server.add.pullRequest({ number: 5 });
    server.fail({ path: /comments$/ }, { status: 200, body });
    expect(await client(server).comments(5)).toMatchObject({ ok: false, effectUnknown: false });
  });

  it("works below the path of an enterprise server", async () => {
    const server = await fake({ basePath: "/api/v3" });
    server.add.pullRequest({ number: 5 });
    for (let index = 0; index < 120; index++) server.add.comment({ number: 5 });
    expect(server.apiUrl).toMatch(/\/api\/v3$/);
    expect(valueOf(await client(server).comments(5))).toHaveLength(120);
    expect(valueOf(await client(server, { apiUrl: `${server.apiUrl}/` }).branchTip("main"))).toBeTruthy();
  });
});

describe("the next page", () => {
  it("is not asked of another host, port, or place on the host", async () => {
    const asked: string[] = [];
    const other = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end("[]");
    });
    servers.push(other);
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const server = await fake({ basePath: "/api/v3" });
    const own = new URL(server.apiUrl);
    for (const address of [
      `http://127.0.0.1:${port}/api/v3/x`,
      `http://user:word@${own.host}/api/v3/x`,
      `http://${own.host}@127.0.0.1:${port}/api/v3/x`,
      `${own.origin}/api/v4/x`,
      `${own.origin}/api/v3/../v4/x`,
      `${own.origin}/api/v3/%2e%2e/v4/x`,
      "/api/v3/x",
      "",
    ]) {
      server.resetRequests();
      const undo = server.fail(
        { path: /pulls$/ },
        { status: 200, body: [], headers: { link: `<${address}>; rel="next"` } },
      );
      const answer = await client(server).pullRequestsOf("a".repeat(40));
      expect(answer, address).toMatchObject({ ok: false });
      expect(server.requests(), address).toHaveLength(1);
      undo();
    }
    expect(asked).toEqual([]);
  });
});
