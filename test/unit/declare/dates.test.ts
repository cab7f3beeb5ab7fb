/** Dates in the files: what they may look like, what they come to on a day, and what is said before and after. */
import { describe, expect, it } from "vitest";
import { declare, type Declared } from "../../../src/declare/read.ts";
import { fileOf, organization, remarksAfterOrganization } from "./tree.ts";

/** What the text declares on a day. */
function on(today: string, text: string): Declared {
  const tree = [fileOf("acme/organization.yaml", organization + text)];
  return declare({ tree, label: "access", today });
}

function messagesOn(today: string, text: string): string[] {
  return on(today, text).diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

describe("dates", () => {
  it.each(["2027-01-31", '"2027-01-31"', "'2027-01-31'"])("are taken as %s", (date) => {
    const text = [
      `members: { a@x.example: { role: admin, expires: ${date}, shares: { connections: { lake: { level: use, expires: ${date} } } } },`,
      `  b@x.example: { role: admin, until: ${date}, then: viewer } }`,
      `teams: { one: { members: [{ member: a@x.example, expires: ${date} }], shares: { pipelines: { nightly: { level: run, expires: ${date} } } } } }`,
      `service_accounts: { ci: { role: viewer, owner: one, expires: ${date} } }`,
      "",
    ].join("\n");
    const { diagnostics, organizations } = on("2026-11-21", text);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const desired = organizations[0]?.desired;
    expect(desired?.member.get("a@x.example")?.terms).toEqual({ until: "2027-01-31" });
    expect(desired?.member.get("b@x.example")?.terms).toEqual({ role_until: "2027-01-31", then: "viewer" });
    expect(desired?.team_membership.get("one/a@x.example")?.terms).toEqual({ until: "2027-01-31" });
    expect(desired?.service_account.get("ci")?.terms).toEqual({ until: "2027-01-31" });
    expect([...(desired?.share.values() ?? [])].map(({ terms }) => terms)).toEqual([
      { until: "2027-01-31" },
      { until: "2027-01-31" },
    ]);
  });

  it.each([
    ["no day of the calendar", "{ role: viewer, expires: 2027-02-30 }", "bad-value 4:50"],
    ["a time", "{ role: viewer, expires: 2027-02-03T09:00:00Z }", "bad-value 4:50"],
    ["a number", "{ role: viewer, expires: 2027 }", "wrong-kind 4:50"],
    ["`until` without `then`", "{ role: viewer, until: 2027-02-03 }", "missing-key 4:12"],
    ["`then` without `until`", "{ role: viewer, then: viewer }", "missing-key 4:12"],
    ["an unknown role in `then`", "{ role: viewer, until: 2027-02-03, then: boss }", "unknown-role 4:66"],
    ["an approver whom nobody knows", "{ role: viewer, approved_by: b@x.example }", "unknown-member 4:54"],
    ["more from a day on", "{ role: viewer, until: 2027-02-03, then: admin }", "then-above 4:48"],
  ])("are refused: %s", (_name, entry, remark) => {
    expect(remarksAfterOrganization(`members: { a@x.example: ${entry} }\n`)).toEqual([`error ${remark}`]);
  });

  it("refuse an elevation beside a profile", () => {
    const text =
      "  profiles: { staff: { role: viewer } }\nmembers: { a@x.example: { profile: staff, until: 2027-02-03, then: viewer } }\n";
    expect(remarksAfterOrganization(text)).toEqual(["error bad-value 5:50"]);
  });

  it("hold a share against both roles of an elevation, unless it ends with the higher one", () => {
    const text = (expires: string): string =>
      `members: { a@x.example: { role: editor, until: 2027-02-03, then: viewer, shares: { pipelines: { nightly: { level: run${expires} } } } } }\n`;
    expect(remarksAfterOrganization(text(""))).toEqual(["error share-ceiling 4:115"]);
    expect(remarksAfterOrganization(text(", expires: 2027-02-03"))).toEqual([]);
    expect(remarksAfterOrganization(text(", expires: 2027-02-04"))).toEqual(["error share-ceiling 4:115"]);
  });
});

describe("a day that has come", () => {
  const text = [
    "  on_leave: remove",
    "members:",
    "  a@x.example: admin",
    "  b@x.example: admin",
    "  k@x.example: { role: viewer, expires: 2026-12-01, shares: { pipelines: { nightly: view } } }",
    "  z@x.example: { role: admin, until: 2026-12-02, then: editor }",
    "teams: { one: { members: [k@x.example, { member: z@x.example, expires: 2026-12-03 }] } }",
    "",
  ].join("\n");

  it("changes nothing on the day before", () => {
    const [acme] = on("2026-11-30", text).organizations;
    expect(acme?.desired.member.get("k@x.example")?.state).toBe("active");
    expect(acme).not.toHaveProperty("undated");
    expect(acme).not.toHaveProperty("ended");
  });

  it("ends what the files end, and keeps what would be without it", () => {
    const [acme] = on("2026-12-03", text).organizations;
    expect(acme?.desired.member.get("k@x.example")).toMatchObject({
      state: "removed",
      terms: { ended: "2026-12-01" },
    });
    expect(acme?.desired.member.get("z@x.example")).toMatchObject({
      role: "editor",
      terms: { ended: "2026-12-02" },
    });
    expect([...(acme?.desired.team_membership.keys() ?? [])]).toEqual([]);
    expect([...(acme?.ended?.team_membership.keys() ?? [])]).toEqual(["one/z@x.example"]);
    expect([...(acme?.desired.share.keys() ?? [])]).toEqual([]);
    expect(acme?.undated?.member.get("z@x.example")?.role).toBe("admin");
    expect([...(acme?.undated?.team_membership.keys() ?? [])]).toEqual([
      "one/k@x.example",
      "one/z@x.example",
    ]);
  });

  it("ends a place in a team over the profile that would give it", () => {
    const files =
      "  profiles: { staff: { role: viewer, teams: [one] } }\nmembers: { a@x.example: { profile: staff } }\nteams: { one: { members: [{ member: a@x.example, expires: 2026-12-01 }] } }\n";
    expect([...(on("2026-11-30", files).organizations[0]?.desired.team_membership.keys() ?? [])]).toEqual([
      "one/a@x.example",
    ]);
    expect([...(on("2026-12-01", files).organizations[0]?.desired.team_membership.keys() ?? [])]).toEqual([]);
  });
});

describe("a person who leaves", () => {
  const tree = [
    fileOf(
      "people.yaml",
      "people: { sam: { email: sam@x.example, leaves: 2026-11-30, successor: ana }, ana: { email: a@x.example } }\n",
    ),
    fileOf(
      "acme/organization.yaml",
      `${organization}  sso: { enforced: true, domains: [x.example] }\n  guests: { domains: [g.example] }\nmembers:\n  ana: admin\n  sam: admin\n  k@g.example: { role: viewer, expires: 2027-01-01, approved_by: sam, reason: help }\n`,
    ),
    fileOf(
      "labs/organization.yaml",
      "organization: { provider: planasonix, id: org_2, on_leave: remove }\nmembers: { sam: admin }\n",
    ),
  ];
  const statesOn = (today: string): (string | undefined)[] =>
    declare({ tree, label: "access", today }).organizations.map(
      ({ desired }) => desired.member.get("sam@x.example")?.state,
    );

  it("leaves every organization on that day, each in its own way", () => {
    expect(statesOn("2026-11-29")).toEqual(["active", "active"]);
    expect(statesOn("2026-11-30")).toEqual(["deactivated", "removed"]);
  });

  it("leaves those whom they approved, with a warning", () => {
    const { diagnostics, organizations } = declare({ tree, label: "access", today: "2026-11-30" });
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toContain("departed");
    expect(organizations[0]?.desired.member.get("k@g.example")?.terms).toMatchObject({
      guest: true,
      approved_by: "sam@x.example",
    });
  });
});

describe("what is said of dates", () => {
  const member = "members: { a@x.example: { role: viewer, expires: 2026-12-15 } }\n";

  it("begins 14 days before", () => {
    expect(messagesOn("2026-11-30", member)).toEqual([]);
    expect(messagesOn("2026-12-01", member)).toEqual([
      "ends-soon: The access of a@x.example ends on 2026-12-15, in 14 days.",
    ]);
    expect(messagesOn("2026-12-14", member)).toEqual([
      "ends-soon: The access of a@x.example ends on 2026-12-15, in 1 day.",
    ]);
    expect(on("2026-12-14", member).organizations[0]?.ending).toEqual([
      {
        kind: "member",
        key: "a@x.example",
        day: "2026-12-15",
        message: "the access of a@x.example ends on 2026-12-15, in 1 day",
      },
    ]);
  });

  it("is that it is over, from its day on", () => {
    expect(messagesOn("2026-12-15", member)).toEqual([
      "past-date: The access of a@x.example ended on 2026-12-15.",
    ]);
    expect(on("2026-12-15", member).organizations[0]).not.toHaveProperty("ending");
  });

  it("is that too few admins will be left, while there is time", () => {
    const text =
      "members: { a@x.example: admin, b@x.example: { role: admin, until: 2026-12-10, then: viewer } }\n";
    expect(messagesOn("2026-12-01", text).map((line) => line.split(":")[0])).toEqual([
      "few-admins-soon",
      "ends-soon",
    ]);
  });

  it("names twenty and counts the rest", () => {
    const many = Array.from(
      { length: 23 },
      (_, index) => `  m${index}@x.example: { role: viewer, expires: 2026-12-10 }\n`,
    );
    const said = messagesOn("2026-12-01", `members:\n${many.join("")}`);
    expect(said).toHaveLength(21);
    expect(said[0]).toBe("ends-soon: 3 more things end within 14 days.");
  });
});

describe("what ends soon", () => {
  const soon = (text: string): string[] =>
    (on("2026-11-21", text).organizations[0]?.ending ?? []).map(
      ({ kind, key, day }) => `${day} ${kind} ${key}`,
    );

  it("leaves out a place in a team of somebody who has left", () => {
    const text = (state: string): string =>
      `members:\n  a@x.example: admin\n  b@x.example: admin\n  k@x.example: ${state}\nteams: { one: { members: [{ member: k@x.example, expires: 2026-12-01 }] } }\n`;
    expect(soon(text("viewer"))).toEqual(["2026-12-01 team_membership one/k@x.example"]);
    expect(soon(text("{ state: deactivated }"))).toEqual([]);
  });

  it("is told by kind, then by name, where it is of one day", () => {
    const text = [
      "members: { a@x.example: admin, z@x.example: { role: viewer, expires: 2026-12-01 }, y@x.example: { role: viewer, expires: 2026-12-01 } }",
      "teams: { one: { members: [a@x.example] } }",
      "service_accounts: { ci: { role: viewer, owner: one, expires: 2026-12-01 } }",
      "",
    ].join("\n");
    expect(soon(text)).toEqual([
      "2026-12-01 member y@x.example",
      "2026-12-01 member z@x.example",
      "2026-12-01 service_account ci",
    ]);
  });

  it("leaves out what has ended", () => {
    const text = (day: string): string =>
      `members:\n  a@x.example: { role: admin, shares: { connections: { lake: { level: use, expires: ${day} } } } }\n  b@x.example: admin\n`;
    expect(soon(text("2026-11-22"))).toEqual(["2026-11-22 share connection:lake/member:a@x.example"]);
    for (const day of ["2026-11-21", "2026-11-20"]) expect(soon(text(day))).toEqual([]);
  });

  it("is a lead for a time, and a place where it is written, not where the team is included", () => {
    const text = (state: string): string =>
      [
        "members:",
        "  a@x.example: admin",
        `  k@x.example: ${state}`,
        "teams:",
        "  one: { members: [{ member: k@x.example, expires: 2026-12-03 }] }",
        "  two: { members: [{ include: [one] }, { member: a@x.example, role: lead, until: 2026-12-02, then: member }] }",
        "  six: { members: [{ member: k@x.example, role: lead, until: 2026-12-01, then: member }] }",
        "  none: { name: None }",
        "service_accounts: { ci: { role: viewer, owner: one } }",
        "",
      ].join("\n");
    expect(soon(text("viewer"))).toEqual([
      "2026-12-01 team_membership six/k@x.example",
      "2026-12-02 team_membership two/a@x.example",
      "2026-12-03 team_membership one/k@x.example",
    ]);
    const said = on("2026-11-21", text("viewer")).organizations[0]?.ending?.map(({ message }) => message);
    expect(said?.[0]).toBe(
      "the lead of k@x.example in the team six ends on 2026-12-01, in 10 days, member from then on",
    );
    expect(soon(text("{ state: deactivated }"))).toEqual(["2026-12-02 team_membership two/a@x.example"]);
  });

  it("is a role for a time of a member who is there, and of a team", () => {
    const github = (lee: string): string[] => {
      const text = [
        "organization: { provider: github, id: acme }",
        `members: { ana: admin, kim: admin, lee: ${lee} }`,
        "teams: { sre: { members: [ana] } }",
        "roles:",
        "  Auditor: { granted_to: { members: [{ member: lee, expires: 2026-12-01 }, kim] } }",
        "  Helper: { granted_to: { teams: [{ team: sre, expires: 2026-12-02 }] } }",
        "",
      ].join("\n");
      const tree = [fileOf("acme/organization.yaml", text)];
      const { organizations, diagnostics } = declare({ tree, label: "access", today: "2026-11-21" });
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      return (organizations[0]?.ending ?? []).map(
        ({ kind, key, message }) => `${kind} ${key}: ${message.replace(/, in .*/, "")}`,
      );
    };
    const team = "role_grant helper/team:sre: the role Helper of team sre ends on 2026-12-02";
    expect(github("member")).toEqual([
      "role_grant auditor/member:lee: the role Auditor of lee ends on 2026-12-01",
      team,
    ]);
    expect(github("{ state: removed }")).toEqual([team]);
  });

  it("is what ends within fourteen days, the last of them too, first what ends first", () => {
    const text =
      "members:\n  a@x.example: admin\n  b@x.example: admin\n  k@x.example: { role: viewer, expires: 2026-12-05 }\n  l@x.example: { role: viewer, expires: 2026-12-06 }\n  m@x.example: { role: viewer, expires: 2026-11-22 }\n";
    expect(soon(text)).toEqual(["2026-11-22 member m@x.example", "2026-12-05 member k@x.example"]);
  });

  it("says each kind of thing that ends", () => {
    const text = [
      "members: { a@x.example: admin, b@x.example: { role: admin, until: 2026-11-30, then: viewer },",
      "  k@x.example: { role: viewer, shares: { pipelines: { nightly: { level: view, expires: 2026-11-29 } } } } }",
      "teams: { one: { members: [], shares: { pipelines: { nightly: { level: run, expires: 2026-11-28 } } } } }",
      "service_accounts: { ci: { role: viewer, owner: one, expires: 2026-11-27, shares: { pipelines: { nightly: { level: view, expires: 2026-11-26 } } } } }",
      "",
    ].join("\n");
    const nightly = "pipeline:nightly";
    expect(soon(text)).toEqual([
      `2026-11-26 share ${nightly}/service_account:ci`,
      "2026-11-27 service_account ci",
      `2026-11-28 share ${nightly}/team:one`,
      `2026-11-29 share ${nightly}/member:k@x.example`,
      "2026-11-30 member b@x.example",
    ]);
    const said = on("2026-11-21", text).organizations[0]?.ending?.map(({ message }) => message);
    expect(said).toEqual([
      "view on the pipeline nightly for service account ci ends on 2026-11-26, in 5 days",
      "the service account ci ends on 2026-11-27, in 6 days",
      "run on the pipeline nightly for team one ends on 2026-11-28, in 7 days",
      "view on the pipeline nightly for k@x.example ends on 2026-11-29, in 8 days",
      "the role admin of b@x.example ends on 2026-11-30, in 9 days, viewer from then on",
    ]);
  });
});
