/** The client's rules on answers, waiting and repeating, over real HTTP. */
import { afterEach, describe, expect, it } from "vitest";
import type { Http } from "../../../src/io/http.ts";
import { createClient, type Client } from "../../../src/providers/planasonix/client.ts";
import type { PlanasonixOptions } from "../../../src/providers/planasonix/options.ts";
import {
  canary,
  fakeClock,
  optionsFor,
  orgId,
  plainHttp,
  scripted,
  start,
  type FakeClock,
  type Reply,
  type Scripted,
} from "./bench.ts";

const profile: Reply = { json: { data: { id: "svc_1", organization_id: orgId } } };
const member = { id: "usr_1", email: "ana@acme.example", role: "editor", state: "active", etag: '"2"' };
const invitation = { id: "inv_1", email: "kim@acme.example", role: "viewer", state: "pending" };
const date = { date: new Date(start).toUTCString() };

const open: { server?: Scripted; http?: Http } = {};
afterEach(async () => {
  await open.http?.close();
  await open.server?.close();
});

async function against(
  answer: (index: number) => Reply,
  more: Partial<PlanasonixOptions> = {},
): Promise<{ client: Client; server: Scripted; clock: FakeClock }> {
  const server = await scripted((_, index) => answer(index));
  const http = plainHttp();
  Object.assign(open, { server, http });
  const clock = fakeClock();
  return { client: createClient(optionsFor(server.address, { http, clock, ...more })), server, clock };
}

const patch = (client: Client) =>
  client.call({ route: "changeMember", params: { id: "usr_1" }, body: { role: "editor" }, ifMatch: '"1"' });
const post = (client: Client) =>
  client.call({
    route: "invite",
    body: { email: "kim@acme.example", role: "viewer" },
    idempotencyKey: "key-1",
  });

describe("requests", () => {
  it("carry key, organization and content type, and go below the base path", async () => {
    const { client, server } = await against(() => ({ json: { data: member } }));
    const based = createClient(optionsFor(new URL("/v1/", server.address), { http: plainHttp() }));
    expect(await patch(based)).toMatchObject({ ok: true, etag: '"2"', data: { id: "usr_1" } });
    expect(server.seen[0]).toMatchObject({
      method: "PATCH",
      path: `/v1/api/organizations/${orgId}/members/usr_1`,
    });
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: `Bearer ${canary}`,
      "x-organization-id": orgId,
      "content-type": "application/json",
      accept: "application/json",
      "if-match": '"1"',
      "user-agent": "muster/test",
    });
    expect(client.requests()).toBe(0);
    expect(based.requests()).toBe(1);
  });

  it("use overridden paths, and refuse ids that would change the path", async () => {
    const { client, server } = await against(() => ({ status: 204 }), {
      routeOverrides: { removeMember: "/internal/people/{id}" },
    });
    expect((await client.call({ route: "removeMember", params: { id: "usr_1" } })).ok).toBe(true);
    expect(server.seen[0]?.path).toBe("/internal/people/usr_1");
    for (const id of ["", ".", ".."]) {
      expect(await client.call({ route: "removeMember", params: { id } })).toMatchObject({
        code: "bad_route",
      });
    }
    await client.call({ route: "removeMember", params: { id: "a/../b?c" } });
    expect(server.seen.map((one) => one.path)).toEqual([
      "/internal/people/usr_1",
      "/internal/people/a%2F..%2Fb%3Fc",
    ]);
  });
});

describe("answers that are none", () => {
  const said = { code: "nope", message: `told you: ${canary} ${"x".repeat(400)}` };
  const rows: readonly [string, Reply, Record<string, unknown>, Record<string, unknown>][] = [
    ["401", { status: 401, json: said }, { kind: "stop", code: "nope" }, { kind: "stop" }],
    [
      "403",
      { status: 403, json: { error: said } },
      { kind: "stop", code: "nope" },
      { kind: "give_up", code: "nope" },
    ],
    ["404", { status: 404, text: "gone" }, { kind: "give_up", code: "not_found" }, { kind: "give_up" }],
    ["409", { status: 409, json: said }, { kind: "give_up", code: "nope", status: 409 }, { kind: "give_up" }],
    ["412", { status: 412, json: said }, { kind: "give_up", code: "stale" }, { code: "stale" }],
    ["422", { status: 422, json: { code: "stale", message: "" } }, { code: "refused" }, { code: "refused" }],
    [
      "a redirect",
      { status: 302, headers: { location: `https://evil.example/${canary}` } },
      { kind: "stop", code: "redirect" },
      { kind: "stop", code: "redirect" },
    ],
    [
      "HTML",
      { headers: { "content-type": "text/html" }, text: `<p>${canary}` },
      { kind: "stop", code: "not_json" },
      { kind: "give_up", code: "not_json", effectUnknown: true },
    ],
    [
      "a wrong type",
      { headers: { "content-type": "text/plain" }, text: "{}" },
      { code: "not_json" },
      { code: "not_json" },
    ],
    [
      "cut JSON",
      { headers: { "content-type": "application/json" }, text: `{"data": {"id": "${canary}` },
      { kind: "stop", code: "not_json" },
      { effectUnknown: true },
    ],
    [
      "another shape",
      { json: { data: { id: 7, token: canary } } },
      { kind: "stop", code: "off_contract" },
      { effectUnknown: true },
    ],
  ];

  it.each(rows)("%s: one request, a reason, no secret", async (_, reply, forRead, forWrite) => {
    const { client, server, clock } = await against(() => reply);
    const read = await client.call({ route: "profile" });
    expect(read).toMatchObject({ ok: false, ...forRead });
    expect(read).not.toHaveProperty("effectUnknown");
    expect(server.seen).toHaveLength(1);
    const written = await patch(client);
    expect(written).toMatchObject({ ok: false, ...forWrite });
    expect(server.seen).toHaveLength(2);
    expect(clock.slept).toEqual([]);
    const shown = JSON.stringify([read, written]);
    expect(shown).not.toContain("CANARY");
    expect(shown).toContain("GET /api/user/profile");
    if (!read.ok) expect(read.message.length).toBeLessThan(600);
  });

  it("names the host of a redirect and never asks it", async () => {
    const evil = await scripted(() => profile);
    const { client } = await against(() => ({ status: 307, headers: { location: evil.address.href } }));
    expect(await client.call({ route: "profile" })).toMatchObject({
      code: "redirect",
      message: expect.stringContaining(evil.address.host) as unknown,
    });
    expect(evil.seen).toEqual([]);
    await evil.close();
  });

  it("gives the service's request id", async () => {
    const { client } = await against(() => ({ status: 409, headers: { "x-request-id": "req-9" }, json: {} }));
    expect(await patch(client)).toMatchObject({ requestId: "req-9", code: "conflict" });
  });
});

describe("repeating", () => {
  it.each([{ status: 500 }, { status: 503 }, "drop"] as const)(
    "repeats a read and a PATCH after %j",
    async (bad) => {
      const { client, server, clock } = await against((index) =>
        index % 2 === 0 ? bad : { json: { data: member } },
      );
      expect((await patch(client)).ok).toBe(true);
      expect((await client.call({ route: "member", params: { id: "usr_1" } })).ok).toBe(true);
      expect(server.seen).toHaveLength(4);
      expect(clock.slept).toEqual([500, 500]);
    },
  );

  it("ends after four tries, with full jitter in between", async () => {
    const { client, server, clock } = await against(() => ({ status: 500 }), { random: () => 0.5 });
    expect(await client.call({ route: "profile" })).toMatchObject({ kind: "stop", status: 500 });
    expect(server.seen).toHaveLength(4);
    expect(clock.slept).toEqual([250, 500, 1000]);
    expect(await patch(client)).toMatchObject({ kind: "give_up", effectUnknown: true });
  });

  it("says that the effect is unknown when a later try is refused", async () => {
    const { client } = await against((index) => (index === 0 ? "drop" : { status: 412 }));
    expect(await patch(client)).toMatchObject({ code: "stale", effectUnknown: true });
  });

  it.each([{ status: 502 }, "drop", { status: 200, text: "?" }] as const)(
    "never repeats a POST after %j",
    async (bad) => {
      const { client, server } = await against(() => bad);
      expect(await post(client)).toMatchObject({ ok: false, effectUnknown: true });
      expect(server.seen).toHaveLength(1);
    },
  );

  it("repeats a POST after 429, with the same idempotency key", async () => {
    const { client, server, clock } = await against((index) =>
      index === 0 ? { status: 429, headers: { "retry-after": "7" } } : { json: { data: invitation } },
    );
    expect((await post(client)).ok).toBe(true);
    expect(server.seen.map((one) => one.headers["idempotency-key"])).toEqual(["key-1", "key-1"]);
    expect(clock.slept).toEqual([7000]);
  });

  it("gives up on a server that does not answer in time", async () => {
    const { client, server } = await against(() => "hang", { timeoutMs: 40 });
    expect(await client.call({ route: "profile" })).toMatchObject({ kind: "stop", code: "timeout" });
    expect(server.seen).toHaveLength(2);
    expect(await post(client)).toMatchObject({ code: "timeout", effectUnknown: true });
  });

  it("knows that a server that is not there has seen nothing", async () => {
    const { client, server } = await against(() => profile);
    await server.close();
    const failed = await post(client);
    expect(failed).toMatchObject({ kind: "stop", code: "unreachable" });
    expect(failed).not.toHaveProperty("effectUnknown");
  });

  it("stops for the signal: running requests, waits and tries", async () => {
    const { client, server } = await against(() => "hang");
    const controller = new AbortController();
    const running = client.call({
      route: "removeMember",
      params: { id: "usr_1" },
      signal: controller.signal,
    });
    await expect.poll(() => server.seen.length).toBe(1);
    controller.abort();
    expect(await running).toMatchObject({ code: "aborted", effectUnknown: true });
    const late = await client.call({ route: "profile", signal: controller.signal });
    expect(late).toMatchObject({ code: "aborted" });
    expect(server.seen).toHaveLength(1);
  });
});

describe("waiting", () => {
  const limited = (headers: Record<string, string>) => (index: number) =>
    index === 0 ? ({ status: 429, headers } as const) : profile;

  it.each([
    ["seconds", { "retry-after": "20" }, 20_000],
    [
      "a date, by the service's own clock",
      { ...date, "retry-after": new Date(start + 9000).toUTCString() },
      9000,
    ],
    [
      "a date of a clock that is a day off",
      {
        date: new Date(start + 864e5).toUTCString(),
        "retry-after": new Date(start + 864e5 + 9000).toUTCString(),
      },
      9000,
    ],
    [
      "the reset of a clock that is a day off",
      {
        date: new Date(start - 864e5).toUTCString(),
        "x-ratelimit-reset": String((start - 864e5) / 1000 + 30),
      },
      30_000,
    ],
    ["nonsense, which is backoff", { "retry-after": "soon" }, 500],
  ])("after 429: %s", async (_, headers, wait) => {
    const { client, clock } = await against(limited(headers));
    expect((await client.call({ route: "profile" })).ok).toBe(true);
    expect(clock.slept).toEqual([wait]);
  });

  it("does not wait longer than it may: that is the caller's decision", async () => {
    const { client, server, clock } = await against(() => ({
      status: 429,
      headers: { "retry-after": "3600" },
    }));
    expect(await client.call({ route: "profile" })).toMatchObject({ kind: "retry_after", waitMs: 3_600_000 });
    expect(server.seen).toHaveLength(1);
    expect(clock.slept).toEqual([]);
  });

  it("hands on the last wait when 429 goes on", async () => {
    const { client, server } = await against(() => ({ status: 429, headers: { "retry-after": "5" } }));
    expect(await post(client)).toMatchObject({ kind: "retry_after", waitMs: 5000 });
    expect(server.seen).toHaveLength(4);
  });

  it("treats a 403 that asks to wait as a limit, and no other", async () => {
    const { client, server } = await against((index) =>
      index === 0 ? { status: 403, headers: { "retry-after": "1" } } : profile,
    );
    expect((await client.call({ route: "profile" })).ok).toBe(true);
    expect(server.seen).toHaveLength(2);
  });

  it("pauses before the window is empty, judged by the service's clock", async () => {
    const off = start + 5 * 864e5;
    const { client, clock } = await against((index) => ({
      json: { data: { id: "svc_1", organization_id: orgId } },
      headers: {
        date: new Date(off).toUTCString(),
        "x-ratelimit-remaining": String(3 - index),
        "x-ratelimit-reset": String(off / 1000 + 12),
      },
    }));
    for (let n = 0; n < 3; n++) await client.call({ route: "profile" });
    expect(clock.slept).toEqual([]);
    await client.call({ route: "profile" });
    expect(clock.slept).toEqual([12_000]);
  });
});
