/** Teams, keys and reads of GitHub organizations where something is not as it should be, each with the words that a person reads. */
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { OrganizationSeed } from "../../src/sandbox/github/seed.ts";
import { acme, everybody, githubWorld, section, type GitHubWorldOptions } from "../fakes/githubWorld.ts";

const members = `members: { ${everybody} }\n`;
const files = (rest: string, policy = "") => ({
  "acme/organization.yaml": `${section.replace(" }\n", `${policy} }\n`)}${members}${rest}`,
});
const open = (
  rest: string,
  organization: Partial<OrganizationSeed> = {},
  more: Partial<GitHubWorldOptions> & { readonly policy?: string } = {},
) => {
  const { policy, ...options } = more;
  return githubWorld({ files: files(rest, policy), organization, ...options });
};

describe("teams", () => {
  it("below another one: whoever is in it joins the one above as well, which GitHub says that they are in", async () => {
    const world = await open(
      "teams: { top: { members: [lee, mia] }, low: { parent: top, members: [lee] } }\n",
      {
        teams: [
          { name: "top", members: { mia: "member" } },
          { name: "low", parent: "top", members: { lee: "member" } },
        ],
      },
    );
    const done = await world.apply();
    expect([done.does, done.code]).toEqual([["join_team top/lee"], 0]);
    const [top] = [...world.organization.teams.values()];
    expect(top?.members.size).toBe(2);
    expect((await world.plan()).does).toEqual([]);
  });

  it("whose slug another team has taken by the time of the first write: nothing is written to that one", async () => {
    const teams = [
      {
        name: "sre",
        members: { lee: "member", kim: "member" } as const,
        repositories: { deploy: "admin", website: "pull" },
      },
      { name: "old", members: { lee: "member" } as const },
    ];
    const twins = teams.map((team) => ({ ...team, name: `${team.name}-two` }));
    const world = await githubWorld({
      files: {
        "acme/organization.yaml": `organization: { provider: github, id: acme, unlisted: { teams: delete, shares: delete }, guards: { max_loss: 100%, min_admins: 1 } }
${members}teams:
  sre: { description: On call, members: [{ member: lee, role: lead }, mia], shares: { repositories: { deploy: push, docs: pull } } }
  sre-two: {}
  old-two: {}
`,
      },
      organization: { repositories: ["deploy", "website", "docs"], teams: [...teams, ...twins] },
    });
    const rows = (): unknown =>
      structuredClone([...world.organization.teams.values()].filter(({ slug }) => slug.endsWith("-two")));
    const before = rows();
    const call = (from: string, to: string): void => {
      for (const team of world.organization.teams.values())
        if (team.slug === from) Object.assign(team, { slug: to, name: to });
    };
    const done = await world.apply({
      meanwhile: () => {
        for (const name of ["sre", "old"]) {
          call(name, `${name}-gone`);
          call(`${name}-two`, name);
        }
      },
    });
    expect(done.lines.split("\n").map((line) => line.trim().split(/ {2,}/, 2).join(" "))).toEqual(
      done.does.map(() => expect.stringMatching(/^stale /) as string),
    );
    for (const name of ["sre", "old"]) call(name, `${name}-two`);
    expect(rows()).toEqual(before);
  });

  it("with an unknown login: the others join, and that one is named", async () => {
    const world = await open("teams: { sre: { name: SRE, members: [lee, mia] } }\n");
    await world.setFiles({
      "acme/organization.yaml": `${section}members: { ${everybody}, nobody-there: member }\nteams: { sre: { name: SRE, members: [lee, nobody-there] } }\n`,
    });
    const done = await world.apply();
    expect(done.does).toEqual(["create_team sre", "join_team sre/lee"]);
    expect(done.withheld).toContain("unknown_account nobody-there");
    expect(done.code).toBe(4);
  });

  it("one lead who left by themselves: nobody is invited by their place, and the rest goes on", async () => {
    const team = { name: "SRE", members: { lee: "maintainer" } as const };
    const world = await open("teams: { sre: { members: [{ member: lee, role: lead }, mia] } }\n", {
      teams: [team],
    });
    world.organization.members.delete(world.account("lee").id);
    for (const { members: there } of world.organization.teams.values()) there.delete(world.account("lee").id);
    const told = await world.plan();
    expect(told.does).toEqual(["invite lee", "join_team sre/mia"]);
    expect(told.text).toContain("lee");
  });

  it("nested rename: parent and child in one plan, their numbers stay", async () => {
    const teams = [
      { name: "platform" },
      { name: "sre", parent: "platform", members: { mia: "member" } as const },
    ];
    const world = await open(
      "teams:\n  foundation: { name: foundation, previously: [platform] }\n  reliability: { name: reliability, previously: [sre], parent: foundation, members: [mia] }\n",
      { teams },
    );
    const before = [...world.organization.teams.keys()];
    const done = await world.apply();
    expect(done.does).toEqual([
      "rename_team foundation",
      "update_team foundation",
      "rename_team reliability",
      "update_team reliability",
    ]);
    expect(done.code).toBe(0);
    expect([...world.organization.teams.keys()]).toEqual(before);
    expect((await world.plan()).does).toEqual([]);
  });

  it("parent removed whose child moves: moved first, and it stays", async () => {
    const teams = [
      { name: "platform" },
      { name: "sre", parent: "platform", members: { mia: "member" } as const },
    ];
    const world = await open(
      "teams: { sre: { parent: null, members: [mia] } }\n",
      { teams },
      {
        policy: ", unlisted: { teams: delete }",
      },
    );
    const done = await world.apply({ allowed: ["max_loss"] });
    expect(done.does).toEqual(["update_team sre", "delete_team platform"]);
    expect([...world.organization.teams.values()].map(({ slug }) => slug)).toEqual(["sre"]);
    expect(done.code).toBe(0);
  });

  it("a child that somebody put below meanwhile is not deleted with its parent", async () => {
    const world = await open(
      "teams: { sre: {} }\n",
      { teams: [{ name: "platform" }, { name: "sre" }] },
      {
        policy: ", unlisted: { teams: delete }",
      },
    );
    const told = await world.plan();
    expect(told.does).toEqual(["delete_team platform"]);
    const [platform, sre] = [...world.organization.teams.values()];
    world.fault("latency:1@childTeams");
    if (sre !== undefined && platform !== undefined) sre.parent = platform.id;
    const done = await world.apply({ allowed: ["max_loss"] });
    expect(done.does).not.toContain("delete_team platform");
    expect(world.organization.teams.size).toBe(2);
  });

  it("what a team may do through its parent it need not be given; more than that it is", async () => {
    const teams = [
      { name: "platform", repositories: { deploy: "push" } },
      { name: "sre", parent: "platform" },
    ];
    const shares = (level: string): string =>
      `teams: { sre: { shares: { repositories: { deploy: ${level} } } } }\n`;
    const world = await open(shares("pull"), { repositories: ["deploy"], teams });
    expect((await world.plan()).does).toEqual([]);
    await world.setFiles(files(shares("admin")));
    expect((await world.apply()).does).toEqual(["share repository:deploy/team:sre"]);
    expect((await world.plan()).does).toEqual([]);
  });

  it("privacy and notifications are managed where the files say them, and left alone where not", async () => {
    const teams = [{ name: "sre" }, { name: "quiet", privacy: "secret", notifications: false } as const];
    const world = await open("teams: { sre: { privacy: secret, notifications: false }, quiet: {} }\n", {
      teams,
    });
    const done = await world.apply();
    expect(done.does).toEqual(["update_team sre"]);
    expect(done.text).toMatch(/privacy.*visible.*secret/);
    expect(done.code).toBe(0);
    expect((await world.plan()).does).toEqual([]);
    await world.setFiles(
      files("teams: { sre: {}, quiet: {}, inner: { name: Inner, privacy: secret, notifications: false } }\n"),
    );
    expect((await world.apply()).does).toEqual(["create_team inner"]);
    const made = [...world.organization.teams.values()].map(
      ({ slug, privacy, notifications }) => `${slug} ${privacy} ${notifications}`,
    );
    expect(made).toEqual(["sre secret false", "quiet secret false", "inner secret false"]);
  });

  it("a secret team with a parent is an error before anything is asked", async () => {
    const world = await open("");
    await world.setFiles(files("teams: { top: {}, sre: { parent: top, privacy: secret } }\n"));
    expect(await world.failure()).toContain("is secret, and has a parent: a nested team is visible.");
    expect(world.sandbox.requests()).toEqual([]);
  });

  it("two organizations with equal team names are two teams", async () => {
    const labs: OrganizationSeed = {
      key: "labs",
      login: "labs",
      id: 9002,
      members: { ana: "admin", lee: "member" },
    };
    const world = await open("teams: { sre: { name: SRE, members: [lee] } }\n", {}, { more: [labs] });
    await world.setFiles({
      ...files("teams: { sre: { name: SRE, members: [lee] } }\n"),
      "labs/organization.yaml":
        "organization: { provider: github, id: labs, guards: { min_admins: 1 } }\nmembers: { ana: admin, lee: member }\nteams: { sre: { name: SRE, members: [ana] } }\n",
    });
    const done = await world.apply();
    expect(done.does).toEqual([
      "create_team sre",
      "join_team sre/lee",
      "create_team sre",
      "join_team sre/ana",
    ]);
    expect(done.code).toBe(0);
    const placed = world.sandbox.world.organizations.map((it) =>
      [...it.teams.values()].map((team) => team.members.size),
    );
    expect(placed).toEqual([[1], [1]]);
  });

  it("ten writes of one token in two organizations keep one pace", async () => {
    const labs: OrganizationSeed = { ...acme, key: "labs", login: "labs", id: 9002 };
    const world = await open("", {}, { more: [labs] });
    const teams = "teams: { a: { name: A }, b: { name: B }, c: { name: C } }\n";
    await world.setFiles({
      ...files(teams),
      "labs/organization.yaml": files(teams)["acme/organization.yaml"].replace("id: acme", "id: labs"),
    });
    const start = world.clock.now();
    expect((await world.apply()).code).toBe(0);
    const writes = world.sandbox
      .requests()
      .filter(({ method, route }) => method !== "GET" && route !== "graphql");
    expect(writes.length).toBeGreaterThanOrEqual(6);
    expect(world.clock.now() - start).toBeGreaterThanOrEqual((writes.length - 1) * 1000);
  });
});

describe("teams that others look after", () => {
  it("a team of the whole company is left alone, and says so", async () => {
    const teams = [{ name: "everybody", enterprise: true, members: { mia: "member" } } as const];
    const world = await open("teams: { everybody: { members: [lee] } }\n", { teams });
    const done = await world.apply();
    expect(done.does).toEqual([]);
    expect(done.withheld).toEqual(["managed_elsewhere everybody/lee", "managed_elsewhere everybody/mia"]);
    expect(done.text).toContain("the team everybody is provisioned by somebody else");
    expect(done.code).toBe(0);
  });

  it("a team that a group decides on: the refusal says what to write, and with it nothing differs", async () => {
    const teams = [{ name: "eng", group: "engineering", members: { mia: "member" } } as const];
    const world = await open("teams: { eng: { members: [lee, mia] } }\n", { teams });
    expect((await world.apply()).lines).toContain("Write `members_from` for the team");
    await world.setFiles(files("teams: { eng: { members_from: sso:engineering } }\n"));
    expect((await world.plan()).does).toEqual([]);
  });
});

describe("a list that tells whose teams are", () => {
  it("not read: the company's team is not deleted for it", async () => {
    const teams = [
      { name: "everybody", enterprise: true, members: { mia: "member" } },
      { name: "sre", members: { mia: "member" } },
    ] as const;
    const world = await open(
      "teams: { sre: { members: [mia] } }\n",
      { teams },
      { policy: ", unlisted: { teams: delete }" },
    );
    const whole = await world.plan();
    expect([whole.does, whole.withheld]).toEqual([[], ["managed_elsewhere everybody"]]);
    world.fault("500@teamsx*");
    const done = await world.apply();
    expect(done.text).toContain("The list of the company's teams was not read to its end");
    expect(done.code).toBe(3);
    expect(world.organization.teams.size).toBe(2);
  });
});

describe("what no file can speak of", () => {
  it("outside collaborators are told, and nothing of them is changed", async () => {
    const world = await open("", { outside: ["zed", "yan"] });
    const told = await world.plan();
    expect(told.does).toEqual([]);
    expect(told.text).toContain(
      "2 outside collaborators may use repositories of the organization and are not managed here: yan, zed",
    );
  });
});

describe("the organization's number", () => {
  it("another one under that login: stopped, and nothing else is asked", async () => {
    const world = await open("", {}, { policy: ", account: 9001" });
    expect((await world.plan()).does).toEqual([]);
    world.sandbox.resetRequests();
    await world.setFiles(files("", ", account: 4711"));
    const said = await world.failure();
    expect(said).toContain("has the number 9001, and the files mean 4711");
    expect(world.sandbox.requests().map(({ route, operation }) => operation ?? route)).toEqual([
      "Viewer",
      "organization",
    ]);
  });
});

describe("limits", () => {
  it.each([
    ["a header", "secondary:30@createTeam", 30_000],
    ["a text without a header", "secondary-text@createTeam", 60_000],
    ["an answer 200 to a query", "limited@graphql", 60_000],
  ])("secondary limit in %s: waited for, and done once", async (_, spec, wait) => {
    const world = await open("teams: { sre: { name: SRE, members: [mia] } }\n");
    world.fault(spec);
    const done = await world.apply();
    expect(done.code).toBe(0);
    expect(world.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(wait);
    expect(world.organization.teams.size).toBe(1);
  });
});

describe("keys and servers", () => {
  it.each([
    [
      "SSO-unauthorised token",
      "sso@anyx*",
      "the token is not authorised for the organization's single sign-on",
    ],
    ["IP allowlist 403", "allowlist@anyx*", "a policy such as an IP allow list refuses it"],
    ["a key that ended", "401@anyx*", "the key is missing, malformed, expired or revoked"],
  ])("%s: stopped before anything else, with what to do", async (_, spec, words) => {
    const world = await open("");
    world.fault(spec);
    const said = await world.failure();
    expect(said).toContain(words);
    expect(said).not.toContain("authorization_request");
    expect(said).not.toContain("ghp_EXAMPLEowner");
  });

  it("an App that sees some repositories only: shares are unread, and nothing of them is taken away", async () => {
    const keys = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const installations = [
      {
        organization: "acme",
        permissions: { members: "write", administration: "write", metadata: "read" } as const,
        allRepositories: false,
      },
    ];
    const world = await open(
      "teams: { sre: { shares: { repositories: { deploy: push } } } }\n",
      {
        repositories: ["deploy", "website"],
        teams: [{ name: "sre", repositories: { deploy: "push", website: "push" } }],
      },
      {
        policy: ", unlisted: { shares: delete }",
        token: JSON.stringify({ app_id: "77", private_key: keys.privateKey }),
        seed: { apps: [{ id: 77, slug: "muster-apply", publicKey: keys.publicKey, installations }] },
      },
    );
    const done = await world.apply();
    expect(done.text).toContain("The GitHub App muster-apply is installed for some repositories only");
    expect(done.text).toContain("Not read to the end");
    expect(done.code).toBe(3);
    const [sre] = [...world.organization.teams.values()];
    expect(sre?.repositories.size).toBe(2);
  });

  it("an own server without a GraphQL field and without invitations: read without it, and people are let in at once", async () => {
    const world = await githubWorld({
      files: {
        "acme/organization.yaml": `${section}members: { ${everybody}, sam: member }\nteams: { sre: { members: [mia] } }\n`,
      },
      organization: { teams: [{ name: "sre", members: { mia: "member" } }] },
      seed: { accounts: [{ login: "sam", id: 4242 }] },
      sandbox: { ownServer: true },
    });
    const done = await world.apply();
    expect(done.does).toEqual(["invite sam"]);
    expect(done.code).toBe(0);
    expect(world.organization.members.get(4242)).toBe("member");
    expect((await world.plan()).does).toEqual([]);
  });
});

describe("reads that are not whole", () => {
  const crowd = Object.fromEntries(
    Array.from({ length: 130 }, (_, index) => [`user-${index}`, "member" as const]),
  );
  const teams = [
    { name: "all", members: crowd },
    { name: "few", members: { lee: "member" } as const },
  ];
  const text = "teams: { all: { members: [mia] }, few: { members: [mia] } }\n";

  it("totalCount off by one: the list is not whole, and nobody is taken away for it", async () => {
    const world = await open("", {}, { policy: ", unlisted: { members: remove }" });
    await world.setFiles({
      "acme/organization.yaml": `${section.replace(" }\n", ", unlisted: { members: remove } }\n")}members: { ana: admin, kim: admin, lee: member }\n`,
    });
    world.fault("miscount@graphqlx*");
    const done = await world.apply();
    expect(done.text).toContain("The list of members was not read to its end. GitHub counts 5 and gave 4.");
    expect(done.code).toBe(3);
    expect(world.organization.members.size).toBe(4);
  });

  it("partial GraphQL answer: said, and nothing is taken for absent", async () => {
    const world = await open("", { members: { ...acme.members, ...crowd } });
    world.fault("partial@graphql:4x*");
    const told = await world.plan();
    expect(told.text).toContain("GitHub answered with a part only: Timeout on validation of query");
  });

  it("a team's invitations: nobody who waits is invited again for it", async () => {
    const logins = Array.from({ length: 30 }, (_, index) => `guest-${index}`);
    const world = await open(
      "",
      { teams: [{ name: "sre" }] },
      { seed: { accounts: logins.map((login, index) => ({ login, id: 5000 + index })) } },
    );
    await world.setFiles({
      "acme/organization.yaml": `${section}members: { ${everybody},\n${logins.map((it) => `  ${it}: member`).join(",\n")} }\nteams: { sre: { members: [${logins.slice(0, 15).join(", ")},\n  ${logins.slice(15).join(", ")}] } }\n`,
    });
    expect((await world.apply()).code).toBe(0);
    expect((await world.plan()).does).toEqual([]);
    world.sandbox.resetRequests();
    await world.plan();
    const more = world.sandbox
      .requests()
      .filter(({ route }) => route === "graphql")
      .findIndex(({ operation }) => operation === "More");
    world.fault(`partial@graphql:${more + 1}`);
    const told = await world.plan();
    expect(told.does).toEqual([]);
    expect(told.withheld).toHaveLength(30);
  });

  it("a team that overflows marks itself, and the others go on", async () => {
    const world = await open(text, { members: { ...acme.members, ...crowd }, teams }, { policy: "" });
    const whole = await world.plan();
    expect(whole.text).not.toContain("not read to its end");
    world.sandbox.resetRequests();
    await world.plan();
    const more = world.sandbox
      .requests()
      .filter(({ route }) => route === "graphql")
      .findIndex(({ operation }) => operation === "More");
    world.fault(`partial@graphql:${more + 1}`);
    const told = await world.plan();
    expect(told.text).toContain(
      "The list of members of team all was not read to its end. GitHub answered with a part only",
    );
    expect(told.does).toContain("join_team few/mia");
    expect(told.text).toMatch(/would rest on a read that did not finish/);
    await world.setFiles(files("teams: { few: { members: [mia] } }\n"));
    world.fault(`partial@graphql:${more + 1}`);
    const done = await world.apply();
    expect(done.lines).toMatch(/done +\+ add to team +.*mia|done +\+ .*mia/);
    expect(world.organization.teams.size).toBe(2);
  });
});
