/** Custom roles, shares, service accounts and ownership: what files may say, what they come to, and the exact place of each fault. */
import { describe, expect, it } from "vitest";
import { entitiesOf, type State } from "../../../src/model/state.ts";
import { declared, organization, remarksAfterOrganization, remarksOn } from "./tree.ts";

function desiredOf(text: string): State {
  const { organizations, diagnostics } = declared({ "acme/organization.yaml": organization + text });
  expect(diagnostics.filter((item) => item.severity === "error")).toEqual([]);
  const [first] = organizations;
  if (first === undefined) throw new Error("the files declare no organization");
  return first.desired;
}

/** Everything but members, without its kind and place, by key. */
function without(state: State, ...kinds: string[]): object {
  const entities = entitiesOf(state).filter((entity) => !kinds.includes(entity.kind));
  return Object.fromEntries(
    entities.map(({ kind: _kind, key, source: _source, ...fields }) => [key, fields] as const),
  );
}

/** The message and hint of each remark. */
function wordsOn(text: string): string[] {
  return declared({ "acme/organization.yaml": organization + text }).diagnostics.map(({ message, hint }) =>
    `${message} ${hint ?? ""}`.trim(),
  );
}

describe("custom roles", () => {
  it("come with a base and permissions in order, and are what members and accounts may have", () => {
    const text = `roles:
  Operator: { base: viewer, permissions: [pipelines:run, connections:read, pipelines:run] }
members:
  a@x.example: operator
  b@x.example: { role: OPERATOR, state: active }
  c@x.example: { role: "Operator", state: deactivated }
teams: { one: { members: [a@x.example, b@x.example] } }
service_accounts:
  bot: { role: Operator, owner: one }
`;
    const state = desiredOf(text);
    expect(state.role.get("operator")).toEqual({
      kind: "role",
      key: "operator",
      name: "Operator",
      base: "viewer",
      permissions: ["connections:read", "pipelines:run"],
      source: { file: "access/acme/organization.yaml", line: 5, column: 3 },
    });
    expect([...state.member.values()].map((member) => member.role)).toEqual([
      "operator",
      "operator",
      "operator",
    ]);
    expect(state.service_account.get("bot")?.role).toBe("operator");
  });

  it.each([
    ["no value", "roles:\n", "wrong-kind 4:6"],
    ["no base", "roles: { op: { permissions: [] } }\n", "missing-key 4:10"],
    ["a base that is a custom role", "roles: { op: { base: op, permissions: [] } }\n", "unknown-value 4:22"],
    ["no permissions", "roles: { op: { base: viewer } }\n", "missing-key 4:10"],
    [
      "a permission of one word",
      "roles: { op: { base: viewer, permissions: [a:b, run] } }\n",
      "bad-value 4:49",
    ],
    [
      "a permission in capitals",
      "roles: { op: { base: viewer, permissions: [Admin:Organization] } }\n",
      "bad-value 4:44",
    ],
    ["an unknown key", "roles: { op: { base: viewer, permissions: [], name: x } }\n", "unknown-key 4:47"],
    ["a number as name", "roles: { 5: { base: viewer, permissions: [] } }\n", "wrong-kind 4:10"],
    ["a name with a blank", "roles: { my op: { base: viewer, permissions: [] } }\n", "bad-value 4:10"],
    [
      "the name of a built-in role",
      "roles: { Admin: { base: admin, permissions: [] } }\n",
      "built-in-role 4:10",
    ],
  ])("refuse %s", (_name, text, remark) => {
    expect(remarksAfterOrganization(text)).toEqual([`error ${remark}`]);
  });

  it.each([
    ["a member", "members: { a@x.example: operater }\n", "4:25"],
    ["a member's field", "members: { a@x.example: { role: operater } }\n", "4:33"],
    ["a leaver", "members: { a@x.example: { role: operater, state: removed } }\n", "4:33"],
    ["a profile", "  profiles: { p: { role: operater } }\n", "4:26"],
    [
      "a service account",
      "teams: { t: {} }\nservice_accounts: { s: { role: operater, owner: t } }\n",
      "5:32",
    ],
  ])("must be declared where %s has them", (_name, text, position) => {
    const roles = "roles: { operator: { base: viewer, permissions: [] } }\n";
    expect(remarksAfterOrganization(text + roles)).toEqual([`error unknown-role ${position}`]);
    expect(wordsOn(text + roles)[0]).toBe(
      '"operater" is not an organization role. Did you mean operator? Built in are: viewer, member, editor, maintainer, admin; others are declared under `roles`.',
    );
    expect(remarksAfterOrganization(text.replace("operater", "operator") + roles)).toEqual([]);
  });

  it("count as known even when their entry has errors", () => {
    const text = "roles: { op: { base: viewer } }\nmembers: { a@x.example: op }\n";
    expect(remarksAfterOrganization(text)).toEqual(["error missing-key 4:10"]);
  });

  it("that manage users count among many admins", () => {
    const people = Array.from({ length: 6 }, (_, index) => `  p${index}@x.example: keeper\n`).join("");
    const text = `roles: { keeper: { base: viewer, permissions: [admin:organization] } }\nmembers:\n${people}`;
    expect(remarksAfterOrganization(text)).toEqual(["warning many-admins 1:1"]);
    expect(remarksAfterOrganization(text.replace("admin:organization", "pipelines:run"))).toEqual([]);
  });
});

describe("shares", () => {
  it("stand on teams, members and service accounts, in two forms", () => {
    const text = `members:
  A@x.example: { role: editor, shares: { connections: { "Warehouse / main": use } } }
teams:
  One: { members: [a@x.example], shares: { pipelines: { nightly: edit, pipe_1: { level: run } } } }
  two: { shares: {} }
service_accounts:
  bot: { role: viewer, owner: one, shares: { projects: { revenue: view } } }
`;
    const state = desiredOf(text);
    expect(without(state, "member", "team", "team_membership", "service_account")).toEqual({
      "connection:Warehouse / main/member:a@x.example": {
        resource: "connection",
        name: "Warehouse / main",
        holder: { kind: "member", key: "a@x.example" },
        level: "use",
      },
      "pipeline:nightly/team:one": {
        resource: "pipeline",
        name: "nightly",
        holder: { kind: "team", key: "one" },
        level: "edit",
      },
      "pipeline:pipe_1/team:one": {
        resource: "pipeline",
        name: "pipe_1",
        holder: { kind: "team", key: "one" },
        level: "run",
      },
      "project:revenue/service_account:bot": {
        resource: "project",
        name: "revenue",
        holder: { kind: "service_account", key: "bot" },
        level: "view",
      },
    });
    expect(state.share.get("pipeline:pipe_1/team:one")?.source).toMatchObject({ line: 7, column: 72 });
    expect(state.member.get("a@x.example")?.sharesListed).toBe(true);
    expect(state.team.get("two")?.sharesListed).toBe(true);
    expect(state.service_account.get("bot")?.sharesListed).toBe(true);
  });

  it("left out are not managed", () => {
    const state = desiredOf("members: { a@x.example: viewer }\nteams: { one: {} }\n");
    expect(state.member.get("a@x.example")).not.toHaveProperty("sharesListed");
    expect(state.team.get("one")).not.toHaveProperty("sharesListed");
  });

  it.each([
    ["a list", "[]", "wrong-kind 4:25"],
    ["nothing", "", "wrong-kind 4:23"],
    ["an unknown kind", "{ pipeline: {} }", "unknown-key 4:27"],
    ["schedules", "{ schedules: {} }", "unknown-key 4:27"],
    ["a kind that is a list", "{ pipelines: [a] }", "wrong-kind 4:38"],
    ["a name that is a number", "{ pipelines: { 5: view } }", "wrong-kind 4:40"],
    ["an empty name", '{ pipelines: { "": view } }', "bad-value 4:40"],
    ["an unknown level", "{ pipelines: { a: owner } }", "unknown-value 4:43"],
    ["a level in capitals", "{ pipelines: { a: { level: View } } }", "unknown-value 4:52"],
    ["no level", "{ pipelines: { a: {} } }", "missing-key 4:40"],
    ["an unknown key", "{ pipelines: { a: { level: view, expiry: 2027-01-01 } } }", "unknown-key 4:58"],
    ["use of a pipeline", "{ pipelines: { a: use } }", "unknown-value 4:43"],
    ["use of a project", "{ projects: { a: use } }", "unknown-value 4:42"],
    ["run of a connection", "{ connections: { a: run } }", "unknown-value 4:45"],
  ])("refuse %s", (_name, shares, remark) => {
    expect(remarksAfterOrganization(`teams: { one: { shares: ${shares} } }\n`)).toEqual([`error ${remark}`]);
  });

  it("say what each kind can be shared at, and with whom", () => {
    expect(wordsOn("teams: { one: { shares: { connections: { wh: run } } } }\n")).toEqual([
      '"run" is not a value that the share of the connection "wh" with the team "one" can have. It can be one of: view, edit, use.',
    ]);
  });

  it("refuse names that mix scripts, which pass for others in a review", () => {
    const text = 'teams: { one: { shares: { pipelines: { "\\u043erders": view } } } }\n'.replace(
      "\\u043e",
      "\u043e",
    );
    expect(remarksAfterOrganization(text)).toEqual(["error mixed-scripts 4:40"]);
  });

  const ceilings = (role: string, level: string, kind: string): string =>
    `roles:\n  runner: { base: viewer, permissions: [pipelines:run] }\n  reader: { base: viewer, permissions: [connections:read] }\n  writer: { base: viewer, permissions: [pipelines:write] }\n  chief: { base: editor, permissions: [] }\nmembers:\n  a@x.example: { role: ${role}, shares: { ${kind}: { thing: ${level} } } }\n`;

  it.each([
    ["viewer", "run", "pipelines", false],
    ["viewer", "view", "pipelines", true],
    ["viewer", "use", "connections", false],
    ["member", "edit", "projects", true],
    ["admin", "use", "connections", true],
    ["runner", "run", "pipelines", true],
    ["runner", "edit", "pipelines", false],
    ["reader", "use", "connections", true],
    ["reader", "run", "pipelines", false],
    ["writer", "edit", "pipelines", true],
    ["chief", "edit", "connections", true],
  ])("with a %s at %s on %s are within the ceiling: %s", (role, level, kind, within) => {
    const column = `  a@x.example: { role: ${role}, shares: { ${kind}: { thing: `.length + 1;
    expect(remarksAfterOrganization(ceilings(role, level, kind))).toEqual(
      within ? [] : [`error share-ceiling 10:${column}`],
    );
  });

  it("above the ceiling of an account or a profile are refused with what the role allows; a team has none", () => {
    const text = `  profiles: { p: { role: viewer } }
teams: { one: { members: [a@x.example], shares: { pipelines: { thing: edit } } } }
members: { a@x.example: { profile: p, shares: { pipelines: { thing: run } } } }
service_accounts: { bot: { role: viewer, owner: one, shares: { pipelines: { thing: { level: run } } } } }
`;
    expect(remarksAfterOrganization(text)).toEqual(["error share-ceiling 6:69", "error share-ceiling 7:93"]);
    expect(wordsOn(text)[1]).toBe(
      '"run" on the pipeline "thing" is above what the role viewer of bot allows: view. Give a lower level, a higher role, or share it with a team.',
    );
  });

  it("of somebody who has left count for nothing, above the ceiling too", () => {
    const text =
      "members: { a@x.example: { role: viewer, state: removed, shares: { pipelines: { thing: edit } } } }\n";
    expect(remarksAfterOrganization(text)).toEqual(["warning departed 4:80"]);
    expect([...desiredOf(text).share.keys()]).toEqual([]);
  });
});

describe("service accounts", () => {
  const teams = "teams: { one: {} }\n";

  it("come with owner, keys and their scopes in order", () => {
    const text = `${teams}members: { Ana@x.example: editor }
service_accounts:
  CI-deploy:
    description: Deploys
    role: admin
    owner: One
    keys:
      Actions: { scopes: [pipelines:run, pipelines:read, pipelines:run] }
      admin: { scopes: [admin:organization], reason: "sets up test organizations" }
  plain: { role: viewer, owner: ANA@x.example }
`;
    const state = desiredOf(text);
    expect(without(state, "member", "team")).toEqual({
      "ci-deploy": {
        name: "CI-deploy",
        description: "Deploys",
        role: "admin",
        owner: { kind: "team", key: "one" },
        keysListed: true,
      },
      plain: { name: "plain", role: "viewer", owner: { kind: "member", key: "ana@x.example" } },
      "ci-deploy/actions": {
        account: "ci-deploy",
        name: "Actions",
        scopes: ["pipelines:read", "pipelines:run"],
      },
      "ci-deploy/admin": { account: "ci-deploy", name: "admin", scopes: ["admin:organization"] },
    });
    expect(state.key.get("ci-deploy/actions")?.source).toMatchObject({ line: 12, column: 7 });
  });

  it.each([
    ["no role", "{ owner: one }", "missing-key 5:21"],
    ["no owner", "{ role: viewer }", "missing-key 5:21"],
    ["nothing", "", "wrong-kind 5:24"],
    ["an unknown role", "{ role: boss, owner: one }", "unknown-role 5:34"],
    ["an unknown team", "{ role: viewer, owner: oen }", "unknown-team 5:49"],
    ["an unknown member", "{ role: viewer, owner: a@x.example }", "unknown-member 5:49"],
    ["keys as a list", "{ role: viewer, owner: one, keys: [] }", "wrong-kind 5:60"],
    ["a key's name that is a truth", "{ role: viewer, owner: one, keys: { on: {} } }", "wrong-kind 5:62"],
    ["a key without scopes", "{ role: viewer, owner: one, keys: { k: {} } }", "missing-key 5:62"],
    ["no scope", "{ role: viewer, owner: one, keys: { k: { scopes: [] } } }", "bad-value 5:75"],
    ["a scope of one word", "{ role: viewer, owner: one, keys: { k: { scopes: [x] } } }", "bad-value 5:76"],
    [
      "an age in seconds",
      "{ role: viewer, owner: one, keys: { k: { scopes: [pipelines:read], rotate_after: 90s } } }",
      "bad-value 5:107",
    ],
    [
      "a secret that GitHub would not take",
      "{ role: viewer, owner: one, keys: { k: { scopes: [pipelines:read], deliver_to: { github_secret: acme/dbt/GITHUB_KEY } } } }",
      "bad-value 5:122",
    ],
    [
      "two places for one key",
      "{ role: viewer, owner: one, keys: { k: { scopes: [pipelines:read], deliver_to: { github_secret: acme/dbt/KEY, file: k.txt } } } }",
      "bad-value 5:105",
    ],
    [
      "one place for two keys, in another letter case",
      "{ role: viewer, owner: one, keys: { k: { scopes: [pipelines:read], deliver_to: { github_secret: acme/dbt/KEY } }, l: { scopes: [pipelines:read], deliver_to: { github_secret: Acme/dbt/KEY } } } }",
      "same-target 5:200",
    ],
    [
      "one file for two keys, written in two ways (./k.key)",
      "{ role: viewer, owner: one, keys: { k: { scopes: [pipelines:read], deliver_to: { file: k.key } }, l: { scopes: [pipelines:read], deliver_to: { file: ./k.key } } } }",
      "same-target 5:175",
    ],
    [
      "one file for two keys, written in two ways (keys//x/../k.key)",
      "{ role: viewer, owner: one, keys: { k: { scopes: [pipelines:read], deliver_to: { file: keys/k.key } }, l: { scopes: [pipelines:read], deliver_to: { file: keys//x/../k.key } } } }",
      "same-target 5:180",
    ],
    [
      "one file for two keys, written in two ways (/srv/../srv/k.key)",
      "{ role: viewer, owner: one, keys: { k: { scopes: [pipelines:read], deliver_to: { file: /srv/k.key } }, l: { scopes: [pipelines:read], deliver_to: { file: /srv/../srv/k.key } } } }",
      "same-target 5:180",
    ],
    [
      "a key that manages users without a reason",
      "{ role: admin, owner: one, keys: { k: { scopes: [pipelines:read, admin:organization] } } }",
      "key-reason 5:91",
    ],
    [
      "two names in two letter cases",
      "{ role: viewer, owner: one, keys: { k: { scopes: [pipelines:read] }, K: { scopes: [pipelines:read] } } }",
      "duplicate-key-name 5:95",
    ],
    ["an unknown key", "{ role: viewer, owner: one, expiry: 2027-01-01 }", "unknown-key 5:54"],
  ])("refuse %s", (_name, entry, remark) => {
    expect(remarksAfterOrganization(`${teams}service_accounts: { bot: ${entry} }\n`)).toEqual([
      `error ${remark}`,
    ]);
  });

  it.each([
    ["a number as name", "{ 5: { role: viewer, owner: one } }", "wrong-kind 5:21"],
    ["a name with a slash", "{ a/b: { role: viewer, owner: one } }", "bad-value 5:21"],
  ])("refuse %s", (_name, section, remark) => {
    expect(remarksAfterOrganization(`${teams}service_accounts: ${section}\n`)).toEqual([`error ${remark}`]);
  });
});

describe("ownership", () => {
  it("names the owner of pipelines, connections and schedules", () => {
    const text =
      "members: { Ana@x.example: editor }\nownership:\n  pipelines: { nightly: ANA@x.example, pipe_1: ana@x.example }\n  schedules: { nightly: ana@x.example }\n  connections: {}\n";
    expect(without(desiredOf(text), "member")).toEqual({
      "pipeline:nightly": { resource: "pipeline", name: "nightly", owner: "ana@x.example" },
      "pipeline:pipe_1": { resource: "pipeline", name: "pipe_1", owner: "ana@x.example" },
      "schedule:nightly": { resource: "schedule", name: "nightly", owner: "ana@x.example" },
    });
  });

  it.each([
    ["projects, which have no owner", "{ projects: { a: b@x.example } }", "unknown-key 4:14"],
    ["a kind that is nothing", "{ pipelines: }", "wrong-kind 4:23"],
    ["an owner that is nothing", "{ pipelines: { a: } }", "wrong-kind 4:28"],
    ["a list of owners", "{ pipelines: { a: [b@x.example] } }", "wrong-kind 4:30"],
    ["an unknown owner", "{ pipelines: { a: b@x.example } }", "unknown-member 4:30"],
    ["a name that is a date", "{ pipelines: { 2026-01-01: b@x.example } }", "wrong-kind 4:27"],
  ])("refuses %s", (_name, section, remark) => {
    expect(remarksAfterOrganization(`ownership: ${section}\n`)).toEqual([`error ${remark}`]);
  });

  it("names a resource once, in whatever file", () => {
    const section = "ownership: { pipelines: { a: b@x.example } }\n";
    expect(
      remarksOn({
        "acme/organization.yaml": `${organization}members: { b@x.example: editor }\n${section}`,
        "acme/owners.yaml": `${section}`,
      }),
    ).toEqual(["error duplicate-ownership acme/owners.yaml:1:27"]);
  });

  it.each([
    ["finance", '"finance" is a team, and cannot own', "such as its manager b@x.example; what the team"],
    ["ci", '"ci" is a service account, and cannot own', "Name a member; what the service account"],
    ["team:finance", '"finance" is a team, and cannot own', "such as its manager b@x.example"],
    ["service_account:ci", '"ci" is a service account, and cannot own', "Name a member"],
    ["{ team: finance }", "A team cannot own", "Write the member who owns it"],
    ["{ service_account: ci }", "A service account cannot own", "Write the member who owns it"],
  ])("says that %s owns nothing, and who can", (owner, message, hint) => {
    const text = `members: { b@x.example: editor }
teams: { finance: { manager: b@x.example } }
service_accounts: { ci: { role: editor, owner: finance } }
ownership: { connections: { a: ${owner} } }
`;
    const [first, ...rest] = declared({ "acme/organization.yaml": organization + text }).diagnostics;
    expect([first?.code, rest]).toEqual(["not-at-service", []]);
    expect(first?.message).toContain(`${message} the connection "a". At Planasonix `);
    expect(first?.hint).toContain(hint);
  });

  it("warns of an owner whose role may not own", () => {
    const text = "members: { b@x.example: viewer }\nownership: { pipelines: { a: b@x.example } }\n";
    expect(remarksAfterOrganization(text)).toEqual(["warning cannot-own 5:30"]);
    expect(remarksAfterOrganization(text.replace("viewer", "editor"))).toEqual([]);
  });
});

describe("sections", () => {
  it.each(["roles", "service_accounts", "ownership"])("%s may not stand below teams/", (section) => {
    expect(
      remarksOn({ "acme/organization.yaml": organization, "acme/teams/a.yaml": `${section}: {}\n` }),
    ).toEqual(["error section-place acme/teams/a.yaml:1:1"]);
    expect(
      remarksOn({ "acme/organization.yaml": organization, "acme/automation.yaml": `${section}: {}\n` }),
    ).toEqual([]);
  });

  it.each([
    [
      "duplicate-role",
      "roles: { one: { base: viewer, permissions: [] } }\n",
      "roles: { One: { base: viewer, permissions: [] } }\n",
    ],
    [
      "duplicate-service-account",
      "service_accounts: { one: { role: viewer, owner: t } }\n",
      "service_accounts: { One: { role: viewer, owner: t } }\n",
    ],
  ])("%s: name everything once over all files", (code, first, second) => {
    const position = second.indexOf("One") + 1;
    expect(
      remarksOn({
        "acme/organization.yaml": `${organization}teams: { t: {} }\n${first}`,
        "acme/sub/more.yaml": second,
      }),
    ).toEqual([`error ${code} acme/sub/more.yaml:1:${position}`]);
  });
});
