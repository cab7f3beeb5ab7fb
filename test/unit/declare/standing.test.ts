/** Who stands where somebody is named who has left: the nearest who stays, and nobody twice. */
import { describe, expect, it } from "vitest";
import { declared, organization } from "./tree.ts";

/** Who manages the team `one` in the end. */
function managerIn({ members, people = "", more = "" }: { members: string; people?: string; more?: string }) {
  const text = `${organization}${more}members:\n  ana@x.example: admin\n  ben@x.example: admin\n${members}\nteams: { one: { manager: rob@x.example, members: [] } }\n`;
  const { organizations } = declared({
    "acme/organization.yaml": text,
    ...(people === "" ? {} : { "people.yaml": people }),
  });
  return organizations[0]?.desired.team.get("one")?.manager;
}

const lines = (...members: readonly string[]): string => members.map((line) => `  ${line}`).join("\n");
const left = (successor: string): string => `{ state: deactivated, successor: ${successor} }`;

describe("who stands in", () => {
  it("is the person themselves while they are active", () => {
    expect(managerIn({ members: lines("rob@x.example: editor") })).toBe("rob@x.example");
  });

  it("is the first along the successors who stays", () => {
    const members = lines(
      `rob@x.example: ${left("mia@x.example")}`,
      `mia@x.example: ${left("lee@x.example")}`,
      "lee@x.example: editor",
    );
    expect(managerIn({ members })).toBe("lee@x.example");
  });

  it("is the successor named here before that of the person's record, also further along", () => {
    const people =
      "people:\n  mia: { email: mia@x.example, successor: kim }\n  kim: { email: kim@x.example }\n";
    const members = lines(
      `rob@x.example: ${left("mia")}`,
      `mia: ${left("lee@x.example")}`,
      "lee@x.example: editor",
      "kim: editor",
    );
    expect(managerIn({ members, people })).toBe("lee@x.example");
    const gone = members.replace("lee@x.example: editor", "lee@x.example: { state: deactivated }");
    expect(managerIn({ members: gone, people })).toBe("kim@x.example");
  });

  it("is the organization's successor when a circle of leavers leads nowhere", () => {
    const members = lines(
      `rob@x.example: ${left("mia@x.example")}`,
      `mia@x.example: ${left("rob@x.example")}`,
    );
    expect(managerIn({ members, more: "  successor: ana@x.example\n" })).toBe("ana@x.example");
    expect(managerIn({ members }) ?? null).toBeNull();
  });
});

describe("who stands in as an owner", () => {
  const ownerIn = (mia: string): string | null | undefined => {
    const { organizations } = declared({
      "acme/organization.yaml": `${organization}  successor: lee@x.example
members:
  ana@x.example: admin
  ben@x.example: admin
  lee@x.example: editor
  mia@x.example: ${mia}
  rob@x.example: ${left("mia@x.example")}
ownership: { pipelines: { sales: rob@x.example } }
`,
    });
    return organizations[0]?.desired.ownership.get("pipeline:sales")?.owner;
  };

  it("is the first whose role lets them own", () => {
    expect(ownerIn("editor")).toBe("mia@x.example");
    expect(ownerIn("viewer")).toBe("lee@x.example");
  });
});

describe("files that say too little", () => {
  it("are remarked on, whoever is named where: no settings, no role, no team of that name", () => {
    const codes = (files: Readonly<Record<string, string>>) =>
      declared(files)
        .diagnostics.filter(({ severity }) => severity === "error")
        .map(({ code }) => code);
    const rest = [
      "members:",
      "  ana@x.example: admin",
      "  kim@x.example: { profile: staff, approved_by: ana@x.example }",
      "  rob@x.example: { state: deactivated }",
      "teams: { one: { manager: rob@x.example, members: [] } }",
      "service_accounts: { ci: { role: half, owner: rob@x.example } }",
      "roles: { half: { base: boss, permissions: [] } }",
      "",
    ].join("\n");
    expect(codes({ "acme/members.yaml": rest })).toEqual(["unknown-value", "missing-organization"]);
    expect(
      codes({
        "acme/organization.yaml": `${organization}  profiles: { staff: { role: viewer, teams: [two] } }\n${rest}`,
      }),
    ).toEqual(["unknown-team", "unknown-value"]);
  });
});

describe("who may let guests in", () => {
  const remarks = (members: string, approver: string, more = "") =>
    declared({
      "acme/organization.yaml": `organization:
  provider: planasonix
  id: org_1
  guests: { domains: [c.example], max_days: 400, approvers: [lee@x.example, zoe@x.example] }
  profiles: { boss: { role: admin }, staff: { role: editor } }
members:
  ana@x.example: admin
  ben@x.example: admin
  zoe@x.example: viewer
${members}  g@c.example: { role: viewer, expires: 2027-01-31, approved_by: ${approver}, reason: work }
${more}`,
    }).diagnostics.flatMap(({ severity, code }) => (severity === "error" ? [code] : []));

  it("is whoever is listed or manages users, and nobody else beside somebody who is listed", () => {
    const members = "  lee@x.example: viewer\n  mia@x.example: editor\n";
    for (const approver of ["ana", "lee", "zoe"])
      expect(remarks(members, `${approver}@x.example`)).toEqual([]);
    expect(remarks(members, "mia@x.example")).toEqual(["approver"]);
  });

  it.each([
    ["a custom role of admins", "chief", []],
    ["a custom role that lets them manage users", "helper", []],
    ["a custom role of less", "reader", ["approver"]],
    ["a profile of admins", "{ profile: boss }", []],
    ["a profile of less", "{ profile: staff }", ["approver"]],
  ])("is judged by what the files give them: %s", (_, entry, expected) => {
    const roles =
      "roles: { chief: { base: admin, permissions: [] }, helper: { base: viewer, permissions: ['admin:organization'] }, reader: { base: viewer, permissions: [] } }\n";
    expect(remarks(`  lee@x.example: viewer\n  mia@x.example: ${entry}\n`, "mia@x.example", roles)).toEqual(
      expected,
    );
  });
});

describe("who receives what somebody leaves", () => {
  const receiver = (members: string, more = "") =>
    declared({
      "acme/organization.yaml": `${organization}${more}members:\n  ana@x.example: admin\n  ben@x.example: admin\n${members}\n`,
    }).organizations[0]?.desired.member.get("rob@x.example")?.successor;

  it.each([
    [
      "their successor",
      lines(`rob@x.example: ${left("lee@x.example")}`, "lee@x.example: editor"),
      "lee@x.example",
    ],
    [
      "the first along the successors who stays",
      lines(
        `rob@x.example: ${left("mia@x.example")}`,
        `mia@x.example: ${left("lee@x.example")}`,
        "lee@x.example: editor",
      ),
      "lee@x.example",
    ],
    [
      "nobody where all have left",
      lines(`rob@x.example: ${left("mia@x.example")}`, `mia@x.example: ${left("rob@x.example")}`),
      undefined,
    ],
    // Of whoever stays, the way of their leaving successor may lead back to them.
    [
      "never they themselves",
      lines(
        "rob@x.example: { role: editor, successor: mia@x.example }",
        `mia@x.example: ${left("rob@x.example")}`,
      ),
      undefined,
    ],
  ])("is %s", (_, members, expected) => {
    expect(receiver(members)).toBe(expected);
    // The organization's own comes in elsewhere.
    expect(receiver(members, "  successor: ana@x.example\n")).toBe(expected);
  });
});

describe("whom a profile puts into a team", () => {
  it("is everybody active who has it, once, where the team's own list does not name them", () => {
    const {
      diagnostics,
      organizations: [acme],
    } = declared({
      "acme/organization.yaml": `${organization}  profiles: { staff: { role: viewer, teams: [one, two] }, lead: { role: admin, teams: [two] }, none: { role: viewer } }
members:
  ana@x.example: { profile: lead }
  ben@x.example: { profile: lead }
  kim@x.example: { profile: staff }
  lee@x.example: { profile: staff, state: deactivated }
  mia@x.example: { profile: none }
  noa@x.example: { profile: staff }
  rob@x.example: viewer
teams:
  one: { members: [{ member: kim@x.example, role: lead }, rob@x.example] }
  two: {}
`,
    });
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const places = [...(acme?.desired.team_membership.values() ?? [])].map(
      ({ key, role }) => `${key} ${role}`,
    );
    expect(places.sort()).toEqual([
      "one/kim@x.example lead",
      "one/noa@x.example member",
      "one/rob@x.example member",
      "two/ana@x.example member",
      "two/ben@x.example member",
      "two/kim@x.example member",
      "two/noa@x.example member",
    ]);
  });
});
