import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Action, Verb } from "../../../src/model/plan.ts";
import { withheldCodes } from "../../../src/model/plan.ts";
import { verbs } from "../../../src/kinds/verbs.ts";
import { terminalPieces } from "../../../src/render/terminalParts.ts";
import { actionLine, placeIn, viewPlan } from "../../../src/render/view.ts";
import { countsDone, countsToDo, countsWithheld } from "../../../src/render/words.ts";
import { action, handover, membersFile, planOf, sample, withheld } from "./plans.ts";

const email = "ana@acme.example";
const share: JsonObject = { resource: "pipeline", name: "nightly_sales" };
const cases: readonly (readonly [Verb, string, JsonObject | null, JsonObject | null, string])[] = [
  ["invite", email, null, { email, role: "viewer", teams: [] }, "+ invite ana@acme.example: viewer"],
  [
    "invite",
    email,
    null,
    { email, role: "viewer", teams: [{ team: "finance", role: "lead" }] },
    "+ invite ana@acme.example: viewer, team finance (lead)",
  ],
  [
    "reinvite",
    email,
    { email, role: "viewer", state: "expired", teams: [] },
    { email, role: "viewer", state: "pending", teams: [] },
    "+ invite again ana@acme.example: invitation expired, viewer",
  ],
  [
    "correct_invitation",
    email,
    { email, role: "viewer", teams: [] },
    { email, role: "editor", teams: [{ team: "a", role: "member" }] },
    "~ correct invitation ana@acme.example: viewer -> editor; teams none -> a",
  ],
  [
    "cancel_invitation",
    email,
    { email, role: "viewer" },
    null,
    "- cancel invitation ana@acme.example: was invited as viewer",
  ],
  [
    "reactivate",
    email,
    { email, role: "viewer", state: "deactivated" },
    { email, role: "editor", state: "active" },
    "+ reactivate ana@acme.example: viewer -> editor",
  ],
  [
    "reactivate",
    email,
    { email, role: "viewer", state: "deactivated" },
    { email, role: "viewer", state: "active" },
    "+ reactivate ana@acme.example: as viewer",
  ],
  [
    "change_email",
    email,
    { email: "a@b.example" },
    { email },
    "~ change e-mail ana@acme.example: a@b.example -> ana@acme.example",
  ],
  [
    "promote",
    email,
    { email, role: "editor" },
    { email, role: "admin" },
    "~ promote ana@acme.example: editor -> admin",
  ],
  [
    "demote",
    email,
    { email, role: "admin" },
    { email, role: "editor" },
    "~ demote ana@acme.example: admin -> editor",
  ],
  [
    "change_role",
    email,
    { email, role: "member" },
    { email, role: "editor" },
    "~ change role ana@acme.example: member -> editor",
  ],
  [
    "deactivate",
    email,
    { email, role: "editor", state: "active" },
    { email, role: "editor", state: "deactivated" },
    "- deactivate ana@acme.example: keeps audit history",
  ],
  [
    "deactivate",
    email,
    { email, role: "admin" },
    null,
    "- deactivate ana@acme.example: was admin, keeps audit history",
  ],
  [
    "remove",
    email,
    { email, role: "editor", state: "active" },
    null,
    "- remove ana@acme.example: was editor",
  ],
  [
    "create_team",
    "finance",
    null,
    { slug: "Finance", name: "Finance team", parent: "business", description: "Revenue" },
    '+ create team Finance: "Finance team"; below business; description Revenue',
  ],
  [
    "rename_team",
    "finance",
    { slug: "accounting" },
    { slug: "finance" },
    "~ rename team finance: accounting -> finance",
  ],
  [
    "update_team",
    "finance",
    { slug: "finance", name: "A", parent: "business", manager: null },
    { slug: "finance", name: "B", parent: null, manager: email },
    "~ update team finance: name A -> B; parent business -> none; manager none -> ana@acme.example",
  ],
  ["delete_team", "finance", { slug: "finance", name: "Finance" }, null, "- delete team finance: Finance"],
  [
    "join_team",
    `finance/${email}`,
    null,
    { role: "lead" },
    "+ join team ana@acme.example in finance: as lead",
  ],
  [
    "change_team_role",
    `finance/${email}`,
    { role: "member" },
    { role: "lead" },
    "~ change team role ana@acme.example in finance: member -> lead",
  ],
  [
    "leave_team",
    `finance/${email}`,
    { role: "lead" },
    null,
    "- leave team ana@acme.example in finance: was lead",
  ],
  [
    "create_role",
    "pipeline-operator",
    null,
    { name: "pipeline-operator", base: "viewer", permissions: ["pipelines:run", "pipelines:write"] },
    "+ create role pipeline-operator: viewer + pipelines:run, pipelines:write",
  ],
  [
    "create_role",
    "reader",
    null,
    { name: "Reader", base: "viewer", permissions: [] },
    "+ create role Reader: viewer",
  ],
  [
    "update_role",
    "pipeline-operator",
    { name: "pipeline-operator", base: "viewer", permissions: ["connections:read", "pipelines:run"] },
    { name: "pipeline-operator", base: "member", permissions: ["connections:read", "pipelines:write"] },
    "~ update role pipeline-operator: base viewer -> member; + pipelines:write, - pipelines:run",
  ],
  [
    "update_role",
    "pipeline-operator",
    { name: "pipeline-operator", permissions: ["pipelines:run"] },
    { name: "pipeline-operator", permissions: [] },
    "~ update role pipeline-operator: - pipelines:run",
  ],
  [
    "delete_role",
    "pipeline-operator",
    { name: "pipeline-operator", base: "viewer", permissions: ["pipelines:run"] },
    null,
    "- delete role pipeline-operator: was viewer + pipelines:run",
  ],
  [
    "share",
    "pipeline:nightly_sales/team:finance",
    null,
    { ...share, holder: { kind: "team", key: "finance" }, level: "edit" },
    "+ share pipeline nightly_sales with team finance: edit",
  ],
  [
    "change_share",
    `pipeline:nightly_sales/member:${email}`,
    { ...share, holder: { kind: "member", key: email }, level: "view" },
    { ...share, holder: { kind: "member", key: email }, level: "edit" },
    "~ change share pipeline nightly_sales with ana@acme.example: view -> edit",
  ],
  [
    "unshare",
    "pipeline:nightly_sales/service_account:ci",
    { ...share, holder: { kind: "service_account", key: "ci" }, level: "run" },
    null,
    "- unshare pipeline nightly_sales with service account ci: was run",
  ],
  [
    "create_service_account",
    "ci-dbt-deploy",
    null,
    {
      name: "CI-dbt-deploy",
      description: "Deploys",
      role: "pipeline-operator",
      owner: { kind: "team", key: "finance" },
    },
    "+ create service account CI-dbt-deploy: pipeline-operator, owned by team finance; description Deploys",
  ],
  [
    "update_service_account",
    "ci",
    { name: "ci", role: "viewer", description: "A" },
    { name: "ci", role: "editor", description: "B" },
    "~ update service account ci: role viewer -> editor; description A -> B",
  ],
  [
    "delete_service_account",
    "ci",
    { name: "ci", role: "viewer" },
    null,
    "- delete service account ci: was viewer",
  ],
  [
    "create_key",
    "ci/github-actions",
    null,
    { account: "ci", name: "github-actions", scopes: ["pipelines:read", "pipelines:run"] },
    "+ create key github-actions of ci: scopes pipelines:read, pipelines:run",
  ],
  [
    "rotate_key",
    "ci/github-actions",
    null,
    { account: "ci", name: "github-actions", scopes: ["pipelines:read"] },
    "~ rotate key github-actions of ci: scope pipelines:read",
  ],
  [
    "revoke_key",
    "ci/github-actions",
    { account: "ci", name: "github-actions", scopes: ["pipelines:read"] },
    null,
    "- revoke key github-actions of ci: was pipelines:read",
  ],
  [
    "revoke_key",
    `${email}/key_1`,
    { member: email, id: "key_1", name: "laptop" },
    null,
    "- revoke key laptop of ana@acme.example: ",
  ],
  [
    "transfer",
    "pipeline:nightly_sales",
    { resource: "pipeline", name: "nightly_sales", id: "pl_1", owner: "rob@acme.example" },
    { resource: "pipeline", name: "nightly_sales", id: "pl_1", owner: email },
    "> transfer pipeline nightly_sales: rob@acme.example -> ana@acme.example",
  ],
  [
    "transfer",
    "schedule:daily",
    { resource: "schedule", name: "daily", id: "sc_1", owner: null },
    { resource: "schedule", name: "daily", id: "sc_1", owner: email },
    "> transfer schedule daily: nobody -> ana@acme.example",
  ],
  [
    "grant_role",
    "security_manager/team:security",
    null,
    { role: "security_manager", holder: { kind: "team", key: "security" } },
    "+ grant role security_manager of team security: ",
  ],
  [
    "revoke_role",
    "ci admin/member:octocat",
    { role: "CI admin", holder: { kind: "member", key: "octocat" } },
    null,
    '- revoke role "CI admin" of octocat: ',
  ],
];

describe("action lines", () => {
  it.each(cases)("%s %s", (verb, key, before, after, expected) => {
    const line = actionLine(action(verb, key, { before, after }), planOf());
    const said = `${line.sign} ${line.words} ${terminalPieces(line.subject)}: ${terminalPieces(line.detail)}`;
    expect(said).toBe(expected);
  });

  it("knows every verb", () => {
    expect(new Set(cases.map(([verb]) => verb))).toEqual(new Set(verbs));
  });

  it.each(verbs)("%s stands whatever before and after hold", (verb) => {
    const odd: JsonObject = {
      owner: [],
      holder: "x",
      resource: 1,
      name: {},
      permissions: [1, null, { a: 1 }],
      scopes: "x",
      role: 7,
      teams: [null, 1, [], { team: 3 }, { team: "a" }],
      state: {},
      email: [],
    };
    const line = actionLine(action(verb, "odd", { before: odd, after: odd }), planOf());
    expect(terminalPieces(line.subject)).toMatch(/^(?:service account )?odd$/);
  });

  it("hands a service account from holder to holder", () => {
    const side = (kind: string, key: string): JsonObject => ({ name: "CI", owner: { kind, key } });
    const line = actionLine(
      action("transfer", "ci", {
        kind: "service_account",
        before: side("member", "rob@acme.example"),
        after: side("team", "finance"),
      }),
      planOf(),
    );
    expect(terminalPieces(line.subject)).toBe("service account CI");
    expect(terminalPieces(line.detail)).toBe("rob@acme.example -> team finance");
  });
});

describe("subjects of what is withheld", () => {
  const cases: readonly (readonly [Verb, string, string])[] = [
    ["share", "pipeline:nightly_sales/team:finance", "pipeline nightly_sales with team finance"],
    ["unshare", `project:a/team:b/member:${email}`, `project a/team:b with ${email}`],
    ["share", "schedule:daily/team:finance", "schedule:daily/team:finance"],
    ["rotate_key", "ci/github-actions", "key github-actions of ci"],
    ["revoke_key", "a/b@acme.example/key_1", "key key_1 of a/b@acme.example"],
    ["transfer", "connection:crm:prod", "connection crm:prod"],
    ["transfer", "project:crm", "project:crm"],
    ["create_role", "operator", "operator"],
    ["delete_service_account", "ci", "service account ci"],
  ];

  it.each(cases)("%s %s", (verb, key, expected) => {
    const [group] = viewPlan(planOf({ withheld: [withheld("depends", verb, key)] })).withheld;
    expect(group?.lines.map((line) => terminalPieces(line.subject))).toEqual([expected]);
  });

  it("says of what is in no file what it is", () => {
    const plan = planOf({
      withheld: [
        withheld("unmanaged", "delete_role", "operator"),
        withheld("unmanaged", "delete_team", "ops"),
        withheld("unmanaged", "delete_service_account", "ci"),
        withheld("unmanaged", "revoke_key", "ci/old"),
        withheld("unmanaged", "unshare", "project:revenue/team:ops"),
      ],
    });
    expect(viewPlan(plan).withheld[0]?.lines.map((line) => terminalPieces(line.subject))).toEqual([
      "role operator",
      "team ops",
      "service account ci",
      "key old of ci",
      "project revenue with team ops",
    ]);
  });
});

describe("transfers told as one", () => {
  const linesOf = (actions: readonly Action[]) =>
    viewPlan(planOf({ actions })).groups.flatMap((group) =>
      group.lines.map((line) => [terminalPieces(line.subject), terminalPieces(line.detail), line.count]),
    );
  const schedules = (count: number, rest: Partial<Action> = {}): Action[] =>
    Array.from({ length: count }, (_, index) => handover("schedule", `s${index}`, rest));
  const who = "rob@acme.example -> lee@acme.example";

  it("from three on, with five names", () => {
    expect(linesOf(schedules(2))).toEqual([
      ["schedule s0", who, 1],
      ["schedule s1", who, 1],
    ]);
    expect(linesOf(schedules(3))).toEqual([["3 schedules", `${who} (s0, s1, s2)`, 3]]);
    expect(linesOf(schedules(7))).toEqual([["7 schedules", `${who} (s0, s1, s2, s3, s4 and 2 more)`, 7]]);
  });

  it("at the place of the first, kinds, people, risks and causes apart", () => {
    const other = schedules(1)[0]?.after ?? null;
    const actions = [
      ...schedules(2),
      handover("pipeline", "p"),
      handover("schedule", "x", { after: { ...other, name: "x", owner: "zoe@acme.example" } }),
      handover("schedule", "risky", { risk: "high" }),
      handover("schedule", "s9"),
      handover("schedule", "late", { cause: "drift" }),
    ];
    expect(linesOf(actions).map(([subject]) => subject)).toEqual([
      "3 schedules",
      "pipeline p",
      "schedule x",
      "schedule risky",
      "schedule late",
    ]);
  });

  it("names a place only when all have it", () => {
    const placeOf = (actions: readonly Action[]) =>
      viewPlan(planOf({ actions })).groups[0]?.lines.map((line) => line.place);
    expect(placeOf(schedules(3, { source: membersFile(9) }))).toEqual(["members.yaml:9"]);
    expect(placeOf([...schedules(2, { source: membersFile(9) }), handover("schedule", "s")])).toEqual([""]);
  });

  it("bundles service accounts too", () => {
    const actions = ["a", "b", "c"].map((name) =>
      action("transfer", name, {
        kind: "service_account",
        before: { name, owner: { kind: "member", key: "rob@acme.example" } },
        after: { name, owner: { kind: "team", key: "finance" } },
      }),
    );
    expect(linesOf(actions)).toEqual([
      ["3 service accounts", "rob@acme.example -> team finance (a, b, c)", 3],
    ]);
  });
});

describe("places", () => {
  it.each([
    ["access/acme/members.yaml", "members.yaml:7"],
    ["access/acme/teams/finance.yaml", "teams/finance.yaml:7"],
    ["acme/members.yaml", "members.yaml:7"],
    ["acme/access/acme/members.yaml", "members.yaml:7"],
    ["elsewhere/members.yaml", "elsewhere/members.yaml:7"],
  ])("%s", (file, shown) => {
    expect(placeIn({ file, line: 7, column: 1 }, "acme")).toBe(shown);
  });

  it("is empty when no file names it", () => {
    expect(placeIn(null, "acme")).toBe("");
  });
});

describe("viewPlan", () => {
  it("groups by cause only when the cause says something", () => {
    expect(viewPlan(sample).groups.map((group) => group.heading)).toEqual([""]);
    const drift = planOf({ actions: [action("invite", email, { cause: "drift" }), action("remove", email)] });
    expect(viewPlan(drift).groups.map((group) => group.cause)).toEqual(["change", "drift"]);
    const only = planOf({ actions: [action("invite", email, { cause: "drift" })] });
    expect(viewPlan(only).groups[0]?.heading).not.toBe("");
  });

  it("puts decisions before what merely waits, and names ten of what no file names", () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      withheld("unmanaged", "deactivate", `m${index}@acme.example`),
    );
    const view = viewPlan(
      planOf({
        withheld: [
          ...many,
          withheld("no_seat", "invite", "c"),
          withheld("waiting", "invite", "a"),
          withheld("no_target", "create_key", "ci/x"),
          withheld("no_successor", "deactivate", "d"),
          withheld("ambiguous", "update_team", "b"),
        ],
      }),
    );
    expect(view.withheld.map((group) => [group.code, group.count, group.lines.length])).toEqual([
      ["ambiguous", 1, 1],
      ["no_successor", 1, 1],
      ["no_target", 1, 1],
      ["waiting", 1, 1],
      ["no_seat", 1, 1],
      ["unmanaged", 100, 10],
    ]);
  });

  it("puts what blocks before what was lifted", () => {
    const view = viewPlan(
      planOf({
        findings: [
          { guard: "max_changes", severity: "warn", message: "a", numbers: {} },
          { guard: "max_loss", severity: "block", message: "b", numbers: {} },
        ],
      }),
    );
    expect(view.blocked).toBe(true);
    expect(view.findings.map((finding) => finding.guard)).toEqual(["max_loss", "max_changes"]);
  });
});

describe("counts", () => {
  it("follow the order of the verbs, and give nouns their plural", () => {
    expect(countsToDo(["leave_team", "create_team", "invite", "create_team"])).toBe(
      "1 to invite, 2 teams to create, 1 to leave a team",
    );
    expect(
      countsDone(["change_role", "change_role", "cancel_invitation", "change_team_role", "promote"]),
    ).toBe("1 invitation cancelled, 1 promoted, 2 roles changed, 1 team role changed");
  });

  it("count every kind in its own noun", () => {
    const twice = (verb: Verb): Verb[] => [verb, verb];
    expect(countsToDo(["revoke_key", ...(["share", "transfer"] as const).flatMap(twice)])).toBe(
      "2 to share, 1 key to revoke, 2 to transfer",
    );
    expect(countsToDo([...twice("create_service_account"), "change_share"])).toBe(
      "1 share to change, 2 service accounts to create",
    );
    expect(countsDone([...twice("revoke_key"), ...twice("transfer"), "unshare", "create_role"])).toBe(
      "1 role created, 1 unshared, 2 keys revoked, 2 transferred",
    );
  });

  it("leave nothing that is withheld uncounted", () => {
    for (const code of withheldCodes) expect(countsWithheld([code])).toHaveLength(1);
    expect(countsWithheld(["no_seat", "no_target", "no_successor"])).toEqual([
      "2 need a decision",
      "1 without a free seat",
    ]);
  });
});
