/** The verbs on roles, shares, service accounts, keys and owners against the sandbox. */
import { describe, expect, it } from "vitest";
import type { Verb } from "../../../src/model/plan.ts";
import type { State } from "../../../src/model/state.ts";
import type { PlanasonixOptions } from "../../../src/providers/planasonix/options.ts";
import type { SandboxState } from "../../../src/sandbox/planasonix/state.ts";
import { orgId } from "./bench.ts";
import { benchOf, effectsOf, everyVerb, one, run, type Bench, type Case } from "./writing.ts";

const mail = (name: string) => `${name}@acme.example`;
const person = (name: string, role: string) => ({
  id: `usr_${name}`,
  email: mail(name),
  role,
  state: "active" as const,
});
const team = (name: string) => ({ id: `team_${name}`, slug: name, name });
const role = (name: string, permissions: string[]) => ({
  id: `role_${name}`,
  name,
  built_in: false,
  base: "viewer",
  permissions,
});
const account = (name: string) => ({
  id: `sa_${name}`,
  name,
  description: null,
  role: "editor",
  owner_type: "team" as const,
  owner_id: "team_finance",
});
const owned = (id: string, name: string, owner = "cy") => ({ id, name, owner_id: `usr_${owner}` });
const shared = (
  id: string,
  resource: readonly ["pipeline" | "connection" | "project", string],
  grantee: readonly ["team" | "member" | "service_account", string],
  level: "view" | "edit" | "use",
) => ({
  id: `shr_${id}`,
  resource_type: resource[0],
  resource_id: resource[1],
  grantee_type: grantee[0],
  grantee_id: grantee[1],
  level,
});

const seed: SandboxState = {
  version: 1,
  organizations: [
    {
      key: "acme",
      id: orgId,
      name: "Acme",
      members: [
        person("ana", "admin"),
        person("bea", "admin"),
        person("cy", "editor"),
        person("dan", "editor"),
        person("vic", "viewer"),
      ],
      invitations: [],
      teams: [team("finance"), team("ops")],
      memberships: [],
      roles: [role("Operator", ["pipelines:run"]), role("spare", [])],
      service_accounts: [account("CI"), account("old")],
      service_account_keys: [
        { id: "key_gh", service_account_id: "sa_CI", name: "GitHub", scopes: ["pipelines:run"] },
      ],
      personal_keys: [
        { id: "key_cy", name: "laptop", created_by: "usr_cy" },
        { id: "key_bea", name: "laptop", created_by: "usr_bea" },
      ],
      pipelines: [owned("pl_orders", "orders"), owned("pl_twin1", "twin"), owned("pl_twin2", "twin", "bea")],
      connections: [owned("con_wh", "warehouse")],
      schedules: [owned("sch_night", "nightly")],
      projects: [{ id: "prj_rev", name: "revenue" }],
      shares: [
        shared("1", ["pipeline", "pl_orders"], ["team", "team_finance"], "edit"),
        shared("2", ["connection", "con_wh"], ["service_account", "sa_CI"], "use"),
        shared("3", ["project", "prj_rev"], ["service_account", "sa_old"], "view"),
        shared("4", ["pipeline", "pl_twin1"], ["member", "usr_vic"], "view"),
      ],
    },
  ],
};

/** Schedules are left out: a leaver's are handed over without having been read. */
const bench = (more: Partial<PlanasonixOptions> = {}): Promise<Bench> =>
  benchOf(seed, ["pipeline", "connection", "project"], more);

const finance = { kind: "team", key: "finance" };
const ci = { kind: "service_account", key: "ci" };
const orders = { resource: "pipeline", name: "orders", holder: finance };
const twin = { resource: "pipeline", name: "pl_twin2", holder: { kind: "member", key: mail("dan") } };
const warehouse = { resource: "connection", name: "warehouse", holder: ci };
const handed = (resource: string, id: string, name: string) => {
  const thing = { resource, name, id };
  const [before, after] = [
    { ...thing, owner: mail("cy") },
    { ...thing, owner: mail("dan") },
  ];
  return one("transfer", "ownership", `${resource}:${name}`, before, after);
};

const cases: readonly Case[] = [
  one("create_role", "role", "reader", null, {
    name: "Reader",
    base: "viewer",
    permissions: ["connections:read", "pipelines:run"],
  }),
  one(
    "update_role",
    "role",
    "operator",
    { name: "Operator", base: "viewer", permissions: ["pipelines:run"] },
    { name: "operator", base: "editor", permissions: ["pipelines:run", "pipelines:write"] },
  ),
  one("delete_role", "role", "spare", { name: "spare", base: "viewer", permissions: [] }, null),
  one("share", "share", "pipeline:orders/service_account:ci", null, {
    ...orders,
    holder: ci,
    level: "run",
  }),
  one("share", "share", `pipeline:pl_twin2/member:${mail("dan")}`, null, { ...twin, level: "view" }),
  one(
    "change_share",
    "share",
    "pipeline:orders/team:finance",
    { ...orders, level: "edit" },
    { ...orders, level: "view" },
  ),
  one("unshare", "share", "connection:warehouse/service_account:ci", { ...warehouse, level: "use" }, null),
  one("create_service_account", "service_account", "deploy", null, {
    name: "Deploy",
    description: "deploys",
    role: "operator",
    owner: { kind: "member", key: mail("dan") },
  }),
  one(
    "update_service_account",
    "service_account",
    "ci",
    { name: "CI", description: "", role: "editor" },
    { name: "ci", description: "builds", role: "operator" },
  ),
  one("delete_service_account", "service_account", "old", { name: "old", role: "editor" }, null),
  handed("pipeline", "pl_orders", "orders"),
  handed("pipeline", "pl_twin1", "pl_twin1"),
  handed("connection", "con_wh", "warehouse"),
  handed("schedule", "sch_night", "nightly"),
  one(
    "transfer",
    "service_account",
    "ci",
    { name: "CI", owner: finance },
    { name: "CI", owner: { kind: "member", key: mail("bea") } },
  ),
  one("revoke_key", "key", "ci/github", { account: "ci", name: "GitHub", scopes: ["pipelines:run"] }, null),
  one(
    "revoke_key",
    "key",
    `${mail("cy")}/key_cy`,
    { member: mail("cy"), id: "key_cy", name: "laptop" },
    null,
  ),
];
const caseOf = (verb: Verb, key?: string): Case => {
  const found = cases.find((item) => item.verb === verb && (key === undefined || item.key === key));
  if (found === undefined) throw new Error(`no case of ${verb}`);
  return found;
};

function expectDone(state: State, { kind, key, after }: Case, { sandbox }: Bench): void {
  const [live] = sandbox.dump().organizations;
  if (key === "schedule:nightly") {
    expect(live?.schedules).toMatchObject([{ owner_id: "usr_dan" }]);
    return;
  }
  if (key.endsWith("/key_cy")) {
    expect(live?.personal_keys?.map((item) => item.id)).toEqual(["key_bea"]);
    return;
  }
  const { name, ...rest } = after ?? {};
  if (after === null) expect(state[kind].get(key)).toBeUndefined();
  // Names that are keys are shown as they are live.
  else expect(state[kind].get(key)).toMatchObject(kind === "share" ? { ...rest, name } : rest);
}

everyVerb({ cases, bench, expectDone, effects: { delete_service_account: 2 } });

describe("stale", () => {
  it.each<[string, Case, string]>([
    ["pipeline", caseOf("transfer"), "orders"],
    ["schedule", caseOf("transfer", "schedule:nightly"), "nightly"],
  ])("a %s that somebody else was given meanwhile", async (resource, item, name) => {
    const b = await bench();
    await b.control("edit", { resource, name, owner: mail("bea") });
    const before = effectsOf(b);
    expect(await run(b.writer, item)).toMatchObject({ ok: false, kind: "give_up", code: "stale" });
    expect(effectsOf(b)).toBe(before);
  });

  it.each<[Verb, Case]>([
    ["change_share", { ...caseOf("change_share"), after: { ...orders, level: "run" } }],
    [
      "unshare",
      { ...caseOf("unshare"), key: "pipeline:orders/team:finance", before: { ...orders, level: "edit" } },
    ],
    [
      "update_role",
      {
        ...caseOf("update_role"),
        after: { name: "Operator", base: "viewer", permissions: ["pipelines:write"] },
        before: { name: "Operator", base: "viewer", permissions: ["pipelines:run"] },
      },
    ],
    [
      "delete_role",
      {
        ...caseOf("delete_role"),
        key: "operator",
        before: { name: "Operator", base: "viewer", permissions: ["pipelines:run"] },
      },
    ],
    [
      "delete_service_account",
      { ...caseOf("delete_service_account"), key: "ci", before: { name: "CI", role: "editor" } },
    ],
    [
      "transfer",
      {
        ...caseOf("transfer", "ci"),
        after: { name: "CI", owner: { kind: "team", key: "ops" } },
      },
    ],
  ])("%s of what another run changed meanwhile", async (_, item) => {
    const b = await bench();
    const late = b.writer;
    const first = await b.another();
    for (const verb of ["change_share", "update_role", "update_service_account"] as const) {
      expect(await run(first, caseOf(verb))).toMatchObject({ status: "done" });
    }
    expect(await run(first, caseOf("transfer", "ci"))).toMatchObject({ status: "done" });
    const before = effectsOf(b);
    expect(await run(late, item)).toMatchObject({ ok: false, code: "stale" });
    expect(effectsOf(b)).toBe(before);
  });

  it("goes on when only something changed that the plan does not speak of", async () => {
    const b = await bench();
    const first = await b.another();
    expect(await run(first, caseOf("update_service_account"))).toMatchObject({ status: "done" });
    // Another version of the account, and the owner that the plan compared.
    expect(await run(b.writer, caseOf("transfer", "ci"))).toMatchObject({ ok: true, status: "done" });
  });
});

describe("a run of several actions", () => {
  it("uses ids and versions from its own answers", async () => {
    const b = await bench();
    const deploy = { kind: "service_account", key: "deploy" };
    const share = { resource: "project", name: "revenue", holder: deploy };
    const key = "project:revenue/service_account:deploy";
    const account = { name: "Deploy", role: "operator" };
    for (const item of [
      caseOf("create_service_account"),
      one("share", "share", key, null, { ...share, level: "view" }),
      one("change_share", "share", key, { ...share, level: "view" }, { ...share, level: "run" }),
      one("update_service_account", "service_account", "deploy", account, { ...account, role: "editor" }),
      one(
        "transfer",
        "service_account",
        "deploy",
        { name: "Deploy", owner: { kind: "member", key: mail("dan") } },
        { name: "Deploy", owner: finance },
      ),
      one("unshare", "share", key, { ...share, level: "run" }, null),
      one("delete_service_account", "service_account", "deploy", { name: "Deploy", role: "editor" }, null),
      caseOf("create_role"),
      one("delete_role", "role", "reader", caseOf("create_role").after, null),
    ]) {
      expect(await run(b.writer, item), `${item.verb} ${item.key}`).toMatchObject({ status: "done" });
    }
    // Nothing was looked at that this run made itself.
    expect(b.sandbox.requests().filter((item) => item.method === "GET")).toEqual([]);
  });

  it("looks at a resource that was not read, once", async () => {
    const b = await bench();
    const there = caseOf("transfer", "schedule:nightly");
    const back = { ...there, before: there.after, after: there.before };
    expect(await run(b.writer, there)).toMatchObject({ status: "done" });
    expect(await run(b.writer, back)).toMatchObject({ status: "done" });
    expect(b.sandbox.requests().map((item) => item.route)).toEqual([
      "schedule",
      "changeSchedule",
      "changeSchedule",
    ]);
  });

  it("empties a leaver's hands before they are removed, and hands on the refusal otherwise", async () => {
    const b = await bench();
    const remove = one(
      "remove",
      "member",
      mail("cy"),
      { email: mail("cy"), role: "editor", state: "active" },
      null,
    );
    expect(await run(b.writer, remove)).toMatchObject({ ok: false, kind: "give_up", code: "owns_resources" });
    for (const item of cases.filter(({ verb, kind }) => verb === "transfer" && kind === "ownership")) {
      expect(await run(b.writer, item)).toMatchObject({ status: "done" });
    }
    expect(await run(b.writer, remove)).toMatchObject({ status: "done" });
  });
});

describe("refusals", () => {
  it("names what is not there, without a request", async () => {
    const b = await bench();
    const nobody = { kind: "member", key: "who@acme.example" };
    const rows: [Case, string][] = [
      [{ ...caseOf("update_role"), key: "nowhere" }, "nowhere"],
      [{ ...caseOf("share"), after: { ...orders, name: "nothing", level: "run" } }, "pipeline nothing"],
      // Two pipelines have this name: only their ids tell them apart.
      [{ ...caseOf("share"), after: { ...orders, name: "twin", level: "run" } }, "pipeline twin"],
      [{ ...caseOf("share"), after: { ...orders, holder: nobody, level: "run" } }, nobody.key],
      [{ ...caseOf("change_share"), key: "pipeline:orders/team:ops" }, "pipeline:orders/team:ops"],
      [
        { ...caseOf("create_service_account"), after: { name: "x", role: "viewer", owner: nobody } },
        nobody.key,
      ],
      [{ ...caseOf("delete_service_account"), key: "nowhere" }, "nowhere"],
      [
        { ...caseOf("transfer"), after: { ...caseOf("transfer").after, owner: nobody.key } },
        `active member ${nobody.key}`,
      ],
      [{ ...caseOf("revoke_key"), key: "ci/none" }, "ci/none"],
    ];
    for (const [item, name] of rows) {
      const result = await run(b.writer, item);
      expect(result).toMatchObject({ ok: false, kind: "give_up", code: "not_found" });
      if (!result.ok) expect(result.message).toContain(name);
    }
    expect(b.sandbox.requests()).toEqual([]);
  });

  it.each<[string, Case]>([
    [
      "above_ceiling",
      {
        ...caseOf("share"),
        key: "x",
        after: { ...orders, holder: { kind: "member", key: mail("vic") }, level: "edit" },
      },
    ],
    ["has_keys", { ...caseOf("delete_service_account"), key: "ci", before: { name: "CI", role: "editor" } }],
    ["cannot_own", { ...caseOf("transfer"), after: { ...caseOf("transfer").after, owner: mail("vic") } }],
  ])("hands on the service's %s", async (code, item) => {
    const b = await bench();
    expect(await run(b.writer, item)).toMatchObject({ ok: false, kind: "give_up", code });
    expect(effectsOf(b)).toBe(0);
  });

  it("leaves open whether a key was revoked when no answer ever comes", async () => {
    const b = await bench();
    b.fault("drop-before@writex*");
    const personal = caseOf("revoke_key", `${mail("cy")}/key_cy`);
    expect(await run(b.writer, personal)).toMatchObject({ ok: false, kind: "give_up", effectUnknown: true });
    expect(b.sandbox.dump().organizations[0]?.personal_keys).toHaveLength(2);
  });
});
