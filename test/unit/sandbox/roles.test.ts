import { describe, expect, it } from "vitest";
import { acme, deeds, refusal, richAcme, serve, stateOf } from "./harness.ts";

const rich = () => serve({ seed: stateOf(richAcme()) });

describe("roles", () => {
  it("are listed with the built-in ones, which have no base, and found by name", async () => {
    const server = await rich();
    const reply = await server.ask("GET roles");
    const roles = reply.body.data as { name: string; built_in: boolean; base: string | null }[];
    expect(roles.filter((role) => role.built_in).map((role) => role.name)).toEqual([
      "viewer",
      "member",
      "editor",
      "maintainer",
      "admin",
    ]);
    expect(roles.filter((role) => role.built_in).every((role) => role.base === null)).toBe(true);
    expect(await server.data("GET roles?name=PIPELINE-operator")).toEqual([
      await server.data("GET roles/role_ops"),
    ]);
    expect(reply.body.meta).toMatchObject({ total: 6 });
  });

  it("are created, changed and deleted, and can be given to people while they exist", async () => {
    const server = await rich();
    const body = { name: "Auditor", base: "viewer", permissions: ["runs:read", "audit:read", "runs:read"] };
    const reply = await server.ask("POST roles", { body });
    expect(reply.status).toBe(201);
    const { id } = reply.body.data as { id: string };
    expect(reply.body.data).toMatchObject({
      name: "Auditor",
      built_in: false,
      base: "viewer",
      permissions: ["audit:read", "runs:read"],
    });
    expect(await server.data("PATCH members/usr_rob", { body: { role: "Auditor" } })).toMatchObject({
      role: "auditor",
    });
    expect(refusal(await server.ask(`DELETE roles/${id}`))).toEqual([409, "role_held"]);
    expect(await server.data(`PATCH roles/${id}`, { body: { base: "editor" } })).toMatchObject({
      base: "editor",
      permissions: ["audit:read", "runs:read"],
    });
    await server.data("PATCH members/usr_rob", { body: { role: "editor" } });
    expect((await server.ask(`DELETE roles/${id}`)).status).toBe(204);
    expect(refusal(await server.ask(`GET roles/${id}`))).toEqual([404, "not_found"]);
    expect(refusal(await server.ask("PATCH members/usr_rob", { body: { role: "auditor" } }))).toEqual([
      422,
      "unknown_role",
    ]);
    expect(deeds(server)).toEqual([
      "role.created Auditor",
      "member.role_changed rob@acme.example",
      "role.changed Auditor",
      "member.role_changed rob@acme.example",
      "role.deleted Auditor",
    ]);
  });

  it("are held by invitations and service accounts too, but not by those who left", async () => {
    const server = await serve({
      seed: stateOf(richAcme({ service_accounts: [], service_account_keys: [] })),
    });
    const invitation = await server.data("POST invitations", {
      body: { email: "kim@contractor.example", role: "pipeline-operator" },
    });
    expect(refusal(await server.ask("DELETE roles/role_ops"))).toEqual([409, "role_held"]);
    expect(refusal(await (await rich()).ask("DELETE roles/role_ops"))).toEqual([409, "role_held"]);
    await server.ask(`DELETE invitations/${String(invitation["id"])}`);
    await server.data("PATCH members/usr_rob", { body: { role: "pipeline-operator" } });
    await server.control("POST leave", { email: "rob@acme.example" });
    expect((await server.ask("DELETE roles/role_ops")).status).toBe(204);
    const again = await serve({ seed: server.dump() });
    expect(await again.data("GET members/usr_rob")).toMatchObject({ state: "left" });
  });

  it.each([
    ["POST roles", { name: "PIPELINE-OPERATOR", base: "viewer", permissions: [] }, 409, "name_taken"],
    ["POST roles", { name: "Admin", base: "viewer", permissions: [] }, 409, "name_taken"],
    ["POST roles", { name: "x", base: "Pipeline-Operator", permissions: [] }, 422, "unknown_base"],
    ["PATCH roles/role_ops", { base: "boss" }, 422, "unknown_base"],
    ["PATCH roles/role_admin", { permissions: [] }, 409, "built_in"],
    ["DELETE roles/role_viewer", undefined, 409, "built_in"],
    ["PATCH roles/role_none", { permissions: [] }, 404, "not_found"],
    ["DELETE roles/role_none", undefined, 404, "not_found"],
  ] as const)("%s %j is %i %s and changes nothing", async (line, body, status, code) => {
    const server = await rich();
    const before = server.dump();
    expect(refusal(await server.ask(line, { body }))).toEqual([status, code]);
    expect(server.dump()).toEqual(before);
  });

  it("that manage users make active admins, so that the last of them stays", async () => {
    const server = await rich();
    await server.data("PATCH roles/role_ops", { body: { permissions: ["admin:organization"] } });
    await server.data("PATCH members/usr_rob", { body: { role: "pipeline-operator" } });
    await server.data("PATCH members/usr_ana", { body: { role: "editor" } });
    const counts = () => server.dump().organizations[0]?.audit?.map((event) => event.active_admins);
    expect(counts()).toEqual([1, 2, 1]);
    const narrowed = await server.ask("PATCH roles/role_ops", { body: { permissions: [] } });
    expect(refusal(narrowed)).toEqual([409, "last_admin"]);
    expect(refusal(await server.ask("DELETE members/usr_rob"))).toEqual([409, "last_admin"]);
    const token = (await server.control("POST token", { email: "rob@acme.example" })).body.data as {
      token: string;
    };
    const promoted = await server.ask("PATCH members/usr_lee", { body: { role: "admin" }, ...token });
    expect(promoted.status).toBe(200);
    await server.data("PATCH roles/role_ops", { body: { permissions: [] } });
    expect(counts()).toEqual([1, 2, 1, 2, 1]);
    expect(refusal(await server.ask("PATCH roles/role_ops", { body: { base: "editor" }, ...token }))).toEqual(
      [403, "forbidden"],
    );
  });

  it("keep their version when nothing changes", async () => {
    const server = await rich();
    const before = await server.data("GET roles/role_ops");
    const same = { base: "Viewer", permissions: ["pipelines:run", "pipelines:run"] };
    expect(await server.data("PATCH roles/role_ops", { body: same })).toEqual(before);
    expect(deeds(server)).toEqual([]);
  });

  it("custom ones may be accepted from an invitation", async () => {
    const server = await rich();
    await server.data("POST invitations", { body: { email: "kim@acme.example", role: "Pipeline-Operator" } });
    const joined = await server.control("POST accept", { email: "kim@acme.example" });
    expect(joined.body.data).toMatchObject({ role: "pipeline-operator", state: "active" });
  });
});

describe("seats", () => {
  it("are told, and without a limit there is no total", async () => {
    const server = await rich();
    expect(await server.data("GET /api/organizations/org_acme")).toMatchObject({
      seats: { total: null, used: 3 },
      usage: { roles: 6, shares: 2, service_accounts: 1, service_account_keys: 1 },
    });
  });

  it("are used by active members and pending invitations, and are free again after them", async () => {
    const server = await serve({ seed: stateOf(acme({ seats: { total: 4 } })) });
    const invite = (name: string) =>
      server.ask("POST invitations", { body: { email: `${name}@acme.example`, role: "viewer" } });
    const seats = async () => (await server.data("GET /api/organizations/org_acme"))["seats"];
    expect((await invite("kim")).status).toBe(201);
    expect(await seats()).toEqual({ total: 4, used: 4 });
    expect(refusal(await invite("zoe"))).toEqual([409, "no_seat"]);
    const reactivate = () => server.ask("PATCH members/usr_old", { body: { state: "active" } });
    expect(refusal(await reactivate())).toEqual([409, "no_seat"]);
    await server.control("POST accept", { email: "kim@acme.example" });
    expect(await seats()).toEqual({ total: 4, used: 4 });
    await server.data("PATCH members/usr_rob", { body: { state: "deactivated" } });
    expect((await reactivate()).status).toBe(200);
    expect(server.dump().organizations[0]?.seats).toEqual({ total: 4 });
  });

  it("are needed to send an expired invitation again, not to send a pending one again", async () => {
    const server = await serve({ seed: stateOf(acme({ seats: { total: 4 } })) });
    const invited = await server.data("POST invitations", {
      body: { email: "kim@acme.example", role: "viewer" },
    });
    const resend = () => server.ask(`POST invitations/${String(invited["id"])}/resend`);
    expect((await resend()).status).toBe(200);
    await server.control("POST fail", { email: "kim@acme.example" });
    await server.data("PATCH members/usr_old", { body: { state: "active" } });
    expect(refusal(await resend())).toEqual([409, "no_seat"]);
  });
});
