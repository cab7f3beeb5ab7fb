/** Roles, shares, service accounts, seats, waivers and causes: what has to come first, and what must not be said twice. */
import { describe, expect, it } from "vitest";
import type { Entity } from "../../../src/model/entity.ts";
import {
  account,
  accountKey,
  actions,
  admins,
  at,
  blocks,
  filesOf,
  holds,
  member,
  needsOf,
  planOf,
  planSince,
  role,
  share,
  team,
  withheld,
} from "./planning.ts";

describe("a share above what a role allows now", () => {
  const sales = { kind: "pipeline", id: "id_sales", name: "sales" } as const;
  const files = (given: string, permissions: string) =>
    filesOf({
      members: `  lee@acme.example: { role: ${given}, shares: { pipelines: { sales: run } } }`,
      rest: `roles:\n  runner: { base: viewer, permissions: [${permissions}] }`,
    });

  it("waits for the change of the role that allows it, be it also a loss", () => {
    const plan = planOf(files("runner", "pipelines:run"), {
      entities: [...admins, role("runner", "viewer", ["connections:read"]), member("lee", "runner")],
      resources: [sales],
    });
    expect(actions(plan)).toEqual(["update_role runner", "share pipeline:sales/member:lee"]);
    expect(needsOf(plan, "share", "pipeline:sales/member:lee")).toEqual(["update_role runner"]);
  });

  it("waits for the new role even where that is a demotion", () => {
    const plan = planOf(files("runner", "pipelines:run"), {
      entities: [
        ...admins,
        role("runner", "viewer", ["pipelines:run"]),
        role("keeper", "viewer", ["admin:organization"]),
        member("lee", "keeper"),
      ],
      resources: [sales],
    });
    expect(needsOf(plan, "share", "pipeline:sales/member:lee")).toEqual(["demote lee"]);
  });

  it("does not wait for a promotion that it does not need", () => {
    const plan = planOf(files("maintainer", "pipelines:run"), {
      entities: [...admins, role("runner", "viewer", ["pipelines:run"]), member("lee", "editor")],
      resources: [sales],
    });
    expect(actions(plan)).toEqual(["promote lee", "share pipeline:sales/member:lee"]);
    expect(needsOf(plan, "share", "pipeline:sales/member:lee")).toEqual([]);
  });

  it("of a service account waits for the role that becomes wider", () => {
    const plan = planOf(
      filesOf({
        rest: [
          "roles:",
          "  runner: { base: viewer, permissions: [pipelines:run] }",
          "service_accounts:",
          "  ci: { role: runner, owner: ana@acme.example, shares: { pipelines: { sales: run } } }",
        ].join("\n"),
      }),
      {
        entities: [
          ...admins,
          role("runner", "viewer"),
          account("ci", "runner", { kind: "member", key: at("ana") }),
        ],
        resources: [sales],
      },
    );
    expect(needsOf(plan, "share", "pipeline:sales/service_account:ci")).toEqual(["update_role runner"]);
  });
});

describe("a role that changes", () => {
  it("lets its new holders manage users before others lose that", () => {
    const files = filesOf({
      members: "  lee@acme.example: ops\n  sam@acme.example: ops",
      rest: "roles:\n  ops: { base: viewer, permissions: [admin:organization] }",
    });
    const demoted = {
      ...files,
      "acme/organization.yaml": String(files["acme/organization.yaml"]).replace(
        "ana@acme.example: admin",
        "ana@acme.example: viewer",
      ),
    };
    const plan = planOf(demoted, {
      entities: [
        ...admins,
        role("ops", "viewer", ["pipelines:run"]),
        member("lee", "viewer"),
        member("sam", "viewer"),
      ],
    });
    expect(actions(plan)).toEqual(["update_role ops", "promote lee", "promote sam", "demote ana"]);
    expect(needsOf(plan, "promote", "lee")).toEqual(["update_role ops"]);
  });

  describe("so that whoever has it manages users", () => {
    const given = (rest: string, more = "") =>
      filesOf({
        policy: "  unlisted: { members: remove }",
        members: `  lee@acme.example: editor\n${rest}`,
        rest: `roles:\n  ops: { base: editor, permissions: [admin:organization] }${more}`,
      });
    const live = [...admins, member("lee", "editor"), role("ops", "editor"), member("rob", "ops")];

    it.each([
      ["who goes", "", "remove rob"],
      ["who is deactivated", "  rob@acme.example: { state: deactivated }", "deactivate rob"],
      ["who is given less", "  rob@acme.example: viewer", "demote rob"],
    ])("changes after somebody %s", (_, rest, loss) => {
      const plan = planOf(given(rest), { entities: live });
      expect(actions(plan)).toEqual([loss, "update_role ops"]);
      expect(needsOf(plan, "update_role", "ops")).toEqual([loss]);
    });

    it("does not wait for somebody who will manage users anyway, or who stays for now", () => {
      const admin = planOf(given("  rob@acme.example: admin"), { entities: live });
      expect(needsOf(admin, "update_role", "ops")).toEqual([]);
      const staying = planOf(given("  rob@acme.example: { state: deactivated }"), {
        entities: live,
        holdings: { rob: holds("pipeline:sales") },
      });
      expect(actions(staying)).toEqual(["update_role ops"]);
      expect(withheld(staying)).toEqual(["no_successor deactivate rob"]);
    });

    it("changes first where the one who receives from the leaver needs it", () => {
      const plan = planOf(
        filesOf({
          members:
            "  lee@acme.example: ops\n  rob@acme.example: { state: deactivated, successor: lee@acme.example }",
          rest: "roles:\n  ops: { base: editor, permissions: [admin:organization] }",
        }),
        {
          entities: [...admins, member("lee", "ops"), role("ops", "viewer"), member("rob", "ops")],
          holdings: { rob: holds("pipeline:sales") },
        },
      );
      expect(actions(plan)).toEqual(["update_role ops", "transfer pipeline:sales", "deactivate rob"]);
    });
  });

  it("is lowered after shares and teams, and before people", () => {
    const files = filesOf({
      policy: "  unlisted: { shares: delete }",
      members: "  lee@acme.example: { role: viewer, shares: {} }\n  sam@acme.example: runner",
      rest: "roles:\n  runner: { base: viewer, permissions: [] }\nteams:\n  data: { members: [] }",
    });
    const plan = planOf(files, {
      entities: [
        ...admins,
        role("runner", "viewer", ["pipelines:run"]),
        member("lee", "editor"),
        member("sam", "runner"),
        team("data"),
        {
          kind: "team_membership",
          key: `data/${at("lee")}`,
          team: "data",
          member: at("lee"),
          role: "member",
          id: "m",
        },
        share("pipeline", "id_sales", { kind: "member", key: at("lee") }, "edit"),
      ],
    });
    expect(plan.actions.map((action) => action.verb)).toEqual([
      "unshare",
      "leave_team",
      "update_role",
      "demote",
    ]);
  });

  it("may go when only somebody who left by themselves is said to hold it", () => {
    const plan = planOf(
      filesOf({ policy: "  unlisted: { roles: delete }", members: "  lee@acme.example: viewer" }),
      {
        entities: [...admins, role("old", "viewer"), member("lee", "viewer"), member("kim", "old", "left")],
      },
    );
    expect(actions(plan)).toEqual(["delete_role old"]);
  });

  it("of the key in use is not narrowed under it", () => {
    const files = filesOf({
      members: "  lee@acme.example: editor",
      rest: "roles:\n  bot: { base: viewer, permissions: [] }\nservice_accounts:\n  muster: { role: bot, owner: ana@acme.example }",
    });
    const plan = planOf(files, {
      entities: [
        ...admins,
        role("bot", "viewer", ["admin:organization"]),
        member("lee", "editor"),
        { ...account("muster", "bot", { kind: "member", key: at("ana") }), id: "svc_1" },
      ],
    });
    expect(blocks(plan)).toEqual(["block self"]);
  });
});

const wide = ["pipelines:run", "connections:read"];

describe("a role that changes while somebody is given it", () => {
  const files = filesOf({
    members:
      "  lee@acme.example: ops\n  kim@acme.example: ops\n  sam@acme.example: ops\n  new@acme.example: ops",
    rest: [
      "roles:",
      "  ops: { base: viewer, permissions: [pipelines:run] }",
      "service_accounts:",
      "  ci: { role: ops, owner: ana@acme.example }",
      "  cd: { role: ops, owner: ana@acme.example }",
    ].join("\n"),
  });
  const live = (permissions: readonly string[]) => ({
    entities: [
      ...admins,
      role("ops", "viewer", permissions),
      member("lee", "viewer"),
      member("kim", "editor"),
      member("sam", "viewer", "deactivated"),
      account("cd", "viewer", { kind: "member", key: at("ana") }),
    ],
  });

  it.each([
    ["narrowed, so that nobody can do more for a moment", wide],
    ["widened, so that nobody can do less", []],
    ["both", ["connections:read"]],
  ])("changes before everybody who is given it: %s", (_, before) => {
    const plan = planOf(files, live(before));
    for (const [verb, key] of [
      ["promote", "lee"],
      ["demote", "kim"],
      ["reactivate", "sam"],
      ["invite", "new"],
      ["create_service_account", "ci"],
      ["update_service_account", "cd"],
    ] as const)
      expect([key, needsOf(plan, verb, key)]).toEqual([key, ["update_role ops"]]);
    expect(actions(plan)[0]).toBe("update_role ops");
    expect(withheld(plan)).toEqual([]);
  });

  it("holds nobody up who has it already", () => {
    const plan = planOf(filesOf({ rest: "roles:\n  ops: { base: viewer, permissions: [] }" }), {
      entities: [...admins, role("ops", "viewer", wide), member("lee", "ops")],
    });
    expect(actions(plan)).toEqual(["update_role ops"]);
  });
});

describe("a share that a role allows only for now", () => {
  it("waits for the role that its holder will have, and for what becomes of that role", () => {
    const plan = planOf(
      filesOf({
        members: "  lee@acme.example: { role: runner, shares: { pipelines: { sales: run } } }",
        rest: "roles:\n  runner: { base: viewer, permissions: [pipelines:run] }",
      }),
      {
        entities: [...admins, role("runner", "viewer", wide), member("lee", "viewer")],
        resources: [{ kind: "pipeline", id: "id_sales", name: "sales" }],
      },
    );
    expect(actions(plan)).toEqual(["update_role runner", "promote lee", "share pipeline:sales/member:lee"]);
    expect(needsOf(plan, "share", "pipeline:sales/member:lee").sort()).toEqual([
      "promote lee",
      "update_role runner",
    ]);
  });
});

describe("live objects that share a name", () => {
  const collided = (first: Entity, second: Entity) => [...admins, first, { ...second, id: "other" }];

  it.each([
    [
      "service_account ci",
      "service_accounts:\n  ci: { role: viewer, owner: ana@acme.example }",
      account("ci", "viewer", { kind: "member", key: at("ana") }),
    ],
    ["role ops", "roles:\n  ops: { base: viewer, permissions: [] }", role("ops", "viewer")],
  ])("withhold %s alone", (name, rest, entity) => {
    const plan = planOf(filesOf({ rest }), { entities: collided(entity, entity) });
    expect(plan.actions).toEqual([]);
    expect(plan.withheld.map((item) => `${item.code} ${item.kind} ${item.key}`)).toEqual([
      `ambiguous ${name}`,
    ]);
    expect(plan.withheld[0]?.waits_for).toEqual([entity.id, "other"].sort());
  });

  it("withhold two keys of one account, and the account that they keep", () => {
    const key = accountKey("ci", "main");
    const ci = account("ci", "viewer", { kind: "member", key: at("ana") });
    const plan = planOf(
      filesOf({
        rest: "service_accounts:\n  ci: { role: viewer, owner: ana@acme.example, keys: { main: { scopes: [pipelines:read] } } }",
      }),
      { entities: [...collided(key, key), ci] },
    );
    expect(withheld(plan)).toEqual(["ambiguous create_key ci/main"]);
    const gone = planOf(filesOf({ policy: "  unlisted: { service_accounts: delete, keys: delete }" }), {
      entities: [...collided(key, key), ci],
    });
    expect(withheld(gone)).toEqual(["depends delete_service_account ci"]);
  });
});

describe("a profile", () => {
  const files = filesOf({
    policy: "  profiles: { analyst: { role: viewer, teams: [data] } }",
    members: "  kim@acme.example: { profile: analyst }",
    rest: "teams:\n  data: {}",
  });

  it("puts an invited person into a team without a list once", () => {
    const plan = planOf(files, {
      entities: [
        ...admins,
        team("data"),
        { ...member("kim", "viewer", "pending"), teams: [{ team: "data", role: "member" }] },
      ],
    });
    expect(actions(plan)).toEqual([]);
    expect(withheld(plan)).toEqual(["waiting invite kim"]);
  });
});

describe("seats", () => {
  const owner = "{ state: deactivated, successor: ";

  it("never wait for each other in a circle", () => {
    const files = filesOf({
      members: [
        "  k1@acme.example: editor",
        "  k2@acme.example: editor",
        `  r1@acme.example: ${owner}k2@acme.example }`,
        `  r2@acme.example: ${owner}k1@acme.example }`,
      ].join("\n"),
    });
    const plan = planOf(files, {
      entities: [
        ...admins,
        member("k1", "editor", "deactivated"),
        member("k2", "editor", "deactivated"),
        member("r1", "editor"),
        member("r2", "editor"),
      ],
      holdings: { r1: holds("pipeline:a"), r2: holds("pipeline:b") },
      seats: { total: 4, used: 4 },
    });
    expect(actions(plan)).toEqual([]);
    // Nobody can end it from outside but by a seat or a word in the files: that is no mere want of a seat.
    expect(withheld(plan)).toContain("depends reactivate k2");
    expect(plan.withheld.find(({ key }) => key === at("k2"))?.message).toContain("a circle of waits");
  });

  it("go first to those for whom somebody who leaves waits", () => {
    const files = filesOf({
      members: [
        "  ann@acme.example: editor",
        "  kim@acme.example: editor",
        `  rob@acme.example: ${owner}kim@acme.example }`,
      ].join("\n"),
    });
    const live = {
      holdings: { rob: holds("pipeline:a") },
      seats: { total: 4, used: 3 },
    };
    const back = planOf(files, {
      ...live,
      entities: [...admins, member("rob", "editor"), member("kim", "editor", "deactivated")],
    });
    expect(actions(back)).toEqual(["reactivate kim", "transfer pipeline:a", "deactivate rob", "invite ann"]);
    const invited = planOf(files, { ...live, entities: [...admins, member("rob", "editor")] });
    expect(actions(invited)).toEqual(["invite kim"]);
    expect(withheld(invited)).toContain("no_seat invite ann");
  });
});

describe("a waiver that is extended", () => {
  const waiver = (until: string) =>
    `  waivers:\n    - { guard: max_changes, until: ${until}, reason: "many come" }\n  guards: { max_changes: 1 }`;
  const files = (until: string, members = "") =>
    filesOf({ policy: waiver(until), members: `  lee@acme.example: editor${members}` });

  it("holds as long as it was merged for", () => {
    const more = "\n  kim@acme.example: viewer\n  zoe@acme.example: viewer";
    const live = { entities: [...admins, member("lee", "editor")] };
    expect(blocks(planSince(files("2026-12-01"), files("2026-12-31", more), live))).toEqual([
      "warn max_changes",
    ]);
    expect(blocks(planSince(files("2026-11-02"), files("2026-12-31", more), live))).toEqual([
      "block max_changes",
    ]);
  });
});

describe("what only this change lets run", () => {
  it("is this change, though the files before asked for it too", () => {
    const before = filesOf({ members: "  lee@acme.example: editor" });
    const text = String(before["acme/organization.yaml"]);
    const wanted = {
      "acme/organization.yaml": text.replace("ana@acme.example: admin", "ana@acme.example: editor"),
    };
    const after = {
      "acme/organization.yaml": wanted["acme/organization.yaml"].replace(
        "lee@acme.example: editor",
        "lee@acme.example: admin",
      ),
    };
    const live = { entities: [...admins, member("lee", "editor")] };
    expect(withheld(planOf(wanted, live))).toEqual(["depends demote ana"]);
    const plan = planSince(wanted, after, live);
    expect(plan.actions.map(({ cause, verb }) => `${cause} ${verb}`)).toEqual([
      "change promote",
      "change demote",
    ]);
  });
});
