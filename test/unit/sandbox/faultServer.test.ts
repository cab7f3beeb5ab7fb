import { describe, expect, it } from "vitest";
import { parseFaults } from "../../../src/sandbox/planasonix/fault.ts";
import { refusal, serve, stillClock, type Server } from "./harness.ts";

async function serveWith(spec: string): Promise<Server> {
  const faults = parseFaults(spec);
  if ("error" in faults) throw new Error(faults.error);
  return await serve({ faults });
}

const invitation = { email: "kim@contractor.example", role: "viewer" };
const invite = (server: Server) => server.ask("POST invitations", { body: invitation });

function invited(server: Server): number {
  return server.dump().organizations[0]?.invitations.length ?? -1;
}

/** A request by hand, for answers that are no JSON; `null` when there is none. */
async function raw(server: Server, path: string, init: RequestInit = {}): Promise<Response | null> {
  const headers = { Authorization: "Bearer plnx_sandbox_acme" };
  const url = `${server.url}/api/organizations/org_acme/${path}`;
  return await fetch(url, { headers, redirect: "manual", ...init }).catch(() => null);
}

const post = { method: "POST", body: JSON.stringify(invitation) };

describe("faults that answer instead", () => {
  it.each([
    ["500", 500, "internal"],
    ["429", 429, "rate_limited"],
    ["401", 401, "unauthorized"],
    ["403", 403, "forbidden"],
    ["404", 404, "not_found"],
    ["409", 409, "conflict"],
    ["422", 422, "invalid"],
  ])("%s comes before the effect, once", async (kind, status, code) => {
    const server = await serveWith(`${kind}@invite`);
    const reply = await invite(server);
    expect(refusal(reply)).toEqual([status, code]);
    expect(reply.headers.get("X-Request-Id")).toMatch(/^req_/);
    expect(invited(server)).toBe(0);
    expect((await invite(server)).status).toBe(201);
  });

  it("429 says how long to wait", async () => {
    const server = await serveWith("429@1,429:30@1");
    expect((await invite(server)).headers.get("Retry-After")).toBe("1");
    expect((await invite(server)).headers.get("Retry-After")).toBe("30");
  });

  it("502 comes after the effect", async () => {
    const server = await serveWith("502@invite");
    expect(refusal(await invite(server))).toEqual([502, "bad_gateway"]);
    expect(invited(server)).toBe(1);
    expect(server.requests()).toMatchObject([{ route: "invite", status: 502 }]);
  });

  it("html is a web page with status 200", async () => {
    const server = await serveWith("html@members");
    const response = await raw(server, "members");
    expect(response?.status).toBe(200);
    expect(response?.headers.get("Content-Type")).toContain("text/html");
    expect(await response?.text()).toContain("<!doctype html>");
  });

  it("redirect names the address", async () => {
    const server = await serveWith("redirect:http://127.0.0.1:9/api@members");
    const response = await raw(server, "members");
    expect(response?.status).toBe(302);
    expect(response?.headers.get("Location")).toBe("http://127.0.0.1:9/api");
  });
});

describe("faults of the connection", () => {
  it.each([
    ["drop-before", 0],
    ["drop-after", 1],
  ])("%s cuts it with %i effects", async (kind, effects) => {
    const server = await serveWith(`${kind}@invite`);
    expect(await raw(server, "invitations", post)).toBeNull();
    expect(invited(server)).toBe(effects);
    expect(server.requests()).toMatchObject([{ route: "invite", status: "dropped" }]);
    expect((await raw(server, "members"))?.status).toBe(200);
  });

  it.each([
    ["timeout", 0],
    ["timeout-after", 1],
  ])("%s never answers, with %i effects", async (kind, effects) => {
    const server = await serveWith(`${kind}@invite`);
    const given = new AbortController();
    const answer = raw(server, "invitations", { ...post, signal: given.signal });
    while (server.requests().length === 0 || invited(server) < effects) await server.control("GET requests");
    given.abort();
    expect(await answer).toBeNull();
    expect(invited(server)).toBe(effects);
    expect(server.requests()[0]).toMatchObject({ route: "invite", status: "dropped" });
  });

  it("a held connection does not keep the server from closing", async () => {
    const server = await serveWith("timeout@1");
    const answer = raw(server, "members");
    while (server.requests().length === 0) await server.control("GET requests");
    await server.close();
    expect(await answer).toBeNull();
  });

  it("latency waits first, by the clock it was given", async () => {
    const clock = stillClock();
    const faults = parseFaults("latency:250@members");
    const server = await serve({ clock, faults: "error" in faults ? [] : faults });
    const before = clock.at;
    expect((await server.ask("GET teams")).status).toBe(200);
    expect(clock.at).toBe(before);
    expect((await server.ask("GET members")).status).toBe(200);
    expect(clock.at).toBe(before + 250);
  });
});

describe("faults in the answer", () => {
  it("truncated: half is missing, nothing follows, the total is true", async () => {
    const server = await serveWith("truncated@members");
    expect((await server.ask("GET members?limit=2")).body).toMatchObject({
      data: [{ id: "usr_ana" }],
      meta: { next_cursor: null, total: 4 },
    });
    expect((await server.ask("GET members?limit=2")).body.data).toHaveLength(2);
  });

  it("empty: 200 with nothing", async () => {
    const server = await serveWith("empty@members");
    const reply = await server.ask("GET members");
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ data: [], meta: { next_cursor: null, total: 0 } });
  });

  it("cut: half of the body, which says it is JSON", async () => {
    const server = await serveWith("cut@members,cut@invite");
    const response = await raw(server, "members");
    const text = (await response?.text()) ?? "";
    const whole = await (await raw(server, "members"))?.text();
    expect(response?.headers.get("Content-Type")).toContain("application/json");
    expect(text).toBe(whole?.slice(0, Math.floor(whole.length / 2)));
    expect(await (await raw(server, "invitations", post))?.text()).not.toBe("");
    expect(invited(server)).toBe(1);
  });

  it("wrong-type: the right body as text/plain", async () => {
    const server = await serveWith("wrong-type@members");
    const response = await raw(server, "members");
    expect(response?.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
    expect(JSON.parse((await response?.text()) ?? "")).toHaveProperty("data");
  });

  it("leave an answer without a body alone", async () => {
    const server = await serveWith("cut@write,wrong-type@write:2");
    expect((await server.ask("DELETE members/usr_rob")).status).toBe(204);
    expect((await server.ask("DELETE members/usr_old")).status).toBe(204);
  });

  it("clock: Date and reset are off by as much", async () => {
    const server = await serveWith("clock:-3600@anyx*");
    const { headers } = await server.ask("GET members");
    expect(headers.get("Date")).toBe("Sat, 21 Nov 2026 11:00:00 GMT");
    expect(Number(headers.get("X-RateLimit-Reset"))).toBe(Date.parse("2026-11-21T11:01:00Z") / 1000);
  });
});

describe("faults by control route", () => {
  it("are added and taken away", async () => {
    const server = await serve();
    expect((await server.control("POST fault", { fault: "500@readx*,502@invite" })).body.data).toEqual({
      added: 2,
    });
    expect((await server.ask("GET members")).status).toBe(500);
    expect((await server.control("DELETE fault")).status).toBe(204);
    expect((await server.ask("GET members")).status).toBe(200);
    const wrong = await server.control("POST fault", { fault: "timeut@1" });
    expect(refusal(wrong)).toEqual([422, "invalid"]);
    expect(wrong.body.message).toContain("did you mean timeout?");
  });
});

describe("what shows late", () => {
  const body = (reply: { readonly body: unknown }) =>
    reply.body as {
      readonly data: readonly unknown[];
      readonly meta: { readonly total: number };
    };

  it.each(["late:2", "late-ms:300"])(
    "%s is missing from the list and its total, then there",
    async (kind) => {
      const clock = stillClock();
      const faults = parseFaults(`${kind}@invite`);
      const server = await serve({ clock, faults: "error" in faults ? [] : faults });
      expect((await invite(server)).status).toBe(201);
      expect(invited(server)).toBe(1);
      for (const read of [1, 2]) {
        const reply = body(await server.ask("GET invitations"));
        expect([read, reply.data, reply.meta.total]).toEqual([read, [], 0]);
      }
      clock.at += 300;
      const reply = body(await server.ask("GET invitations"));
      expect(reply).toMatchObject({ data: [{ email: invitation.email }], meta: { total: 1 } });
    },
  );

  it("is missing at its own address, too", async () => {
    const server = await serveWith("late:1@invite");
    const made = (await invite(server)).body as { readonly data: { readonly id: string } };
    expect((await server.ask(`GET invitations/${made.data.id}`)).status).toBe(404);
    expect((await server.ask(`GET invitations/${made.data.id}`)).status).toBe(200);
  });
});
