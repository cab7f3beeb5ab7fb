import { describe, expect, it } from "vitest";
import { deeds, refusal, richAcme, serve, stateOf } from "./harness.ts";

const rich = () => serve({ seed: stateOf(richAcme()) });
const on = (resource: string, grantee: string, level: string) => {
  const [resource_type, resource_id] = resource.split(" ");
  const [grantee_type, grantee_id] = grantee.split(" ");
  return { resource_type, resource_id, grantee_type, grantee_id, level };
};

describe("shares", () => {
  it("are made, found by resource, changed and ended", async () => {
    const server = await rich();
    const body = on("pipeline pl_sales", "member usr_lee", "edit");
    const reply = await server.ask("POST shares", { body });
    expect(reply.status).toBe(201);
    expect(reply.body.data).toMatchObject({ ...body, resource_name: "nightly_sales_sync" });
    const { id } = reply.body.data as { id: string };
    expect(await server.data("GET shares?resource_id=pl_sales")).toMatchObject([{ id: "shr_1" }, { id }]);
    const changed = await server.data(`PATCH shares/${id}`, { body: { level: "view" } });
    expect(await server.data(`GET shares/${id}`)).toEqual(changed);
    expect((await server.ask(`DELETE shares/${id}`)).status).toBe(204);
    expect(refusal(await server.ask(`DELETE shares/${id}`))).toEqual([404, "not_found"]);
    const target = "pipeline:nightly_sales_sync/member:lee@acme.example";
    expect(deeds(server)).toEqual([
      `share.created ${target}`,
      `share.changed ${target}`,
      `share.ended ${target}`,
    ]);
  });

  it.each([
    ["pipeline pl_none", "team team_fin", "view", 422, "unknown_resource"],
    ["connection pl_sales", "team team_fin", "view", 422, "unknown_resource"],
    ["pipeline pl_sales", "team team_none", "view", 422, "unknown_grantee"],
    ["pipeline pl_sales", "member usr_none", "view", 422, "unknown_grantee"],
    ["pipeline pl_sales", "service_account sa_none", "view", 422, "unknown_grantee"],
    ["pipeline pl_sales", "member usr_old", "view", 409, "not_active"],
    ["pipeline pl_sales", "team team_fin", "view", 409, "already_shared"],
    ["pipeline pl_sales", "team team_biz", "use", 422, "wrong_level"],
    ["project prj_rev", "team team_biz", "use", 422, "wrong_level"],
    ["connection con_wh", "team team_biz", "run", 422, "wrong_level"],
    ["connection con_wh", "team team_biz", "own", 422, "invalid"],
    ["pipeline pl_sales", "member usr_rob", "run", 422, "above_ceiling"],
    ["connection con_wh", "member usr_rob", "use", 422, "above_ceiling"],
    ["pipeline pl_sales", "service_account sa_ci", "edit", 422, "above_ceiling"],
  ] as const)("of %s with %s at %s are refused: %i %s", async (resource, grantee, level, status, code) => {
    const server = await rich();
    const before = server.dump();
    const reply = await server.ask("POST shares", { body: on(resource, grantee, level) });
    expect(refusal(reply)).toEqual([status, code]);
    expect(server.dump()).toEqual(before);
  });

  it.each([
    ["connection con_wh", "team team_fin", "use"],
    ["project prj_rev", "team team_fin", "run"],
    ["pipeline pl_sales", "service_account sa_ci", "run"],
    ["pipeline pl_twin1", "member usr_rob", "view"],
    ["connection con_wh", "member usr_lee", "use"],
  ])("of %s with %s at %s are allowed", async (resource, grantee, level) => {
    const server = await rich();
    expect((await server.ask("POST shares", { body: on(resource, grantee, level) })).status).toBe(201);
  });

  it("do not rise above the ceiling when they change either", async () => {
    const server = await rich();
    const raised = () => server.ask("PATCH shares/shr_2", { body: { level: "edit" } });
    expect(refusal(await raised())).toEqual([422, "above_ceiling"]);
    expect(refusal(await server.ask("PATCH shares/shr_2", { body: { level: "use" } }))).toEqual([
      422,
      "wrong_level",
    ]);
    await server.data("PATCH members/usr_rob", { body: { role: "editor" } });
    expect((await raised()).status).toBe(200);
    expect(refusal(await server.ask("PATCH shares/shr_9", { body: { level: "view" } }))).toEqual([
      404,
      "not_found",
    ]);
  });

  it("keep their version when nothing changes", async () => {
    const server = await rich();
    const before = await server.data("GET shares/shr_1");
    expect(await server.data("PATCH shares/shr_1", { body: { level: "edit" } })).toEqual(before);
    expect(deeds(server)).toEqual([]);
  });

  it.each([
    ["PATCH members/usr_rob", { state: "deactivated" }, "shr_2"],
    ["DELETE members/usr_rob", undefined, "shr_2"],
    ["DELETE teams/team_fin", undefined, "shr_1"],
  ])("end with their holder: %s", async (line, body, gone) => {
    const seed = stateOf(richAcme({ service_accounts: [], service_account_keys: [] }));
    const server = await serve({ seed });
    expect((await server.ask(line, { body })).status).toBeLessThan(300);
    const left = server.dump().organizations[0]?.shares?.map((share) => share.id);
    expect(left).toEqual(["shr_1", "shr_2"].filter((id) => id !== gone));
    const names = {
      shr_1: "pipeline:nightly_sales_sync/team:Finance",
      shr_2: "project:revenue/member:rob@acme.example",
    };
    expect(deeds(server)).toContain(`share.ended ${names[gone as keyof typeof names]}`);
  });
});
