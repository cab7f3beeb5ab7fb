import { describe, expect, it } from "vitest";
import { generateState } from "../../../src/sandbox/planasonix/generate.ts";
import { scopes } from "../../../src/providers/planasonix/contract.ts";
import { acme, refusal, richAcme, serve, stateOf, stillClock } from "./harness.ts";

const labs = acme({ key: "acme-labs", id: "org_labs", name: "Acme Labs" });

describe("keys", () => {
  it("are needed, and must be known", async () => {
    const server = await serve();
    expect(refusal(await server.ask("GET members", { token: null }))).toEqual([401, "unauthorized"]);
    expect(refusal(await server.ask("GET members", { token: "plnx_sandbox_other" }))).toEqual([
      401,
      "unauthorized",
    ]);
    expect(
      refusal(await server.ask("GET members", { token: null, headers: { Authorization: "Basic eA==" } })),
    ).toEqual([401, "unauthorized"]);
  });

  it("say who they are: by default a service principal with both scopes", async () => {
    const server = await serve();
    expect(server.organizations).toEqual([{ key: "acme", id: "org_acme", token: "plnx_sandbox_acme" }]);
    expect(await server.data("GET /api/user/profile")).toEqual({
      id: "svc_muster-bot",
      email: null,
      display_name: "muster-bot",
      organization_id: "org_acme",
      roles: [],
      scopes: [scopes.read, scopes.write],
    });
  });

  it("need organization:read to read and admin:organization to write", async () => {
    const server = await serve();
    const made = async (list: unknown) => {
      const reply = await server.control("POST token", { organization: "acme", scopes: list });
      return (reply.body.data as { token: string }).token;
    };
    const statuses = async (token: string) => [
      (await server.ask("GET members", { token })).status,
      (await server.ask("PATCH members/usr_lee", { token, body: { role: "editor" } })).status,
    ];
    expect(await statuses(await made([scopes.read]))).toEqual([200, 403]);
    expect(await statuses(await made([scopes.write]))).toEqual([403, 200]);
    expect(await statuses(await made([]))).toEqual([403, 403]);
    const unlisted = await made(null);
    expect(await statuses(unlisted)).toEqual([200, 200]);
    expect(await server.data("GET /api/user/profile", { token: unlisted })).not.toHaveProperty("scopes");
  });

  it("of people carry the rights of their role, while they are active", async () => {
    const server = await serve();
    const made = async (email: string) => {
      const reply = await server.control("POST token", { organization: "acme", email });
      return (reply.body.data as { token: string }).token;
    };
    const [ana, rob] = [await made("ana@acme.example"), await made("rob@acme.example")];
    expect(await server.data("GET /api/user/profile", { token: rob })).toMatchObject({
      id: "usr_rob",
      email: "rob@acme.example",
      roles: ["viewer"],
    });
    const change = { body: { role: "maintainer" } };
    expect(refusal(await server.ask("PATCH members/usr_lee", { token: rob, ...change }))).toEqual([
      403,
      "forbidden",
    ]);
    expect((await server.ask("PATCH members/usr_lee", { token: ana, ...change })).status).toBe(200);
    expect(server.dump().organizations[0]?.audit?.[0]?.actor).toBe("ana@acme.example");
    await server.ask("PATCH members/usr_rob", { body: { state: "deactivated" } });
    expect(refusal(await server.ask("GET members", { token: rob }))).toEqual([401, "unauthorized"]);
  });

  it("open one organization only", async () => {
    const server = await serve({ seed: stateOf(acme(), labs) });
    const [, other] = server.organizations;
    const token = other?.token ?? "";
    expect(refusal(await server.ask("GET members", { token }))).toEqual([403, "wrong_organization"]);
    expect((await server.ask("GET /api/organizations/org_labs/members", { token })).status).toBe(200);
    expect(await server.data("GET /api/user/profile", { token })).toMatchObject({
      organization_id: "org_labs",
    });
    const named = { headers: { "X-Organization-ID": "org_labs" } };
    expect(refusal(await server.ask("GET members", named))).toEqual([403, "wrong_organization"]);
    expect(refusal(await server.ask("GET /api/user/profile", named))).toEqual([403, "wrong_organization"]);
    expect((await server.ask("GET members", { headers: { "X-Organization-ID": "org_acme" } })).status).toBe(
      200,
    );
  });

  it("two organizations share nothing", async () => {
    const server = await serve({ seed: stateOf(acme(), labs) });
    await server.data("PATCH members/usr_lee", { body: { role: "admin" } });
    const [first, second] = server.dump().organizations;
    expect(first?.members.find((member) => member.id === "usr_lee")?.role).toBe("admin");
    expect(second?.members.find((member) => member.id === "usr_lee")?.role).toBe("editor");
    expect((await server.control("GET audit?organization=acme-labs")).body.data).toEqual([]);
    expect((await server.control("GET audit?organization=org_acme")).body.data).toHaveLength(1);
  });
});

describe("answers", () => {
  it("count whole collections in the organization's usage", async () => {
    const server = await serve();
    expect(await server.data("GET /api/organizations/org_acme")).toMatchObject({
      id: "org_acme",
      name: "Acme",
      usage: { members: 4, invitations: 0, teams: 2, team_memberships: 1 },
    });
  });

  it("carry request id, budget and date, errors too", async () => {
    const server = await serve();
    for (const [line, remaining] of [
      ["GET members", "5999"],
      ["GET members/usr_none", "5998"],
    ] as const) {
      const { headers } = await server.ask(line);
      expect(headers.get("X-Request-Id")).toMatch(/^req_\d+$/);
      expect(headers.get("X-RateLimit-Limit")).toBe("6000");
      expect(headers.get("X-RateLimit-Remaining")).toBe(remaining);
      expect(headers.get("X-RateLimit-Reset")).toBe(String(Date.parse("2026-11-21T12:01:00Z") / 1000));
      expect(headers.get("Date")).toBe("Sat, 21 Nov 2026 12:00:00 GMT");
    }
  });

  it("are 429 past the budget, until the minute is over", async () => {
    const clock = stillClock();
    const server = await serve({ clock, rateLimit: 2 });
    await server.ask("GET members");
    await server.ask("GET members");
    clock.at += 45_000;
    const refused = await server.ask("PATCH members/usr_lee", { body: { role: "admin" } });
    expect(refusal(refused)).toEqual([429, "rate_limited"]);
    expect(refused.headers.get("Retry-After")).toBe("15");
    expect(refused.headers.get("X-RateLimit-Remaining")).toBe("0");
    clock.at += 15_000;
    expect(await server.data("GET members/usr_lee")).toMatchObject({ role: "editor" });
  });

  it("also come below the versioned base path, and are 404 elsewhere", async () => {
    const server = await serve();
    expect((await server.ask("GET /v1/api/organizations/org_acme/members")).status).toBe(200);
    expect(refusal(await server.ask("GET /api/nothing"))).toEqual([404, "no_such_route"]);
    expect(refusal(await server.ask("DELETE /api/organizations/org_acme"))).toEqual([404, "no_such_route"]);
    expect(refusal(await server.control("GET nothing"))).toEqual([404, "not_found"]);
  });

  it("are recorded as requests, control routes apart", async () => {
    const server = await serve();
    await server.ask("GET members?limit=2");
    await server.control("GET dump");
    await server.ask("GET members", { token: null });
    expect(server.requests()).toEqual([
      {
        method: "GET",
        path: "/api/organizations/org_acme/members?limit=2",
        route: "members",
        organization: "org_acme",
        status: 200,
        at: "2026-11-21T12:00:00.000Z",
      },
      expect.objectContaining({ organization: null, status: 401 }),
    ]);
    server.resetRequests();
    expect(server.requests()).toEqual([]);
  });
});

describe("versions", () => {
  it.each([
    ["PATCH members/usr_lee", { role: "admin" }, "members/usr_lee"],
    ["DELETE members/usr_lee", undefined, "members/usr_lee"],
    ["PATCH teams/team_fin", { name: "Money" }, "teams/team_fin"],
    ["DELETE teams/team_fin", undefined, "teams/team_fin"],
    ["PUT teams/team_fin/members/usr_lee", { role: "member" }, "teams/team_fin/members/usr_lee"],
    ["DELETE teams/team_fin/members/usr_lee", undefined, "teams/team_fin/members/usr_lee"],
  ])("%s is 412 with an old version, and goes through with the current one", async (line, body, path) => {
    const server = await serve();
    const before = server.dump();
    const stale = await server.ask(line, { body, headers: { "If-Match": '"r0"' } });
    expect(refusal(stale)).toEqual([412, "precondition_failed"]);
    expect(server.dump()).toEqual(before);
    const { headers, body: current } = await server.ask(`GET ${path}`);
    expect(headers.get("ETag")).toBe((current.data as { etag: string }).etag);
    const fresh = await server.ask(line, { body, headers: { "If-Match": headers.get("ETag") ?? "" } });
    expect(fresh.status).toBeLessThan(300);
  });

  it.each([
    ["PATCH roles/role_ops", { permissions: [] }, "GET roles/role_ops"],
    ["DELETE roles/role_free", undefined, "GET roles/role_free"],
    ["PATCH shares/shr_1", { level: "view" }, "GET shares/shr_1"],
    ["DELETE shares/shr_1", undefined, "GET shares/shr_1"],
    ["PATCH service-accounts/sa_ci", { description: "x" }, "GET service-accounts/sa_ci"],
    ["DELETE service-accounts/sa_free", undefined, "GET service-accounts/sa_free"],
    ["DELETE service-accounts/sa_ci/keys/key_ci", undefined, "GET service-account-keys"],
    ["DELETE api-keys/key_rob", undefined, "GET api-keys"],
    ["PATCH /api/pipelines/pl_sales", { owner_id: "usr_ana" }, "GET /api/pipelines/pl_sales"],
    ["PATCH /api/connections/con_wh", { owner_id: "usr_lee" }, "GET /api/connections/con_wh"],
    ["PATCH /api/schedules/sch_daily", { owner_id: "usr_lee" }, "GET /api/schedules/sch_daily"],
  ])("hold for %s", async (line, body, read) => {
    const rich = richAcme();
    const server = await serve({
      seed: stateOf({
        ...rich,
        roles: [
          ...(rich.roles ?? []),
          { id: "role_free", name: "free", built_in: false, base: "viewer", permissions: [] },
        ],
        service_accounts: [
          ...(rich.service_accounts ?? []),
          { id: "sa_free", name: "free", role: "viewer", owner_type: null, owner_id: null },
        ],
      }),
    });
    const before = server.dump();
    const stale = await server.ask(line, { body, headers: { "If-Match": '"r0"' } });
    expect(refusal(stale)).toEqual([412, "precondition_failed"]);
    expect(server.dump()).toEqual(before);
    const [current] = [await server.data(read)].flat();
    const headers = { "If-Match": String(current?.["etag"]) };
    expect((await server.ask(line, { body, headers })).status).toBeLessThan(300);
    expect(server.dump()).not.toEqual(before);
  });

  it("hold for sending an invitation again, and the same key is answered as before", async () => {
    const invitation = { id: "inv_1", email: "kim@acme.example", role: "viewer", state: "expired" as const };
    const server = await serve({ seed: stateOf({ ...acme(), invitations: [invitation] }) });
    const { etag } = await server.data("GET invitations/inv_1");
    const line = "POST invitations/inv_1/resend";
    const headers = { "If-Match": String(etag), "Idempotency-Key": "one" };
    const first = await server.ask(line, { headers });
    expect(first.status).toBe(200);
    expect(await server.ask(line, { headers })).toMatchObject({ status: 200, body: first.body });
    const other = { ...headers, "Idempotency-Key": "two" };
    expect(refusal(await server.ask(line, { headers: other }))).toEqual([412, "precondition_failed"]);
    expect(await server.data("GET invitations/inv_1")).toMatchObject({ sent_count: 1 });
  });

  it("change with every change", async () => {
    const server = await serve();
    const { etag } = await server.data("GET members/usr_lee");
    const match = { headers: { "If-Match": String(etag) } };
    const changed = await server.data("PATCH members/usr_lee", { body: { role: "viewer" }, ...match });
    expect(changed["etag"]).not.toBe(etag);
    expect(refusal(await server.ask("PATCH members/usr_lee", { body: { role: "admin" }, ...match }))).toEqual(
      [412, "precondition_failed"],
    );
  });

  it("of what is gone: DELETE and PATCH say 404, PUT says 412", async () => {
    const server = await serve();
    const headers = { "If-Match": '"r1"' };
    expect((await server.ask("DELETE members/usr_none", { headers })).status).toBe(404);
    expect((await server.ask("PATCH members/usr_none", { headers, body: { role: "viewer" } })).status).toBe(
      404,
    );
    const put = await server.ask("PUT teams/team_biz/members/usr_rob", { headers, body: { role: "member" } });
    expect(put.status).toBe(412);
  });
});

describe("Idempotency-Key", () => {
  const key = (value: string) => ({ headers: { "Idempotency-Key": value } });

  it("gives one effect and the same answer", async () => {
    const server = await serve();
    const body = { email: "kim@contractor.example", role: "viewer" };
    const first = await server.ask("POST invitations", { body, ...key("a") });
    const again = await server.ask("POST invitations", { body, ...key("a") });
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect(server.dump().organizations[0]?.invitations).toHaveLength(1);
    expect(refusal(await server.ask("POST invitations", { body, ...key("b") }))).toEqual([409, "conflict"]);
    const { id } = first.body.data as { id: string };
    const resend = () => server.data(`POST invitations/${id}/resend`, key("c"));
    expect((await resend())["sent_count"]).toBe(2);
    expect((await resend())["sent_count"]).toBe(2);
  });

  it("is refused with another body, and free again after a refusal", async () => {
    const server = await serve();
    const team = (slug: string) => server.ask("POST teams", { body: { slug, name: "X" }, ...key("a") });
    expect((await team("finance")).status).toBe(409);
    expect((await team("one")).status).toBe(201);
    expect(refusal(await team("two"))).toEqual([422, "idempotency_key_reused"]);
  });

  it("holds when both requests come at once", async () => {
    const server = await serve();
    const body = { slug: "one", name: "One" };
    const replies = await Promise.all([1, 2, 3].map(() => server.ask("POST teams", { body, ...key("a") })));
    expect(new Set(replies.map((reply) => JSON.stringify(reply.body))).size).toBe(1);
    expect(server.dump().organizations[0]?.teams).toHaveLength(3);
  });
});

describe("pages", () => {
  it("hold everybody once, whatever the page size", async () => {
    const server = await serve({ seed: generateState({ members: 53 }), pageSize: 7 });
    const emails: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const reply = await server.ask(`GET members?limit=1000${cursor === null ? "" : `&cursor=${cursor}`}`);
      const { data, meta } = reply.body as {
        data: { email: string }[];
        meta: { next_cursor: string | null; total: number };
      };
      expect(meta).toMatchObject({ page_size: 7, total: 53 });
      emails.push(...data.map((item) => item.email));
      cursor = meta.next_cursor;
      pages += 1;
    } while (cursor !== null);
    expect(pages).toBe(8);
    expect(new Set(emails).size).toBe(53);
    expect(emails).toHaveLength(53);
  });

  it("end without a cursor when the last one is full", async () => {
    const server = await serve();
    const first = (await server.ask("GET members?limit=2")).body.meta as { next_cursor: string };
    const second = await server.ask(`GET members?limit=2&cursor=${first.next_cursor}`);
    expect(second.body).toMatchObject({
      data: [{ id: "usr_rob" }, { id: "usr_old" }],
      meta: { next_cursor: null },
    });
  });

  it("lose nobody when somebody is removed in between", async () => {
    const server = await serve();
    const first = (await server.ask("GET members?limit=2")).body.meta as { next_cursor: string };
    await server.ask("DELETE members/usr_lee");
    const second = await server.ask(`GET members?limit=2&cursor=${first.next_cursor}`);
    expect(second.body.data).toMatchObject([{ id: "usr_rob" }, { id: "usr_old" }]);
  });

  it("refuse limits and cursors that are none", async () => {
    const server = await serve();
    for (const limit of ["0", "1001", "-1", "ten", "1.5", ""]) {
      expect(refusal(await server.ask(`GET members?limit=${limit}`))).toEqual([422, "invalid_limit"]);
    }
    const { next_cursor: cursor } = (await server.ask("GET members?limit=1")).body.meta as {
      next_cursor: string;
    };
    for (const forged of ["", "x", "2", Buffer.from("2.000000000000").toString("base64url"), `${cursor}A`]) {
      expect(refusal(await server.ask(`GET members?cursor=${forged}`))).toEqual([400, "invalid_cursor"]);
    }
    expect(refusal(await server.ask(`GET teams?cursor=${cursor}`))).toEqual([400, "invalid_cursor"]);
  });
});
