/** Every rule on what the files say together, with the exact place of what it objects to. */
import { describe, expect, it } from "vitest";
import { declared, organization, remarksAfterOrganization, remarksOn } from "./tree.ts";

function messagesOn(text: string): string[] {
  return declared({ "acme/organization.yaml": organization + text }).diagnostics.map(({ message, hint }) =>
    `${message} ${hint ?? ""}`.trim(),
  );
}

describe("e-mails", () => {
  it.each([
    "ana",
    "ana@x@y.example",
    "ana@localhost",
    "ana@mail.localhost",
    "ana@acme.invalid",
    "ana@acme",
    "ana@acme..example",
    "ana@-acme.example",
    "ana@acme-.example",
    "ana@127.0.0.1",
    "ana@acme.123",
    "ana@acme.e",
    "ana@acme_x.example",
    "@acme.example",
    "ana@",
    ".ana@acme.example",
    "ana.@acme.example",
    "a na@acme.example",
    "ana@b\u00fccher.example",
    "\u0430na@acme.example",
    `${"a".repeat(65)}@acme.example`,
  ])("refuses %s", (email) => {
    expect(remarksAfterOrganization(`members: { "${email}": viewer }\n`)).toEqual(["error email 4:12"]);
  });

  it.each([
    "ana+x@acme.example",
    "o'neil@acme.example",
    "ANA@xn--bcher-kva.example",
    "a@b.co",
    "1@2.example",
  ])("takes %s", (email) => {
    expect(remarksAfterOrganization(`members: { "${email}": viewer }\n`)).toEqual([]);
  });
});

describe("names that stand for something else", () => {
  it.each([
    ["a parent", "teams: { one: { parent: two } }\n", "unknown-team 4:25"],
    ["a manager", "teams: { one: { manager: a@x.example } }\n", "unknown-member 4:26"],
    ["a team's member", "teams: { one: { members: [a@x.example] } }\n", "unknown-member 4:27"],
    [
      "a team's lead",
      "teams: { one: { members: [{ member: a@x.example, role: lead }] } }\n",
      "unknown-member 4:37",
    ],
    ["a successor", "  successor: a@x.example\n", "unknown-member 4:14"],
    ["a protected person", "  guards: { protected: [a@x.example] }\n", "protected-missing 4:25"],
  ])("must be declared: %s", (_name, text, remark) => {
    expect(remarksAfterOrganization(text)).toEqual([`error ${remark}`]);
  });

  it("are compared in ASCII lower case, and in no other way", () => {
    const text =
      "members: { A.b+c@x.example: viewer }\nteams:\n  one: { members: [a.B+C@X.example] }\n  two: { parent: ONE }\n";
    expect(remarksAfterOrganization(text)).toEqual([]);
    expect(remarksAfterOrganization(text.replace("a.B+C", "ab+c"))).toEqual([
      "warning no-team 4:12",
      "error unknown-member 6:20",
    ]);
  });

  it("suggest the nearest name, or the present one of a renamed team", () => {
    expect(
      messagesOn("members: { ana@x.example: viewer }\nteams: { one: { manager: anna@x.example } }\n")[0],
    ).toContain("Did you mean ana@x.example?");
    expect(messagesOn("teams: { one: { previously: [old] }, two: { parent: old } }\n")[0]).toContain(
      "That is a former name of one: write one.",
    );
  });
});

describe("teams", () => {
  it("list everybody once", () => {
    const text =
      "members: { a@x.example: viewer }\nteams:\n  one: { members: [a@x.example, { member: A@x.example }] }\n";
    expect(remarksAfterOrganization(text)).toEqual(["error duplicate-team-member 6:43"]);
    expect(messagesOn(text)[0]).toContain("first at access/acme/organization.yaml:6:20");
  });

  it("have no parents in a circle, whatever stands first", () => {
    const lines = ["  c: { parent: A }", "  a: { parent: b }", "  b: { parent: c }", "  d: { parent: a }"];
    for (const order of [lines, [...lines].reverse()]) {
      expect(messagesOn(`teams:\n${order.join("\n")}\n`)).toEqual([
        "Parents in a circle: a -> b -> c -> a. Give one of these teams another parent, or none.",
      ]);
    }
    expect(remarksAfterOrganization(`teams:\n${lines.join("\n")}\n`)).toEqual(["error parent-cycle 6:16"]);
    expect(remarksAfterOrganization("teams: { a: { parent: A } }\n")).toEqual(["error parent-cycle 4:23"]);
  });

  it("claim a former name once, and not their own", () => {
    expect(
      remarksAfterOrganization("teams:\n  a: { previously: [old, Old] }\n  b: { previously: [OLD, b] }\n"),
    ).toEqual(["warning former-name 5:26", "warning former-name 6:21", "error former-name 6:26"]);
  });
});

describe("protected people", () => {
  it("are not declared as leaving", () => {
    const text = "  guards: { protected: [a@x.example] }\nmembers: { a@x.example: { state: removed } }\n";
    expect(remarksAfterOrganization(text)).toEqual(["warning protected-leaving 4:25"]);
  });
});

describe("organizations", () => {
  it.each([
    ["one id twice", organization, organization, ["error same-organization labs/organization.yaml:3:7"]],
    [
      "one id twice, the default address written out",
      organization,
      `${organization}  api: https://API.planasonix.com:443/v1\n`,
      ["error same-organization labs/organization.yaml:3:7"],
    ],
    ["one id at two hosts", organization, `${organization}  api: https://acme.planasonixapis.com\n`, []],
  ])("are told apart: %s", (_name, acme, labs, remarks) => {
    expect(remarksOn({ "acme/organization.yaml": acme, "labs/organization.yaml": labs })).toEqual(remarks);
  });

  it("do not share an environment variable", () => {
    const other = organization.replace("org_1", "org_2");
    expect(
      remarksOn({ "acme/organization.yaml": organization, "acme-file/organization.yaml": other }),
    ).toEqual(["error environment-name acme-file/organization.yaml:1:1"]);
  });
});

describe("names", () => {
  it.each([
    ["Cyrillic in Latin", "Fin\u0430nce", "mixed-scripts 4:24"],
    ["Greek in Latin", "T\u03bfols", "mixed-scripts 4:24"],
    ["Armenian in Latin", "Pr\u0585duct", "mixed-scripts 4:24"],
  ])("do not mix scripts: %s", (_name, text, remark) => {
    expect(
      remarksAfterOrganization(`teams: { one: { name: "${text}" } }\n`.replace("name: ", "name:  ")),
    ).toEqual([`error ${remark}`]);
  });

  it("of an organization do not either", () => {
    expect(remarksAfterOrganization("  name: \u0410cme\n")).toEqual(["error mixed-scripts 4:9"]);
  });

  it.each([
    ["a whole word in Cyrillic", "Copy", "\u0421\u043e\u0440\u0443", "6:16"],
    ["full-width letters", "Copy", "\uff23\uff4f\uff50\uff59", "6:16"],
    ["another slug", "Other", "\u043e\u043de".replace("\u043de", "\u03bd\u0435"), undefined],
    ["two forms of one letter", "Caf\u00e9", "Cafe\u0301", "6:16"],
  ])("do not pass for one another: %s", (_name, first, second, position) => {
    const remarks = remarksAfterOrganization(
      `teams:\n  one: { name: "${first}" }\n  two: { name: "${second}" }\n`,
    );
    if (position !== undefined) expect(remarks).toContain(`error lookalike ${position}`);
    else expect(remarks).toEqual(["error mixed-scripts 6:16"]);
  });

  it.each([
    ["0 and O", "Team 0", "Team O"],
    ["1 and l", "Team 1", "Team l"],
    ["rn and m", "modern", "modem"],
  ])("do not look alike in plain letters either: %s", (_name, first, second) => {
    expect(
      remarksAfterOrganization(`teams:\n  one: { name: "${first}" }\n  two: { name: "${second}" }\n`),
    ).toEqual(["error lookalike 6:16"]);
  });

  it("do not pass for another team's slug", () => {
    expect(
      remarksAfterOrganization('teams:\n  copy: {}\n  two: { name: "\u0441\u043e\u0440\u0443" }\n'),
    ).toEqual(["error lookalike 6:16"]);
  });

  it.each([
    ["plain names", "Team 2", "Team Z"],
    ["equal plain names", "Data", "Data"],
    ["other scripts", "\u0424\u0438\u043d\u0430\u043d\u0441\u044b", "\u8ca1\u52d9"],
    ["Japanese with Latin", "\u30c7\u30fc\u30bf\u3068 AI", "\uc7ac\ubb34 team"],
    ["one name in two letter cases", "\u00c9quipe", "\u00e9quipe"],
  ])("are free otherwise: %s", (_name, first, second) => {
    expect(
      remarksAfterOrganization(`teams:\n  one: { name: "${first}" }\n  two: { name: "${second}" }\n`),
    ).toEqual([]);
  });

  it("of two organizations do not pass for one another", () => {
    expect(
      remarksOn({
        "acme/organization.yaml": `${organization}  name: Copy\n`,
        "labs/organization.yaml": `${organization.replace("org_1", "org_2")}  name: \u0421\u043e\u0440\u0443\n`,
      }),
    ).toEqual(["error lookalike labs/organization.yaml:4:9"]);
  });
});

describe("warnings", () => {
  it("tell of a successor, a manager and a member who have left", () => {
    const text =
      "  successor: a@x.example\nmembers: { a@x.example: { state: removed } }\nteams:\n  one: { manager: a@x.example, members: [a@x.example] }\n";
    expect(remarksAfterOrganization(text)).toEqual(["warning departed 4:14"]);
  });

  it("tell of more than a few admins", () => {
    const people = (admins: number, others: number): string =>
      `members:\n${Array.from({ length: admins + others }, (_, index) => `  p${index}@x.example: ${index < admins ? "admin" : "viewer"}\n`).join("")}`;
    expect(remarksAfterOrganization(people(6, 0))).toEqual(["warning many-admins 1:1"]);
    expect(remarksAfterOrganization(people(6, 53))).toEqual(["warning many-admins 1:1"]);
    expect(remarksAfterOrganization(people(6, 54))).toEqual([]);
    expect(remarksAfterOrganization(people(5, 0))).toEqual([]);
  });

  it("tell of active people in no team, where teams list their members, but not of protected ones", () => {
    const members =
      "members:\n  a@x.example: viewer\n  b@x.example: viewer\n  c@x.example: { state: removed }\n  d@x.example: admin\n";
    const text = `  guards: { protected: [d@x.example] }\n${members}`;
    expect(remarksAfterOrganization(`${text}teams: { one: { members: [a@x.example] } }\n`)).toEqual([
      "warning no-team 7:3",
    ]);
    expect(remarksAfterOrganization(`${text}teams: { one: {}, two: { members: [] } }\n`)).toEqual([]);
  });

  it("sum up when very many people are in no team", () => {
    const members = Array.from({ length: 31 }, (_, index) => `  p${index}@x.example: viewer\n`).join("");
    const remarks = remarksAfterOrganization(
      `members:\n${members}teams: { one: { members: [p0@x.example] } }\n`,
    );
    expect(remarks).toHaveLength(21);
    expect(remarks[0]).toBe("warning no-team 1:1");
  });

  it("tell of a + address that equals a member without it", () => {
    const text = "members:\n  a@x.example: viewer\n  A+b@x.example: viewer\n  c+d@x.example: viewer\n";
    expect(remarksAfterOrganization(text)).toEqual(["warning plus-address 6:3"]);
  });

  it("tell of names that a tired reader takes for another", () => {
    const text = [
      "  sso: { domains: [acme.example, acrne.example] }",
      "  guests: { domains: [guests.example], max_days: 30 }",
      "members:",
      "  lee@acme.example: viewer",
      "  1ee@acme.example: viewer",
      "  Iee@acme.example: viewer",
      "  arne@acme.example: viewer",
      "  lee10@acme.example: viewer",
      "  lee2@acme.example: rnaintainer",
      "roles: { rnaintainer: { base: admin, permissions: [] }, v1ewers: { base: viewer, permissions: [] } }",
      "service_accounts: { ci: { role: viewer, owner: lee@acme.example }, cl: { role: viewer, owner: lee@acme.example }, c1: { role: viewer, owner: lee@acme.example } }",
      "",
    ].join("\n");
    const said = (more = "") =>
      declared({ "acme/organization.yaml": organization + text + more })
        .diagnostics.filter(({ code }) => code === "lookalike")
        .map(({ severity, message, source }) => `${severity} ${source.line}:${source.column} ${message}`);
    expect(said()).toEqual([
      "warning 1:1 The domain acrne.example looks like acme.example, and is another.",
      'warning 8:3 "1ee@acme.example" looks like "lee@acme.example", and is another.',
      'warning 9:3 "Iee@acme.example" looks like "lee@acme.example", and is another.',
      'warning 13:10 "rnaintainer" looks like "maintainer", and is another.',
      'warning 14:115 "c1" looks like "cl", and is another.',
    ]);
  });

  it("do not take a login for a domain, nor a number for a word", () => {
    const text = `organization: { provider: github, id: acme }\nmembers: { lee1: member, leel: member, lee10: member, leelo: member, l1l1l1l1l1l1l1l1l1: member, llllllllllllllllll: member }\n`;
    const said = declared({ "acme/organization.yaml": text }).diagnostics.map(({ message }) => message);
    expect(said).toEqual(['"lee1" looks like "leel", and is another.']);
  });

  it("tell of addresses that differ in dots only, whatever their order", () => {
    const lines = ["jon.doe@x.example", "jondoe@x.example", "jondoe@x.y.example", "J.ondoe+z@x.example"];
    for (const order of [lines, [...lines].reverse()]) {
      const text = `members: {${order.map((email) => `${email}: viewer`).join(", ")}}\n`;
      const said = declared({ "acme/organization.yaml": organization + text }).diagnostics;
      expect(said.map(({ code, message }) => `${code}: ${message}`).sort()).toEqual([
        'dotted-address: "jon.doe@x.example" may be the same person as "jondoe@x.example": they count as two.',
        'plus-address: "J.ondoe+z@x.example" may be the same person as "jondoe@x.example": they count as two.',
      ]);
    }
  });
});
