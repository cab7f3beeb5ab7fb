import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Share } from "../../../src/model/entities/share.ts";
import { shareKey } from "../../../src/kinds/share/kind.ts";
import { entitiesOf } from "../../../src/model/state.ts";
import { stateOf as modelState } from "../../fakes/planasonix.ts";
import { generateState } from "../../../src/sandbox/planasonix/generate.ts";
import { seedFromStates } from "../../../src/sandbox/planasonix/seed.ts";
import { startSandbox } from "../../../src/sandbox/planasonix/start.ts";
import { parseSandboxState } from "../../../src/sandbox/planasonix/state.ts";
import { acme, refusal, richAcme, serve, stateOf } from "./harness.ts";

function shareOf(resource: Share["resource"], name: string, holder: Share["holder"]): Share {
  const key = shareKey({ resource, name, holder });
  return { kind: "share", key, resource, name, holder, level: "view" };
}

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-state-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("--state", () => {
  it("is written before the answer, whole, and read at the next start instead of the seed", async () => {
    const stateFile = join(folder, "round.json");
    const first = await serve({ stateFile });
    await first.data("PATCH members/usr_lee", { body: { role: "admin" } });
    await first.data("POST invitations", { body: { email: "kim@contractor.example", role: "viewer" } });
    expect(JSON.parse(await readFile(stateFile, "utf8"))).toEqual(first.dump());
    await first.close();
    const second = await serve({ stateFile, seed: generateState({ members: 3 }) });
    expect(second.dump()).toEqual(first.dump());
    const kept = await second.data("POST teams", { body: { slug: "new", name: "New" } });
    expect(first.dump().organizations[0]?.invitations.map((item) => item.etag)).not.toContain(kept["etag"]);
    expect((await readdir(folder)).filter((name) => name.includes("tmp"))).toEqual([]);
  });

  it("holds every one of many effects at once", async () => {
    const stateFile = join(folder, "many.json");
    const server = await serve({ stateFile });
    const slugs = Array.from({ length: 25 }, (_, index) => `t${index}`);
    const kept = await Promise.all(
      slugs.map(async (slug) => {
        await server.data("POST teams", { body: { slug, name: slug } });
        return (await readFile(stateFile, "utf8")).includes(`"slug": "${slug}"`);
      }),
    );
    expect(kept).toEqual(slugs.map(() => true));
  });

  it("is kept even when the answer is lost", async () => {
    const stateFile = join(folder, "lost.json");
    const server = await serve({ stateFile });
    server.addFault({ kind: "drop-after", target: "write", from: 1, times: 1 });
    await expect(server.ask("PATCH members/usr_lee", { body: { role: "admin" } })).rejects.toThrow();
    expect(JSON.parse(await readFile(stateFile, "utf8"))).toEqual(server.dump());
  });

  it("that is no state stops the start with a sentence", async () => {
    const stateFile = join(folder, "broken.json");
    await writeFile(stateFile, '{"version": 1, "organizations": [');
    await expect(startSandbox({ seed: stateOf(acme()), stateFile })).rejects.toThrow(
      /broken\.json.*not JSON/,
    );
    await expect(
      startSandbox({ seed: stateOf(acme()), stateFile: join(folder, "no", "where") }),
    ).rejects.toMatchObject({
      message: `The state file ${join(folder, "no", "where")} could not be written`,
      cause: { code: "ENOENT" },
    });
  });
});

describe("starting", () => {
  it("on a port that is taken fails with a sentence", async () => {
    const server = await serve();
    const port = Number(new URL(server.url).port);
    await expect(startSandbox({ seed: stateOf(acme()), port })).rejects.toMatchObject({
      message: `The sandbox could not listen on 127.0.0.1:${port}`,
      cause: { code: "EADDRINUSE" },
    });
  });
});

describe("reading a state", () => {
  it("takes what dump gives", async () => {
    const server = await serve();
    await server.data("PATCH members/usr_lee", { body: { role: "admin" } });
    const { body } = await server.control("GET dump");
    expect(body).toEqual(server.dump());
    expect(parseSandboxState(JSON.stringify(body))).toEqual({ ok: true, state: server.dump() });
  });

  it.each([
    ["[]", "version"],
    ['{"version":2}', "version"],
    ['{"version":1,"organizations":[]}', "at least one"],
    [JSON.stringify(stateOf(acme({ id: "acme" }))), "organizations[0].id"],
    [JSON.stringify(stateOf(acme(), acme({ id: "org_2" }))), "the key acme"],
    [JSON.stringify(stateOf(acme(), acme({ key: "b" }))), "the id org_acme"],
    [
      JSON.stringify({ ...stateOf(), organizations: [{ ...acme(), teams: undefined }] }),
      "organizations[0].teams",
    ],
    [
      JSON.stringify(
        stateOf(acme({ members: [{ id: "usr_x", email: "x@acme.example", role: "boss", state: "active" }] })),
      ),
      "usr_",
    ],
    [
      JSON.stringify(
        stateOf(acme({ memberships: [{ team_id: "team_x", member_id: "usr_lee", role: "lead" }] })),
      ),
      "team_x",
    ],
    [
      JSON.stringify({ version: 1, organizations: [{ ...acme(), members: [{ id: 3 }] }] }),
      "organizations[0].members.0",
    ],
    [
      JSON.stringify({ version: 1, organizations: [{ ...acme(), keys: [{ token: 1, scopes: null }] }] }),
      "keys",
    ],
  ])("refuses %.40s", (text, words) => {
    expect(parseSandboxState(text)).toEqual({ ok: false, message: expect.stringContaining(words) });
  });
});

describe("reading a state with things of every kind", () => {
  it("takes what dump gives, and what is left out is empty", async () => {
    const server = await serve({ seed: stateOf(richAcme({ seats: { total: 9 } })) });
    const dump = server.dump();
    expect(parseSandboxState(JSON.stringify(dump))).toEqual({ ok: true, state: dump });
    expect((await serve({ seed: dump })).dump()).toEqual(dump);
    expect(dump.organizations[0]).toMatchObject({ seats: { total: 9 }, roles: [{ id: "role_ops" }] });
    const plain = (await serve()).dump().organizations[0];
    expect(plain).toMatchObject({ roles: [], shares: [], pipelines: [], personal_keys: [] });
    expect(plain).not.toHaveProperty("seats");
  });

  const role = { id: "role_x", name: "x", built_in: false, base: "viewer", permissions: [] };
  it.each([
    [{ seats: { total: -1 } }, "seats"],
    [{ seats: { total: "many" } }, "seats"],
    [{ roles: [{ ...role, id: "x" }] }, "roles.0.id"],
    [{ roles: [{ ...role, name: "Viewer" }] }, "Viewer is built in"],
    [{ roles: [{ ...role, base: "x" }] }, "the base of x"],
    [{ roles: [role, { ...role, id: "role_y", name: "X" }] }, "X is there twice"],
    [{ roles: [] }, "sa_ci has the role pipeline-operator"],
    [{ shares: [{ id: "shr_9" }] }, "shares.0"],
    [{ projects: [] }, "shr_2 names a project or member"],
    [{ members: acme().members.filter((member) => member.id !== "usr_rob") }, "shr_2"],
    [{ service_accounts: [] }, "key_ci names the service account sa_ci"],
    [{ schedules: [{ id: "sch_x", name: "x", owner_id: "usr_none" }] }, "sch_x has the owner usr_none"],
    [
      {
        service_accounts: [
          { id: "sa_ci", name: "x", role: "viewer", owner_type: "team", owner_id: "usr_lee" },
        ],
      },
      "sa_ci has the owner usr_lee",
    ],
  ])("refuses %.60j", (changes, words) => {
    const text = JSON.stringify({ version: 1, organizations: [{ ...richAcme(), ...changes }] });
    expect(parseSandboxState(text)).toEqual({ ok: false, message: expect.stringContaining(words) });
  });
});

describe("seeding from declared states", () => {
  const desired = modelState([
    {
      kind: "member",
      key: "ana@acme.example",
      email: "Ana@acme.example",
      role: "admin",
      state: "active",
      name: "Ana",
    },
    { kind: "member", key: "lee@acme.example", email: "lee@acme.example", state: "deactivated" },
    { kind: "member", key: "eve@acme.example", email: "eve@acme.example", state: "removed" },
    { kind: "team", key: "finance", slug: "Finance", parent: "business", manager: "lee@acme.example" },
    { kind: "team", key: "business", slug: "business", name: "Business", manager: "ana@acme.example" },
    {
      kind: "team_membership",
      key: "finance/ana@acme.example",
      team: "finance",
      member: "ana@acme.example",
      role: "lead",
    },
    {
      kind: "team_membership",
      key: "finance/eve@acme.example",
      team: "finance",
      member: "eve@acme.example",
      role: "member",
    },
  ]);

  it("makes what is declared live, the removed absent and nobody pending", () => {
    const state = seedFromStates([{ key: "acme", id: "org_acme", name: "Acme", desired }]);
    const [organization] = state.organizations;
    const id = Object.fromEntries((organization?.members ?? []).map((member) => [member.email, member.id]));
    const team = Object.fromEntries((organization?.teams ?? []).map((item) => [item.slug, item.id]));
    expect(organization?.members).toMatchObject([
      { email: "Ana@acme.example", role: "admin", state: "active", display_name: "Ana" },
      { email: "lee@acme.example", role: "viewer", state: "deactivated" },
    ]);
    expect(organization?.teams).toMatchObject([
      { slug: "business", name: "Business", parent_id: null, manager_id: id["Ana@acme.example"] },
      { slug: "Finance", name: "Finance", parent_id: team["business"], manager_id: null },
    ]);
    expect(organization?.memberships).toEqual([
      { team_id: team["Finance"], member_id: id["Ana@acme.example"], role: "lead" },
    ]);
    expect(organization?.invitations).toEqual([]);
    expect(seedFromStates([{ key: "acme", id: "org_acme", name: "Acme", desired }])).toEqual(state);
    expect(parseSandboxState(JSON.stringify(state)).ok).toBe(true);
  });

  it("makes roles, service accounts, keys, resources and shares live", () => {
    const ana = "ana@acme.example";
    const all = modelState([
      ...entitiesOf(desired),
      { kind: "role", key: "ops", name: "Ops", base: "viewer", permissions: ["pipelines:run"] },
      {
        ...{ kind: "service_account", key: "ci", name: "CI", role: "Ops" },
        owner: { kind: "team", key: "finance" },
      },
      {
        kind: "service_account",
        key: "lone",
        name: "lone",
        owner: { kind: "member", key: "eve@acme.example" },
      },
      { kind: "key", key: "ci/deploy", account: "ci", name: "Deploy", scopes: ["pipelines:run"] },
      shareOf("pipeline", "sales", { kind: "team", key: "finance" }),
      shareOf("pipeline", "sales", { kind: "service_account", key: "ci" }),
      shareOf("connection", "sales", { kind: "member", key: ana }),
      shareOf("project", "revenue", { kind: "member", key: "lee@acme.example" }),
      { kind: "ownership", key: "pipeline:sales", resource: "pipeline", name: "sales", owner: ana },
      {
        kind: "ownership",
        key: "schedule:daily",
        resource: "schedule",
        name: "daily",
        owner: "eve@acme.example",
      },
      {
        kind: "ownership",
        key: "pipeline:lees",
        resource: "pipeline",
        name: "lees",
        owner: "lee@acme.example",
      },
    ]);
    const state = seedFromStates([{ key: "acme", id: "org_acme", desired: all }]);
    const [organization] = state.organizations;
    const id = Object.fromEntries((organization?.members ?? []).map((item) => [item.email, item.id]));
    const team = organization?.teams.find((item) => item.slug === "Finance")?.id;
    const ids = {
      ci: organization?.service_accounts?.[0]?.id,
      pipeline: organization?.pipelines?.find((item) => item.name === "sales")?.id,
      connection: organization?.connections?.[0]?.id,
    };
    expect(organization?.roles).toMatchObject([{ name: "Ops", built_in: false, base: "viewer" }]);
    expect(organization?.service_accounts).toMatchObject([
      { name: "CI", role: "ops", owner_type: "team", owner_id: team },
      { name: "lone", role: "viewer", owner_type: null, owner_id: null },
    ]);
    expect(organization?.service_account_keys).toMatchObject([
      { service_account_id: ids.ci, name: "Deploy", scopes: ["pipelines:run"], created_by: null },
    ]);
    expect(organization?.pipelines).toMatchObject([
      { name: "lees", owner_id: id["lee@acme.example"] },
      { name: "sales", owner_id: id["Ana@acme.example"], id: expect.stringMatching(/^pl_/) },
    ]);
    expect(organization?.connections).toMatchObject([{ name: "sales", owner_id: null }]);
    expect(organization?.schedules).toMatchObject([{ name: "daily", owner_id: null }]);
    expect(organization?.projects).toMatchObject([{ name: "revenue" }]);
    expect(organization?.shares).toMatchObject([
      { resource_id: ids.connection, grantee_type: "member", grantee_id: id["Ana@acme.example"] },
      { resource_id: ids.pipeline, grantee_type: "service_account", grantee_id: ids.ci, level: "view" },
      { resource_id: ids.pipeline, grantee_type: "team", grantee_id: team },
    ]);
    expect(parseSandboxState(JSON.stringify(state))).toEqual({ ok: true, state });
  });

  it("gives the same person another id in another organization", () => {
    const both = seedFromStates([
      { key: "acme", id: "org_acme", desired },
      { key: "labs", id: "org_labs", desired },
    ]);
    const [first, second] = both.organizations.map((item) => item.members[0]?.id);
    expect(first).not.toBe(second);
    expect(both.organizations[1]?.name).toBe("labs");
  });
});

describe("generating", () => {
  it("is the same every time, valid, and about as large as asked", () => {
    const state = generateState({ members: 1000 });
    expect(generateState({ members: 1000 })).toEqual(state);
    expect(parseSandboxState(JSON.stringify(state)).ok).toBe(true);
    const [organization] = state.organizations;
    expect(organization).toMatchObject({ key: "acme", id: "org_01jq8acme" });
    expect(organization?.members).toHaveLength(1000);
    expect(new Set(organization?.members.map((member) => member.id)).size).toBe(1000);
    expect(organization?.teams).toHaveLength(50);
    expect(organization?.memberships.length).toBeGreaterThan(1800);
    expect(organization?.members.filter((member) => member.role === "admin")).toHaveLength(3);
  });

  it("makes resources, shares and service accounts on request, each pair shared once, within the ceilings", async () => {
    const options = { members: 60, teams: 5, resources: 40, shares: 300, serviceAccounts: 7 };
    const state = generateState(options);
    expect(generateState(options)).toEqual(state);
    expect(parseSandboxState(JSON.stringify(state))).toEqual({ ok: true, state });
    const [organization] = state.organizations;
    const {
      pipelines = [],
      connections = [],
      schedules = [],
      projects = [],
      shares = [],
    } = organization ?? {};
    expect([pipelines, connections, schedules, projects].map((items) => items.length)).toEqual([16, 8, 8, 8]);
    const roles = new Map(organization?.members.map((member) => [member.id, member.role]));
    for (const item of [...pipelines, ...connections, ...schedules])
      expect(["editor", "maintainer", "admin"]).toContain(roles.get(item.owner_id ?? ""));
    expect(organization?.service_accounts).toHaveLength(7);
    expect(organization?.service_account_keys).toHaveLength(7);
    expect(new Set(shares.map((share) => share.id)).size).toBe(300);
    const server = await serve({ seed: state });
    for (const { id, updated_at: _time, etag: _version, resource_name: _name, ...body } of shares.slice(
      0,
      60,
    )) {
      await server.ask(`DELETE shares/${id}`);
      expect((await server.ask("POST shares", { body })).status).toBe(201);
    }
  });

  it("makes no more shares than there are pairs", () => {
    const [organization] = generateState({ members: 2, teams: 1, resources: 1, shares: 50 }).organizations;
    expect(organization?.shares).toHaveLength(3);
    expect(generateState({ members: 2, shares: 9 }).organizations[0]?.shares).toEqual([]);
  });

  it.each([1, 2, 7])("works for %i members", async (members) => {
    const server = await serve({ seed: generateState({ members }) });
    expect((await server.ask("GET members")).body.meta).toMatchObject({ total: members });
    expect(parseSandboxState(JSON.stringify(server.dump())).ok).toBe(true);
  });
});

describe("control routes", () => {
  it("want an organization unless there is only one, and an object", async () => {
    const two = await serve({ seed: stateOf(acme(), acme({ key: "b", id: "org_b" })) });
    expect(refusal(await two.control("POST leave", { email: "rob@acme.example" }))).toEqual([422, "invalid"]);
    expect(
      refusal(await two.control("POST leave", { organization: "c", email: "rob@acme.example" })),
    ).toEqual([404, "not_found"]);
    expect(refusal(await two.control("GET audit"))).toEqual([422, "invalid"]);
    const one = await serve();
    expect((await one.control("POST leave", { email: "rob@acme.example" })).status).toBe(200);
    expect(refusal(await one.control("POST leave", { email: "rob@acme.example" }))).toEqual([
      409,
      "not_active",
    ]);
    expect(refusal(await one.control("POST leave", []))).toEqual([422, "invalid"]);
    expect(refusal(await one.control("POST leave", "{"))).toEqual([400, "invalid_json"]);
    expect(refusal(await one.control("POST accept", { email: 1 }))).toEqual([422, "invalid"]);
    expect(refusal(await one.control("POST edit", { email: "rob@acme.example", state: "gone" }))).toEqual([
      422,
      "invalid",
    ]);
    expect(refusal(await one.control("POST edit", { email: "rob@acme.example", role: "boss" }))).toEqual([
      422,
      "unknown_role",
    ]);
    expect(refusal(await one.control("POST clock", { now: "soon" }))).toEqual([422, "invalid"]);
    expect(refusal(await one.control("POST token", { scopes: "all" }))).toEqual([422, "invalid"]);
  });

  it("list requests", async () => {
    const server = await serve();
    await server.ask("GET members");
    expect((await server.control("GET requests")).body.data).toMatchObject([
      { route: "members", status: 200 },
    ]);
  });
});
