/** Secrets at GitHub: they arrive as they were, go to one repository by its id, and appear in no message. */
import { afterEach, describe, expect, it } from "vitest";
import {
  createGitHubSecrets,
  type GitHubSecrets,
  type GitHubTarget,
} from "../../../src/forge/github/secrets.ts";
import { fakeClock } from "../../fakes/clock.ts";
import type { Fault } from "../../fakes/github/faults.ts";
import type { Permissions } from "../../fakes/github/permissions.ts";
import { newSealingKey } from "../../fakes/github/secretsRoutes.ts";
import type { FakeGitHub } from "../../fakes/github/server.ts";
import type { FakeOther, FakeRepository } from "../../fakes/github/state.ts";
import { fake } from "./githubParts.ts";

const canary = "plnx_live_canary-of-a-new-key-0123456789";
const token = "ghp_deliver_canary_0123456789";
const target: GitHubTarget = { kind: "github_secret", repository: "acme/dbt", name: "KEY" };
const inProduction: GitHubTarget = { ...target, environment: "production" };

const open: GitHubSecrets[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((item) => item.close()));
});

interface Scene {
  readonly server: FakeGitHub;
  readonly secrets: GitHubSecrets;
  readonly dbt: FakeOther;
}

async function scene(
  given: Partial<FakeRepository> = {},
  permissions: Permissions = { secrets: "write", environments: "write" },
): Promise<Scene> {
  const server = await fake({ tokens: { [token]: permissions } });
  const dbt = server.add.other({
    fullName: "acme/dbt",
    id: 77,
    environments: ["production", "eu/west"],
    ...given,
  });
  const secrets = createGitHubSecrets({
    apiUrl: server.apiUrl,
    token,
    tokenVariable: "MUSTER_DELIVER_TOKEN",
    env: {},
    clock: fakeClock(),
  });
  open.push(secrets);
  return { server, secrets, dbt };
}

const paths = (server: FakeGitHub): string[] =>
  server.requests().map(({ method, path }) => `${method} ${path}`);

describe("a secret", () => {
  it("arrives in a repository, by its id, and again over the old one", async () => {
    const { server, secrets, dbt } = await scene();
    expect(await secrets.check(target)).toEqual({ ok: true });
    expect(dbt.settings.secrets.size).toBe(0);
    expect(await secrets.put({ target, secret: canary })).toEqual({ ok: true });
    expect(await secrets.put({ target, secret: `${canary}-ü` })).toEqual({ ok: true });
    expect([...dbt.settings.secrets]).toEqual([["KEY", `${canary}-ü`]]);
    expect(paths(server).slice(0, 5)).toEqual([
      "GET /repos/acme/dbt",
      "GET /repositories/77/actions/secrets/public-key",
      "GET /repositories/77",
      "GET /repositories/77/actions/secrets/public-key",
      "PUT /repositories/77/actions/secrets/KEY",
    ]);
    expect(JSON.stringify(server.requests())).not.toContain(canary);
  });

  it("arrives in the environment that was named, and only there", async () => {
    const { secrets, dbt } = await scene();
    const inWest: GitHubTarget = { ...target, environment: "eu/west" };
    expect(await secrets.check(inWest)).toEqual({ ok: true });
    expect(await secrets.put({ target: inWest, secret: canary })).toEqual({ ok: true });
    expect([...(dbt.settings.environments.get("eu/west")?.secrets ?? [])]).toEqual([["KEY", canary]]);
    expect(dbt.settings.environments.get("production")?.secrets.size).toBe(0);
    expect(dbt.settings.secrets.size).toBe(0);
  });

  it("goes to an environment that exists, or nowhere", async () => {
    const { secrets, server } = await scene();
    const missing: GitHubTarget = { ...target, environment: "nowhere" };
    expect(await secrets.check(missing)).toMatchObject({ ok: false, status: 404, code: "not_delivered" });
    expect(await secrets.put({ target: missing, secret: canary })).toMatchObject({ ok: false, status: 404 });
    expect(server.requests({ method: "PUT" })).toEqual([]);
  });

  it("finds the repository whatever the case of its name", async () => {
    const { secrets } = await scene();
    expect(await secrets.check({ ...target, repository: "ACME/Dbt" })).toEqual({ ok: true });
  });
});

describe("a repository is refused", () => {
  it.each<[string, Partial<FakeRepository>, RegExp]>([
    ["public", { isPrivate: false }, /public/],
    ["public by its visibility alone", { visibility: "public" }, /public/],
    ["of a visibility that is new", { visibility: "partners" }, /public/],
    ["a fork", { isFork: true }, /fork/],
    ["archived", { isArchived: true }, /archived/],
  ])("when it is %s, before its key is asked for", async (_, given, why) => {
    const { server, secrets } = await scene(given);
    for (const done of [await secrets.check(target), await secrets.put({ target, secret: canary })]) {
      expect(done).toMatchObject({ ok: false, code: "target_refused" });
      expect(done.ok ? "" : done.message).toMatch(why);
    }
    expect(server.requests({ path: /public-key/ })).toEqual([]);
    expect(server.requests({ method: "PUT" })).toEqual([]);
  });

  it("when it turned public or into a fork since it was checked", async () => {
    for (const change of [{ isPrivate: false }, { isFork: true }, { isArchived: true }]) {
      const { server, secrets, dbt } = await scene();
      expect(await secrets.check(target)).toEqual({ ok: true });
      Object.assign(dbt.repository, change);
      expect(await secrets.put({ target, secret: canary })).toMatchObject({ code: "target_refused" });
      expect(server.requests({ method: "PUT" })).toEqual([]);
    }
  });

  it("when it has another name by now, without following the redirect", async () => {
    const { server, secrets } = await scene({ fullName: "acme/elsewhere", formerName: "acme/dbt" });
    const done = await secrets.check(target);
    expect(done).toMatchObject({ ok: false, status: 301 });
    expect(paths(server)).toEqual(["GET /repos/acme/dbt"]);
  });

  it("but not when it is internal to the company", async () => {
    const { secrets } = await scene({ visibility: "internal" });
    expect(await secrets.check(target)).toEqual({ ok: true });
  });
});

describe("whoever takes the name gets nothing", () => {
  it.each(["acme/renamed", "evil/dbt"])("when it becomes %s after the check", async (fullName) => {
    const { server, secrets, dbt } = await scene();
    expect(await secrets.check(inProduction)).toEqual({ ok: true });
    Object.assign(dbt.repository, { fullName, formerName: "acme/dbt" });
    const thief = server.add.other({ fullName: "acme/dbt", environments: ["production"] });
    const done = await secrets.put({ target: inProduction, secret: canary });
    expect(done).toMatchObject({ ok: false, code: "target_refused" });
    expect(thief.settings.environments.get("production")?.secrets.size).toBe(0);
    expect(dbt.settings.environments.get("production")?.secrets.size).toBe(0);
  });

  it("when that happens just before the secret is sent", async () => {
    const { server, secrets, dbt } = await scene();
    let thief: FakeOther | undefined;
    server.onRequest({ method: "PUT" }, () => {
      Object.assign(dbt.repository, { fullName: "evil/dbt", formerName: "acme/dbt" });
      thief = server.add.other({ fullName: "acme/dbt" });
    });
    expect(await secrets.put({ target, secret: canary })).toEqual({ ok: true });
    expect(thief?.settings.secrets.size).toBe(0);
    expect(dbt.settings.secrets.get("KEY")).toBe(canary);
  });
});

describe("a token", () => {
  it.each<[string, Permissions, GitHubTarget, string]>([
    ["that may only read secrets", { secrets: "read" }, target, "`secrets: write`"],
    ["that may not see secrets", {}, target, "`secrets: read`"],
    ["for secrets of repositories only", { secrets: "write" }, inProduction, "`environments: read`"],
  ])("%s is told what is missing", async (_, permissions, where, missing) => {
    const { secrets } = await scene({}, permissions);
    const done = await secrets.put({ target: where, secret: canary });
    expect(done).toMatchObject({ ok: false, status: 403, kind: "give_up" });
    expect(done.ok ? "" : done.message).toContain(`MUSTER_DELIVER_TOKEN needs ${missing}`);
  });
});

describe("whatever goes wrong", () => {
  const said = { message: `no: ${canary} and ${token}`, errors: [{ message: canary }] };
  const faults: readonly [string, Fault][] = [
    ["401", { status: 401, body: said }],
    ["403", { status: 403, body: said }],
    ["404", { status: 404, body: said }],
    ["409", { status: 409, body: said }],
    ["422", { status: 422, body: said }],
    ["429", { status: 429, body: said, headers: { "retry-after": "900" } }],
    ["500", { status: 500, body: said }],
    ["502 after the effect", { status: 502, body: said, afterEffect: true }],
    ["a text", { status: 503, body: `${"x".repeat(280)}${canary}` }],
    ["a redirect", { status: 307, body: said, headers: { location: `https://evil.example/${canary}` } }],
    ["a dropped connection", { drop: true }],
    ["a connection dropped after the effect", { drop: true, afterEffect: true }],
    ["half an answer", { cut: true, afterEffect: true }],
  ];
  const places = [
    ["repository", { method: "GET", path: "/repos/acme/dbt" }],
    ["key", { method: "GET", path: /public-key$/ }],
    ["secret", { method: "PUT" }],
  ] as const;
  const cases = places.flatMap(([what, matcher]) =>
    faults.map(([name, fault]) => ({ what, matcher, name, fault })),
  );

  it.each(cases)("$name for the $what: the message holds no secret", async ({ matcher, fault }) => {
    const { server, secrets } = await scene();
    server.fail(matcher, fault);
    const done = await secrets.put({ target, secret: canary });
    expect(done).toMatchObject({ ok: false, kind: "give_up" });
    expect(JSON.stringify(done)).not.toMatch(/canary/);
  });

  it.each(faults.filter(([, fault]) => (fault.status ?? 500) >= 500))(
    "a secret is sent again after %s, and arrives",
    async (_, fault) => {
      const { server, secrets, dbt } = await scene();
      server.fail({ method: "PUT" }, { ...fault, times: 1 });
      expect(await secrets.put({ target, secret: canary })).toEqual({ ok: true });
      expect(server.requests({ method: "PUT" })).toHaveLength(2);
      expect(dbt.settings.secrets.get("KEY")).toBe(canary);
    },
  );

  it("says that it may have arrived when no answer came to the end", async () => {
    const { server, secrets } = await scene();
    server.fail({ method: "PUT" }, { drop: true, afterEffect: true });
    expect(await secrets.put({ target, secret: canary })).toMatchObject({ ok: false, effectUnknown: true });
  });

  it.each(faults.filter(([, fault]) => (fault.status ?? 500) >= 500))(
    "a refusal that comes after %s is no proof that it did not arrive",
    async (_, fault) => {
      const { server, secrets } = await scene();
      server.fail({ method: "PUT" }, { ...fault, times: 1 });
      server.fail({ method: "PUT" }, { status: 403, body: said });
      const done = await secrets.put({ target, secret: canary });
      expect(done).toMatchObject({ ok: false, status: 403, effectUnknown: true });
      expect(server.requests({ method: "PUT" })).toHaveLength(2);
    },
  );

  it.each([
    {},
    { key_id: "1" },
    { key_id: "1", key: "AAAA" },
    { key_id: "1", key: canary },
    { key_id: "1", key: `${"A".repeat(43)}=` },
  ])("nothing is sealed for %j", async (body) => {
    const { server, secrets } = await scene();
    server.fail({ path: /public-key$/ }, { status: 200, body });
    for (const done of [await secrets.check(target), await secrets.put({ target, secret: canary })]) {
      expect(done).toMatchObject({ ok: false, code: "not_delivered" });
      expect(JSON.stringify(done)).not.toMatch(/canary/);
    }
    expect(server.requests({ method: "PUT" })).toEqual([]);
  });

  it("a key that changed in between is refused, and the next try has the new one", async () => {
    const { server, secrets, dbt } = await scene();
    let isFirst = true;
    server.onRequest({ method: "PUT" }, () => {
      if (isFirst) newSealingKey(dbt.settings);
      isFirst = false;
    });
    expect(await secrets.put({ target, secret: canary })).toMatchObject({ ok: false, status: 422 });
    expect(await secrets.put({ target, secret: canary })).toEqual({ ok: true });
  });

  it("a signal ends it at once, and nothing more is sent", async () => {
    const { server, secrets } = await scene();
    const stop = new AbortController();
    server.onRequest({ path: /public-key$/ }, () => {
      stop.abort();
    });
    expect(await secrets.put({ target, secret: canary, signal: stop.signal })).toMatchObject({ ok: false });
    expect(await secrets.check(target, stop.signal)).toMatchObject({ ok: false });
    expect(paths(server)).toEqual(["GET /repos/acme/dbt", "GET /repositories/77/actions/secrets/public-key"]);
  });
});
