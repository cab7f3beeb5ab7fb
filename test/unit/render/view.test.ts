import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Verb } from "../../../src/model/plan.ts";
import { verbs } from "../../../src/model/plan.ts";
import { terminalPieces } from "../../../src/render/text.ts";
import { actionLine, placeIn, viewPlan } from "../../../src/render/view.ts";
import { countsDone, countsToDo } from "../../../src/render/words.ts";
import { action, planOf, sample, withheld } from "./plans.ts";

const email = "ana@acme.example";
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
];

describe("action lines", () => {
  it.each(cases)("%s %s", (verb, key, before, after, expected) => {
    const line = actionLine(action(verb, key, { before, after }), "acme");
    const said = `${line.sign} ${line.words} ${terminalPieces(line.subject)}: ${terminalPieces(line.detail)}`;
    expect(said).toBe(expected);
  });

  it("knows every verb", () => {
    expect(new Set(cases.map(([verb]) => verb))).toEqual(new Set(verbs));
  });

  it.each(verbs)("%s stands whatever before and after hold", (verb) => {
    const odd: JsonObject = {
      role: 7,
      teams: [null, 1, [], { team: 3 }, { team: "a" }],
      state: {},
      email: [],
    };
    const line = actionLine(action(verb, "odd", { before: odd, after: odd }), "acme");
    expect(terminalPieces(line.subject)).toBe("odd");
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
        withheld: [...many, withheld("waiting", "invite", "a"), withheld("ambiguous", "update_team", "b")],
      }),
    );
    expect(view.withheld.map((group) => [group.code, group.count, group.lines.length])).toEqual([
      ["ambiguous", 1, 1],
      ["waiting", 1, 1],
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
});
