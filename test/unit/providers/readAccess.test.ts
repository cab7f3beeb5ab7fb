/** Roles, shares, service accounts, keys and owners as a read holds them, and when it says that they are not whole. */
import { describe, expect, it } from "vitest";
import type { ResourceKind } from "../../../src/model/entities/resource.ts";
import type { Kind } from "../../../src/model/entity.ts";
import { orgId } from "./bench.ts";
import { incomplete, member, whole, world, type World } from "./reading.ts";

const team = { grantee_type: "team", grantee_id: "team_f" };
const share = (id: string, resource: string, more: object = {}) => ({
  id: `shr_${id}`,
  resource_type: "pipeline",
  resource_id: resource,
  ...team,
  level: "view",
  ...more,
});
const account = (id: string, more: object = {}) => ({
  id: `sa_${id}`,
  name: id.toUpperCase(),
  role: "viewer",
  owner_type: "team",
  owner_id: "team_f",
  ...more,
});
const key = (id: string, accountId: string, more: object = {}) => ({
  id: `key_${id}`,
  service_account_id: accountId,
  name: id,
  scopes: ["b", "a", "b"],
  ...more,
});

describe("roles, shares, service accounts, keys and owners", () => {
  const live: Partial<World> = {
    roles: [
      ...world.roles,
      {
        id: "role_o",
        name: "Operator",
        built_in: false,
        base: "Viewer",
        permissions: ["z", "a", "z"],
        etag: '"2"',
      },
    ],
    accounts: [
      account("ci"),
      account("lone", { owner_type: null, owner_id: null, description: "alone", role: "Operator" }),
    ],
    keys: [key("gh", "sa_ci", { created_by: "usr_gone", created_at: "2026-01-01T00:00:00Z" })],
    shares: [
      share("1", "pl_orders"),
      share("2", "pl_b", { grantee_type: "service_account", grantee_id: "sa_ci", level: "run" }),
      share("3", "con_wh", { resource_type: "connection", grantee_type: "member", grantee_id: "usr_ana" }),
    ],
    pipelines: [
      { id: "pl_orders", name: "orders", owner_id: "usr_ana", etag: '"3"' },
      { id: "pl_a", name: "twin", owner_id: null },
      { id: "pl_b", name: "twin", owner_id: "usr_gone" },
      { id: "pl_c", name: "pl_a", owner_id: null },
    ],
    schedules: [{ id: "sch_1", name: "orders" }],
    organization: {
      id: orgId,
      name: "Acme",
      seats: { total: 10, used: 4 },
      usage: { members: 2, roles: 2, service_accounts: 2 },
    },
    resourceMeta: { total: 1 },
  };

  it("are entities by key, with the names that the files use", async () => {
    const { state, seats } = await whole(live, undefined, ["pipeline", "schedule"]);
    expect(incomplete(await whole(live, undefined, ["pipeline", "schedule"]))).toEqual([]);
    expect([...state.role.values()]).toEqual([
      {
        kind: "role",
        key: "operator",
        name: "Operator",
        base: "viewer",
        permissions: ["a", "z"],
        id: "role_o",
        etag: '"2"',
      },
    ]);
    expect([...state.service_account.values()]).toEqual([
      {
        kind: "service_account",
        key: "ci",
        name: "CI",
        description: "",
        role: "viewer",
        owner: { kind: "team", key: "finance" },
        id: "sa_ci",
      },
      {
        kind: "service_account",
        key: "lone",
        name: "LONE",
        description: "alone",
        role: "operator",
        id: "sa_lone",
      },
    ]);
    expect([...state.key.values()]).toEqual([
      {
        kind: "key",
        key: "ci/gh",
        account: "ci",
        name: "gh",
        scopes: ["a", "b"],
        createdBy: "usr_gone",
        createdAt: "2026-01-01T00:00:00Z",
        id: "key_gh",
      },
    ]);
    expect([...state.share.keys()]).toEqual([
      "connection:con_wh/member:ana@acme.example",
      "pipeline:orders/team:finance",
      "pipeline:pl_b/service_account:ci",
    ]);
    expect(state.share.get("pipeline:pl_b/service_account:ci")).toEqual({
      kind: "share",
      key: "pipeline:pl_b/service_account:ci",
      resource: "pipeline",
      name: "pl_b",
      holder: { kind: "service_account", key: "ci" },
      level: "run",
      id: "shr_2",
    });
    expect([...state.ownership.values()].map(({ key: name, owner, id }) => [name, owner, id])).toEqual([
      ["pipeline:orders", "ana@acme.example", "pl_orders"],
      // Its name is another one's id.
      ["pipeline:pl_a", null, "pl_a"],
      ["pipeline:pl_b", "usr_gone", "pl_b"],
      ["pipeline:pl_c", null, "pl_c"],
      ["schedule:orders", null, "sch_1"],
    ]);
    expect(state.resources.map(({ kind, id, name }) => `${kind} ${name} ${id}`)).toEqual([
      "pipeline orders pl_orders",
      "pipeline pl_a pl_c",
      "pipeline twin pl_a",
      "pipeline twin pl_b",
      "schedule orders sch_1",
    ]);
    expect(seats).toEqual({ total: 10, used: 4 });
  });

  it("go by id where the files name no resource of the kind", async () => {
    const { state } = await whole(live);
    expect([...state.share.keys()]).toContain("pipeline:pl_orders/team:finance");
    expect(state.ownership.size + state.resources.length).toBe(0);
  });

  it.each([[null], [undefined], [{ used: 3 }], [{ total: null, used: 3 }]])(
    "seats of %j are no limit",
    async (seats) => {
      expect(await whole({ organization: { id: orgId, name: "A", seats } })).not.toHaveProperty("seats");
    },
  );
});

describe("coverage", () => {
  const counted = (usage: object) => ({ id: orgId, name: "A", usage });
  const gone = { grantee_type: "team", grantee_id: "team_x" };
  const accessRows: readonly [string, Partial<World>, Kind[]][] = [
    ["no roles at all", { roles: [] }, ["role"]],
    ["fewer roles than in use", { organization: counted({ roles: 2 }) }, ["role"]],
    ["fewer shares than in use", { organization: counted({ shares: 1 }) }, ["share"]],
    ["fewer accounts than in use", { organization: counted({ service_accounts: 1 }) }, ["service_account"]],
    ["fewer keys than in use", { organization: counted({ service_account_keys: 1 }) }, ["key"]],
    [
      "a member with an unlisted role",
      { members: [member("ana", "a@acme.example", { role: "x" })], teams: [], memberships: [] },
      ["role"],
    ],
    [
      "an unlisted role that was counted",
      { accounts: [account("ci", { role: "x" })], organization: counted({ roles: 1 }) },
      [],
    ],
    ["a share with an unlisted team", { shares: [share("1", "pl_1", gone)] }, ["team", "share"]],
    [
      "a share with a team that is gone, from a list that was counted",
      { shares: [share("1", "pl_1", gone)], organization: counted({ teams: 2 }) },
      ["share"],
    ],
    [
      "a share with an unlisted member",
      { shares: [share("1", "pl_1", { grantee_type: "member", grantee_id: "usr_x" })] },
      ["member", "share"],
    ],
    [
      "a share with an unlisted account",
      { shares: [share("1", "pl_1", { grantee_type: "service_account", grantee_id: "sa_x" })] },
      ["share", "service_account"],
    ],
    [
      "an account of an unlisted owner",
      { accounts: [account("ci", { owner_type: "member", owner_id: "usr_x" })] },
      ["member", "service_account"],
    ],
    ["a key of an unlisted account", { keys: [key("gh", "sa_x")] }, ["service_account", "key"]],
  ];
  it.each(accessRows)("%s", async (_, live, kinds) => {
    const result = await whole(live);
    expect(incomplete(result).sort()).toEqual([...kinds].sort());
    // What has no key of its own is left out; what only names something else is not.
    for (const item of [...result.state.share.values(), ...result.state.key.values()])
      expect(item.key).not.toMatch(/_x/);
    for (const item of result.state.service_account.values()) expect(item.owner?.key).not.toMatch(/_x/);
  });

  const pipelines = [{ id: "pl_1", name: "one", owner_id: "usr_ana" }];
  const resourceRows: readonly [string, Partial<World>, readonly ResourceKind[], Kind[]][] = [
    [
      "fewer pipelines than said",
      { resourceMeta: { total: 2 }, pipelines },
      ["pipeline"],
      ["share", "ownership"],
    ],
    ["fewer schedules than said", { resourceMeta: { total: 2 } }, ["schedule"], ["ownership"]],
    ["fewer pipelines than said, which no file names", { resourceMeta: { total: 2 } }, [], []],
    [
      "a share of an unlisted pipeline",
      { shares: [share("1", "pl_x")] },
      ["pipeline"],
      ["share", "ownership"],
    ],
    ["a share of a pipeline that no file names", { shares: [share("1", "pl_x")] }, ["schedule"], []],
    [
      "a share of a pipeline that is gone, from a list that was counted",
      { shares: [share("1", "pl_x")], pipelines, resourceMeta: { total: 1 } },
      ["pipeline"],
      [],
    ],
    [
      "a pipeline of an unlisted owner",
      { pipelines: [{ ...pipelines[0], owner_id: "usr_x" }] },
      ["pipeline"],
      ["member"],
    ],
  ];
  it.each(resourceRows)("%s", async (_, live, resources, kinds) => {
    expect(incomplete(await whole(live, undefined, resources)).sort()).toEqual([...kinds].sort());
  });
});
