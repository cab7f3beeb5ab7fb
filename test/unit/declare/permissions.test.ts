/** What roles, keys and approvals may give: words that are known, scopes within the role, ages, and who lets guests in. */
import { describe, expect, it } from "vitest";
import { declared, organization, remarksAfterOrganization } from "./tree.ts";

const people = "members: { ana@x.example: admin }\n";

function wordsOn(text: string): string[] {
  return declared({ "acme/organization.yaml": organization + text }).diagnostics.map(
    ({ message, hint = "" }) => `${message} ${hint}`.trim(),
  );
}

describe("permissions and scopes", () => {
  it("within two letters of a known one are errors, and other unknown ones are warnings", () => {
    const text = `${people}roles:
  one: { base: viewer, permissions: [pipelines:rn] }
  two: { base: viewer, permissions: ["*:*", members:manage, pipelines:run] }
service_accounts:
  bot: { role: admin, owner: ana@x.example, keys: { k: { scopes: [conections:read, catalog:read] } } }
`;
    expect(remarksAfterOrganization(text)).toEqual([
      "error unknown-permission 6:3",
      "warning unknown-permission 7:3",
      "warning unknown-permission 7:3",
      "error unknown-permission 9:67",
      "warning unknown-permission 9:84",
    ]);
    expect(wordsOn(text)[0]).toBe(
      '"pipelines:rn" in the role one is no permission that muster knows. Did you mean pipelines:run?',
    );
  });

  const accounts = (scopes: string): string =>
    `${people}roles: { runner: { base: viewer, permissions: [pipelines:run] } }\nservice_accounts:\n  bot: { role: runner, owner: ana@x.example, keys: { k: { reason: why, scopes: [${scopes}] } } }\n`;

  it("of a key stay within the role of its account", () => {
    expect(remarksAfterOrganization(accounts("pipelines:read, pipelines:run"))).toEqual([]);
    expect(remarksAfterOrganization(accounts("pipelines:write, connections:delete"))).toEqual([
      "error scope-ceiling 7:81",
      "warning unknown-permission 7:98",
    ]);
    expect(wordsOn(accounts("admin:organization"))[0]).toBe(
      'The scope "admin:organization" of the key "k" is above what the role runner of bot allows. Take the scope away, or give the account a role that allows it.',
    );
    expect(remarksAfterOrganization(accounts('"*:*"'))).toContain("error scope-ceiling 7:81");
  });

  it("that stand for managing users need a reason, too", () => {
    const text = `${people}service_accounts:\n  bot: { role: admin, owner: ana@x.example, keys: { k: { scopes: ["*:*"] } } }\n`;
    expect(remarksAfterOrganization(text)[0]).toBe("error key-reason 6:67");
  });
});

describe("the age of a key", () => {
  const key = (fields: string): string =>
    `${people}service_accounts:\n  bot: { role: viewer, owner: ana@x.example, keys: { k: { scopes: [pipelines:read]${fields} } } }\n`;

  it.each([
    [", rotate_after: 12h, overlap: 24h", ["error rotation 6:54"]],
    [", rotate_after: 12h", ["error rotation 6:54"]],
    [", rotate_after: 90d, overlap: 91d", ["error rotation 6:54"]],
    [", rotate_after: 24h, overlap: 24h", []],
    [", rotate_after: 12h, overlap: 30m", []],
    [", overlap: 91d", []],
  ])("is longer than its overlap: %s", (fields, remarks) => {
    expect(remarksAfterOrganization(key(fields))).toEqual(remarks);
  });
});

describe("who lets a guest in", () => {
  const guest = (approver: string, more: string, policy = ""): string =>
    `  guests: { domains: [g.example]${policy} }\nroles: { desk: { base: viewer, permissions: [admin:organization] }, odd: { base: editor, permissions: [members:manage] } }\nmembers:\n  ana@x.example: admin\n${more}  kim@g.example: { role: viewer, expires: 2026-12-20, approved_by: ${approver}, reason: help }\n`;
  const codes = (text: string): string[] =>
    declared({ "acme/organization.yaml": organization + text })
      .diagnostics.filter(({ code }) => code !== "unknown-permission" && code !== "ends-soon")
      .map(({ severity, code }) => `${severity} ${code}`);

  it.each([
    ["manages users", "  lee@x.example: admin\n", "", []],
    ["manages users by a custom role", "  lee@x.example: desk\n", "", []],
    [
      "only may manage users, by a permission that nobody knows",
      "  lee@x.example: odd\n",
      "",
      ["error approver"],
    ],
    ["is a viewer", "  lee@x.example: viewer\n", "", ["error approver"]],
    ["is a maintainer", "  lee@x.example: maintainer\n", "", ["error approver"]],
    ["is listed", "  lee@x.example: viewer\n", ", approvers: [LEE@x.example]", []],
    ["has left, which breaks no file", "  lee@x.example: { state: deactivated }\n", "", ["warning departed"]],
    [
      "ends before the guest",
      "  lee@x.example: { role: admin, expires: 2026-12-19 }\n",
      "",
      ["error approver-leaves"],
    ],
    ["ends with the guest", "  lee@x.example: { role: admin, expires: 2026-12-20 }\n", "", []],
    ["is in no members", "", "", ["error unknown-member"]],
  ])("somebody who %s", (_name, more, policy, remarks) => {
    expect(codes(guest("lee@x.example", more, policy))).toEqual(remarks);
  });

  it("is never they themselves, though listed", () => {
    expect(codes(guest("kim@g.example", "", ", approvers: [kim@g.example]"))).toEqual(["error own-approval"]);
  });

  it("is a member where they are listed", () => {
    expect(codes(guest("ana@x.example", "", ", approvers: [nobody@x.example]"))).toEqual([
      "error unknown-member",
    ]);
  });

  it("may leave everywhere before them, with a warning", () => {
    const tree = {
      "people.yaml": "people: { sam: { email: sam@x.example, leaves: 2026-12-01 } }\n",
      "acme/organization.yaml": organization + guest("sam", "  sam: admin\n", ", approvers: [sam]"),
    };
    const { diagnostics, organizations } = declared(tree);
    expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toContain(
      "warning approver-leaves",
    );
    expect(organizations[0]?.policy.guests?.approvers).toEqual(["sam@x.example"]);
  });
});
