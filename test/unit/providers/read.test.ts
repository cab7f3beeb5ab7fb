/** What a read holds, what it costs, and when it says that it is not whole. */
import { describe, expect, it } from "vitest";
import type { ResourceKind } from "../../../src/model/entities/resource.ts";
import type { Kind } from "../../../src/model/entity.ts";
import { planasonixReader } from "../../../src/providers/planasonix/read.ts";
import { parseFault } from "../../../src/sandbox/planasonix/fault.ts";
import { generateState } from "../../../src/sandbox/planasonix/generate.ts";
import { startSandbox } from "../../../src/sandbox/planasonix/start.ts";
import { optionsFor, orgId, plainHttp, type Reply, type Seen } from "./bench.ts";
import { incomplete, member, open, read, whole, world, type World } from "./reading.ts";
import { builtInRoles } from "../../fakes/planasonix.ts";

describe("a whole read", () => {
  it("translates ids to keys", async () => {
    const { state, acting, requests } = await whole({});
    expect(requests).toBe(10);
    expect(acting).toEqual({
      id: "usr_ana",
      member: "ana@acme.example",
      name: "Ana",
      scopes: ["organization:read"],
    });
    expect(incomplete(await whole({}))).toEqual([]);
    expect([...state.member.values()]).toEqual([
      {
        kind: "member",
        key: "ana@acme.example",
        email: "Ana@acme.example",
        role: "admin",
        state: "active",
        id: "usr_ana",
        etag: '"7"',
      },
      {
        kind: "member",
        key: "bo@acme.example",
        email: "bo@acme.example",
        role: "viewer",
        state: "left",
        id: "usr_bo",
      },
    ]);
    expect([...state.team.values()]).toEqual([
      {
        kind: "team",
        key: "finance",
        slug: "Finance",
        name: "Finance",
        description: "",
        parent: null,
        manager: "ana@acme.example",
        id: "team_f",
      },
      {
        kind: "team",
        key: "payroll",
        slug: "payroll",
        name: "Payroll",
        description: "pays",
        parent: "finance",
        manager: null,
        id: "team_p",
      },
    ]);
    expect([...state.team_membership.values()]).toEqual([
      {
        kind: "team_membership",
        key: "finance/ana@acme.example",
        team: "finance",
        member: "ana@acme.example",
        role: "lead",
        id: "team_f/usr_ana",
        etag: '"1"',
      },
    ]);
  });

  it("lets a member speak before an invitation, and a pending one before the others", async () => {
    const invitation = (id: string, email: string, state: string, more = {}) => ({
      id: `inv_${id}`,
      email,
      role: "viewer",
      state,
      ...more,
    });
    const { state } = await whole({
      invitations: [
        invitation("1", "ANA@acme.example", "pending"),
        invitation("2", "kim@acme.example", "expired"),
        invitation("3", "Kim@acme.example", "pending", {
          sent_count: 2,
          invited_at: "2026-02-01T00:00:00Z",
          teams: [
            { team_id: "team_p", role: "member" },
            { team_id: "team_f", role: "lead" },
          ],
        }),
        invitation("4", "lee@acme.example", "declined", { invited_at: "2026-02-02T00:00:00Z" }),
        invitation("5", "lee@acme.example", "failed", { invited_at: "2026-02-01T00:00:00Z" }),
        invitation("6", "two@acme.example", "pending"),
        invitation("7", "two@acme.example", "pending"),
      ],
    });
    expect([...state.member.values()].map((item) => item.id)).toEqual([
      "usr_ana",
      "usr_bo",
      "inv_3",
      "inv_4",
    ]);
    expect(state.member.get("kim@acme.example")).toMatchObject({
      state: "pending",
      sendings: 2,
      since: "2026-02-01T00:00:00Z",
      teams: [
        { team: "finance", role: "lead" },
        { team: "payroll", role: "member" },
      ],
    });
    expect(state.collisions).toEqual([{ kind: "member", key: "two@acme.example", ids: ["inv_6", "inv_7"] }]);
  });

  it("takes an object that came twice as one, whichever page came first", async () => {
    const old = member("ana", "ana@acme.example", { updated_at: "2026-01-01T00:00:00Z" });
    const now = member("ana", "ana@acme.example", { updated_at: "2026-01-02T00:00:00Z", role: "admin" });
    for (const members of [
      [old, now],
      [now, old],
    ]) {
      expect((await whole({ members })).state.member.get("ana@acme.example")?.role).toBe("admin");
      await open.server?.close();
    }
  });
});

describe("requests", () => {
  const kinds = ["pipeline", "connection", "schedule", "project"] as const;
  it.each<[number, number, readonly ResourceKind[]]>([
    [3, 1000, []],
    [25, 10, []],
    [25, 7, ["schedule", "pipeline", "schedule"]],
    [25, 4, kinds],
  ])("%i members in pages of %i, with %j: P(n) each", async (members, pageSize, resources) => {
    const seed = generateState({ members, resources: 9, shares: 30, serviceAccounts: 12 });
    const sandbox = await startSandbox({ seed, pageSize });
    const http = plainHttp();
    Object.assign(open, { sandbox, http });
    const [organization] = sandbox.organizations;
    const dump = sandbox.dump().organizations[0];
    const pages = (list: readonly unknown[] = []): number => Math.max(1, Math.ceil(list.length / pageSize));
    const result = await planasonixReader(
      optionsFor(new URL(sandbox.url), {
        http,
        organizationId: organization?.id ?? "",
        token: organization?.token ?? "",
      }),
    ).readState({ resources });
    if (!result.ok) throw new Error(result.message);
    const lists = {
      pipeline: dump?.pipelines,
      connection: dump?.connections,
      schedule: dump?.schedules,
      project: dump?.projects,
    };
    const asked = kinds.filter((kind) => resources.includes(kind));
    const roles = [...builtInRoles, ...(dump?.roles ?? [])];
    expect(result.requests).toBe(
      2 +
        pages(dump?.members) +
        pages(dump?.invitations) +
        pages(roles) +
        pages(dump?.teams) +
        pages(dump?.memberships) +
        pages(dump?.shares) +
        pages(dump?.service_accounts) +
        pages(dump?.service_account_keys) +
        asked.reduce((sum, kind) => sum + pages(lists[kind]), 0),
    );
    expect(sandbox.requests()).toHaveLength(result.requests);
    expect(result.state.member.size).toBe(members);
    expect(result.state.team_membership.size).toBe(dump?.memberships.length);
    expect(result.state.share.size).toBe(30);
    expect(result.state.service_account.size).toBe(12);
    expect(result.state.resources).toHaveLength(
      asked.reduce((sum, kind) => sum + (lists[kind]?.length ?? 0), 0),
    );
    expect(incomplete(result)).toEqual([]);
    expect(result.acting).toMatchObject({ name: "muster-bot" });
    expect(result.acting).not.toHaveProperty("member");
  });

  it("asks nothing else with a key of another organization", async () => {
    const { result, seen } = await read({ profile: { ...world.profile, organization_id: "org_2" } });
    expect(result).toMatchObject({ ok: false, kind: "stop", code: "other_organization" });
    expect(result).toMatchObject({ message: expect.stringMatching(/org_2.*org_1/) as unknown });
    expect(seen).toHaveLength(1);
  });
});

describe("coverage", () => {
  const rows: readonly [string, Partial<World>, Kind[]][] = [
    ["no members at all", { members: [], teams: [], memberships: [] }, ["member"]],
    [
      "fewer members than in use",
      { organization: { id: orgId, name: "A", usage: { members: 3 } } },
      ["member"],
    ],
    [
      "fewer invitations than in use",
      { organization: { id: orgId, name: "A", usage: { invitations: 1 } } },
      ["member"],
    ],
    ["fewer teams than in use", { organization: { id: orgId, name: "A", usage: { teams: 3 } } }, ["team"]],
    [
      "fewer memberships than in use",
      { organization: { id: orgId, name: "A", usage: { team_memberships: 2 } } },
      ["team_membership"],
    ],
    [
      "more than in use",
      { organization: { id: orgId, name: "A", usage: { members: 1, teams: 0, team_memberships: 0 } } },
      [],
    ],
    [
      "a membership of an unlisted member",
      { memberships: [{ team_id: "team_f", member_id: "usr_x", role: "lead" }] },
      ["member", "team_membership"],
    ],
    [
      "a membership of an unlisted team",
      { memberships: [{ team_id: "team_x", member_id: "usr_ana", role: "lead" }] },
      ["team", "team_membership"],
    ],
    [
      "an unlisted parent",
      { teams: [{ id: "team_p", slug: "p", name: "P", parent_id: "team_x" }], memberships: [] },
      ["team"],
    ],
    [
      "an unlisted manager",
      { teams: [{ id: "team_f", slug: "f", name: "F", manager_id: "usr_x" }] },
      ["member"],
    ],
    [
      "a manager who is gone, from a list that was counted",
      {
        teams: [{ id: "team_f", slug: "f", name: "F", manager_id: "usr_x" }],
        organization: { id: orgId, name: "A", usage: { members: 2 } },
      },
      [],
    ],
    [
      "an invitation into an unlisted team",
      {
        invitations: [
          {
            id: "inv_1",
            email: "k@acme.example",
            role: "viewer",
            state: "pending",
            teams: [{ team_id: "team_x", role: "lead" }],
          },
        ],
      },
      ["team"],
    ],
  ];
  it.each(rows)("%s", async (_, live, kinds) => {
    expect(incomplete(await whole(live))).toEqual(kinds);
  });

  const paged =
    (second: Reply, total?: number) =>
    (request: Seen, reply: Reply): Reply => {
      if (!request.path.includes("/members?")) return reply;
      if (request.path.includes("cursor=")) return second;
      return {
        json: {
          data: world.members,
          meta: { next_cursor: "https://evil.example/next", ...(total === undefined ? {} : { total }) },
        },
      };
    };
  const lastPage = { data: [member("cy", "cy@acme.example")], meta: { next_cursor: null, total: 3 } };

  it("follows a cursor as opaque text, to the end", async () => {
    const { result, seen } = await read({}, paged({ json: lastPage }));
    expect(result).toMatchObject({ ok: true, requests: 11 });
    expect(seen.filter((one) => one.path.includes("cursor=https%3A%2F%2Fevil.example%2Fnext"))).toHaveLength(
      1,
    );
    if (result.ok) expect(result.state.member.size).toBe(3);
  });

  it.each<[string, Reply]>([
    ["fails", { status: 500 }],
    ["is cut off", "drop"],
    ["lacks somebody", { json: { data: [], meta: { next_cursor: null, total: 3 } } }],
    ["points back", { json: { data: [], meta: { next_cursor: "https://evil.example/next" } } }],
  ])("a second page that %s leaves the members incomplete", async (_, second) => {
    const result = await whole({}, paged(second));
    expect(incomplete(result)).toEqual(["member"]);
    expect(result.state.member.size).toBe(2);
  });

  it.each<[string, Reply, string]>([
    ["is HTML", { headers: { "content-type": "text/html" }, text: "<html>" }, "not_json"],
    ["is cut JSON", { headers: { "content-type": "application/json" }, text: '{"data": [' }, "not_json"],
    ["is off the contract", { json: { data: [{}], meta: {} } }, "off_contract"],
    ["has no meta", { json: { data: [] } }, "off_contract"],
    ["is refused", { status: 401, json: {} }, "unauthorized"],
    ["is forbidden", { status: 403, json: {} }, "forbidden"],
    ["is elsewhere", { status: 301, headers: { location: "https://evil.example/" } }, "redirect"],
  ])("a page that %s fails the whole read", async (_, bad, code) => {
    expect((await read({}, paged(bad))).result).toMatchObject({ ok: false, kind: "stop", code });
    await open.server?.close();
    const anyFirst = (request: Seen, reply: Reply): Reply => (request.path.includes("/teams?") ? bad : reply);
    expect((await read({}, anyFirst)).result).toMatchObject({ ok: false, code });
  });

  it("fails when a first page fails", async () => {
    const broken = (request: Seen, reply: Reply): Reply =>
      request.path.includes("/teams?") ? { status: 500 } : reply;
    expect((await read({}, broken)).result).toMatchObject({ ok: false, kind: "stop", status: 500 });
  });

  it.each<[string, Kind]>([
    ["truncated@members", "member"],
    ["empty@members", "member"],
    ["truncated@teams", "team"],
    ["empty@teamMemberships", "team_membership"],
    ["empty@roles", "role"],
    ["truncated@roles", "role"],
    ["truncated@shares", "share"],
    ["empty@shares", "share"],
    ["truncated@serviceAccounts", "service_account"],
    ["empty@serviceAccountKeys", "key"],
    ["truncated@pipelines", "share"],
    ["truncated@schedules", "ownership"],
  ])("%s is noticed", async (spec, kind) => {
    const fault = parseFault(spec);
    if ("error" in fault) throw new Error(fault.error);
    const sandbox = await startSandbox({
      seed: generateState({ members: 40, resources: 9, shares: 20, serviceAccounts: 12 }),
      faults: Array.isArray(fault) ? fault : [fault],
    });
    const http = plainHttp();
    Object.assign(open, { sandbox, http });
    const [organization] = sandbox.organizations;
    const result = await planasonixReader(
      optionsFor(new URL(sandbox.url), {
        http,
        organizationId: organization?.id ?? "",
        token: organization?.token ?? "",
      }),
    ).readState({ resources: ["pipeline", "schedule"] });
    if (!result.ok) throw new Error(result.message);
    expect(result.state.coverage[kind].complete).toBe(false);
  });
});
