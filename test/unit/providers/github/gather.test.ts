import { describe, expect, it } from "vitest";
import { createClient } from "../../../../src/providers/github/client.ts";
import { readMembers, readTeams } from "../../../../src/providers/github/gather.ts";
import { readInvitations } from "../../../../src/providers/github/rows.ts";
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
    world.sandbox.addFault(fault("partial@graphql:2x*"));
    const read = await readMembers(clientOf(world), "acme");
    expect(read).toMatchObject({
      ok: true,
      broken: "GitHub answered with a part only: Timeout on validation of query",
    });
  });

  it("a first answer with nothing in it stops", async () => {
    const world = await opened();
    world.sandbox.addFault(fault("partial@graphqlx*"));
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

describe("a query that is too much at once", () => {
  it("members: fewer are asked for, from there on", async () => {
    const people = Object.fromEntries(
      Array.from({ length: 120 }, (_, index) => [`user-${index}`, "member" as const]),
    );
    const world = await opened({ members: { ana: "admin", ...people } });
    world.sandbox.addFault(fault("wrong@graphql"));
    const read = await readMembers(clientOf(world), "acme");
    expect(read).toMatchObject({ ok: true, items: { length: 121 } });
    expect("broken" in read).toBe(false);
    // 100 in vain, then 50, 50 and 21.
    expect(world.sandbox.requests()).toHaveLength(4);
    world.sandbox.addFault(fault("wrong@graphqlx*"));
    expect(await readMembers(clientOf(world), "acme")).toMatchObject({ ok: false, code: "incomplete" });
  });

  it("lists that go on: fewer of them are asked for at once, and none is lost", async () => {
    const people = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [`user-${index}`, "member" as const]),
    );
    const world = await opened({
      members: { ana: "admin", ...people },
      teams: Array.from({ length: 8 }, (_, index) => ({ name: `Team ${index}`, members: people })),
    });
    world.sandbox.addFault(fault("wrong@graphql:2"));
    const teams = await teamsOf(world);
    expect(teams.items.map(({ members }) => [members.items.length, members.broken])).toEqual(
      teams.items.map(() => [150, undefined]),
    );
    expect(world.sandbox.requests().map(({ operation }) => operation)).toEqual([
      ...["Teams", "More", "More", "More"],
    ]);
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

  it.each<[string, object]>([
    [
      "RATE_LIMIT, as it is called now",
      { errors: [{ type: "RATE_LIMIT", message: "API rate limit already exceeded for user ID 7." }] },
    ],
    [
      "words in an error without a type",
      { errors: [{ message: "You have exceeded a secondary rate limit. Please wait." }] },
    ],
    [
      "words alone",
      {
        message: "You have exceeded a secondary rate limit.",
        documentation_url: "https://docs.github.example",
      },
    ],
  ])("an answer 200 that says %s is waited for", async (_, body) => {
    const world = await opened();
    let left = 2;
    const { http } = world.options;
    const bent: typeof http = {
      ...http,
      request: async (asked) => {
        const answer = await http.request(asked);
        return (left -= 1) < 0 || !answer.ok ? answer : { ...answer, text: JSON.stringify(body) };
      },
    };
    const read = await readMembers(clientOf({ ...world, options: { ...world.options, http: bent } }), "acme");
    expect(read).toMatchObject({ ok: true, items: { length: 4 } });
    expect(world.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(120_000);
  });

  it("an organization that has such words in its data is read", async () => {
    const world = await opened({
      members: { ana: "admin", "rate-limit": "member", lee: "member", kim: "admin" },
    });
    expect(await readMembers(clientOf(world), "acme")).toMatchObject({ ok: true, items: { length: 4 } });
    expect(world.clock.sleeps).toEqual([]);
  });

  it("a full page whose link was lost on its way is not the last", async () => {
    const invitations = Array.from({ length: 130 }, (_, index) => ({
      ...{ account: null, email: `p${index}@acme.example`, role: "member" as const },
      ...{ createdAt: "2026-11-20T10:00:00Z", inviter: "ana" },
    }));
    const world = await opened({ invitations });
    const { http } = world.options;
    const bent: typeof http = {
      ...http,
      request: async (asked) => {
        const answer = await http.request(asked);
        if (!answer.ok) return answer;
        const { link: _, ...headers } = answer.headers;
        return { ...answer, headers };
      },
    };
    const client = clientOf({ ...world, options: { ...world.options, http: bent } });
    expect(await readInvitations(client, "acme", "invitations")).toMatchObject({ items: { length: 130 } });
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
