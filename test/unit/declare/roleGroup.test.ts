/** A group whose members are admins is no team of the files. */
import { describe, expect, it } from "vitest";
import { declared } from "./tree.ts";

const api = "api: 'https://wiki.example/scim/v2'";
const remarksOn = (role: string, teams: string): string[] =>
  declared({
    "wiki/organization.yaml": `organization: { provider: scim, id: wiki, ${api}, scim: { role: ${role} } }\nteams: ${teams}\n`,
  }).diagnostics.flatMap(({ code, source, message, hint = "" }) =>
    code === "role-group" ? [`${source?.line}:${source?.column} ${message} ${hint}`] : [],
  );
const groups = "{ from: groups, admin: Wiki Admins }";

describe("the group whose members are admins", () => {
  it("is no team: whoever is put into it would be an admin", () => {
    expect(remarksOn(groups, "{ ops: {}, boss: { name: Wiki Admins } }")).toEqual([
      '2:33 The team boss is called "Wiki Admins", as the group whose members are admins (`scim.role`): whoever is put into it would be one. Take the team out of the files: whoever has the role admin under `members` is in that group. Or give it another name.',
    ]);
  });

  it.each([
    ["{ boss: { name: wiki ADMINS } }", "by whatever case of the letters"],
    ["{ ops: {}, boss: { name: Wiki Admins, members: [] } }", "with nobody in it"],
  ])("%s: %s", (teams) => {
    expect(remarksOn(groups, teams)).toHaveLength(1);
  });

  it("is found by the slug of a team that has no other name", () => {
    expect(remarksOn("{ from: groups, admin: Admins }", "{ admins: {} }")).toHaveLength(1);
    expect(remarksOn("{ from: groups, admin: Admins }", "{ admins: { name: Friends of admins } }")).toEqual(
      [],
    );
  });

  it.each([
    "{ from: roles, admin: Wiki Admins }",
    "{ from: entitlements, admin: Wiki Admins }",
    "{ from: none }",
    "{ from: groups, admin: Others }",
  ])("is another one where the role is %s", (role) => {
    expect(remarksOn(role, "{ boss: { name: Wiki Admins } }")).toEqual([]);
  });
});
