/** What an identity provider, the organization's own settings and deploy keys add to what the lists show, each with the words that a person reads. */
import { describe, expect, it } from "vitest";
import type { OrganizationSeed } from "../../src/sandbox/github/seed.ts";
import type { Token } from "../../src/sandbox/github/state.ts";
import { appWith } from "../unit/providers/github/parts.ts";
import { complaintOf } from "../fixtures/github/published.ts";
import { everybody, githubWorld, ownerToken, section, type GitHubWorld } from "../fakes/githubWorld.ts";

const asked = (world: GitHubWorld, ...routes: readonly string[]): number =>
  world.sandbox.requests().filter(({ route }) => route !== null && routes.includes(route)).length;

describe("teams that an identity provider's group decides on", () => {
  const teams = (group?: string) => [
    { name: "eng", members: { lee: "member" } as const, ...(group === undefined ? {} : { group }) },
    { name: "ops", members: { mia: "member" } as const },
  ];
  const files = (eng: string, more = "") => ({
    "acme/organization.yaml": `${section}members: { ${everybody}${more} }\nteams:\n  eng: ${eng}\n  ops: { members: [mia, lee] }\n`,
  });
  const open = (eng: string, organization: Partial<OrganizationSeed>, more = "") =>
    githubWorld({
      files: files(eng, more),
      organization: { teams: teams("Engineering EMEA"), ...organization },
      seed: { accounts: [{ login: "sam", id: 4242 }] },
    });

  it("synchronized teams are known before anybody is put into one, and all else is done", async () => {
    const world = await open("{ members: [mia] }", { plan: "enterprise" });
    const done = await world.apply();
    expect(done.does).toEqual(["join_team ops/lee"]);
    expect(done.withheld).toEqual(["managed_elsewhere eng/lee", "managed_elsewhere eng/mia"]);
    expect(done.text).toContain(
      'the identity provider\'s group Engineering EMEA decides who is in team eng: write `members_from: "sso:Engineering EMEA"` for it in place of its members',
    );
    expect(done.code).toBe(0);
    expect(asked(world, "joinTeam", "leaveTeam")).toBe(1);
    await world.setFiles(files('{ members_from: "sso:Engineering EMEA", description: Builds }'));
    expect((await world.apply()).does).toEqual(["update_team eng"]);
    expect([...(await world.plan()).does, ...(await world.plan()).withheld]).toEqual([]);
  });

  it("nobody is invited to such a team", async () => {
    const world = await open("{ members: [lee, sam] }", { plan: "enterprise" }, ", sam: member");
    expect((await world.apply()).does).toEqual(["invite sam", "join_team ops/lee"]);
    expect([...world.organization.invitations.values()].map(({ teams: brought }) => brought)).toEqual([[]]);
    const told = await world.plan();
    expect(told.does).toEqual([]);
    expect(told.withheld).toEqual(["waiting sam"]);
  });

  it.each([
    ["each group, where those are fewer", [], { externalGroups: 1, externalGroup: 1, teamGroups: 0 }],
    [
      "each team, where those are fewer",
      ["Sales", "Finance"],
      { externalGroups: 1, externalGroup: 0, teamGroups: 2 },
    ],
  ] as const)("of accounts that a company manages it asks for %s", async (_, otherGroups, requests) => {
    const world = await githubWorld({
      files: {
        "acme/organization.yaml": `${section}members: { ana_acme: admin, kim_acme: admin, lee_acme: member }
teams: { eng: { members: [lee_acme] }, ops: {} }
`,
      },
      organization: {
        members: { ana_acme: "admin", kim_acme: "admin", lee_acme: "member" },
        teams: [{ name: "eng", group: "Engineers" }, { name: "ops" }],
        otherGroups,
      },
      seed: { tokens: [{ token: "ghp_EXAMPLEowner", account: "ana_acme", scopes: ["admin:org"] }] },
    });
    expect((await world.plan()).withheld).toEqual(["managed_elsewhere eng/lee_acme"]);
    const names = ["externalGroups", "externalGroup", "teamGroups"] as const;
    expect(Object.fromEntries(names.map((name) => [name, asked(world, name)]))).toEqual(requests);
  });

  it("a list of groups that breaks is told of, and the rest of the plan stands", async () => {
    const world = await open("{ members: [mia] }", { plan: "enterprise" });
    world.fault("500@syncGroups:1x9");
    const told = await world.plan();
    expect(told.does).toEqual(["join_team eng/mia", "join_team ops/lee", "leave_team eng/lee"]);
    expect(told.text).toContain("of which teams an identity provider's groups decide is not known of all");
  });

  it("asks nothing of it where the plan has no such thing", async () => {
    const world = await open("{ members: [lee] }", {});
    await world.plan();
    expect(asked(world, "syncGroups", "teamMappings", "externalGroups")).toBe(0);
  });
});

describe("what every member may do anyway", () => {
  const shares = "teams: { ops: { shares: { repositories: { deploy: push } } } }\n";
  const open = (everyone: "none" | "read" | "write", text: string) =>
    githubWorld({
      files: { "acme/organization.yaml": `${section}members: { ${everybody} }\n${text}` },
      organization: {
        everybody: everyone,
        repositories: ["deploy"],
        teams: [{ name: "ops", repositories: { deploy: "push" } }],
      },
    });

  it("is noted where the files say what teams may do", async () => {
    const { does, text } = await (await open("read", shares)).plan();
    expect(does).toEqual([]);
    expect(text).toContain(
      "note: every member may use every repository of the organization as well (its base permission is read), whatever the files share with teams",
    );
  });

  it.each([
    ["none", shares],
    ["write", "teams: { ops: {} }\n"],
  ] as const)("is not where it is %s, or the files share nothing", async (everyone, text) => {
    expect((await (await open(everyone, text)).plan()).text).not.toContain("base permission");
  });
});

describe("deploy keys of somebody who leaves", () => {
  const repositories = [
    { name: "deploy", deployKeys: { "ci of deploy": "Lee", "kim's": "kim" } },
    { name: "website", deployKeys: { "pages | bot": "lee" } },
    { name: "attic", archived: true, deployKeys: { old: "lee" } },
    "docs",
  ];
  const open = (more: Partial<OrganizationSeed> = {}) =>
    githubWorld({
      files: {
        "acme/organization.yaml": `${section}members: { ana: admin, kim: admin, lee: { state: removed }, mia: member }\n`,
      },
      organization: {
        repositories,
        teams: [{ name: "ops", members: { lee: "member" }, repositories: { deploy: "admin" } }],
        ...more,
      },
    });

  it("are not looked for unless somebody asks for it, and the task says so", async () => {
    const world = await open();
    const { text } = await world.plan();
    expect(text).toContain(
      "rotate the secrets of repository deploy: lee could have read them, and may have added deploy keys, which stay (not looked for: `--deep` does)",
    );
    expect(asked(world, "repositories", "deployKeys")).toBe(0);
  });

  it("with --deep each of theirs is a task, in every repository, and is owed from then on", async () => {
    const world = await open();
    const done = await world.apply({ deep: true });
    expect(done.text).toContain("rotate the secrets of repository deploy: lee could have read them\n");
    for (const key of [
      "ci of deploy of repository deploy",
      "pages | bot of repository website",
      "old of repository attic",
    ])
      expect(done.text).toContain(`remove or replace deploy key ${key}: lee added it, and it stays`);
    expect(done.text).not.toContain("kim's");
    expect(asked(world, "deployKeys")).toBe(4);
    expect(world.journal.text()).toContain("replace_deploy_key");
    expect(done.code).toBe(0);
  });

  it("keys of which nobody tells who added them, and repositories that are not shown, are told of", async () => {
    const world = await open({
      repositories: [{ name: "deploy", deployKeys: { ghostly: null } }, "website", "docs"],
    });
    world.fault("403@deployKeys:2");
    const { text, does } = await world.plan({ deep: true });
    expect(does).toEqual(["remove lee"]);
    expect(text).toContain(
      "find out whether lee added 1 deploy key of which GitHub does not tell who did: ghostly of deploy",
    );
    expect(text).toMatch(
      /look for deploy keys that lee added to 1 repository \(\w+\): they could not be read/,
    );
  });

  it("a list of repositories that breaks off spoils nothing else", async () => {
    const world = await open();
    world.fault("404@repositories:1x9");
    const { text, does } = await world.plan({ deep: true });
    expect(does).toEqual(["remove lee"]);
    expect(text).toContain("look for deploy keys that lee added: they could not be read");
  });

  it("nobody leaves, nothing is asked", async () => {
    const world = await open();
    await world.setFiles({ "acme/organization.yaml": `${section}members: { ${everybody} }\n` });
    await world.plan({ deep: true });
    expect(asked(world, "repositories", "deployKeys")).toBe(0);
  });
});

describe("keys of a leaver's own", () => {
  const ownKeys: OrganizationSeed["ownKeys"] = [
    { owner: "lee", kind: "fine-grained token", name: "release bot" },
    { owner: "lee", kind: "SSH key", name: "laptop" },
    { owner: "lee", kind: "personal access token", name: "ci" },
    { owner: "mia", kind: "fine-grained token", name: "mia's" },
    { owner: "mia", kind: "SSH key", name: "mia's too" },
  ];
  const open = (more: Partial<OrganizationSeed>, withApp?: Readonly<Record<string, "read">>) => {
    const app = withApp === undefined ? undefined : appWith(withApp);
    return githubWorld({
      files: {
        "acme/organization.yaml": `${section}members: { ana: admin, kim: admin, lee: { state: removed }, mia: member }\n`,
      },
      organization: { ownKeys, ...more },
      ...(app === undefined ? {} : { seed: { apps: app.apps }, token: app.token }),
    });
  };
  const all = { members: "read", organization_administration: "read" } as const;

  it("an App that may read tokens lists them, and an enterprise what was authorized: of the leaver only", async () => {
    const world = await open({ plan: "enterprise" }, { ...all, organization_personal_access_tokens: "read" });
    const { text } = await world.plan({ reach: "at_hand" });
    expect(text).toContain(
      "see what works with lee's own keys, which end with the membership: SSH key laptop, fine-grained token release bot, personal access token ci",
    );
    expect(text).not.toContain("mia's");
    expect([asked(world, "ownTokens"), asked(world, "credentials")]).toEqual([1, 1]);
  });

  it.each([
    ["an App without that right", all, {}],
    ["a token", undefined, {}],
  ] as const)("%s is not asked for them", async (_, app, more) => {
    const world = await open(more, app);
    const { text } = await world.plan({ reach: "at_hand" });
    expect(text).not.toContain("own keys");
    expect(asked(world, "ownTokens", "credentials")).toBe(0);
  });

  it("a list that breaks off is told of, and the leaving goes on", async () => {
    const world = await open({ plan: "enterprise" });
    world.fault("500@credentials:1x9");
    const done = await world.apply();
    expect(done.text).toContain("which keys of lee's own end with the membership is not known");
    expect(done.lines).toMatch(/done +- remove +lee/);
  });
});

describe("what the embedded GitHub answers there", () => {
  it.each([
    [undefined, "/orgs/acme/repos"],
    [undefined, "/repos/acme/deploy/keys"],
    ["app", "/orgs/acme/personal-access-tokens"],
    ["enterprise", "/orgs/acme/credential-authorizations"],
    ["enterprise", "/orgs/acme/team-sync/groups"],
    ["enterprise", "/orgs/acme/teams/eng/team-sync/group-mappings"],
    ["managed", "/orgs/acme/external-groups"],
    ["managed", "/orgs/acme/external-group/1"],
    ["managed", "/orgs/acme/teams/eng/external-groups"],
  ])("of %s, %s is as published", async (plan, pathname) => {
    const world = await githubWorld({
      files: { "acme/organization.yaml": section },
      organization: {
        ownKeys: [
          { owner: "ana", kind: "fine-grained token", name: "ci" },
          { owner: "ana", kind: "SSH key", name: "laptop" },
          { owner: "ana", kind: "personal access token", name: "ci" },
        ],
        ...(plan === "enterprise" ? { plan } : {}),
        members: { ana: "admin", [plan === "managed" ? "lee_acme" : "lee"]: "member" },
        repositories: [{ name: "deploy", deployKeys: { ci: "ana", ghostly: null } }],
        teams: [{ name: "eng", group: "Engineers" }],
      },
    });
    const token: Token = {
      token: "ghs_EXAMPLE",
      installation: 7,
      permissions: { organization_personal_access_tokens: "read" },
    };
    world.sandbox.world.tokens.set(token.token, token);
    const installed = {
      id: 7,
      organization: world.organization.id,
      permissions: {},
      allRepositories: true,
      suspendedAt: null,
    };
    world.sandbox.world.apps.push({ id: 77, slug: "app", publicKey: "", installations: [installed] });
    const answer = await fetch(`${world.sandbox.url}${pathname}`, {
      headers: { authorization: `Bearer ${plan === "app" ? token.token : ownerToken}` },
    });
    const text = await answer.text();
    expect([answer.status, text.length > 20]).toEqual([200, true]);
    expect(complaintOf({ method: "GET", pathname, status: 200, text })).toBeUndefined();
  });
});
