/** `muster import` of a GitHub organization, into no files and into those that there are: roles held, levels, groups, numbers. Then a plan finds nothing. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.ts";
import type { OrganizationSeed } from "../../src/sandbox/github/seed.ts";
import { githubWorld, type GitHubWorld } from "../fakes/githubWorld.ts";
import { buildMuster, type Muster } from "./muster.ts";

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
}, 60_000);
afterAll(() => muster.remove());

const organization: Partial<OrganizationSeed> = {
  plan: "enterprise",
  ownLevels: { "docs-editor": "write" },
  repositories: ["deploy", "docs", { name: "attic", archived: true }],
  teams: [
    {
      name: "Security",
      members: { lee: "maintainer", ana: "member" },
      repositories: { docs: "docs-editor", attic: "push" },
    },
    {
      name: "Équipe Ops",
      parent: "security",
      members: { mia: "member" },
      repositories: { deploy: "maintain" },
      notifications: false,
    },
    { name: "eng", group: "Engineering EMEA", members: { mia: "member" }, repositories: { deploy: "pull" } },
    { name: "quiet", privacy: "secret" },
  ],
  roles: [
    { name: "security_manager", teams: ["security"], users: ["mia"] },
    { name: "CI admin", users: ["lee"] },
    { name: "auditor" },
  ],
};

const open = (files: Readonly<Record<string, string>>) =>
  githubWorld({ files, organization, sandbox: { clock: systemClock, pageSize: 2 } });

const run = (world: GitHubWorld, ...args: readonly string[]) =>
  muster.run(args, { cwd: world.folder, env: world.env });
const imported = (world: GitHubWorld) =>
  run(world, "import", "--provider", "github", "--id", "acme", "--org", "acme", "--verbose");

/** All files, by path. */
function textIn(world: GitHubWorld): Readonly<Record<string, string>> {
  const root = join(world.folder, "access");
  if (!existsSync(root)) return {};
  return Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile())
      .map((item) => join(item.parentPath, item.name))
      .sort()
      .map((path) => [path.slice(root.length + 1), readFileSync(path, "utf8")]),
  );
}

async function settled(world: GitHubWorld): Promise<void> {
  const plan = await run(world, "plan", "--exit-code");
  expect(`${plan.code} ${plan.stdout}${plan.stderr}`).toMatch(/^0 [^]*No changes/);
  expect(plan.stdout).not.toMatch(/managed elsewhere|depends on/);
  const before = textIn(world);
  const again = await imported(world);
  expect(again.code).toBe(0);
  expect(textIn(world)).toEqual(before);
}

describe("import of a GitHub organization", () => {
  it("into no files: what is held, at which level, from which group; nothing of an archived repository", async () => {
    const world = await open({});
    const first = await imported(world);
    expect(`${first.code} ${first.stderr}`).toMatch(/^0 /);
    const all = Object.values(textIn(world)).join("\n");
    expect(all).toContain("security_manager: { granted_to: { teams: [security], members: [mia] } }");
    expect(all).toContain("CI admin: { granted_to: { members: [lee] } }");
    expect(all).toMatch(
      /equipe-ops:\n {4}name: "?Équipe Ops"?\n {4}parent: security\n {4}notifications: false\n/,
    );
    expect(all).toContain("docs: docs-editor");
    expect(all).toContain("    members_from: sso:Engineering EMEA\n");
    expect(all).toContain("privacy: secret");
    expect(all).not.toContain("attic");
    await settled(world);
  });

  it("into files that there are: lists of holders follow what is live, and comments and all else stay", async () => {
    const world = await open({
      "acme/organization.yaml": "organization: { provider: github, id: acme } # ours\n",
      "acme/members.yaml": "members: { ana: admin, kim: admin, lee: member, mia: member }\n",
      "acme/teams.yaml":
        "teams:\n  security: # they look after us\n    members: [{ member: lee, role: lead }, ana]\n  equipe-ops: { parent: security, members: [mia], shares: { repositories: { deploy: push } } }\n  eng: { description: Builds, members: [lee] }\n  quiet: {}\n",
      "acme/automation.yaml":
        "roles:\n  # Who may look at alerts.\n  security_manager:\n    granted_to:\n      teams: [security]\n      members:\n        - lee # until the audit\n        - { member: mia, expires: 2099-01-31 }\n  CI admin: { granted_to: { teams: [equipe-ops] } }\n  auditor: { granted_to: { members: [kim] } }\n",
    });
    const before = await run(world, "plan");
    expect(before.stdout).toMatch(/- revoke role|\+ grant role/);
    const done = await imported(world);
    expect(`${done.code} ${done.stderr}`).toMatch(/^0 /);
    const files = textIn(world);
    const automation = files["acme/automation.yaml"] ?? "";
    expect(automation).toContain("  # Who may look at alerts.\n  security_manager:\n");
    expect(automation).toContain("- { member: mia, expires: 2099-01-31 }");
    expect(automation).not.toContain("lee # until the audit");
    expect(files["acme/teams.yaml"]).toContain("  security: # they look after us\n");
    expect(files["acme/teams.yaml"]).toContain("members_from: sso:Engineering EMEA");
    expect(files["acme/teams.yaml"]).toContain("deploy: maintain");
    await settled(world);
  });
});
