/** What given people hold: what is theirs, what it costs, and when something may be missing. */
import { afterEach, describe, expect, it } from "vitest";
import type { Http } from "../../../src/io/http.ts";
import type { ProviderFailure } from "../../../src/model/provider.ts";
import type { HoldingsQuestion, HoldingsRead } from "../../../src/model/holdings.ts";
import { planasonixReader } from "../../../src/providers/planasonix/read.ts";
import { parseFault } from "../../../src/sandbox/planasonix/fault.ts";
import { startSandbox, type Sandbox } from "../../../src/sandbox/planasonix/start.ts";
import {
  canary,
  optionsFor,
  orgId,
  plainHttp,
  scripted,
  type Reply,
  type Scripted,
  type Seen,
} from "./bench.ts";

const open: { server?: Scripted | undefined; sandbox?: Sandbox | undefined; http?: Http | undefined } = {};
afterEach(async () => {
  await open.http?.close();
  await open.server?.close();
  await open.sandbox?.close();
  open.server = open.sandbox = open.http = undefined;
});

const ana = { key: "ana@acme.example", id: "usr_ana" };
const bo = { key: "bo@acme.example", id: "usr_bo" };
const oauth = (authorized_by?: string | null) => ({
  oauth: { provider: "salesforce", ...(authorized_by === undefined ? {} : { authorized_by }) },
});
const own = (id: string, name: string, more: object = {}, owner_id = "usr_ana") => ({
  id,
  name,
  owner_id,
  ...more,
});
const lists: Record<string, readonly object[]> = {
  "/api/pipelines": [own("pl_2", "b"), own("pl_1", "b"), own("pl_3", "a"), own("pl_4", "x", {}, "usr_bo")],
  "/api/connections": [
    own("con_1", "one", oauth("usr_ana")),
    own("con_2", "two", oauth("usr_bo")),
    own("con_3", "three", oauth(null)),
    own("con_4", "four", oauth()),
    own("con_5", "five", { oauth: null }),
    own("con_6", "six", { owner_id: null }),
  ],
  "/api/schedules": [],
  [`/api/organizations/${orgId}/api-keys`]: [
    { id: "key_1", name: "laptop", created_by: "usr_ana", created_at: "2026-01-01T00:00:00Z" },
    { id: "key_2", name: "laptop", created_by: "usr_bo" },
  ],
};
/** A service that ignores every filter. */
const everything = (request: Seen): Reply => ({
  json: { data: lists[request.path.split("?")[0] ?? ""] ?? [], meta: {} },
});

/** The same, whose whole lists are long and whose list of connections nobody gets whole: people are asked about one by one. */
const onePart =
  (answer: (request: Seen) => Reply = everything) =>
  (request: Seen): Reply => {
    if (/owner_id=|created_by=/.test(request.path)) return answer(request);
    const [first] = lists[request.path.split("?")[0] ?? ""] ?? [];
    return request.path.startsWith("/api/connections")
      ? { status: 404, json: { code: "not_found", message: "no" } }
      : { json: { data: first === undefined ? [] : [first], meta: { total: 9000, next_cursor: "x" } } };
  };

async function read(
  people: readonly HoldingsQuestion[],
  answer: (request: Seen) => Reply = everything,
): Promise<{ result: HoldingsRead | ProviderFailure; seen: readonly Seen[] }> {
  const server = await scripted(answer);
  const http = plainHttp();
  Object.assign(open, { server, http });
  const result = await planasonixReader(optionsFor(server.address, { http })).readHoldings(people);
  expect(JSON.stringify(result)).not.toContain(canary);
  return { result, seen: server.seen };
}

async function holdingsOf(answer?: (request: Seen) => Reply) {
  const { result } = await read([ana, bo], onePart(answer));
  if (!result.ok) throw new Error(result.message);
  return { ana: result.holdings.get(ana.key), bo: result.holdings.get(bo.key) };
}

describe("readHoldings", () => {
  it("takes what is theirs, although the service ignores the filters", async () => {
    const held = await holdingsOf();
    expect(held.ana).toEqual({
      resources: [
        { kind: "connection", id: "con_5", name: "five" },
        { kind: "connection", id: "con_4", name: "four", grant: "salesforce" },
        { kind: "connection", id: "con_1", name: "one", grant: "salesforce" },
        { kind: "connection", id: "con_3", name: "three", grant: "salesforce" },
        { kind: "connection", id: "con_2", name: "two" },
        { kind: "pipeline", id: "pl_3", name: "a" },
        { kind: "pipeline", id: "pl_1", name: "b" },
        { kind: "pipeline", id: "pl_2", name: "b" },
      ],
      keys: [{ id: "key_1", name: "laptop", createdAt: "2026-01-01T00:00:00Z" }],
      coverage: { complete: true },
      behind: {
        tasks: [
          {
            ...{ task: "revoke_grant", key: "connections", object: "usr_ana" },
            message: expect.stringContaining("which connections work by one could not be read") as string,
          },
        ],
        hints: [],
      },
    });
    expect(held.bo).toEqual({
      resources: [{ kind: "pipeline", id: "pl_4", name: "x" }],
      keys: [{ id: "key_2", name: "laptop" }],
      coverage: { complete: true },
      behind: { tasks: [expect.objectContaining({ object: "usr_bo" })], hints: [] },
    });
  });

  it("asks nothing for nobody", async () => {
    const { result, seen } = await read([]);
    expect(result).toEqual({ ok: true, holdings: new Map(), requests: 0 });
    expect(seen).toEqual([]);
  });

  it("answers for everybody in order of their keys, a few of them at a time", async () => {
    const people = Array.from({ length: 30 }, (_, index) => ({
      key: `p${String(30 - index).padStart(2, "0")}@acme.example`,
      id: `usr_${index}`,
    }));
    const { result, seen } = await read(people, onePart());
    if (!result.ok) throw new Error(result.message);
    expect([...result.holdings.keys()]).toEqual(people.map((item) => item.key).sort());
    expect(result.requests).toBe(120 + 4);
    // The first four people are asked for before anybody else.
    expect(new Set(seen.slice(4, 20).map((item) => /usr_\d+/.exec(item.path)?.[0])).size).toBeLessThanOrEqual(
      8,
    );
  });

  it("leaves the personal keys alone where nobody asks for them", async () => {
    const { result, seen } = await read([{ ...ana, resourcesOnly: true }, bo]);
    if (!result.ok) throw new Error(result.message);
    expect(result.holdings.get(ana.key)).toMatchObject({ keys: [], coverage: { complete: true } });
    expect(result.holdings.get(ana.key)?.resources).toHaveLength(8);
    expect(seen).toHaveLength(4);
    expect(seen.map(({ path }) => path).filter((path) => path.includes("api-keys"))).toEqual([
      expect.stringContaining("usr_bo"),
    ]);
  });

  it("reads whole what costs no more so, and one by one what does", async () => {
    const paths = async (people: readonly HoldingsQuestion[], total: number): Promise<string[]> => {
      const { result, seen } = await read(people, (one) =>
        one.path.includes("owner_id=")
          ? everything(one)
          : { json: { data: [own("pl_1", "b")], meta: { total, next_cursor: total > 1 ? "x" : null } } },
      );
      expect(result.ok).toBe(true);
      await Promise.all([open.server?.close(), open.http?.close()]);
      return seen.map(({ path }) => path).filter((path) => path.startsWith("/api/pipelines"));
    };
    const of = (id: string) => expect.stringContaining(id) as unknown;
    expect(await paths([{ ...ana, resourcesOnly: true }], 9)).toEqual([of("usr_ana")]);
    // The first page says that there would be nine.
    const both = [ana, bo].map((one) => ({ ...one, resourcesOnly: true as const }));
    expect(await paths(both, 9)).toEqual([
      expect.not.stringContaining("owner_id"),
      of("usr_ana"),
      of("usr_bo"),
    ]);
    expect(await paths(both, 1)).toEqual([expect.not.stringContaining("owner_id")]);
  });

  it("finds what works in the name of a leaver and is somebody else's", async () => {
    const { result } = await read([ana]);
    if (!result.ok) throw new Error(result.message);
    expect(result.grants?.map(({ id, person }) => [id, person])).toEqual([
      ["con_1", "usr_ana"],
      ["con_2", "usr_bo"],
      ["con_3", "usr_ana"],
      ["con_4", "usr_ana"],
    ]);
    const nobody = await read([{ ...ana, resourcesOnly: true }]);
    expect(nobody.result).not.toHaveProperty("grants");
  });

  const crowd = Array.from({ length: 11 }, (_, index) => ({
    key: `p${index}@acme.example`,
    id: index === 0 ? "usr_ana" : `usr_${index}`,
    resourcesOnly: true as const,
  }));

  it("asks for the whole lists once, of many whose keys nobody asks for", async () => {
    const { result, seen } = await read([...crowd, bo]);
    if (!result.ok) throw new Error(result.message);
    // Three lists for all of them, and the keys of the one whose keys count.
    expect(seen).toHaveLength(4);
    const resources = result.holdings.get("p0@acme.example")?.resources ?? [];
    expect(resources.map(({ id }) => id)).toContain("con_1");
    expect(resources).toHaveLength(8);
    expect(result.holdings.get("p1@acme.example")).toEqual({
      resources: [],
      keys: [],
      coverage: { complete: true },
    });
    expect(result.holdings.get(bo.key)?.keys).toHaveLength(1);
  });

  it.each<[string, Reply]>([
    ["is refused", { status: 404, json: { code: "not_found", message: "no" } }],
    ["comes short", { json: { data: [own("con_1", "one")], meta: { total: 2 } } }],
    ["does not say whose it is", { json: { data: [{ id: "con_9", name: "n" }], meta: {} } }],
  ])("of nobody among many is anything known to the end when a whole list %s", async (_, reply) => {
    const { result } = await read(crowd, (one) =>
      one.path.includes("/connections") ? reply : everything(one),
    );
    if (!result.ok) throw new Error(result.message);
    for (const { key } of crowd) expect(result.holdings.get(key)?.coverage.complete).toBe(false);
  });

  const ofAna = (request: Seen, route: string): boolean =>
    request.path.startsWith(`/api/${route}?`) && request.path.includes("usr_ana");
  it.each<[string, Reply, RegExp]>([
    ["is refused", { status: 404, json: { code: "not_found", message: "no such user" } }, /404/],
    ["lacks something", { json: { data: [], meta: { total: 1 } } }, /there are 1 connections, and listed 0/],
    ["does not say whose it is", { json: { data: [{ id: "con_9", name: "n" }], meta: {} } }, /whose/],
  ])("a list that %s leaves one person incomplete, and nobody else", async (_, reply, reason) => {
    const held = await holdingsOf((one) => (ofAna(one, "connections") ? reply : everything(one)));
    expect(held.ana?.coverage).toEqual({ complete: false, reason: expect.stringMatching(reason) as unknown });
    expect(held.ana?.resources.map((item) => item.id)).toEqual(["pl_3", "pl_1", "pl_2"]);
    expect(held.bo?.coverage).toEqual({ complete: true });
  });

  it("a second page that fails leaves what was read, and the rest unknown", async () => {
    const held = await holdingsOf((request) => {
      if (!ofAna(request, "pipelines")) return everything(request);
      if (request.path.includes("cursor=")) return { status: 500 };
      return { json: { data: [own("pl_1", "b")], meta: { next_cursor: "next" } } };
    });
    expect(held.ana?.coverage).toMatchObject({ complete: false });
    expect(held.ana?.resources.filter((item) => item.kind === "pipeline")).toHaveLength(1);
  });

  it("an object that moved to another page while it was read is held once", async () => {
    const held = await holdingsOf((request) => {
      if (!ofAna(request, "pipelines")) return everything(request);
      const isSecond = request.path.includes("cursor=");
      return { json: { data: [own("pl_1", "b")], meta: { next_cursor: isSecond ? null : "next" } } };
    });
    expect(held.ana?.resources.filter((item) => item.kind === "pipeline")).toHaveLength(1);
  });

  it.each<[string, Reply, string]>([
    ["is unreachable", "drop", "dropped"],
    ["fails", { status: 500 }, "server_error"],
    ["refuses the key", { status: 401, json: {} }, "unauthorized"],
    ["lacks the scope", { status: 403, json: {} }, "forbidden"],
    ["answers HTML", { headers: { "content-type": "text/html" }, text: "<html>" }, "not_json"],
  ])("a service that %s fails the whole", async (_, reply, code) => {
    const { result } = await read(
      [ana, bo],
      onePart((one) => (ofAna(one, "schedules") ? reply : everything(one))),
    );
    expect(result).toMatchObject({ ok: false, kind: "stop", code });
  });
});

describe("against the sandbox", () => {
  const count = 7;
  const seed = {
    version: 1 as const,
    organizations: [
      {
        key: "acme",
        id: orgId,
        name: "Acme",
        members: [ana, bo].map(({ key, id }) => ({
          id,
          email: key,
          role: "editor",
          state: "active" as const,
        })),
        invitations: [],
        teams: [],
        memberships: [],
        pipelines: Array.from({ length: count }, (_, index) => ({
          id: `pl_${index}`,
          name: `p${index}`,
          owner_id: index < 5 ? ana.id : bo.id,
        })),
        personal_keys: [{ id: "key_1", name: "laptop", created_by: ana.id }],
      },
    ],
  };
  const start = async () => {
    const sandbox = await startSandbox({ seed, pageSize: 2 });
    const http = plainHttp();
    Object.assign(open, { sandbox, http });
    const token = sandbox.organizations[0]?.token ?? "";
    return { sandbox, reader: planasonixReader(optionsFor(new URL(sandbox.url), { http, token })) };
  };

  it("costs the pages of what they own, and four requests at least", async () => {
    const { sandbox, reader } = await start();
    const result = await reader.readHoldings([ana, bo]);
    if (!result.ok) throw new Error(result.message);
    // Of the pipelines the first page shows that all of them would be four.
    expect(result.requests).toBe(1 + 3 + 1 + 1 + 1 + 1);
    expect(sandbox.requests()).toHaveLength(result.requests);
    const held = result.holdings.get(ana.key);
    expect(held?.resources).toHaveLength(5);
    expect(held?.keys.map((item) => item.id)).toEqual(["key_1"]);
    expect([...result.holdings.values()].map((item) => item.coverage.complete)).toEqual([true, true]);
  });

  it("notices a list that was cut short", async () => {
    const { sandbox, reader } = await start();
    const fault = parseFault("truncated@pipelinesx*");
    if ("error" in fault) throw new Error(fault.error);
    sandbox.addFault(fault);
    const result = await reader.readHoldings([ana]);
    if (!result.ok) throw new Error(result.message);
    expect(result.holdings.get(ana.key)?.coverage.complete).toBe(false);
  });
});
