/** What sections may say: unknown keys, wrong kinds, wrong words, each with its exact place. */
import { describe, expect, it } from "vitest";
import { declared, organization, remarksAfterOrganization, remarksOn } from "./tree.ts";

function remarksOnOrganization(lines: string): string[] {
  return remarksOn({ "acme/organization.yaml": `organization:\n${lines}` }).map((line) =>
    line.replace("acme/organization.yaml:", ""),
  );
}

/** The first remark's message and hint on what follows a good organization section. */
function firstOn(text: string): string {
  const [remark] = declared({ "acme/organization.yaml": organization + text }).diagnostics;
  return `${remark?.message} ${remark?.hint ?? ""}`.trim();
}

it("speaks of the role where a member's entry is nothing else", () => {
  const words = /^The role of the member "ana@x\.example" must be letters, digits/;
  expect(firstOn("members:\n  ana@x.example: view er\n")).toMatch(words);
});

describe("organization", () => {
  it.each([
    ["provider missing", "  id: org_1\n", "missing-key 1:1"],
    ["id missing", "  provider: planasonix\n", "missing-key 1:1"],
    ["a provider that is not built", "  provider: okta\n  id: org_1\n", "unknown-value 2:13"],
    ["an id of another service", "  provider: github\n  id: org_1\n", "bad-value 3:7"],
    ["an unknown provider", "  provider: okta\n  id: org_1\n", "unknown-value 2:13"],
    ["an id of another form", "  provider: planasonix\n  id: acme\n", "bad-value 3:7"],
    ["an id that is a number", "  provider: planasonix\n  id: 249043822\n", "wrong-kind 3:7"],
    ["an unknown key", "  provider: planasonix\n  id: org_1\n  sign_on: {}\n", "unknown-key 4:3"],
    [
      "an unknown key of guards",
      "  provider: planasonix\n  id: org_1\n  guards: { max_los: 5% }\n",
      "unknown-key 4:13",
    ],
    [
      "a word that unlisted has not",
      "  provider: planasonix\n  id: org_1\n  unlisted: { teams: remove }\n",
      "unknown-value 4:22",
    ],
    ["an unquoted no", "  provider: planasonix\n  id: org_1\n  drift: no\n", "wrong-kind 4:10"],
    [
      "min_admins of 0",
      "  provider: planasonix\n  id: org_1\n  guards: { min_admins: 0 }\n",
      "bad-value 4:25",
    ],
    [
      "min_admins in quotes",
      "  provider: planasonix\n  id: org_1\n  guards: { min_admins: '2' }\n",
      "wrong-kind 4:25",
    ],
    [
      "min_admins of 1.5",
      "  provider: planasonix\n  id: org_1\n  guards: { min_admins: 1.5 }\n",
      "wrong-kind 4:25",
    ],
    [
      "max_loss of 101%",
      "  provider: planasonix\n  id: org_1\n  guards: { max_loss: 101% }\n",
      "bad-value 4:23",
    ],
    [
      "max_loss as a number",
      "  provider: planasonix\n  id: org_1\n  guards: { max_loss: 0.25 }\n",
      "wrong-kind 4:23",
    ],
    [
      "max_changes below 0",
      "  provider: planasonix\n  id: org_1\n  guards: { max_changes: -1 }\n",
      "bad-value 4:26",
    ],
    [
      "protected as text",
      "  provider: planasonix\n  id: org_1\n  guards: { protected: a@x.example }\n",
      "wrong-kind 4:24",
    ],
    ["nothing", "", "wrong-kind 1:13"],
  ])("refuses %s", (_name, lines, remark) => {
    expect(remarksOnOrganization(lines)).toEqual([`error ${remark}`]);
  });

  it.each([
    "http://api.planasonix.com",
    "https://user:pw@api.planasonix.com",
    "https://api.planasonix.com/?a=b",
    "https://api.planasonix.com/#a",
    "ftp://api.planasonix.com",
    "api.planasonix.com",
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "https://api.planasonix.com\\@evil.example",
  ])("refuses the address %s, without repeating it", (api) => {
    const text = `${organization}  api: '${api}'\n`;
    expect(remarksOn({ "acme/organization.yaml": text })).toEqual([
      "error bad-value acme/organization.yaml:4:8",
    ]);
    expect(declared({ "acme/organization.yaml": text }).diagnostics[0]?.message).not.toContain("pw");
  });

  it.each([
    "https://acme.planasonixapis.com/v1",
    "http://127.0.0.1:8080",
    "http://localhost:8080",
    "http://[::1]:80",
  ])("takes the address %s", (api) => {
    expect(remarksOn({ "acme/organization.yaml": `${organization}  api: '${api}'\n` })).toEqual([]);
  });
});

describe("members", () => {
  it.each([
    ["no value", "members:\n", "wrong-kind 4:8"],
    ["a list", "members: [a@x.example]\n", "wrong-kind 4:10"],
    ["an unknown role", "members: { a@x.example: owner }\n", "unknown-role 4:25"],
    ["a role in capitals", "members: { a@x.example: Admin }\n", "unknown-role 4:25"],
    ["a role that is a number", "members: { a@x.example: { role: 5 } }\n", "wrong-kind 4:33"],
    ["a role that is nothing", "members: { a@x.example: { role: } }\n", "wrong-kind 4:31"],
    ["no entry", "members: { a@x.example: }\n", "wrong-kind 4:23"],
    ["a list as entry", "members: { a@x.example: [admin] }\n", "wrong-kind 4:25"],
    ["an entry without a role", "members: { a@x.example: {} }\n", "missing-key 4:12"],
    ["an active entry without a role", "members: { a@x.example: { state: active } }\n", "missing-key 4:12"],
    ["an unknown state", "members: { a@x.example: { state: left } }\n", "unknown-value 4:34"],
    ["an unknown key", "members: { a@x.example: { role: admin, expiry: 2027-01-01 } }\n", "unknown-key 4:40"],
    ["a number as e-mail", "members: { 249043822: viewer }\n", "wrong-kind 4:12"],
    ["nothing as e-mail", "members: { ~: viewer }\n", "wrong-kind 4:12"],
  ])("refuse %s", (_name, text, remark) => {
    expect(remarksAfterOrganization(text)).toEqual([`error ${remark}`]);
  });
});

describe("teams", () => {
  it.each([
    ["no value", "teams:\n", "wrong-kind 4:6"],
    ["a slug that is a number", "teams: { 249043822: {} }\n", "wrong-kind 4:10"],
    ["a slug that is a truth of YAML 1.1", "teams: { on: {} }\n", "wrong-kind 4:10"],
    ["a slug that is a date", "teams: { 2026-01-01: {} }\n", "wrong-kind 4:10"],
    ["a slug with a blank", "teams: { my team: {} }\n", "bad-value 4:10"],
    ["a slug that begins with a dash", "teams: { -a: {} }\n", "bad-value 4:10"],
    ["a slug beyond ASCII", "teams: { fin\u00e4nz: {} }\n", "bad-value 4:10"],
    ["a slug of 101 characters", `teams: { ${"a".repeat(101)}: {} }\n`, "bad-value 4:10"],
    ["a team that is nothing", "teams: { one: }\n", "wrong-kind 4:13"],
    ["a name that is no", "teams: { one: { name: no } }\n", "wrong-kind 4:23"],
    ["a name that is null", "teams: { one: { name: null } }\n", "wrong-kind 4:23"],
    ["a name that is a number", "teams: { one: { name: 1.5 } }\n", "wrong-kind 4:23"],
    ["a name that is a date", "teams: { one: { name: 2026-01-01 } }\n", "wrong-kind 4:23"],
    ["an empty name", 'teams: { one: { name: "" } }\n', "bad-value 4:23"],
    ["a name of two lines", 'teams: { one: { name: "a\\nb" } }\n', "bad-value 4:23"],
    ["a name that begins with a blank", 'teams: { one: { name: " a" } }\n', "bad-value 4:23"],
    ["an unknown key", "teams: { one: { privacy: x } }\n", "unknown-key 4:17"],
    ["members as a mapping", "teams: { one: { members: {} } }\n", "wrong-kind 4:26"],
    ["a member that is a number", "teams: { one: { members: [5] } }\n", "wrong-kind 4:27"],
    ["a member that is nothing", "teams: { one: { members: [~] } }\n", "wrong-kind 4:27"],
    ["a member without an e-mail", "teams: { one: { members: [{ role: lead }] } }\n", "missing-key 4:27"],
    [
      "an unknown role in a team",
      "teams: { one: { members: [{ member: a@x.example, role: boss }] } }\n",
      "unknown-value 4:56",
    ],
    [
      "an unknown key of a member",
      "teams: { one: { members: [{ member: a@x.example, roles: lead }] } }\n",
      "unknown-key 4:50",
    ],
    ["previously as text", "teams: { one: { previously: two } }\n", "wrong-kind 4:29"],
  ])("refuse %s", (_name, text, remark) => {
    expect(remarksAfterOrganization(text)).toContain(`error ${remark}`);
  });

  it("say everything that is wrong at once", () => {
    expect(
      remarksAfterOrganization("teams:\n  one: { nam: a, parent: 5, members: [~, {}] }\nmember: {}\n"),
    ).toEqual([
      "error unknown-key 5:10",
      "error wrong-kind 5:26",
      "error wrong-kind 5:39",
      "error missing-key 5:42",
      "error unknown-key 6:1",
    ]);
  });
});

describe("messages", () => {
  it.each([
    [
      "member: {}\n",
      '"member" is not a key of a file. Did you mean members? Its keys are: organization, members, roles, teams, service_accounts, ownership.',
    ],
    [
      "members: { a@x.example: Admin }\n",
      '"Admin" is not an organization role. Write it in lower case: admin.',
    ],
    [
      "members: { a@x.example: edtior }\n",
      '"edtior" is not an organization role. Did you mean editor? Built in are: viewer, member, editor, maintainer, admin; others are declared under `roles`.',
    ],
    [
      "teams: { one: { mangaer: a@x.example } }\n",
      '"mangaer" is not a key of the team "one". Did you mean manager? Its keys are: name, description, parent, manager, previously, members, members_managed, ignore, members_from, open_to, adds_to, shares.',
    ],
    [
      "teams: { one: { name: no } }\n",
      '`name` of the team "one" must be text; this is a yes or no. If the text "no" is meant, write it in quotes.',
    ],
    [
      "teams: { 249043822: {} }\n",
      'A team\'s slug must be text; this is a number. If the text "249043822" is meant, write it in quotes.',
    ],
    ["members:\n", "`members` must be a mapping; this is nothing. Write `members: {}` if nothing is meant."],
    [
      "members: ~\n",
      "`members` must be a mapping; this is nothing. Write `members: {}` if nothing is meant.",
    ],
    [
      "members: { a@x.example: 1.5 }\n",
      'The member "a@x.example" must be text or a mapping; this is a number. If the text "1.5" is meant, write it in quotes.',
    ],
    [
      "members: { a@x.example: [admin] }\n",
      'The member "a@x.example" must be a role or a mapping; this is a list. One role each: write the one that they are to have.',
    ],
    [
      "teams: { one: }\n",
      'The team "one" must be a mapping; this is nothing. Write `{}` if nothing is meant.',
    ],
    [
      "teams: { one: { members: } }\n",
      '`members` of the team "one" must be a list; this is nothing. Write `[]` if nobody and nothing is meant, or leave the key out: it is not managed then.',
    ],
    [
      "teams: { one: { members: [12] } }\n",
      'An entry of `members` of the team "one" must be text or a mapping; this is a number. If the text "12" is meant, write it in quotes.',
    ],
    [
      "teams: { one: { members: [{ member: a@x.example, role: boss }] } }\n",
      '"boss" is not a value that `role` of an entry of `members` of the team "one" can have. It can be one of: member, lead.',
    ],
  ])("say what to do about %j", (text, message) => {
    expect(firstOn(text)).toBe(message);
  });

  it.each([
    [
      "unlisted: { members: delete }",
      '"delete" is not a value that `unlisted.members` of `organization` can have. It can be one of: report, deactivate, remove.',
    ],
    [
      "unlisted: { member: report }",
      '"member" is not a key of `unlisted` of `organization`. Did you mean members? Its keys are: members, invitations, teams, roles, service_accounts, keys, shares, grace.',
    ],
    [
      "guards: { max_loss: 25 }",
      '`guards.max_loss` of `organization` must be text; this is a number. Write a percentage, such as "25%".',
    ],
    [
      "drift: no",
      "`drift` of `organization` must be text; this is a yes or no. It can be one of: report, correct.",
    ],
  ])("name what stands inside a field of the organization: %s", (field, said) => {
    const [remark] = declared({
      "acme/organization.yaml": `organization:\n  provider: planasonix\n  id: org_1\n  ${field}\n`,
    }).diagnostics;
    expect(`${remark?.message ?? ""} ${remark?.hint ?? ""}`).toBe(said);
  });

  it("ask for the address of a service that has none of its own", () => {
    const [remark] = declared({
      "acme/organization.yaml": "organization: { provider: scim, id: wiki }\n",
    }).diagnostics;
    expect(remark?.message).toBe("`api` is missing: each organization at scim has an address of its own.");
  });
});
