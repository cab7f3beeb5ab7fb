import { describe, expect, it } from "vitest";
import { scopes } from "../../../src/providers/planasonix/contract.ts";
import { deeds, refusal, richAcme, serve, start, stateOf, stillClock } from "./harness.ts";

const rich = () => serve({ seed: stateOf(richAcme()) });

describe("resources", () => {
  it("are listed whole and by owner, of the key's own organization", async () => {
    const labs = richAcme({ key: "labs", id: "org_labs", pipelines: [], shares: [] });
    const server = await serve({ seed: stateOf(richAcme(), labs) });
    const ids = async (path: string, token?: string) =>
      (
        (await server.ask(`GET ${path}`, token === undefined ? {} : { token })).body.data as { id: string }[]
      ).map((item) => item.id);
    expect(await ids("/api/pipelines")).toEqual(["pl_sales", "pl_twin1", "pl_twin2"]);
    expect(await ids("/api/pipelines?owner_id=usr_lee")).toEqual(["pl_sales"]);
    expect(await ids("/api/connections?owner_id=usr_ana")).toEqual(["con_wh"]);
    expect(await ids("/v1/api/schedules?owner_id=usr_lee")).toEqual([]);
    expect(await ids("/api/projects")).toEqual(["prj_rev"]);
    expect(await ids("/api/pipelines", server.organizations[1]?.token)).toEqual([]);
  });

  it("need the scopes, although their paths name no organization", async () => {
    const server = await rich();
    const made = await server.control("POST token", { scopes: [scopes.write] });
    const { token } = made.body.data as { token: string };
    expect(refusal(await server.ask("GET /api/pipelines", { token }))).toEqual([403, "missing_scope"]);
    const reader = await server.control("POST token", { scopes: [scopes.read] });
    const change = { body: { owner_id: "usr_ana" }, ...(reader.body.data as { token: string }) };
    expect(refusal(await server.ask("PATCH /api/pipelines/pl_sales", change))).toEqual([
      403,
      "missing_scope",
    ]);
  });

  it("change hands, and the audit log tells both owners", async () => {
    const server = await rich();
    for (const path of ["pipelines/pl_sales", "connections/con_wh", "schedules/sch_daily"]) {
      const owner_id = path.startsWith("p") ? "usr_ana" : "usr_lee";
      expect(await server.data(`PATCH /api/${path}`, { body: { owner_id } })).toMatchObject({ owner_id });
      expect(await server.data(`GET /api/${path}`)).toMatchObject({ owner_id });
      await server.data(`PATCH /api/${path}`, { body: { owner_id } });
    }
    expect(server.dump().organizations[0]?.audit).toMatchObject([
      {
        action: "resource.transferred",
        target: "pipeline:nightly_sales_sync",
        target_id: "pl_sales",
        before: { owner_id: "usr_lee" },
        after: { owner_id: "usr_ana" },
      },
      { target: "connection:warehouse-readonly", after: { owner_id: "usr_lee" } },
      { target: "schedule:daily", after: { owner_id: "usr_lee" } },
    ]);
  });

  it.each([
    ["pipelines/pl_sales", "usr_rob", 422, "cannot_own"],
    ["connections/con_wh", "usr_old", 422, "cannot_own"],
    ["schedules/sch_daily", "usr_none", 422, "cannot_own"],
    ["schedules/sch_daily", "sa_ci", 422, "invalid"],
    ["pipelines/pl_none", "usr_ana", 404, "not_found"],
  ] as const)("%s does not go to %s: %i %s", async (path, owner_id, status, code) => {
    const server = await rich();
    const before = server.dump();
    expect(refusal(await server.ask(`PATCH /api/${path}`, { body: { owner_id } }))).toEqual([status, code]);
    expect(server.dump()).toEqual(before);
  });

  it("keep their owner from being removed, not from being deactivated, which says how much they own", async () => {
    for (const kind of ["pipelines", "connections", "schedules", "service_accounts"] as const) {
      const none = { pipelines: [], connections: [], schedules: [], service_accounts: [] };
      const thing =
        kind === "service_accounts"
          ? { id: "sa_x", name: "x", role: "viewer", owner_type: "member", owner_id: "usr_lee" }
          : { id: "x_1", name: "x", owner_id: "usr_lee" };
      const seed = richAcme({ ...none, shares: [], service_account_keys: [], [kind]: [thing] });
      const server = await serve({ seed: stateOf(seed) });
      expect(refusal(await server.ask("DELETE members/usr_lee"))).toEqual([409, "owns_resources"]);
      await server.data("PATCH members/usr_lee", { body: { state: "deactivated" } });
      expect(refusal(await server.ask("DELETE members/usr_lee"))).toEqual([409, "owns_resources"]);
      const [event] = server.dump().organizations[0]?.audit ?? [];
      expect(event).toMatchObject({ action: "member.deactivated", owned: 1 });
    }
    const server = await rich();
    await server.data("PATCH /api/pipelines/pl_sales", { body: { owner_id: "usr_ana" } });
    expect((await server.ask("DELETE members/usr_lee")).status).toBe(204);
    expect(server.dump().organizations[0]?.audit?.at(-1)).toMatchObject({
      action: "member.removed",
      owned: 0,
    });
  });
});

describe("a role that may not own", () => {
  it.each(["pipelines", "connections", "schedules"] as const)(
    "does not come to an owner of %s",
    async (kind) => {
      const none = { pipelines: [], connections: [], schedules: [], shares: [] };
      const seed = richAcme({ ...none, [kind]: [{ id: "x_1", name: "x", owner_id: "usr_lee" }] });
      const server = await serve({ seed: stateOf(seed) });
      const lower = () => server.ask("PATCH members/usr_lee", { body: { role: "viewer" } });
      const before = server.dump();
      expect(refusal(await lower())).toEqual([409, "owns_resources"]);
      expect(server.dump()).toEqual(before);
      expect((await server.ask("PATCH members/usr_lee", { body: { role: "maintainer" } })).status).toBe(200);
      await server.data(`PATCH /api/${kind}/x_1`, { body: { owner_id: "usr_ana" } });
      expect((await lower()).status).toBe(200);
    },
  );

  it("does not come of a role that an owner holds, in whatever state they are", async () => {
    const server = await rich();
    const { id } = await server.data("POST roles", {
      body: { name: "lead", base: "editor", permissions: [] },
    });
    await server.data("PATCH members/usr_lee", { body: { role: "lead" } });
    const narrow = () => server.ask(`PATCH roles/${String(id)}`, { body: { base: "viewer" } });
    expect(refusal(await narrow())).toEqual([409, "owns_resources"]);
    await server.data("PATCH members/usr_lee", { body: { state: "deactivated" } });
    expect(refusal(await narrow())).toEqual([409, "owns_resources"]);
    await server.data("PATCH /api/pipelines/pl_sales", { body: { owner_id: "usr_ana" } });
    expect((await narrow()).status).toBe(200);
  });

  it("stays with whoever came by something in it: only the change is refused", async () => {
    const server = await rich();
    await server.control("POST own", { resource: "pipeline", name: "gift", email: "rob@acme.example" });
    await server.data("POST roles", { body: { name: "guest", base: "viewer", permissions: [] } });
    expect((await server.ask("PATCH members/usr_rob", { body: { role: "guest" } })).status).toBe(200);
  });
});

describe("audit events", () => {
  it("are paged, oldest first, from a time on", async () => {
    const clock = stillClock();
    const server = await serve({ seed: stateOf(richAcme()), clock });
    const ids: unknown[] = [];
    for (const role of ["admin", "maintainer", "editor"]) {
      await server.data("PATCH members/usr_lee", { body: { role } });
      clock.at += 60_000;
    }
    const reply = await server.ask("GET audit-events?limit=2");
    const { next_cursor: cursor } = reply.body.meta as { next_cursor: string };
    const rest = await server.ask(`GET audit-events?limit=2&cursor=${cursor}`);
    for (const part of [reply, rest])
      ids.push(...(part.body.data as { id: string }[]).map((item) => item.id));
    expect(ids).toEqual(["evt_00000001", "evt_00000002", "evt_00000003"]);
    expect(rest.body.meta).toMatchObject({ total: 3, next_cursor: null });
    const since = new Date(start + 60_000).toISOString();
    expect(await server.data(`GET audit-events?since=${since}`)).toMatchObject([
      { id: "evt_00000002", actor: "muster-bot", action: "member.role_changed", target: "lee@acme.example" },
      { id: "evt_00000003" },
    ]);
    expect(refusal(await server.ask("GET audit-events?since=soon"))).toEqual([422, "invalid_since"]);
  });
});

describe("control routes", () => {
  it("create a resource for somebody, or hand it to them, whatever their role", async () => {
    const server = await rich();
    const own = async (body: object) => (await server.control("POST own", body)).body.data;
    const made = await own({
      resource: "connection",
      name: "crm",
      email: "rob@acme.example",
      oauth: "salesforce",
    });
    expect(made).toMatchObject({
      name: "crm",
      owner_id: "usr_rob",
      oauth: { provider: "salesforce", authorized_by: "usr_rob" },
    });
    const handed = await own({ resource: "connection", name: "crm", email: "lee@acme.example" });
    expect(handed).toMatchObject({ id: (made as { id: string }).id, owner_id: "usr_lee" });
    expect(handed).toMatchObject({ oauth: { authorized_by: "usr_rob" } });
    expect(await own({ resource: "project", name: "revenue" })).toMatchObject({ id: "prj_rev" });
    expect(await own({ resource: "project", name: "new" })).toMatchObject({ name: "new" });
    expect(await own({ resource: "schedule", name: "free" })).toMatchObject({ owner_id: null });
    expect(deeds(server)).toEqual([
      "resource.created connection:crm",
      "resource.transferred connection:crm",
      "resource.created project:new",
      "resource.created schedule:free",
    ]);
    expect((await serve({ seed: server.dump() })).dump()).toEqual(server.dump());
  });

  it("change an owner beside muster", async () => {
    const server = await rich();
    const edit = async (body: object) => (await server.control("POST edit", body)).body.data;
    const sales = { resource: "pipeline", name: "nightly_sales_sync" };
    expect(await edit({ ...sales, owner: "rob@acme.example" })).toMatchObject({ owner_id: "usr_rob" });
    expect(await edit({ ...sales, owner: null })).toMatchObject({ owner_id: null });
    expect(await edit({ resource: "pipeline", name: "pl_twin1", owner: "ana@acme.example" })).toMatchObject({
      owner_id: "usr_ana",
    });
    expect(
      await edit({ resource: "service_account", name: "ci-dbt", owner: "rob@acme.example" }),
    ).toMatchObject({
      owner_type: "member",
      owner_id: "usr_rob",
    });
    expect(server.dump().organizations[0]?.audit?.map((event) => event.actor)).toEqual(
      Array.from({ length: 4 }, () => "somebody"),
    );
  });

  it("make keys without a secret", async () => {
    const server = await rich();
    const key = async (body: object) => (await server.control("POST key", body)).body.data;
    const made = { account: "ci-dbt", name: "github-actions", scopes: ["pipelines:read"] };
    expect(await key({ ...made, created_by: "lee@acme.example" })).toMatchObject({
      service_account_id: "sa_ci",
      name: "github-actions",
      scopes: ["pipelines:read"],
      created_by: "usr_lee",
    });
    expect(await key(made)).toMatchObject({ created_by: null });
    expect(await key({ email: "rob@acme.example", name: "laptop" })).toMatchObject({ created_by: "usr_rob" });
    expect(deeds(server)).toEqual([
      "key.created CI-dbt/github-actions",
      "key.created CI-dbt/github-actions",
      "personal_key.created rob@acme.example/laptop",
    ]);
  });

  it.each([
    ["own", { resource: "dashboard", name: "x" }, 422, "invalid"],
    ["own", { resource: "pipeline" }, 422, "invalid"],
    ["own", { resource: "pipeline", name: "x", email: "nobody@acme.example" }, 404, "not_found"],
    ["own", { resource: "pipeline", name: "twin", email: "ana@acme.example" }, 409, "ambiguous"],
    ["own", { resource: "pipeline", name: "x", oauth: "y" }, 422, "invalid"],
    ["own", { resource: "project", name: "x", email: "ana@acme.example" }, 422, "invalid"],
    ["edit", { resource: "project", name: "revenue", owner: null }, 422, "invalid"],
    ["edit", { resource: "pipeline", name: "none", owner: null }, 404, "not_found"],
    ["edit", { resource: "pipeline", name: "nightly_sales_sync" }, 422, "invalid"],
    ["edit", { resource: "service_account", name: "none", owner: "ana@acme.example" }, 404, "not_found"],
    ["key", { email: "rob@acme.example" }, 422, "invalid"],
    ["key", { name: "x" }, 422, "invalid"],
    ["key", { name: "x", account: "none" }, 404, "not_found"],
    ["key", { name: "x", account: "ci-dbt", scopes: "all" }, 422, "invalid"],
    ["key", { name: "x", account: "ci-dbt", created_by: "nobody@acme.example" }, 404, "not_found"],
  ] as const)("%s %j is %i %s and changes nothing", async (name, body, status, code) => {
    const server = await rich();
    const before = server.dump();
    expect(refusal(await server.control(`POST ${name}`, body))).toEqual([status, code]);
    expect(server.dump()).toEqual(before);
  });
});
