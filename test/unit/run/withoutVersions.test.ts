/** A service without ETags: the same plan, the same deeds, and what moved meanwhile is still found stale. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { memoryJournal } from "../../../src/journal/memory.ts";
import { applyAll } from "../../../src/run/apply.ts";
import { isPlanned, planAll } from "../../../src/run/plan.ts";
import { deedsOf } from "../../fakes/dump.ts";
import { mixed } from "../../fakes/mixed.ts";
import { createWorld, type World } from "../../fakes/world.ts";
import { filesOf, seedOf } from "../../property/arbitraries.ts";

const open: { world?: World; proxy?: Server } = {};
afterEach(async () => {
  open.proxy?.closeAllConnections();
  open.proxy?.close();
  await open.world?.close();
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** Hands every request on, without If-Match, and every answer back, without versions. */
async function withoutVersions(
  target: string,
  beforeWrite: (path: string) => Promise<void>,
): Promise<string> {
  const proxy = createServer((request, response) => {
    const pass = async (): Promise<void> => {
      const body = await bodyOf(request);
      const method = request.method ?? "GET";
      if (method !== "GET") await beforeWrite(request.url ?? "");
      const headers: Record<string, string> = { authorization: request.headers.authorization ?? "" };
      if (body !== "") headers["content-type"] = "application/json";
      const answer = await fetch(`${target}${request.url}`, {
        method,
        headers,
        ...(body === "" ? {} : { body }),
      });
      const text = (await answer.text()).replace(/,"(etag|updated_at)":"(?:[^"\\]|\\.)*"/g, "");
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
      response.end(text);
    };
    void pass();
  });
  open.proxy = proxy;
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

async function mixedWorld(): Promise<World> {
  const world = await createWorld({
    files: filesOf(mixed.declared),
    sandbox: { seed: { version: 1, organizations: [seedOf(mixed.live)] } },
  });
  open.world = world;
  return world;
}

async function applyThrough(world: World, address: string) {
  const context = { ...world.context, env: { ...world.context.env, MUSTER_API_ACME: address } };
  const run = await planAll(context, { organizations: [], allowed: [], reach: "merged" });
  if (!run.ok) throw new Error("no plan");
  const planned = run.runs.flatMap(({ result }) => (isPlanned(result) ? [result] : []));
  const request = { journal: memoryJournal(), commit: null, actor: "tester", allowed: [] };
  const [applied] = await applyAll(context, planned, request);
  await run.close();
  if (applied === undefined) throw new Error("nothing was applied");
  return applied;
}

it("does everything all the same, once, and leaves nothing", async () => {
  const reference = await mixedWorld();
  const start = reference.sandbox.dump();
  await reference.apply();
  const expected = deedsOf(start, reference.sandbox.dump());
  await reference.close();

  const world = await mixedWorld();
  const before = world.sandbox.dump();
  const applied = await applyThrough(
    world,
    await withoutVersions(world.sandbox.url, () => Promise.resolve()),
  );
  expect(applied.result?.outcomes.filter(({ status }) => status !== "done")).toEqual([]);
  expect(applied.second).toMatchObject({ actions: [] });
  expect(deedsOf(before, world.sandbox.dump())).toEqual(expected);
});

it("finds stale what somebody changed between the plan and the write, and goes on", async () => {
  const world = await mixedWorld();
  let edited = false;
  const address = await withoutVersions(world.sandbox.url, async () => {
    if (edited) return;
    edited = true;
    await world.control("/sandbox/edit", { email: "dee@acme.example", role: "editor" });
  });
  const applied = await applyThrough(world, address);
  const stale = applied.result?.outcomes.filter(({ status }) => status !== "done");
  expect(stale).toMatchObject([{ status: "stale", action: { verb: "demote", key: "dee@acme.example" } }]);
  expect(applied.code).toBe(4);
});
