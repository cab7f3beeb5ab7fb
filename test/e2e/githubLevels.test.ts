/** Repository roles of an organization's own as levels of shares, each with the words that a person reads. */
import { describe, expect, it } from "vitest";
import type { OrganizationSeed } from "../../src/sandbox/github/seed.ts";
import { everybody, githubWorld, section } from "../fakes/githubWorld.ts";

const open = (shares: string, organization: Partial<OrganizationSeed> = {}, rest = "") =>
  githubWorld({
    files: {
      "acme/organization.yaml": `${section}members: { ${everybody} }\nteams: { docs: { shares: { repositories: ${shares} } }${rest} }\n`,
    },
    organization: {
      repositories: ["manual", "website", { name: "attic", archived: true }],
      ownLevels: { "docs-editor": "write" },
      teams: [{ name: "docs", repositories: { manual: "docs-editor", website: "push" } }],
      ...organization,
    },
  });
const routes = (world: Awaited<ReturnType<typeof open>>, name: string): number =>
  world.sandbox.requests().filter(({ route }) => route === name).length;

describe("levels of the organization's own", () => {
  it("are read where GraphQL tells only what they build on: one request, and one for a team that has what the files name", async () => {
    const world = await open("{ manual: docs-editor, website: push }");
    expect((await world.plan()).does).toEqual([]);
    expect([routes(world, "ownLevels"), routes(world, "grants")]).toEqual([1, 1]);
  });

  it("are given with high risk, and a second plan is empty", async () => {
    const world = await open("{ manual: push, website: docs-editor }");
    const told = await world.plan();
    expect(told.does).toEqual([
      "change_share repository:manual/team:docs",
      "change_share repository:website/team:docs",
    ]);
    expect(told.text).toMatch(/! ~ change share +repository manual with team docs +docs-editor -> push/);
    expect(told.text).toMatch(/! ~ change share +repository website with team docs +push -> docs-editor/);
    expect((await world.apply()).code).toBe(0);
    expect((await world.plan()).does).toEqual([]);
  });

  it("that nobody has are named with the nearest one, and the rest goes on", async () => {
    const world = await open("{ manual: docs-editer, website: mantain }");
    const done = await world.apply();
    expect(done.does).toEqual([]);
    expect(done.text).toContain("no level that is called docs-editer: did you mean docs-editor?");
    expect(done.text).toContain("no level that is called mantain: did you mean maintain?");
    expect(done.code).toBe(4);
  });

  it.each([
    ["read", "write pull"],
    ["write", "write push"],
  ])("%s is what others call one of GitHub's", async (word, says) => {
    expect(await (await open(`{ website: ${word} }`)).failure()).toContain(says);
  });

  it("cost one request where the organization has none, and none where nothing is shared", async () => {
    const world = await open("{ website: push }", {
      ownLevels: {},
      teams: [{ name: "docs", repositories: { website: "push" } }],
    });
    expect((await world.plan()).does).toEqual([]);
    expect([routes(world, "ownLevels"), routes(world, "grants")]).toEqual([1, 0]);
    await world.setFiles({ "acme/organization.yaml": `${section}members: { ${everybody} }\n` });
    await world.plan();
    expect(routes(world, "ownLevels")).toBe(1);
  });

  it("that come from the team above are none of its own", async () => {
    const teams = [
      { name: "docs", repositories: { manual: "docs-editor" } },
      { name: "api-docs", parent: "docs" },
    ];
    const world = await open(
      "{ manual: docs-editor }",
      { teams },
      ", api-docs: { parent: docs, shares: { repositories: {} } }",
    );
    expect((await world.plan()).does).toEqual([]);
  });

  it("archived repositories, and forks that GitHub makes for a security advisory, are not compared", async () => {
    const fork = "manual-ghsa-2c3f-4g5h-6j7m";
    const world = await open("{ manual: docs-editor, website: push }", {
      teams: [
        {
          name: "docs",
          repositories: { manual: "docs-editor", website: "push", attic: "admin", [fork]: "admin" },
        },
      ],
      repositories: ["manual", "website", { name: "attic", archived: true }, fork],
    });
    expect((await world.plan()).does).toEqual([]);
  });

  describe("of archived repositories, of which GitHub lets nobody change anything", () => {
    const used = { name: "docs", repositories: { attic: "docs-editor" } };
    const archived = (level: string, teams: OrganizationSeed["teams"] = [used]) =>
      open(`{ attic: ${level} }`, { teams });

    it("are nothing to do where they are so", async () => {
      const done = await (await archived("docs-editor")).apply();
      expect([done.does, done.withheld, done.code]).toEqual([[], [], 0]);
    });

    it.each([
      ["at another level", "push", undefined],
      ["for a team that has none there", "docs-editor", [{ name: "docs", repositories: {} }]],
    ])("are withheld %s, and nothing is sent", async (_, level, teams) => {
      const world = await archived(level, teams);
      const done = await world.apply();
      expect([done.does, done.withheld, done.code]).toEqual([[], ["depends repository:attic/team:docs"], 4]);
      expect(done.text).toContain(
        "repository attic is archived, and GitHub lets nobody change who may use it: unarchive it at the service, or take this line out",
      );
    });

    it("are given once it is one no more", async () => {
      const world = await archived("push");
      for (const [id, it] of world.organization.repositories)
        if (it.name === "attic") world.organization.repositories.set(id, { ...it, archived: false });
      expect((await world.apply()).does).toEqual(["change_share repository:attic/team:docs"]);
    });
  });
});
