import { describe, expect, it } from "vitest";
import { deeds, refusal, richAcme, serve, stateOf } from "./harness.ts";

const rich = () => serve({ seed: stateOf(richAcme()) });
const account = { name: "loader", role: "Editor", owner_type: "member", owner_id: "usr_rob" };

describe("service accounts", () => {
  it("are created, found by name, changed, handed over and deleted", async () => {
    const server = await rich();
    const reply = await server.ask("POST service-accounts", { body: account });
    expect(reply.status).toBe(201);
    expect(reply.body.data).toMatchObject({ ...account, role: "editor", description: null });
    const { id } = reply.body.data as { id: string };
    expect(await server.data("GET service-accounts?name=LOADER")).toEqual([reply.body.data]);
    const path = `service-accounts/${id}`;
    await server.data(`PATCH ${path}`, { body: { description: "Loads", role: "pipeline-operator" } });
    await server.data(`PATCH ${path}`, { body: { owner_type: "team", owner_id: "team_biz" } });
    expect(await server.data(`GET ${path}`)).toMatchObject({
      description: "Loads",
      role: "pipeline-operator",
      owner_type: "team",
      owner_id: "team_biz",
    });
    expect((await server.ask(`DELETE ${path}`)).status).toBe(204);
    expect(refusal(await server.ask(`GET ${path}`))).toEqual([404, "not_found"]);
    expect(deeds(server)).toEqual([
      "service_account.created loader",
      "service_account.changed loader",
      "resource.transferred service_account:loader",
      "service_account.deleted loader",
    ]);
  });

  it.each([
    ["POST service-accounts", { ...account, name: "ci-DBT" }, 409, "name_taken"],
    ["POST service-accounts", { ...account, role: "boss" }, 422, "unknown_role"],
    ["POST service-accounts", { ...account, owner_id: "usr_old" }, 422, "cannot_own"],
    ["POST service-accounts", { ...account, owner_type: "team" }, 422, "cannot_own"],
    ["PATCH service-accounts/sa_ci", { role: "boss" }, 422, "unknown_role"],
    ["PATCH service-accounts/sa_ci", { owner_id: "usr_ana" }, 422, "cannot_own"],
    ["PATCH service-accounts/sa_none", { role: "viewer" }, 404, "not_found"],
    ["DELETE service-accounts/sa_ci", undefined, 409, "has_keys"],
    ["DELETE service-accounts/sa_none", undefined, 404, "not_found"],
    ["DELETE teams/team_fin", undefined, 409, "owns_service_account"],
    ["DELETE service-accounts/sa_ci/keys/key_rob", undefined, 404, "not_found"],
    ["DELETE service-accounts/sa_none/keys/key_ci", undefined, 404, "not_found"],
    ["DELETE api-keys/key_ci", undefined, 404, "not_found"],
  ] as const)("%s %j is %i %s and changes nothing", async (line, body, status, code) => {
    const server = await rich();
    const before = server.dump();
    expect(refusal(await server.ask(line, { body }))).toEqual([status, code]);
    expect(server.dump()).toEqual(before);
  });

  it("take their shares along when they go, once no key is left", async () => {
    const server = await rich();
    const body = {
      ...{ resource_type: "pipeline", resource_id: "pl_sales", level: "run" },
      ...{ grantee_type: "service_account", grantee_id: "sa_ci" },
    };
    await server.data("POST shares", { body });
    expect((await server.ask("DELETE service-accounts/sa_ci/keys/key_ci")).status).toBe(204);
    expect((await server.ask("DELETE service-accounts/sa_ci")).status).toBe(204);
    const after = server.dump().organizations[0];
    expect(after?.shares?.map((share) => share.id)).toEqual(["shr_1", "shr_2"]);
    expect(after?.service_account_keys).toEqual([]);
    expect(deeds(server).slice(1)).toEqual([
      "key.revoked CI-dbt/github-actions",
      "share.ended pipeline:nightly_sales_sync/service_account:CI-dbt",
      "service_account.deleted CI-dbt",
    ]);
  });

  it("keep their version when nothing changes, whatever became of their owner", async () => {
    const owned = {
      ...account,
      id: "sa_x",
      role: "viewer",
      owner_type: "member" as const,
      owner_id: "usr_old",
    };
    const server = await serve({
      seed: stateOf(richAcme({ service_accounts: [owned], service_account_keys: [] })),
    });
    const before = await server.data("GET service-accounts/sa_x");
    const same = { role: "viewer", owner_type: "member", owner_id: "usr_old" };
    expect(await server.data("PATCH service-accounts/sa_x", { body: same })).toEqual(before);
    expect(deeds(server)).toEqual([]);
    expect(await server.data("PATCH service-accounts/sa_x", { body: { description: "x" } })).toMatchObject({
      owner_id: "usr_old",
    });
  });
});

describe("keys", () => {
  it("of service accounts are one list without secrets", async () => {
    const server = await rich();
    expect(await server.data("GET service-account-keys")).toMatchObject([
      { id: "key_ci", service_account_id: "sa_ci", name: "github-actions", created_by: "usr_rob" },
    ]);
  });

  it("of people are found by their creator, and outlive them until somebody revokes them", async () => {
    const server = await rich();
    await server.control("POST key", { email: "lee@acme.example", name: "ci" });
    const of = (id: string) => server.data(`GET api-keys?created_by=${id}`);
    expect(await of("usr_rob")).toMatchObject([{ id: "key_rob", name: "laptop" }]);
    expect(await of("usr_lee")).toMatchObject([{ name: "ci", created_by: "usr_lee" }]);
    await server.ask("DELETE members/usr_rob");
    expect(await of("usr_rob")).toMatchObject([{ id: "key_rob" }]);
    expect((await serve({ seed: server.dump() })).dump().organizations[0]?.personal_keys).toHaveLength(2);
    expect((await server.ask("DELETE api-keys/key_rob")).status).toBe(204);
    expect(await of("usr_rob")).toEqual([]);
  });
});
