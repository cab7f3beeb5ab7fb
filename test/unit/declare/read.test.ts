/** What good files come to: the organization, its policy, and the desired state with its places. */
import { describe, expect, it } from "vitest";
import { declare, survey } from "../../../src/declare/read.ts";
import { defaultUnlisted } from "../../../src/model/organization.ts";
import { declared, fileOf, organization } from "./tree.ts";

const full = `organization:
  name: Acme
  provider: planasonix
  id: org_01jq8acme
  api: https://acme.planasonixapis.com/v1
  unlisted:
    members: deactivate
    invitations: cancel
    teams: delete
    roles: delete
    service_accounts: delete
    keys: delete
    shares: delete
  on_leave: remove
  drift: correct
  successor: Ana@acme.example
  guards:
    min_admins: 1
    max_loss: 12.5%
    max_changes: 0
    protected: [ZED@acme.example, ana@acme.example]
members:
  Ana@Acme.example: admin
  zed@acme.example: { role: viewer }
  rob@acme.example: { state: deactivated }
  eve@acme.example: { role: editor, state: removed }
`;
const teams = `teams:
  Finance:
    name: Finance
    description: |
      Revenue
      and billing
    parent: business
    manager: rob@acme.example
    previously: [Accounting]
    members:
      - ANA@acme.example
      - { member: zed@acme.example, role: lead }
      - rob@acme.example
  business: { parent: null, manager: null, members: [] }
  open: {}
`;

describe("good files", () => {
  const { organizations, diagnostics } = declared({
    "acme/organization.yaml": full,
    "acme/teams/finance.yaml": teams,
  });
  const acme = organizations[0];

  it("warn of what still names somebody who has left, and of nothing else", () => {
    expect(
      diagnostics.map((item) => [item.severity, item.code, item.source.line, item.source.column]),
    ).toEqual([["warning", "departed", 8, 14]]);
    expect(diagnostics[0]?.hint).toMatch(/^They still stand at .*:13:9, too\.$/);
  });

  it("give the organization with its policy", () => {
    expect(acme).toMatchObject({
      key: "acme",
      name: "Acme",
      connection: { provider: "planasonix", id: "org_01jq8acme", api: "https://acme.planasonixapis.com/v1" },
      source: { file: "access/acme/organization.yaml", line: 1, column: 1 },
    });
    expect(acme?.policy).toEqual({
      unlisted: {
        members: "deactivate",
        invitations: "cancel",
        teams: "delete",
        roles: "delete",
        service_accounts: "delete",
        keys: "revoke",
        shares: "unshare",
      },
      onLeave: "remove",
      drift: "correct",
      successor: "ana@acme.example",
      guards: {
        minAdmins: 1,
        maxLoss: 0.125,
        maxChanges: 0,
        protected: ["ana@acme.example", "zed@acme.example"],
      },
      waivers: [],
    });
  });

  it("give members under their folded e-mail, as written, with their place", () => {
    expect(
      [...(acme?.desired.member.values() ?? [])].map(({ key, email, role, state, source }) => [
        key,
        email,
        role,
        state,
        source?.line,
      ]),
    ).toEqual([
      ["ana@acme.example", "Ana@Acme.example", "admin", "active", 23],
      ["eve@acme.example", "eve@acme.example", "editor", "removed", 26],
      ["rob@acme.example", "rob@acme.example", undefined, "deactivated", 25],
      ["zed@acme.example", "zed@acme.example", "viewer", "active", 24],
    ]);
  });

  it("give teams in which absent, null and empty are three things", () => {
    const source = { file: "access/acme/teams/finance.yaml", column: 3 };
    expect([...(acme?.desired.team.values() ?? [])]).toEqual([
      {
        kind: "team",
        key: "business",
        slug: "business",
        parent: null,
        manager: null,
        membersListed: true,
        source: { ...source, line: 14 },
      },
      {
        kind: "team",
        key: "finance",
        slug: "Finance",
        name: "Finance",
        description: "Revenue\nand billing\n",
        parent: "business",
        // rob has left: the successor manages the team.
        manager: "ana@acme.example",
        previously: ["Accounting"],
        membersListed: true,
        source: { ...source, line: 2 },
      },
      { kind: "team", key: "open", slug: "open", membersListed: false, source: { ...source, line: 15 } },
    ]);
  });

  it("give memberships of those who are active", () => {
    expect(
      [...(acme?.desired.team_membership.values() ?? [])].map(({ key, role, source }) => [
        key,
        role,
        source?.line,
        source?.column,
      ]),
    ).toEqual([
      ["finance/ana@acme.example", "member", 11, 9],
      ["finance/zed@acme.example", "lead", 12, 19],
    ]);
  });
});

describe("small files", () => {
  it("take the documented defaults", () => {
    const { organizations, diagnostics } = declared({
      "acme/organization.yaml": `${organization}members: {}\n`,
    });
    expect(diagnostics).toEqual([]);
    expect(organizations[0]?.policy).toEqual({
      unlisted: defaultUnlisted,
      onLeave: "deactivate",
      drift: "report",
      guards: { minAdmins: 2, maxLoss: 0.25, maxChanges: 200, protected: [] },
      waivers: [],
    });
  });

  it("leave a manager unmanaged when both the manager and the successor have left", () => {
    const text = organization.replace("id:", "successor: a@x.example\n  id:");
    const { organizations, diagnostics } = declared({
      "acme/organization.yaml": `${text}members:\n  a@x.example: { state: removed }\nteams:\n  one: { manager: A@x.example }\n`,
    });
    expect(diagnostics.map((item) => item.code)).toEqual(["departed"]);
    expect(organizations[0]?.policy).not.toHaveProperty("successor");
    expect(organizations[0]?.desired.team.get("one")).not.toHaveProperty("manager");
  });

  it("drop a byte-order mark without moving columns, and read CRLF", () => {
    const { organizations, diagnostics } = declared({
      "acme/organization.yaml": `\uFEFF${organization}members: { a@x.example: viewer }\n`.replaceAll(
        "\n",
        "\r\n",
      ),
    });
    expect(diagnostics).toEqual([]);
    expect(organizations[0]?.source).toEqual({ file: "access/acme/organization.yaml", line: 1, column: 1 });
    expect(organizations[0]?.desired.member.get("a@x.example")?.source).toMatchObject({
      line: 4,
      column: 12,
    });
  });

  it("take slugs and e-mails in quotes, whatever they look like without", () => {
    const { organizations, diagnostics } = declared({
      "acme/organization.yaml": `${organization}teams:\n  "249043822": { name: "no" }\n  '1.5': {}\n`,
    });
    expect(diagnostics).toEqual([]);
    expect([...(organizations[0]?.desired.team.keys() ?? [])]).toEqual(["1.5", "249043822"]);
  });

  it("leave out only the organization that has an error", () => {
    const { organizations } = declared({
      "acme/organization.yaml": organization,
      "labs/organization.yaml": `${organization.replace("org_1", "org_2")}member: {}\n`,
    });
    expect(organizations.map((item) => item.key)).toEqual(["acme"]);
  });
});

describe("survey", () => {
  it.each(["2026-11-21", "2027-06-01"])(
    "counts what the organization has on %s, and remarks the same",
    (day) => {
      const files = {
        "people.yaml": "people:\n  kim: { email: kim@acme.example, leaves: 2027-01-01 }\n",
        "acme/organization.yaml":
          organization +
          "members:\n  ana@acme.example: admin\n  kim: viewer\n  lee@acme.example: { role: viewer, expires: 2027-02-01 }\n" +
          "  rob@acme.example: { role: editor, until: 2027-02-01, then: viewer }\n  eve@acme.example: { state: removed }\n",
        "acme/teams.yaml":
          "teams:\n  one: { members: [kim, { member: lee@acme.example, expires: 2027-01-05 }] }\n  two: { parent: one }\n",
      };
      const input = {
        tree: Object.entries(files).map(([path, text]) => fileOf(path, text)),
        label: "access",
        today: day,
      };
      const { organizations, diagnostics } = declare(input);
      expect(organizations).toHaveLength(1);
      expect(survey(input)).toEqual({
        diagnostics,
        organizations: organizations.map(({ key, desired }) => ({
          key,
          members: desired.member.size,
          teams: desired.team.size,
        })),
      });
    },
  );
});
