/** What reading a GitHub organization costs, term by term, and that a killed run is taken up where it stopped. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyJournal } from "../../src/journal/chain.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../src/io/clock.ts";
import type { OrganizationSeed } from "../../src/sandbox/github/seed.ts";
import { everybody, githubWorld, section, type GitHubWorld } from "../fakes/githubWorld.ts";
import { buildMuster, type Muster } from "./muster.ts";

const counted = (count: number, name: (index: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => name(index));

describe("requests of a read", () => {
  it("1,000 members, 10 owners, 100 teams, 20 invitations, 200 repositories: 30 at most", async () => {
    const people = counted(1000, (index) => `user-${index}`);
    const repositories = counted(200, (index) => `repo-${index}`);
    const invited = counted(20, (index) => `new-${index}`);
    const organization: Partial<OrganizationSeed> = {
      seats: 5000,
      members: Object.fromEntries(
        people.map((login, index) => [login, index < 10 ? ("admin" as const) : ("member" as const)]),
      ),
      repositories,
      teams: counted(100, (index) => `team-${index}`).map((name, index) => ({
        name,
        members: Object.fromEntries(
          counted(20, (place) => `user-${(index * 10 + place) % 1000}`).map((login) => [
            login,
            "member" as const,
          ]),
        ),
        repositories: { [`repo-${index * 2}`]: "push", [`repo-${index * 2 + 1}`]: "pull" },
      })),
      invitations: invited.map((_, index) => ({
        account: 7000 + index,
        email: null,
        role: "member" as const,
        createdAt: "2026-11-01T09:00:00Z",
        inviter: "user-0",
        teams: [],
      })),
    };
    const list = [...people, ...invited].map((login) => `  ${login}: member\n`).join("");
    const world = await githubWorld({
      files: { "acme/organization.yaml": `${section}members:\n${list}` },
      organization,
      seed: {
        accounts: invited.map((login, index) => ({ login, id: 7000 + index })),
        tokens: [{ token: "ghp_EXAMPLEowner", account: "user-0", scopes: ["admin:org"] }],
      },
    });
    await world.plan();
    const counts: Record<string, number> = {};
    for (const { operation, route } of world.sandbox.requests()) {
      const name = operation ?? route ?? "";
      counts[name] = (counts[name] ?? 0) + 1;
    }
    expect(counts).toEqual({
      Viewer: 1,
      organization: 1,
      Members: 10,
      Teams: 4,
      teams: 1,
      invitations: 1,
      failedInvitations: 1,
      outsideCollaborators: 1,
      People: 1,
    });
    expect(world.sandbox.requests().length).toBeLessThanOrEqual(30);
  });
});

describe("requests for organization roles", () => {
  const roles = ["security_manager", "auditor", "all_repo_read"].map((name) => ({ name, teams: ["sre"] }));
  const counts = (world: GitHubWorld): Readonly<Record<string, number>> =>
    Object.fromEntries(
      ["roles", "roleUsers", "roleTeams"].map((name) => [
        name,
        world.sandbox.requests().filter(({ route }) => route === name).length,
      ]),
    );
  it.each([
    ["none without the section", "", [0, 0, 0]],
    [
      "one for the roles and one for each list",
      "roles: { auditor: { granted_to: { teams: [sre] } } }",
      [1, 0, 1],
    ],
    [
      "both lists of each role that stands there",
      "roles: { auditor: { granted_to: { teams: [sre], members: [] } }, security_manager: { granted_to: { teams: [sre], members: [] } } }",
      [1, 2, 2],
    ],
  ])("%s", async (_, text, [all, users, teams]) => {
    const world = await githubWorld({
      files: {
        "acme/organization.yaml": `${section}members: { ${everybody} }\nteams: { sre: {} }\n${text}\n`,
      },
      organization: { teams: [{ name: "sre" }], roles },
    });
    expect((await world.plan()).does).toEqual([]);
    expect(counts(world)).toEqual({ roles: all, roleUsers: users, roleTeams: teams });
  });
});

describe("SIGKILL at a write", () => {
  let muster: Muster;
  beforeAll(() => {
    muster = buildMuster();
  }, 60_000);
  afterAll(() => muster.remove());

  const teams = [
    { name: "sre", members: { mia: "member" } as const, repositories: { deploy: "push" } },
    { name: "ops" },
  ];
  const withTeams = (sre: string, ops = "  ops: { members: [] }\n"): string =>
    `members: { ${everybody} }\nteams:\n  sre: ${sre}\n${ops}`;
  const sre = "{ members: [mia], shares: { repositories: { deploy: push } } }";
  const ends = "unlisted: { members: remove, teams: delete, shares: delete, invitations: cancel }";
  const writes: readonly (readonly [string, string])[] = [
    ["invite", `members: { ${everybody}, sam: member }\n`],
    ["cancelInvitation", `members: { ${everybody} }\n`],
    ["putMembership", "members: { ana: admin, kim: admin, lee: admin, mia: member }\n"],
    ["removeMember", "members: { ana: admin, kim: admin, lee: { state: removed }, mia: member }\n"],
    ["createTeam", withTeams(sre, "  ops: { members: [] }\n  new: { name: new }\n")],
    ["changeTeam", withTeams("{ description: Keeps it up, members: [mia] }")],
    ["deleteTeam", withTeams(sre, "")],
    ["joinTeam", withTeams("{ members: [mia, lee] }")],
    ["leaveTeam", withTeams("{ members: [] }")],
    ["share", withTeams("{ members: [mia], shares: { repositories: { deploy: push, website: pull } } }")],
    ["unshare", withTeams("{ members: [mia], shares: { repositories: {} } }")],
    ["grantRole", `${withTeams(sre)}roles: { auditor: { granted_to: { teams: [ops, sre] } } }\n`],
    ["revokeRole", `${withTeams(sre)}roles: { auditor: { granted_to: { teams: [] } } }\n`],
  ];

  async function killed(world: GitHubWorld, route: string): Promise<void> {
    const child = muster.start(["apply", "--yes", "--allow", "max_loss"], {
      cwd: world.folder,
      env: world.env,
    });
    const ended = new Promise((resolve) => child.once("close", resolve));
    while (!world.sandbox.requests().some((it) => it.route === route && it.status === "dropped")) {
      if (child.exitCode !== null) throw new Error("it ended by itself");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGKILL");
    await ended;
  }

  it.each(writes)(
    "%s, after its effect: the next run accounts for it, and nothing is done twice",
    async (route, text) => {
      const isCancel = route === "cancelInvitation";
      const world = await githubWorld({
        files: { "acme/organization.yaml": `${section.replace(" }\n", `, ${ends} }\n`)}${text}` },
        organization: {
          ...(isCancel || route === "invite" || route.endsWith("ember") || route === "putMembership"
            ? {}
            : { teams }),
          repositories: ["deploy", "website"],
          ...(route.endsWith("Role") ? { roles: [{ name: "auditor", teams: ["sre"] }] } : {}),
          ...(isCancel
            ? {
                invitations: [
                  {
                    account: null,
                    email: "pat@other.example",
                    role: "member",
                    createdAt: new Date().toISOString(),
                    inviter: "kim",
                    teams: [],
                  },
                ],
              }
            : {}),
        },
        seed: { accounts: [{ login: "sam", id: 4242 }] },
        sandbox: { clock: systemClock },
      });
      world.fault(`timeout-after@${route}`);
      await killed(world, route);
      const { lastId, organizations } = world.sandbox.world;
      const sent = organizations[0]?.sent.length;
      const again = await muster.run(["apply", "--yes", "--allow", "max_loss"], {
        cwd: world.folder,
        env: world.env,
      });
      expect([again.code, again.stderr]).toEqual([0, expect.any(String) as string]);
      expect(world.sandbox.world.lastId).toBe(lastId);
      expect(organizations[0]?.sent.length).toBe(sent);
      const planned = await muster.run(["plan", "--exit-code"], { cwd: world.folder, env: world.env });
      expect(planned.stdout).toMatch(/No changes|waiting/);
      const journal = readFileSync(join(world.folder, "journal.jsonl"), "utf8");
      expect(verifyJournal(journal).ok).toBe(true);
    },
  );
});
