import { describe, expect, it } from "vitest";
import { acme, refusal, serve, stateOf } from "./harness.ts";

describe("members", () => {
  it("are listed in every state, with a version and a time", async () => {
    const server = await serve();
    const reply = await server.ask("GET members");
    expect(reply.status).toBe(200);
    expect(reply.body.meta).toEqual({ page_size: 1000, next_cursor: null, total: 4 });
    expect(reply.body.data).toMatchObject([
      { email: "ana@acme.example", role: "admin", state: "active" },
      { email: "lee@acme.example" },
      { email: "rob@acme.example" },
      { email: "old@acme.example", state: "deactivated" },
    ]);
    for (const member of reply.body.data as object[]) {
      expect(member).toMatchObject({
        etag: expect.stringMatching(/^"r\d+"$/),
        updated_at: "2026-11-21T12:00:00.000Z",
      });
    }
  });

  it("change role, and the audit log says who changed what", async () => {
    const server = await serve();
    const changed = await server.data("PATCH members/usr_lee", { body: { role: "maintainer" } });
    expect(changed).toMatchObject({ role: "maintainer", state: "active" });
    expect(await server.data("GET members/usr_lee")).toEqual(changed);
    expect(server.dump().organizations[0]?.audit).toMatchObject([
      {
        action: "member.role_changed",
        actor: "muster-bot",
        target: "lee@acme.example",
        target_id: "usr_lee",
        before: { role: "editor" },
        after: { role: "maintainer" },
        active_admins: 1,
        at: "2026-11-21T12:00:00.000Z",
      },
    ]);
  });

  it("keep their version when nothing changes", async () => {
    const server = await serve();
    const before = await server.data("GET members/usr_lee");
    expect(await server.data("PATCH members/usr_lee", { body: { role: "editor", state: "active" } })).toEqual(
      before,
    );
    expect(server.dump().organizations[0]?.audit).toEqual([]);
  });

  it("lose team places and managerships when deactivated or removed", async () => {
    for (const line of ["PATCH members/usr_lee", "DELETE members/usr_lee"]) {
      const server = await serve();
      await server.ask(line, line.startsWith("PATCH") ? { body: { state: "deactivated" } } : {});
      const organization = server.dump().organizations[0];
      expect(organization?.memberships).toEqual([]);
      expect(organization?.teams.find((team) => team.id === "team_fin")?.manager_id).toBeNull();
    }
  });

  it("come back with their role when reactivated", async () => {
    const server = await serve();
    expect(await server.data("PATCH members/usr_old", { body: { state: "active" } })).toMatchObject({
      role: "viewer",
      state: "active",
    });
  });

  it("take a new e-mail that nobody has, and keep the rest", async () => {
    const server = await serve();
    const before = await server.data("GET members/usr_lee");
    expect(await server.data("PATCH members/usr_lee", { body: { email: "lee@new.example" } })).toMatchObject({
      id: "usr_lee",
      email: "lee@new.example",
      role: "editor",
    });
    const [event] = server.dump().organizations[0]?.audit ?? [];
    expect(event).toMatchObject({ action: "member.email_changed", target_id: "usr_lee", before });
  });

  it("are refused an e-mail that a member has, or an open invitation", async () => {
    const server = await serve();
    await server.ask("POST invitations", { body: { email: "new@acme.example", role: "viewer" } });
    for (const email of ["ROB@acme.example", "new@acme.example"]) {
      const answer = await server.ask("PATCH members/usr_lee", { body: { email } });
      expect(refusal(answer)).toEqual([409, "email_taken"]);
    }
  });

  it("are gone after removal: 404 from then on", async () => {
    const server = await serve();
    expect((await server.ask("DELETE members/usr_rob")).status).toBe(204);
    expect(refusal(await server.ask("DELETE members/usr_rob"))).toEqual([404, "not_found"]);
    expect(refusal(await server.ask("GET members/usr_rob"))).toEqual([404, "not_found"]);
    expect(refusal(await server.ask("PATCH members/usr_rob", { body: { role: "editor" } }))).toEqual([
      404,
      "not_found",
    ]);
  });

  it.each([
    ["PATCH members/usr_ana", { role: "editor" }],
    ["PATCH members/usr_ana", { state: "deactivated" }],
    ["DELETE members/usr_ana", undefined],
  ])("the last active admin stays: %s %j", async (line, body) => {
    const server = await serve();
    const before = server.dump();
    expect(refusal(await server.ask(line, { body }))).toEqual([409, "last_admin"]);
    expect(server.dump()).toEqual(before);
    await server.data("PATCH members/usr_rob", { body: { role: "admin" } });
    expect((await server.ask(line, { body })).status).toBeLessThan(300);
  });

  it("the last active admin cannot leave by themselves either, and a deactivated admin does not count", async () => {
    const server = await serve();
    await server.data("PATCH members/usr_old", { body: { role: "admin" } });
    expect(
      refusal(await server.control("POST leave", { organization: "acme", email: "ana@acme.example" })),
    ).toEqual([409, "last_admin"]);
  });

  it("refuse roles that do not exist and bodies that say nothing or too much", async () => {
    const server = await serve();
    expect(refusal(await server.ask("PATCH members/usr_lee", { body: { role: "owner" } }))).toEqual([
      422,
      "unknown_role",
    ]);
    expect(refusal(await server.ask("PATCH members/usr_lee", { body: {} }))).toEqual([422, "invalid"]);
    expect(refusal(await server.ask("PATCH members/usr_lee", { body: { rolle: "admin" } }))).toEqual([
      422,
      "invalid",
    ]);
    expect(refusal(await server.ask("PATCH members/usr_lee", { body: { state: "left" } }))).toEqual([
      422,
      "invalid",
    ]);
    expect(refusal(await server.ask("PATCH members/usr_lee", { body: "{" }))).toEqual([400, "invalid_json"]);
  });

  it("who left by themselves has to be invited again", async () => {
    const server = await serve();
    expect(
      (await server.control("POST leave", { organization: "acme", email: "LEE@acme.example" })).status,
    ).toBe(200);
    expect(await server.data("GET members/usr_lee")).toMatchObject({ state: "left", role: "editor" });
    expect(server.dump().organizations[0]?.memberships).toEqual([]);
    expect(refusal(await server.ask("PATCH members/usr_lee", { body: { state: "active" } }))).toEqual([
      409,
      "left_member",
    ]);
    await server.data("POST invitations", { body: { email: "lee@acme.example", role: "viewer" } });
    await server.control("POST accept", { organization: "acme", email: "lee@acme.example" });
    expect(await server.data("GET members/usr_lee")).toMatchObject({ state: "active", role: "viewer" });
  });

  it("changed by hand shows as somebody's doing", async () => {
    const server = await serve();
    const edit = { organization: "org_acme", email: "rob@acme.example", role: "admin" };
    expect((await server.control("POST edit", edit)).body.data).toMatchObject({ role: "admin" });
    const { audit } = server.dump().organizations[0] ?? {};
    expect(audit).toMatchObject([{ actor: "somebody", active_admins: 2 }]);
  });

  it("the audit log replays to the state", async () => {
    const server = await serve({ seed: stateOf(acme()) });
    await server.data("PATCH members/usr_rob", { body: { role: "admin" } });
    await server.data("PATCH members/usr_ana", { body: { state: "deactivated" } });
    await server.ask("DELETE members/usr_lee");
    const { members = [], audit = [], teams = [] } = server.dump().organizations[0] ?? {};
    const replayed = new Map<string, unknown>(
      [...acme().members, ...acme().teams].map((item) => [item.id, item]),
    );
    for (const event of audit) {
      if (event.after === null) replayed.delete(event.target_id);
      else replayed.set(event.target_id, event.after);
    }
    for (const item of [...members, ...teams]) expect(item).toMatchObject(replayed.get(item.id) as object);
    expect(replayed.size).toBe(members.length + teams.length);
    expect(audit.map((event) => event.active_admins)).toEqual([2, 1, 1, 1, 1]);
  });
});
