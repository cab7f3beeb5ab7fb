/** Organization roles that people and teams hold beside admin and member, each with the words that a person reads. */
import { describe, expect, it } from "vitest";
import type { OrganizationSeed } from "../../src/sandbox/github/seed.ts";
import { everybody, githubWorld, section, type GitHubWorldOptions } from "../fakes/githubWorld.ts";

const teams = [
  { name: "security", members: { lee: "member" } as const },
  { name: "old", members: { mia: "member" } as const },
];
const there = "  security: {}\n  old: {}\n";
const files = (roles: string, { policy = "", more = there } = {}) => ({
  "acme/organization.yaml": `${section.replace(" }\n", `${policy} }\n`)}members: { ${everybody} }\nteams:\n${more}${roles}`,
});
const open = (
  roles: string,
  organization: Partial<OrganizationSeed> = {},
  more: Partial<GitHubWorldOptions> = {},
) =>
  githubWorld({
    files: files(roles),
    organization: { teams, roles: [{ name: "security_manager" }, { name: "CI admin" }], ...organization },
    ...more,
  });
const held = (world: Awaited<ReturnType<typeof open>>): string[] =>
  [...world.organization.roles.values()].flatMap(({ name, users, teams: given }) => [
    ...[...given].map((id) => `${name} ${world.organization.teams.get(id)?.slug ?? "?"}`),
    ...[...users].map((id) => `${name} ${world.sandbox.world.accounts.get(id)?.login ?? "?"}`),
  ]);

describe("organization roles", () => {
  it("are given to teams and members as the files say, by whatever letter case, and a second plan is empty", async () => {
    const world = await open(
      "roles:\n  Security_Manager: { granted_to: { teams: [security] } }\n  CI admin: { granted_to: { members: [mia] } }\n",
    );
    const told = await world.plan();
    expect(told.does).toEqual([
      "grant_role ci admin/member:mia",
      "grant_role security_manager/team:security",
    ]);
    expect(told.text).toMatch(/! \+ grant role +security_manager of team security/);
    const done = await world.apply();
    expect(done.code).toBe(0);
    expect(held(world)).toEqual(["security_manager security", "CI admin mia"]);
    expect((await world.plan()).does).toEqual([]);
  });

  it("are taken back from whoever a list leaves out; a list that is not there is not looked at", async () => {
    const roles = [{ name: "security_manager", teams: ["security", "old"], users: ["mia"] }];
    const world = await open("roles: { security_manager: { granted_to: { teams: [security] } } }\n", {
      roles,
    });
    expect((await world.plan()).does).toEqual(["revoke_role security_manager/team:old"]);
    expect((await world.apply()).code).toBe(0);
    expect(held(world)).toEqual(["security_manager security", "security_manager mia"]);
    await world.setFiles(files("roles: { security_manager: { granted_to: { teams: [], members: [] } } }\n"));
    const done = await world.apply();
    expect(done.does).toEqual([
      "revoke_role security_manager/member:mia",
      "revoke_role security_manager/team:security",
    ]);
    expect(held(world)).toEqual([]);
  });

  it("what comes through a team is the team's, and no drift", async () => {
    const world = await open(
      "roles: { security_manager: { granted_to: { teams: [security], members: [] } } }\n",
      {
        roles: [{ name: "security_manager", teams: ["security"] }],
      },
    );
    expect((await world.plan()).does).toEqual([]);
  });

  it("that the organization does not have are named with the nearest one, and the rest goes on", async () => {
    const world = await open(
      "roles:\n  securty_manager: { granted_to: { teams: [security] } }\n  CI admin: { granted_to: { members: [mia] } }\n",
    );
    const done = await world.apply();
    expect(done.does).toEqual(["grant_role ci admin/member:mia"]);
    expect(done.withheld).toEqual(["depends securty_manager/team:security"]);
    expect(done.text).toContain("no role that is called securty_manager: did you mean security_manager?");
    expect(done.code).toBe(4);
  });

  it("wait for a team that is made first, and for somebody who is only invited", async () => {
    const world = await open("");
    await world.setFiles({
      "acme/organization.yaml": `${section}members: { ${everybody}, octocat: member }\nteams:\n${there}  fresh: { name: fresh, members: [lee] }\nroles: { security_manager: { granted_to: { teams: [fresh], members: [octocat] } } }\n`,
    });
    world.sandbox.world.accounts.set(77, { id: 77, login: "octocat", name: null, email: null });
    const done = await world.apply();
    expect(done.does).toEqual([
      "create_team fresh",
      "invite octocat",
      "grant_role security_manager/team:fresh",
      "join_team fresh/lee",
    ]);
    expect(done.withheld).toEqual(["waiting security_manager/member:octocat"]);
    expect(held(world)).toEqual(["security_manager fresh"]);
  });

  it("end on their day, and the plan says until when", async () => {
    const world = await open(
      "roles: { security_manager: { granted_to: { members: [{ member: mia, expires: 2026-11-20 }] } } }\n",
    );
    const told = await world.plan();
    expect(told.text).toMatch(/grant role +security_manager of mia.*until 2026-11-20/);
    await world.apply();
    world.pass(24 * 40);
    const later = await world.apply();
    expect(later.does).toEqual(["revoke_role security_manager/member:mia"]);
    expect(held(world)).toEqual([]);
  });

  it("go with whoever leaves and with a team that is deleted, told there and in no line of their own", async () => {
    const world = await open(
      "roles: { security_manager: { granted_to: { members: [lee], teams: [old] } } }\n",
      {
        roles: [{ name: "security_manager", users: ["lee"], teams: ["old"] }],
      },
    );
    await world.setFiles({
      "acme/organization.yaml": `${section}members: { ${everybody.replace("lee: member", "lee: { state: removed }")} }\nteams:\n${there}roles: { security_manager: { granted_to: { members: [lee], teams: [old] } } }\n`,
    });
    const told = await world.plan();
    expect(told.does).toEqual(["remove lee"]);
    expect(told.text).toContain("1 organization role (security_manager)");
  });

  it("without the right to read them nothing of them is changed, and the right is named", async () => {
    const world = await open(
      "roles: { security_manager: { granted_to: { teams: [security] } } }\n",
      { roles: [{ name: "security_manager", teams: ["old"] }] },
      {
        seed: { tokens: [{ token: "ghp_EXAMPLEreader", account: "ana", scopes: ["read:org"] }] },
        token: "ghp_EXAMPLEreader",
      },
    );
    const told = await world.plan({ reach: "at_hand" });
    expect(told.does).toEqual([]);
    expect(told.text).toContain("Custom organization roles: read");
  });

  it.each([
    [
      "roles: { security_manager: { base: read, permissions: [], granted_to: {} } }\n",
      "muster does not make roles at GitHub",
    ],
    ["roles: { security_manager: { granted_to: { teams: [securty] } } }\n", "Did you mean security?"],
    [
      "roles: { security_manager: { granted_to: { members: [nobody] } } }\n",
      "who holds the role security_manager",
    ],
    ["roles: { security_manager: { granted_to: { members: [mia, MIA] } } }\n", "stands twice"],
    ["roles: { security_manager: { granted_to: { people: [mia] } } }\n", "people"],
    ["roles: { security_manager: [mia] }\n", "mapping"],
    ["roles: { admin: { granted_to: {} } }\n", "built-in role"],
  ])("files that cannot be meant so are refused: %s", async (roles, says) => {
    const world = await open(roles);
    expect(await world.failure()).toContain(says);
  });

  it("are no role of a member", async () => {
    const world = await open("");
    await world.setFiles({
      "acme/organization.yaml": `${section}members: { ${everybody.replace("mia: member", "mia: security_manager")} }\nroles: { security_manager: { granted_to: {} } }\n`,
    });
    expect(await world.failure()).toContain("others are held beside them, and stand under `roles`");
  });
});
