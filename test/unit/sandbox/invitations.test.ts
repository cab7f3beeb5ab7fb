import { describe, expect, it } from "vitest";
import { acme, refusal, serve, stateOf, type Server } from "./harness.ts";

const kim = {
  email: "Kim@contractor.example",
  role: "viewer",
  teams: [{ team_id: "team_fin", role: "lead" }],
};

async function clock(server: Server, now: string): Promise<void> {
  expect((await server.control("POST clock", { now })).status).toBe(200);
}

async function stateOfKim(server: Server): Promise<unknown> {
  const list = (await server.data("GET invitations?email=kim@contractor.example")) as unknown as {
    state: string;
  }[];
  return list.map((item) => item.state);
}

describe("invitations", () => {
  it("are sent with role and teams and wait 14 days", async () => {
    const server = await serve();
    const reply = await server.ask("POST invitations", { body: kim });
    expect(reply.status).toBe(201);
    expect(reply.body.data).toMatchObject({
      ...kim,
      id: expect.stringMatching(/^inv_/),
      state: "pending",
      sent_count: 1,
      invited_at: "2026-11-21T12:00:00.000Z",
      expires_at: "2026-12-05T12:00:00.000Z",
    });
    expect(reply.headers.get("ETag")).toBe((reply.body.data as { etag: string }).etag);
  });

  it("make a member of whoever accepts, in the teams they bring along", async () => {
    const server = await serve();
    await server.data("POST invitations", { body: kim });
    const accepted = await server.control("POST accept", {
      organization: "acme",
      email: "kim@CONTRACTOR.example",
    });
    expect(accepted.body.data).toMatchObject({ email: kim.email, role: "viewer", state: "active" });
    const { invitations, memberships } = server.dump().organizations[0] ?? {};
    expect(invitations).toEqual([]);
    const { id } = accepted.body.data as { id: string };
    expect(memberships).toContainEqual(
      expect.objectContaining({ team_id: "team_fin", member_id: id, role: "lead" }),
    );
    expect(refusal(await server.control("POST accept", { organization: "acme", email: kim.email }))).toEqual([
      404,
      "not_found",
    ]);
  });

  it("of guests wait until somebody who may approves them", async () => {
    const server = await serve();
    const state = async () => (await stateOfKim(server)) as readonly string[];
    const who = { organization: "acme", email: kim.email };
    await server.control("POST guests", {
      organization: "acme",
      domains: ["contractor.example"],
      approvers: ["ana@acme.example"],
    });
    const { id, approvers } = (await server.data("POST invitations", { body: kim })) as {
      id: string;
      approvers?: readonly string[];
    };
    expect(approvers).toEqual(["ana@acme.example"]);
    await clock(server, "2026-12-31T00:00:00Z");
    expect(await state()).toEqual(["awaiting_approval"]);
    expect(refusal(await server.control("POST accept", who))).toEqual([409, "not_pending"]);
    expect(refusal(await server.control("POST login", who))).toEqual([403, "awaiting_approval"]);
    expect(refusal(await server.ask(`POST invitations/${id}/resend`))).toEqual([409, "awaiting_approval"]);
    expect(refusal(await server.ask("POST invitations", { body: kim }))).toEqual([409, "conflict"]);
    expect(refusal(await server.control("POST approve", { ...who, by: "lee@acme.example" }))).toEqual([
      403,
      "no_approver",
    ]);
    expect((await server.control("POST approve", who)).status).toBe(200);
    expect(await state()).toEqual(["pending"]);
    expect((await server.control("POST accept", who)).status).toBe(200);
  });

  it("are refused for members and for whoever has a pending one, whatever the letter case", async () => {
    const server = await serve();
    const invite = (email: string) => server.ask("POST invitations", { body: { email, role: "viewer" } });
    expect(refusal(await invite("LEE@acme.example"))).toEqual([409, "conflict"]);
    expect(refusal(await invite("Old@acme.example"))).toEqual([409, "deactivated_member"]);
    expect((await invite("kim@contractor.example")).status).toBe(201);
    expect(refusal(await invite("KIM@contractor.example"))).toEqual([409, "conflict"]);
    expect(server.dump().organizations[0]?.invitations).toHaveLength(1);
  });

  it("are refused with a role, a team or an address that does not exist", async () => {
    const server = await serve();
    const invite = (body: object) => server.ask("POST invitations", { body: { ...kim, ...body } });
    expect(refusal(await invite({ role: "owner" }))).toEqual([422, "unknown_role"]);
    expect(refusal(await invite({ teams: [{ team_id: "team_none", role: "member" }] }))).toEqual([
      422,
      "unknown_team",
    ]);
    expect(refusal(await invite({ teams: [...kim.teams, ...kim.teams] }))).toEqual([422, "repeated_team"]);
    expect(refusal(await invite({ email: "kim" }))).toEqual([422, "invalid_email"]);
    expect(server.dump().organizations[0]?.invitations).toEqual([]);
  });

  it("expire by the clock and are pending again when sent again", async () => {
    const server = await serve();
    const { id } = await server.data("POST invitations", { body: kim });
    await clock(server, "2026-12-05T11:59:59Z");
    expect(await stateOfKim(server)).toEqual(["pending"]);
    await clock(server, "2026-12-05T12:00:00Z");
    expect(await stateOfKim(server)).toEqual(["expired"]);
    expect(refusal(await server.control("POST accept", { organization: "acme", email: kim.email }))).toEqual([
      409,
      "not_pending",
    ]);
    expect(await server.data(`POST invitations/${String(id)}/resend`)).toMatchObject({
      id,
      state: "pending",
      sent_count: 2,
      invited_at: "2026-12-05T12:00:00.000Z",
      expires_at: "2026-12-19T12:00:00.000Z",
    });
    await clock(server, "2027-01-01T00:00:00Z");
    expect(await stateOfKim(server)).toEqual(["expired"]);
    const { audit = [] } = server.dump().organizations[0] ?? {};
    expect(audit.map((event) => event.action)).toEqual([
      "invitation.created",
      "invitation.expired",
      "invitation.resent",
      "invitation.expired",
    ]);
  });

  it.each([
    ["decline", "declined"],
    ["fail", "failed"],
  ])("after %s a new one takes the place of the old", async (step, state) => {
    const server = await serve();
    const { id } = await server.data("POST invitations", { body: kim });
    await server.control(`POST ${step}`, { organization: "acme", email: kim.email });
    expect(await stateOfKim(server)).toEqual([state]);
    const next = await server.data("POST invitations", { body: { ...kim, email: "kim@contractor.example" } });
    expect(next["id"]).not.toBe(id);
    expect(await stateOfKim(server)).toEqual(["pending"]);
    expect(refusal(await server.ask(`GET invitations/${String(id)}`))).toEqual([404, "not_found"]);
  });

  it("are corrected in role and teams, and keep their version when nothing changes", async () => {
    const server = await serve();
    const sent = await server.data("POST invitations", { body: kim });
    const line = `PATCH invitations/${String(sent["id"])}`;
    expect(await server.data(line, { body: { role: "viewer", teams: kim.teams } })).toEqual(sent);
    expect(await server.data(line, { body: { role: "editor", teams: [] } })).toMatchObject({
      role: "editor",
      teams: [],
    });
    expect(refusal(await server.ask(line, { body: { role: "owner" } }))).toEqual([422, "unknown_role"]);
  });

  it("are cancelled once", async () => {
    const server = await serve();
    const { id } = await server.data("POST invitations", { body: kim });
    expect((await server.ask(`DELETE invitations/${String(id)}`)).status).toBe(204);
    expect(refusal(await server.ask(`DELETE invitations/${String(id)}`))).toEqual([404, "not_found"]);
    expect(refusal(await server.ask(`POST invitations/${String(id)}/resend`))).toEqual([404, "not_found"]);
  });

  it("are not sent again to somebody who is a member by now", async () => {
    const invitation = { id: "inv_1", email: "lee@acme.example", role: "viewer", state: "expired" as const };
    const server = await serve({ seed: stateOf(acme({ invitations: [invitation] })) });
    expect(refusal(await server.ask("POST invitations/inv_1/resend"))).toEqual([409, "conflict"]);
  });

  it("lose their place in a team that is deleted", async () => {
    const server = await serve();
    const sent = await server.data("POST invitations", { body: kim });
    expect((await server.ask("DELETE teams/team_fin")).status).toBe(204);
    const now = await server.data(`GET invitations/${String(sent["id"])}`);
    expect(now["teams"]).toEqual([]);
    expect(now["etag"]).not.toBe(sent["etag"]);
  });
});
