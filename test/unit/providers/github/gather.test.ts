import { describe, expect, it } from "vitest";
import { createClient } from "../../../../src/providers/github/client.ts";
import { readInvitations, readMembers, readTeams } from "../../../../src/providers/github/gather.ts";
import { parseFault } from "../../../../src/sandbox/github/fault.ts";
import { appWith, opened, type Opened } from "./parts.ts";

const clientOf = ({ options }: Opened) => createClient(options, (granted) => granted);

function fault(spec: string) {
  const made = parseFault(spec);
  if ("error" in made) throw new Error(made.error);
  return made;
}

async function teamsOf(world: Opened) {
  const read = await readTeams(clientOf(world), "acme");
  if (!read.ok) throw new Error(read.message);
  return read;
}

describe("reading members", () => {
  it("reads all pages, with numbers and roles", async () => {
    const people = Object.fromEntries(
      Array.from({ length: 230 }, (_, index) => [`user-${index}`, "member" as const]),
    );
    const world = await opened({ members: { ana: "admin", ...people } });
    const read = await readMembers(clientOf(world), "acme");
    if (!read.ok) throw new Error(read.message);
    expect(read.items).toHaveLength(231);
    expect(read.broken).toBeUndefined();
    expect(read.organization).toEqual({ id: 9001, login: "acme" });
    expect(world.sandbox.requests().map(({ operation }) => operation)).toEqual([
      "Members",
      "Members",
      "Members",
    ]);
  });

  it.each([
    ["miscount@graphql", "GitHub counts 5 and gave 4"],
    ["miscount@graphql:3", "GitHub counts 231 and gave 230"],
  ])("%s: the list is not whole", async (spec, why) => {
    const people = Object.fromEntries(
      Array.from({ length: 229 }, (_, index) => [`user-${index}`, "member" as const]),
    );
    const world = await opened(spec.endsWith("3") ? { members: { ana: "admin", ...people } } : {});
    world.sandbox.addFault(fault(spec));
    const read = await readMembers(clientOf(world), "acme");
    expect(read).toMatchObject({ ok: true, broken: why });
  });

  it("a part of an answer is no shorter list", async () => {
    const people = Object.fromEntries(
      Array.from({ length: 130 }, (_, index) => [`user-${index}`, "member" as const]),
    );
    const world = await opened({ members: { ana: "admin", ...people } });
    world.sandbox.addFault(fault("partial@graphql:2"));
    const read = await readMembers(clientOf(world), "acme");
    expect(read).toMatchObject({
      ok: true,
      broken: "GitHub answered with a part only: Timeout on validation of query",
    });
  });

  it("a first answer with nothing in it stops", async () => {
    const world = await opened();
    world.sandbox.addFault(fault("partial@graphql"));
    expect(await readMembers(clientOf(world), "acme")).toMatchObject({
      ok: false,
      kind: "stop",
      code: "incomplete",
    });
  });

  it("a key without the right is told so, and is not told that there is nobody", async () => {
    const world = await opened({}, appWith({ metadata: "read" }));
    expect(await readMembers(clientOf(world), "acme")).toMatchObject({
      ok: false,
      kind: "stop",
      code: "forbidden",
    });
  });
});

describe("reading teams", () => {
  it("reads people, repositories and parents", async () => {
    const teams = await teamsOf(await opened());
    expect(
      teams.items.map(({ node, members, repositories }) => [
        node.slug,
        members.items.map((it) => `${it.node.login} ${it.role}`),
        repositories.items.map((it) => `${it.node.name} ${it.permission}`),
      ]),
    ).toEqual([
      ["platform", ["lee MAINTAINER"], ["deploy WRITE"]],
      ["sre", ["ana MAINTAINER", "mia MEMBER"], ["website MAINTAIN", "deploy WRITE"]],
    ]);
  });

  it("a team of 250 is read on, and costs two more requests", async () => {
    const people = Object.fromEntries(
      Array.from({ length: 250 }, (_, index) => [`user-${index}`, "member" as const]),
    );
    const world = await opened({
      members: { ana: "admin", ...people },
      teams: [{ name: "All", members: people }],
    });
    const teams = await teamsOf(world);
    expect(teams.items[0]?.members.items).toHaveLength(250);
    expect(world.sandbox.requests().map(({ operation }) => operation)).toEqual(["Teams", "More", "More"]);
  });

  it("a long list that cannot be read on marks its own team and no other", async () => {
    const people = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [`user-${index}`, "member" as const]),
    );
    const world = await opened({
      members: { ana: "admin", ...people },
      teams: [
        { name: "All", members: people },
        { name: "Few", members: { ana: "member" } },
      ],
    });
    world.sandbox.addFault(fault("partial@graphql:2"));
    const teams = await teamsOf(world);
    expect(teams.broken).toBeUndefined();
    expect(teams.items.map(({ node, members }) => [node.slug, members.broken !== undefined])).toEqual([
      ["all", true],
      ["few", false],
    ]);
  });

  it("asks for fewer teams at once when GitHub cannot finish, and for five at least", async () => {
    const teams = Array.from({ length: 30 }, (_, index) => ({ name: `Team ${index}` }));
    const world = await opened({ teams });
    world.sandbox.addFault(fault("wrong@graphql"));
    const read = await teamsOf(world);
    expect(read.items).toHaveLength(30);
    expect(read.broken).toBeUndefined();
    expect(world.sandbox.requests()).toHaveLength(4);
    world.sandbox.addFault(fault("wrong@graphqlx*"));
    expect((await teamsOf(world)).broken).toContain("Something went wrong");
  });
});

describe("limits and keys", () => {
  it.each([
    ["secondary:7@graphql", 7000],
    ["secondary-text@graphql", 60_000],
    ["limited@graphql", 60_000],
    ["429:30@graphql", 30_000],
  ])("%s is waited for, and then the answer counts", async (spec, wait) => {
    const world = await opened();
    world.sandbox.addFault(fault(spec));
    const read = await readMembers(clientOf(world), "acme");
    expect(read).toMatchObject({ ok: true });
    expect(world.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(wait);
  });

  it("an App signs its own word, and its token may do what was asked for and no more", async () => {
    const world = await opened({}, appWith({ members: "write", organization_administration: "read" }));
    const client = createClient(world.options, () => ({ members: "read" }));
    expect(await readMembers(client, "acme")).toMatchObject({ ok: true });
    expect(world.sandbox.requests().map(({ route }) => route)).toEqual([
      "installation",
      "accessToken",
      "graphql",
    ]);
    const refused = await client.send({ method: "DELETE", path: "/orgs/acme/memberships/lee" });
    expect(refused).toMatchObject({ ok: false, code: "forbidden" });
    expect(refused).toMatchObject({ message: expect.stringContaining("members=write") as string });
  });

  it("a private key that is none is said without a part of it", async () => {
    const world = await opened({}, { token: '{"app_id":"77","private_key":"not a key EXAMPLEsecret"}' });
    const read = await readMembers(clientOf(world), "acme");
    expect(read).toMatchObject({ ok: false, kind: "stop", code: "bad_key" });
    expect(JSON.stringify(read)).not.toContain("EXAMPLEsecret");
  });

  it.each([
    ["allowlist", "IP allow list"],
    ["sso", "single sign-on"],
    ["401", "revoked"],
  ])("%s stops and says what it is", async (kind, words) => {
    const world = await opened();
    world.sandbox.addFault(fault(`${kind}@any`));
    const read = await readInvitations(clientOf(world), "acme", "invitations");
    expect(read).toMatchObject({
      ok: false,
      kind: "stop",
      message: expect.stringContaining(words) as string,
    });
  });

  it("writes are at least a second apart", async () => {
    const world = await opened();
    const client = clientOf(world);
    for (const login of ["lee", "mia"])
      await client.send({ method: "PUT", path: `/orgs/acme/memberships/${login}`, body: { role: "admin" } });
    expect(world.clock.sleeps).toContain(1000);
    expect([...(world.sandbox.world.organizations[0]?.members.values() ?? [])]).toEqual([
      "admin",
      "admin",
      "admin",
      "admin",
    ]);
  });
});
