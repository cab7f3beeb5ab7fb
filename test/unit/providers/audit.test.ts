/** What the audit log tells of the past: who owned accounts until when, who left when, and what a key may not read. */
import { afterEach, describe, expect, it } from "vitest";
import type { Http } from "../../../src/io/http.ts";
import type { ProviderFailure } from "../../../src/model/provider.ts";
import type { TracesRead } from "../../../src/model/holdings.ts";
import { planasonixReader } from "../../../src/providers/planasonix/read.ts";
import { startSandbox, type Sandbox } from "../../../src/sandbox/planasonix/start.ts";
import { canary, optionsFor, plainHttp, scripted, type Reply, type Scripted, type Seen } from "./bench.ts";

const open: {
  server?: Scripted | undefined;
  sandbox?: Sandbox | undefined;
  http?: Http | undefined;
} = {};
afterEach(async () => {
  await open.http?.close();
  await open.server?.close();
  await open.sandbox?.close();
  open.server = open.sandbox = open.http = undefined;
});

const since = "2026-01-01T00:00:00Z";

async function read(
  answer: (request: Seen) => Reply,
): Promise<{ readonly result: TracesRead | ProviderFailure; readonly seen: readonly Seen[] }> {
  const server = await scripted(answer);
  const http = plainHttp();
  Object.assign(open, { server, http });
  const reader = planasonixReader(optionsFor(server.address, { http }));
  const result = await reader.readTraces?.(since);
  if (result === undefined) throw new Error("The reader has no log.");
  expect(JSON.stringify(result)).not.toContain(canary);
  return { result, seen: server.seen };
}

async function tracesOf(events: readonly object[]) {
  const { result, seen } = await read(() => ({ json: { data: events, meta: {} } }));
  if (!result.ok) throw new Error(result.message);
  expect(seen).toHaveLength(1);
  expect(seen[0]?.path).toContain(`since=${encodeURIComponent(since)}`);
  return result.traces;
}

const event = (id: string, more: object) => ({
  id,
  at: "2026-02-01T00:00:00Z",
  actor: "bot",
  action: "resource.transferred",
  target: "x",
  ...more,
});
const owned = (owner_type: string, owner_id: string) => ({ id: "sa_1", owner_type, owner_id });

describe("readTraces", () => {
  it("finds who owned an account themselves and gave it up, to a person or a team", async () => {
    const { owners, coverage } = await tracesOf([
      event("e1", {
        target_id: "sa_1",
        before: owned("member", "usr_rob"),
        after: owned("member", "usr_ana"),
      }),
      event("e2", { target_id: "sa_1", before: owned("member", "usr_ana"), after: owned("team", "team_1") }),
      event("e3", { target_id: "sa_1", before: owned("team", "team_1"), after: owned("member", "usr_bo") }),
      event("e4", { target_id: "sa_1", before: owned("member", "usr_bo"), after: owned("member", "usr_bo") }),
      event("e5", { target_id: "sa_2", before: owned("member", "usr_cy"), after: null }),
      event("e6", { target_id: "pl_1", before: { owner_id: "usr_rob" }, after: { owner_id: "usr_ana" } }),
      event("e7", { before: null, after: null }),
    ]);
    const until = "2026-02-01T00:00:00Z";
    expect(owners).toEqual([
      { account: "sa_1", person: "usr_rob", until },
      { account: "sa_1", person: "usr_ana", until },
      { account: "sa_2", person: "usr_cy", until },
    ]);
    expect(coverage).toEqual({ complete: true });
  });

  it("tells when somebody's access ended, the last time, whatever the order of the log", async () => {
    const email = "rob@acme.example";
    const left = (id: string, at: string, action: string, state: string) =>
      event(id, { at, action, target_id: "usr_rob", before: { email, state } });
    const { departures } = await tracesOf([
      left("e4", "2026-05-01T00:00:00Z", "member.removed", "deactivated"),
      left("e1", "2026-02-01T00:00:00Z", "member.deactivated", "active"),
      left("e2", "2026-03-01T00:00:00Z", "member.reactivated", "deactivated"),
      left("e3", "2026-04-01T00:00:00Z", "member.deactivated", "active"),
      event("e5", { action: "member.left", target_id: "usr_bo" }),
    ]);
    expect([...departures]).toEqual([
      ["usr_rob", { at: "2026-04-01T00:00:00Z", email }],
      ["usr_bo", { at: "2026-02-01T00:00:00Z" }],
    ]);
  });

  it.each([403, 404, 410])("says why where the service answers %i, and goes on", async (status) => {
    const { result } = await read(() => ({ status, json: { code: "no", message: "not for you" } }));
    expect(result).toMatchObject({
      ok: true,
      traces: {
        owners: [],
        coverage: { complete: false, reason: expect.stringContaining("not for you") as string },
      },
    });
  });

  it("fails as other reads do where the key or the service is at fault", async () => {
    const { result } = await read(() => ({ status: 401, json: { code: "no", message: "revoked" } }));
    expect(result).toMatchObject({ ok: false, kind: "stop" });
  });

  it("is fed by the sandbox with all that it asks for", async () => {
    const sandbox = await startSandbox({ seed: seedOf() });
    const http = plainHttp();
    Object.assign(open, { sandbox, http });
    const base = new URL("/api/organizations/org_acme/", sandbox.url);
    const call = async (method: string, path: string, body?: object): Promise<void> => {
      const answer = await fetch(new URL(path, base), {
        method,
        headers: { authorization: "Bearer plnx_sandbox_acme", "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      expect(answer.ok).toBe(true);
    };
    await call("PATCH", "service-accounts/sa_ci", { owner_type: "member", owner_id: "usr_ana" });
    await call("PATCH", "members/usr_rob", { state: "deactivated" });
    await call("DELETE", "members/usr_rob");
    const address = new URL(sandbox.url);
    const options = optionsFor(address, { http });
    const reader = planasonixReader({ ...options, organizationId: "org_acme", token: "plnx_sandbox_acme" });
    const read = await reader.readTraces?.(since);
    if (read?.ok !== true) throw new Error("The log was not read.");
    expect(read.traces.owners.map(({ account, person }) => [account, person])).toEqual([
      ["sa_ci", "usr_rob"],
    ]);
    expect(read.traces.departures.get("usr_rob")?.email).toBe("rob@acme.example");
    expect(read.requests).toBe(1);
  });
});

function seedOf() {
  const member = (name: string) => ({
    id: `usr_${name}`,
    email: `${name}@acme.example`,
    role: "admin",
    state: "active" as const,
  });
  return {
    version: 1 as const,
    organizations: [
      {
        key: "acme",
        id: "org_acme",
        name: "Acme",
        members: [member("ana"), member("rob")],
        invitations: [],
        teams: [],
        memberships: [],
        service_accounts: [
          { id: "sa_ci", name: "ci", role: "editor", owner_type: "member" as const, owner_id: "usr_rob" },
        ],
      },
    ],
  };
}
