/** One person across organizations: people.yaml, and names in the files of organizations that lead to it. */
import { describe, expect, it } from "vitest";
import { declare } from "../../../src/declare/read.ts";
import type { Organization } from "../../../src/model/organization.ts";
import { declared, fileOf, organization, remarksOn, today } from "./tree.ts";

const people = `people:
  ana: { name: Ana Ruiz, email: Ana@x.example, github: ana-r, github_id: 12, ids: { acme: usr_1 } }
  ben: { email: ben@x.example, leaves: 2026-11-30, successor: ana, previously: [old@x.example] }
`;

function acme(text: string, file = people): Organization {
  const { organizations, diagnostics } = declared({
    "people.yaml": file,
    "acme/organization.yaml": organization + text,
  });
  expect(diagnostics.filter((item) => item.severity === "error")).toEqual([]);
  const [first] = organizations;
  if (first === undefined) throw new Error("the files declare no organization");
  return first;
}

function remarks(text: string, file = people): string[] {
  return remarksOn({ "people.yaml": file, "acme/organization.yaml": organization + text }).filter(
    (remark) => !remark.includes(" no-team "),
  );
}

describe("a key of people", () => {
  it("names the person wherever people are named, and is their e-mail from then on", () => {
    const { desired, policy } = acme(`  successor: ben
  guards: { protected: [ana] }
members:
  ana: admin
  BEN: { role: editor, successor: ana }
  cy@x.example: { state: deactivated, successor: ben }
teams:
  one: { manager: ana, members: [ana, { member: Ben, role: lead }] }
  two: { manager: ana@x.example, members: [ben@x.example] }
service_accounts: { ci: { role: viewer, owner: ana }, cd: { role: viewer, owner: one } }
ownership: { pipelines: { p: ben } }
`);
    expect([...desired.member.values()].map(({ key, email, role }) => [key, email, role])).toEqual([
      ["ana@x.example", "Ana@x.example", "admin"],
      ["ben@x.example", "ben@x.example", "editor"],
      ["cy@x.example", "cy@x.example", undefined],
    ]);
    expect([...desired.team_membership.keys()]).toEqual([
      "one/ana@x.example",
      "one/ben@x.example",
      "two/ben@x.example",
    ]);
    expect([...desired.team.values()].map((team) => team.manager)).toEqual([
      "ana@x.example",
      "ana@x.example",
    ]);
    expect(desired.service_account.get("ci")?.owner).toEqual({ kind: "member", key: "ana@x.example" });
    expect(desired.service_account.get("cd")?.owner).toEqual({ kind: "team", key: "one" });
    expect(desired.ownership.get("pipeline:p")?.owner).toBe("ben@x.example");
    expect(desired.member.get("cy@x.example")?.successor).toBe("ben@x.example");
    expect(policy).toMatchObject({ successor: "ben@x.example", guards: { protected: ["ana@x.example"] } });
  });

  it("brings along what the person's entry says, also to a member who is named by e-mail", () => {
    const { desired } = acme("members: { ANA@x.example: admin, ben: viewer }\n");
    expect(desired.member.get("ana@x.example")).toMatchObject({
      email: "ANA@x.example",
      name: "Ana Ruiz",
      declaredId: "usr_1",
    });
    expect(desired.member.get("ben@x.example")).toMatchObject({
      previously: ["old@x.example"],
      successor: "ana@x.example",
    });
  });

  it("leads to the person's successor behind the member's own, and passes over one who is no member", () => {
    const leaver = (own: string): string | undefined =>
      acme(`members:
  ben: { state: deactivated${own} }
  cy@x.example: { state: removed }
  dan@x.example: viewer
  ${own === "" ? "eve@x.example" : "ana"}: editor
`).desired.member.get("ben@x.example")?.successor;
    expect(leaver("")).toBeUndefined();
    expect(leaver(", successor: cy@x.example")).toBe("ana@x.example");
    expect(leaver(", successor: dan@x.example")).toBe("dan@x.example");
  });

  it("holds in several organizations, with the id of each", () => {
    const file = "people: { ana: { email: a@x.example, ids: { one: usr_1, two: usr_2 } } }\n";
    const other = organization.replace("org_1", "org_2");
    const { organizations } = declared({
      "people.yaml": file,
      "one/organization.yaml": `${organization}members: { ana: admin }\n`,
      "two/organization.yaml": `${other}members: { ana: viewer }\n`,
    });
    expect(
      organizations
        .map(({ desired }) => desired.member.get("a@x.example"))
        .map((it) => [it?.declaredId, it?.role]),
    ).toEqual([
      ["usr_1", "admin"],
      ["usr_2", "viewer"],
    ]);
  });

  it("is not needed: a member may carry former e-mails and ids of their own", () => {
    const text =
      "members: { a@x.example: { role: admin, previously: [b@x.example], ids: { acme: usr_7 } } }\n";
    expect(acme(text).desired.member.get("a@x.example")).toMatchObject({
      previously: ["b@x.example"],
      declaredId: "usr_7",
    });
  });
});

describe("names in an organization's files", () => {
  it.each([
    [
      "the same person twice",
      "members:\n  ana: admin\n  ana@x.example: viewer\n",
      "duplicate-member acme/organization.yaml:6:3",
    ],
    [
      "the same person twice in a team",
      "members: { ana: admin }\nteams: { t: { members: [ana, ANA@x.example] } }\n",
      "duplicate-team-member acme/organization.yaml:5:30",
    ],
    ["an unknown key", "members: { anna: admin }\n", "unknown-person acme/organization.yaml:4:12"],
    [
      "an unknown key in a team",
      "members: { ana: admin }\nteams: { t: { members: [anna] } }\n",
      "unknown-member acme/organization.yaml:5:25",
    ],
    [
      "a person who is no member",
      "members: { ana: admin }\nteams: { t: { manager: ben } }\n",
      "unknown-member acme/organization.yaml:5:24",
    ],
    [
      "an owner who is team and person",
      "members: { ana: admin }\nteams: { ben: {} }\nservice_accounts: { s: { role: viewer, owner: ben } }\n",
      "two-owners acme/organization.yaml:6:47",
    ],
    [
      "themselves as successor",
      "members: { ana: { role: admin, successor: ana@x.example } }\n",
      "own-successor acme/organization.yaml:4:43",
    ],
    [
      "fields of the person",
      "members: { ana: { role: admin, previously: [z@x.example] } }\n",
      "person-fields acme/organization.yaml:4:12",
    ],
    [
      "a former e-mail that is none",
      "members: { z@x.example: { role: admin, previously: [z] } }\n",
      "email acme/organization.yaml:4:53",
    ],
    [
      "an id of an unknown organization",
      "members: { z@x.example: { role: admin, ids: { acne: usr_5 } } }\n",
      "unknown-organization acme/organization.yaml:4:47",
    ],
    [
      "an id that is another's",
      "members: { z@x.example: { role: admin, ids: { acme: usr_1 } } }\n",
      "same-id acme/organization.yaml:4:53",
    ],
    [
      "an id of another form",
      "members: { z@x.example: { role: admin, ids: { acme: '5' } } }\n",
      "bad-value acme/organization.yaml:4:53",
    ],
    ["people", "people: {}\n", "section-place acme/organization.yaml:4:1"],
  ])("%s: an error", (_, text, remark) => {
    expect(remarks(text)).toContain(`error ${remark}`);
  });

  it("are suggested from the keys of people", () => {
    const hints = declared({
      "people.yaml": people,
      "acme/organization.yaml": `${organization}members: { anna: admin, ben: viewer }\nteams: { t: { members: [benn] } }\n`,
    }).diagnostics.flatMap(({ hint }) => hint ?? []);
    expect(hints).toEqual(["Did you mean ana?", "Did you mean ben?"]);
  });
});

describe("people.yaml", () => {
  it.each([
    [
      "an e-mail twice",
      "people:\n  a: { email: a@x.example }\n  b: { email: A@x.example }\n",
      "same-person people.yaml:3:15",
    ],
    [
      "a login twice",
      "people:\n  a: { email: a@x.example, github: q }\n  b: { email: b@x.example, github: Q }\n",
      "same-person people.yaml:3:36",
    ],
    [
      "an account twice",
      "people:\n  a: { email: a@x.example, github_id: 5 }\n  b: { email: b@x.example, github_id: 5 }\n",
      "same-person people.yaml:3:39",
    ],
    [
      "a key twice",
      "people:\n  a: { email: a@x.example }\n  A: { email: b@x.example }\n",
      "duplicate-person people.yaml:3:3",
    ],
    [
      "a login that is another's key",
      "people:\n  a: { email: a@x.example, github: b }\n  b: { email: b@x.example }\n",
      "login-is-key people.yaml:2:36",
    ],
    ["a key with an @", "people: { a@b: { email: a@x.example } }\n", "bad-value people.yaml:1:11"],
    ["no e-mail", "people: { a: { name: A } }\n", "missing-key people.yaml:1:11"],
    ["an e-mail that is none", "people: { a: { email: a } }\n", "email people.yaml:1:23"],
    [
      "an unknown field",
      "people: { a: { email: a@x.example, role: admin } }\n",
      "unknown-key people.yaml:1:36",
    ],
    [
      "a day that is none",
      "people: { a: { email: a@x.example, leaves: 2026-02-30 } }\n",
      "bad-value people.yaml:1:44",
    ],
    [
      "their own successor",
      "people: { a: { email: a@x.example, successor: a@x.example } }\n",
      "own-successor people.yaml:1:47",
    ],
    [
      "an unknown successor",
      "people: { a: { email: a@x.example, successor: b } }\n",
      "unknown-person people.yaml:1:47",
    ],
    [
      "a present e-mail as a former one",
      "people: { a: { email: a@x.example, previously: [A@x.example] } }\n",
      "former-email people.yaml:1:49",
    ],
    [
      "look-alike names",
      "people:\n  a: { email: a@x.example, name: Sam }\n  b: { email: b@x.example, name: Sarn }\n",
      "lookalike people.yaml:3:34",
    ],
    [
      "mixed scripts",
      "people: { a: { email: a@x.example, name: 'S\u0430m' } }\n",
      "mixed-scripts people.yaml:1:42",
    ],
    [
      "an id twice",
      "people:\n  a: { email: a@x.example, ids: { acme: usr_1 } }\n  b: { email: b@x.example, ids: { acme: usr_1 } }\n",
      "same-id people.yaml:3:41",
    ],
    ["another section", "members: {}\n", "section-place people.yaml:1:1"],
    ["an unknown section", "person: {}\n", "unknown-key people.yaml:1:1"],
  ])("%s: an error that spoils every organization", (_, file, remark) => {
    expect(remarks("members: { z@x.example: admin }\n", file)).toContain(`error ${remark}`);
    const read = declared({
      "people.yaml": file,
      "acme/organization.yaml": `${organization}members: { z@x.example: admin }\n`,
    });
    expect(read.organizations).toEqual([]);
  });

  it.each([
    [
      "another's present e-mail as a former one",
      "people:\n  a: { email: a@x.example }\n  b: { email: b@x.example, previously: [a@x.example] }\n",
      "former-email people.yaml:3:41",
    ],
    [
      "one former e-mail of two",
      "people:\n  a: { email: a@x.example, previously: [o@x.example] }\n  b: { email: b@x.example, previously: [o@x.example] }\n",
      "former-email people.yaml:3:41",
    ],
    [
      "a former e-mail that a member has",
      "people: { a: { email: a@x.example, previously: [z@x.example] } }\n",
      "former-email people.yaml:1:49",
    ],
  ])("%s: a warning, for the live side tells", (_, file, remark) => {
    expect(remarks("members: { z@x.example: admin, a@x.example: admin }\n", file)).toEqual([
      `warning ${remark}`,
    ]);
  });

  it("may name people whom no organization names, and may be without any", () => {
    expect(remarks("members: { z@x.example: admin }\n")).toEqual([]);
    expect(remarks("members: { z@x.example: admin }\n", "people: {}\n")).toEqual([]);
  });

  it("takes dates with and without quotes", () => {
    const file = "people: { a: { email: a@x.example, leaves: '2027-11-30' } }\n";
    expect(remarks("members: { a: admin }\n", file)).toEqual([]);
  });

  it("unreadable, leaves unsaid who is unknown", () => {
    const text = "members: { ana: admin }\nteams: { t: { members: [ben, x@x.example], manager: q } }\n";
    expect(remarks(`${text}service_accounts: { s: { role: viewer, owner: ana } }\n`, "people: [\n")).toEqual([
      "error yaml-syntax people.yaml:2:1",
    ]);
  });

  it("alone declares no organization", () => {
    const read = declare({ tree: [fileOf("people.yaml", people)], label: "access", today });
    expect(read.diagnostics.map(({ code }) => code)).toContain("empty-tree");
  });
});
