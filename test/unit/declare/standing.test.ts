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
  const remarks = (members: string, approver: string) =>
    declared({
      "acme/organization.yaml": `organization: { provider: planasonix, id: org_1, guests: { domains: [c.example], max_days: 400, approvers: [lee@x.example] } }
members:
  ana@x.example: admin
  ben@x.example: admin
${members}  g@c.example: { role: viewer, expires: 2027-01-31, approved_by: ${approver}, reason: work }
`,
    }).diagnostics.flatMap(({ severity, code }) => (severity === "error" ? [code] : []));

  it("is whoever is listed or manages users, and nobody else beside somebody who is listed", () => {
    const members = "  lee@x.example: viewer\n  mia@x.example: editor\n";
    expect(remarks(members, "ana@x.example")).toEqual([]);
    expect(remarks(members, "lee@x.example")).toEqual([]);
    expect(remarks(members, "mia@x.example")).not.toEqual([]);
  });
});
