/** `muster import --from`: other tools' files through the built bundle, and then a plan of what they managed. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGitHub, type GitHubSandbox } from "../../src/sandbox/github/start.ts";
import { fakeClock } from "../fakes/clock.ts";
import { peribolosWorld } from "../fakes/peribolos.ts";
import { terraformState } from "../fakes/terraform.ts";
import { buildMuster, type Muster, type Ran } from "./muster.ts";

let muster: Muster;
let worlds = 0;
const sandboxes: GitHubSandbox[] = [];

beforeAll(() => {
  muster = buildMuster();
});
afterAll(async () => {
  for (const sandbox of sandboxes) await sandbox.close();
  muster.remove();
});

/** A folder of its own, and the command line in it. */
function world(files: Readonly<Record<string, string>>) {
  const folder = `world-${(worlds += 1)}`;
  muster.write(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/config/${path}`, text])),
  );
  const cwd = muster.path(folder);
  return {
    run: (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
      muster.run(args, { cwd, env }),
    path: (path: string): string => muster.path(`${folder}/${path}`),
    text: (path: string): string => readFileSync(muster.path(`${folder}/access/${path}`), "utf8"),
  };
}

describe("from Peribolos", () => {
  it("a large organization: valid files, an empty plan, and no other byte the second time", async () => {
    const { files, organization } = peribolosWorld();
    const { run, text, path } = world(files);
    const first = await run(["import", "--from", "peribolos", "config", "--people", "--verbose"]);
    expect(first.stderr.match(/error:.*/g) ?? []).toEqual([]);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain("acme: 1300 members, 280 teams, 160 shares.");
    expect(text("acme/members.yaml")).toContain('  "249043822": member\n');
    expect(text("acme/members.yaml")).toContain("  Person-120: member # Release Manager 120\n");
    expect(text("acme/teams/acme-team-5.yaml")).toContain("name: acme/team-5\n");
    expect(text("acme/teams/team-0.yaml")).toContain("repo-0-0: pull # why repo-0-0\n");
    expect(text("acme/teams/team-2.yaml")).toContain("    parent: team-1\n");
    expect(text("people.yaml")).toContain("  Person-120: { github: Person-120 }\n");
    for (const line of [
      "billing_email, default_repository_permission, has_organization_projects, members_can_create_repositories of acme",
      'the privacy of 280 teams of acme, "closed"',
      "the file config/acme/OWNERS: who reviews which file",
      "the file config/restrictions.yaml: which folder may name what",
      'the comment "Who is in the organization."',
    ])
      expect(first.stderr).toContain(line);
    expect(first.stderr).not.toContain("billing@acme.example");
    const checked = await run(["validate"]);
    expect(checked.code).toBe(0);
    const sandbox = await startGitHub({
      clock: fakeClock(),
      seed: {
        organizations: [organization],
        tokens: [{ token: "ghp_EXAMPLEowner", account: "Owner-0", scopes: ["admin:org", "repo"] }],
      },
    });
    sandboxes.push(sandbox);
    const env = { MUSTER_TOKEN_ACME: "ghp_EXAMPLEowner", MUSTER_API_ACME: sandbox.url };
    const plan = await run(["plan", "--exit-code"], env);
    expect(`${plan.code} ${plan.stdout.slice(0, 3000)}${plan.stderr.slice(-2000)}`).toMatch(/^0 /);
    const before = text("acme/teams/team-0.yaml");
    const again = await run(["import", "--from", "peribolos", "config", "--people"]);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain("The access files say that already; nothing was changed.");
    expect(text("acme/teams/team-0.yaml")).toBe(before);
    writeFileSync(path("access/acme/members.yaml"), "members: { Owner-0: admin }\n");
    const differs = await run(["import", "--from", "peribolos", "config"]);
    expect(differs.code).toBe(1);
    expect(differs.stderr).toContain("access/acme/members.yaml is there and says something else");
  });

  it.each([
    [
      "somebody with two roles",
      { "acme/org.yaml": "admins:\n- ana\nmembers:\n- Ana\n" },
      "config/acme/org.yaml:4:3",
    ],
    [
      "two teams of one slug",
      {
        "acme/org.yaml": "admins: [ana, kim]\nteams:\n  a/b: {}\n",
        "acme/x/teams.yaml": "teams:\n  a.b: {}\n",
      },
      'The team "a.b" has the slug a-b, as has "a/b" at config/acme/org.yaml:3:3',
    ],
    ["what is no login", { "acme/org.yaml": "admins: ['@ana']\n" }, '"@ana" is nobody'],
    ["what is no list", { "acme/org.yaml": "admins: ana\n" }, "`admins` must be a list of names"],
    ["no organization at all", { "a.txt": "x" }, "holds no organization of peribolos"],
    [
      "two organizations, and one folder for both",
      { "a/org.yaml": "admins: [ana]\n", "b/org.yaml": "admins: [ana]\n" },
      "",
      ["--org", "x"],
    ],
  ] as const)("nothing is written of %s", async (_, files, message, args: readonly string[] = []) => {
    const { run, path } = world(files);
    const { code, stderr } = await run(["import", "--from", "peribolos", "config", ...args]);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(existsSync(path("access"))).toBe(false);
  });
});

describe("from Terraform", () => {
  const state = (json: unknown) => ({ "state.json": typeof json === "string" ? json : JSON.stringify(json) });

  it("nested modules, with ids; an empty plan; whatever is unknown by name, and nothing sensitive", async () => {
    const { run, text } = world(state(terraformState));
    const first = await run(["import", "--from", "terraform", "config/state.json", "--verbose"]);
    expect(`${first.code} ${first.stderr.match(/error:.*/g)?.join("") ?? ""}`).toBe("0 ");
    expect(text("acme/members.yaml")).toContain("  Ana: admin\n  kim: admin\n  lee: member\n  mia: member\n");
    expect(text("acme/organization.yaml")).toContain("  id: acme\n  account: 9001\n");
    expect(text("acme/ids.yaml")).toContain(
      '  members:\n    lee: "4242"\n  teams:\n    platform: "71"\n    s-r-e: "72"\n',
    );
    expect(text("acme/teams/s-r-e.yaml")).toBe(
      "teams:\n  s-r-e:\n    name: S.R.E\n    parent: platform\n" +
        "    members:\n      - Ana\n      - { member: lee, role: lead }\n      - mia\n    shares: { repositories: { odd: deployer, web: maintain } }\n",
    );
    // Of whoever else is in the team the state says nothing, and nobody is taken out.
    expect(text("acme/teams/platform.yaml")).toContain("    members_managed: listed\n    members: [kim]\n");
    for (const line of [
      "github_actions_secret.deploy: muster manages no github_actions_secret",
      '"username" of module.single.github_team_membership.hidden: the state calls it sensitive',
      'the privacy of 1 team, "secret"',
    ])
      expect(first.stderr).toContain(line);
    for (const secret of ["EXAMPLE-plain-secret", "EXAMPLE-hidden-login", "ghp_EXAMPLEoutput"])
      expect(first.stdout + first.stderr).not.toContain(secret);
    const sandbox = await startGitHub({
      clock: fakeClock(),
      seed: {
        accounts: [{ login: "lee", id: 4242 }],
        organizations: [
          {
            key: "acme",
            login: "acme",
            id: 9001,
            members: { Ana: "admin", kim: "admin", lee: "member", mia: "member" },
            repositories: ["web", "odd"],
            ownLevels: { deployer: "write" },
            teams: [
              {
                id: 71,
                name: "Platform",
                description: "All of it",
                members: { kim: "member", mia: "member" },
              },
              {
                id: 72,
                name: "S.R.E",
                parent: "platform",
                members: { Ana: "maintainer", lee: "maintainer", mia: "member" },
                repositories: { web: "maintain", odd: "deployer" },
              },
            ],
          },
        ],
        tokens: [{ token: "ghp_EXAMPLEowner", account: "Ana", scopes: ["admin:org", "repo"] }],
      },
    });
    sandboxes.push(sandbox);
    const env = { MUSTER_TOKEN_ACME: "ghp_EXAMPLEowner", MUSTER_API_ACME: sandbox.url };
    const plan = await run(["plan", "--exit-code"], env);
    expect(`${plan.code} ${plan.stdout}${plan.stderr}`).toMatch(/^0 /);
    const doctor = await run(["doctor"], env);
    expect(doctor.stdout.replace(/\s+/g, " ")).toContain(
      "acts as Ana and can write (scopes: admin:org, repo)",
    );
    const again = await run(["import", "--from", "terraform", "config/state.json"]);
    expect(again.stdout).toContain("nothing was changed");
  });

  it.each([
    ["no JSON", "{", "it is no JSON"],
    ["a state file", { version: 4, terraform_version: "1.9.8", resources: [] }, "Terraform's own state file"],
    ["an empty state", { format_version: "1.0" }, "holds no organization of terraform"],
  ])("nothing is written of %s", async (_, json, message) => {
    const { run, path } = world(state(json));
    const { code, stderr } = await run(["import", "--from", "terraform", "config/state.json"]);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(existsSync(path("access"))).toBe(false);
  });

  it("of Terraform before 0.14, which marks nothing as sensitive, with numbers where others have text", async () => {
    const resource = (type: string, index: string, values: object) => ({
      address: `${type}.all["${index}"]`,
      mode: "managed",
      type,
      name: "all",
      index,
      values,
    });
    const { run, text } = world(
      state({
        format_version: "0.1",
        terraform_version: "0.13.7",
        values: {
          root_module: {
            resources: [
              resource("github_membership", "ana", { id: "acme:ana", username: "ana", role: "admin" }),
              resource("github_team", "quiet", { id: "71", slug: "quiet", name: "quiet", privacy: "secret" }),
              resource("github_team_membership", "a", { team_id: 71, username: "ana", role: "maintainer" }),
            ],
          },
        },
      }),
    );
    const first = await run(["import", "--from", "terraform", "config/state.json"]);
    expect(`${first.code} ${first.stderr}`).toBe("0 ");
    expect(text("acme/teams/quiet.yaml")).toBe(
      "teams:\n  quiet:\n    name: quiet\n    privacy: secret\n    members_managed: listed\n    members: [ana]\n",
    );
  });

  it("another organization than --id says is not written under its name", async () => {
    const { run } = world(state(terraformState));
    const { code, stderr } = await run([
      "import",
      "--from",
      "terraform",
      "config/state.json",
      "--id",
      "beta",
    ]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("is of acme, and --id says beta")]);
  });
});
