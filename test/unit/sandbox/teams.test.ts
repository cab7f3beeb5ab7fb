import { describe, expect, it } from "vitest";
import { refusal, serve } from "./harness.ts";

describe("teams", () => {
  it("are created and found by slug in any letter case", async () => {
    const server = await serve();
    const reply = await server.ask("POST teams", {
      body: { slug: "Data-Ops", name: "Data Ops", parent_id: "team_biz" },
    });
    expect(reply.status).toBe(201);
    expect(reply.body.data).toMatchObject({
      slug: "Data-Ops",
      parent_id: "team_biz",
      manager_id: null,
      description: null,
    });
    expect(await server.data("GET teams?slug=data-ops")).toEqual([reply.body.data]);
    expect(await server.data("GET teams?slug=none")).toEqual([]);
  });

  it("have slugs that are unique in ASCII lower case", async () => {
    const server = await serve();
    expect(refusal(await server.ask("POST teams", { body: { slug: "finance", name: "F" } }))).toEqual([
      409,
      "slug_taken",
    ]);
    expect(refusal(await server.ask("PATCH teams/team_biz", { body: { slug: "FINANCE" } }))).toEqual([
      409,
      "slug_taken",
    ]);
    expect(await server.data("PATCH teams/team_fin", { body: { slug: "FINANCE" } })).toMatchObject({
      slug: "FINANCE",
    });
  });

  it("keep id and members when renamed", async () => {
    const server = await serve();
    await server.data("PATCH teams/team_fin", {
      body: { slug: "money", name: "Money", description: "All of it" },
    });
    expect(await server.data("GET teams?slug=money")).toMatchObject([
      { id: "team_fin", description: "All of it" },
    ]);
    expect(await server.data("GET teams?slug=finance")).toEqual([]);
    expect((await server.ask("GET teams/team_fin/members/usr_lee")).status).toBe(200);
  });

  it("have a parent that exists and is not below them", async () => {
    const server = await serve();
    const parent = (id: string, parent_id: string | null) =>
      server.ask(`PATCH teams/${id}`, { body: { parent_id } });
    expect(refusal(await parent("team_fin", "team_none"))).toEqual([422, "unknown_team"]);
    expect(refusal(await parent("team_biz", "team_fin"))).toEqual([422, "parent_cycle"]);
    expect(refusal(await parent("team_biz", "team_biz"))).toEqual([422, "parent_cycle"]);
    expect((await parent("team_fin", null)).status).toBe(200);
    expect((await parent("team_biz", "team_fin")).status).toBe(200);
    const orphan = { slug: "x", name: "X", parent_id: "team_none" };
    expect(refusal(await server.ask("POST teams", { body: orphan }))).toEqual([422, "unknown_team"]);
  });

  it("are managed by active members only", async () => {
    const server = await serve();
    const manager = (manager_id: string | null) =>
      server.ask("PATCH teams/team_biz", { body: { manager_id } });
    expect(refusal(await manager("usr_old"))).toEqual([422, "manager_not_active"]);
    expect(refusal(await manager("usr_none"))).toEqual([422, "manager_not_active"]);
    expect((await manager("usr_rob")).body.data).toMatchObject({ manager_id: "usr_rob" });
    expect((await manager(null)).body.data).toMatchObject({ manager_id: null });
  });

  it("are deleted with their memberships, but not while they have child teams", async () => {
    const server = await serve();
    expect(refusal(await server.ask("DELETE teams/team_biz"))).toEqual([409, "has_child_teams"]);
    expect((await server.ask("DELETE teams/team_fin")).status).toBe(204);
    expect(server.dump().organizations[0]?.memberships).toEqual([]);
    expect((await server.ask("DELETE teams/team_biz")).status).toBe(204);
    expect(refusal(await server.ask("DELETE teams/team_biz"))).toEqual([404, "not_found"]);
  });
});

describe("team memberships", () => {
  const path = "teams/team_biz/members/usr_rob";

  it("are put once, however often", async () => {
    const server = await serve();
    const first = await server.data(`PUT ${path}`, { body: { role: "member" } });
    expect(first).toMatchObject({ team_id: "team_biz", member_id: "usr_rob", role: "member" });
    expect(await server.data(`PUT ${path}`, { body: { role: "member" } })).toEqual(first);
    expect(await server.data(`PUT ${path}`, { body: { role: "lead" } })).toMatchObject({ role: "lead" });
    expect(await server.data("GET team-memberships")).toHaveLength(2);
    const { audit = [] } = server.dump().organizations[0] ?? {};
    expect(audit.map((event) => [event.action, event.target])).toEqual([
      ["team_membership.added", "business/rob@acme.example"],
      ["team_membership.role_changed", "business/rob@acme.example"],
    ]);
  });

  it("are for active members of teams that exist", async () => {
    const server = await serve();
    const put = (team: string, member: string, role = "member") =>
      server.ask(`PUT teams/${team}/members/${member}`, { body: { role } });
    expect(refusal(await put("team_biz", "usr_old"))).toEqual([409, "not_active"]);
    expect(refusal(await put("team_biz", "usr_none"))).toEqual([404, "not_found"]);
    expect(refusal(await put("team_none", "usr_rob"))).toEqual([404, "not_found"]);
    expect(refusal(await put("team_biz", "usr_rob", "boss"))).toEqual([422, "invalid"]);
  });

  it("end once", async () => {
    const server = await serve();
    expect((await server.ask("DELETE teams/team_fin/members/usr_lee")).status).toBe(204);
    expect(refusal(await server.ask("DELETE teams/team_fin/members/usr_lee"))).toEqual([404, "not_found"]);
    expect(refusal(await server.ask("GET teams/team_fin/members/usr_lee"))).toEqual([404, "not_found"]);
  });
});
