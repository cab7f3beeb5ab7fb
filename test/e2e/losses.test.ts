/** Mistakes in files and lies of a service that look like "nobody is there": nobody and nothing is lost. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { memoryJournal } from "../../src/journal/memory.ts";
import { parseFaults } from "../../src/sandbox/planasonix/fault.ts";
import type { SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { factsOf } from "../fakes/dump.ts";
import { createWorld, type Files, type World } from "../fakes/world.ts";
import { filesOf, seedOf, type Declared, type Live } from "../property/arbitraries.ts";

const people = Array.from({ length: 30 }, (_, index) => `m${index}@acme.example`);
const teams = Array.from({ length: 100 }, (_, index) => `team-${index}`);

/** 30 people and 100 teams of three, all of it in the files, and everything unlisted is to go. */
const declared: Declared = {
  minAdmins: 2,
  unlisted: {
    members: "remove",
    invitations: "cancel",
    teams: "delete",
    roles: "delete",
    service_accounts: "delete",
    keys: "revoke",
    shares: "unshare",
  },
  members: people.map((email, index) => ({ email, role: index < 3 ? "admin" : "viewer", state: "active" })),
  teams: teams.map((slug, index) => ({
    slug,
    members: [0, 1, 2].map((step) => ({
      member: people[(index + step) % 30] ?? "",
      role: "member" as const,
    })),
  })),
};
const live: Live = {
  members: declared.members.map(({ email, role }) => ({ email, role, state: "active" })),
  invitations: Array.from({ length: 12 }, (_, index) => ({
    email: `i${index}@acme.example`,
    role: "viewer",
    state: "pending",
    sent: 1,
    places: [],
  })),
  teams: teams.map((slug) => ({ slug, name: slug, description: null, parent: null, manager: null })),
  memberships: declared.teams.flatMap((team) =>
    (team.members ?? []).map((place) => ({ ...place, team: team.slug })),
  ),
};
const invited: Declared["members"] = live.invitations.map(({ email, role }) => ({
  email,
  role,
  state: "active",
}));
const whole: Declared = { ...declared, members: [...declared.members, ...invited] };

const dozen = Array.from({ length: 12 }, (_, index) => index);
/** The same with a dozen roles, service accounts with a key each, and pipelines that 40 of the teams share. */
const rich: Declared = {
  ...whole,
  roles: dozen.map((index) => ({ name: `r${index}`, base: "viewer", permissions: ["pipelines:run"] })),
  accounts: dozen.map((index) => ({
    name: `a${index}`,
    role: "viewer",
    owner: people[0] ?? "",
    keys: [{ name: "main", scopes: ["pipelines:read"] }],
  })),
  teams: declared.teams.map((team, index) =>
    index >= 40
      ? team
      : { ...team, shares: [{ resource: "pipeline", name: `p${index % 12}`, level: "view" as const }] },
  ),
};
const richLive: Live = {
  ...live,
  roles: rich.roles ?? [],
  accounts: dozen.map((index) => ({
    name: `a${index}`,
    description: null,
    role: "viewer",
    owner: { kind: "member", key: people[0] ?? "" },
  })),
  keys: dozen.map((index) => ({
    account: `a${index}`,
    name: "main",
    scopes: ["pipelines:read"],
    createdBy: null,
  })),
  resources: dozen.map((index) => ({ kind: "pipeline", id: `pl_${index}`, name: `p${index}`, owner: null })),
  shares: teams.slice(0, 40).map((key, index) => ({
    kind: "pipeline",
    id: `pl_${index % 12}`,
    holder: { kind: "team", key },
    level: "view",
  })),
};

let world: World;
let before: SandboxState;
afterEach(() => world.close());

async function open(
  files: Files,
  options: { readonly faults?: string; readonly pageSize?: number } = {},
): Promise<void> {
  const faults = options.faults === undefined ? [] : parseFaults(options.faults);
  if ("error" in faults) throw new Error(faults.error);
  world = await createWorld({
    files,
    sandbox: {
      faults,
      seed: { version: 1, organizations: [seedOf(richLive)] },
      ...(options.pageSize === undefined ? {} : { pageSize: options.pageSize }),
    },
  });
  before = world.sandbox.dump();
}

function expectNothingLost(): void {
  expect(world.sandbox.requests().filter(({ method }) => method !== "GET")).toEqual([]);
  expect(factsOf(world.sandbox.dump())).toEqual(factsOf(before));
}

/** Applies, and gives the guards that blocked it, or the error. */
async function blockedBy(): Promise<readonly string[]> {
  const journal = memoryJournal();
  const { planned, result, code } = await world.apply({ journal_: journal });
  expect(result).toBeNull();
  expect(code).toBe(3);
  expect(journal.text()).toBe("");
  expectNothingLost();
  return [
    ...new Set(planned.plan.findings.filter((item) => item.severity === "block").map((item) => item.guard)),
  ];
}

describe("files that lost most of what they said", () => {
  it("the whole of it plans nothing", async () => {
    await open(filesOf(rich));
    const plan = await world.plan();
    expect(plan.actions).toEqual([]);
    expect(plan.findings).toEqual([]);
  });

  it("a file that names 1 of 100 teams", async () => {
    await open(filesOf({ ...rich, teams: rich.teams.slice(0, 1) }));
    expect(await blockedBy()).toEqual(["max_loss"]);
  });

  it("a list of teams that is gone altogether", async () => {
    await open(filesOf({ ...rich, teams: [] }));
    expect(await blockedBy()).toEqual(["max_loss"]);
  });

  it("teams whose lists of members were emptied", async () => {
    await open(filesOf({ ...rich, teams: rich.teams.map((team) => ({ ...team, members: [] })) }));
    expect(await blockedBy()).toEqual(["max_loss", "max_changes"]);
  });

  it("half of the people cut off", async () => {
    const members = declared.members.slice(0, 15);
    const { roles = [], accounts = [] } = rich;
    const teams = declared.teams.map(({ slug }) => ({ slug }));
    await open(filesOf({ ...declared, members, teams, roles, accounts }));
    expect(await blockedBy()).toEqual(["max_loss"]);
  });

  it("an emptied section of members", async () => {
    await open(filesOf({ ...declared, members: [], teams: [] }));
    expect(await blockedBy()).toEqual(expect.arrayContaining(["min_admins", "max_loss", "empty"]));
  });

  it("lists of shares that were emptied", async () => {
    const teams = rich.teams.map((team) => (team.shares === undefined ? team : { ...team, shares: [] }));
    await open(filesOf({ ...rich, teams }));
    expect(await blockedBy()).toEqual(["max_loss"]);
  });

  it("lists of keys that were emptied", async () => {
    const accounts = (rich.accounts ?? []).map((account) => ({ ...account, keys: [] }));
    await open(filesOf({ ...rich, accounts }));
    expect(await blockedBy()).toEqual(["max_loss"]);
  });

  it("a section of service accounts that is gone altogether", async () => {
    await open(filesOf({ ...rich, accounts: [] }));
    expect(await blockedBy()).toEqual(["max_loss"]);
  });

  it.each([
    ["an emptied file", ""],
    ["a file with a comment only", "# members and teams: see the wiki\n"],
    ["a file of nothing but null", "~\n"],
    ["a section without a value", "members:\nteams:\n"],
  ])("%s is an error in the files, at a position", async (_, text) => {
    const files = filesOf(rich, { seed: 0, split: true });
    await open(files);
    await world.setFiles({ ...files, "acme/members.yaml": text });
    const run = world.apply();
    await expect(run).rejects.toThrow(/acme\/members\.yaml/);
    expectNothingLost();
  });

  it("an emptied organization.yaml is an error, and its organization is not planned", async () => {
    await open(filesOf(rich));
    await world.setFiles({ "acme/organization.yaml": "" });
    await expect(world.apply()).rejects.toThrow(/acme\/organization\.yaml/);
    expect(world.sandbox.requests()).toEqual([]);
    expectNothingLost();
  });
});

const lists = [
  "members",
  "invitations",
  "teams",
  "teamMemberships",
  "roles",
  "shares",
  "serviceAccounts",
  "serviceAccountKeys",
  "pipelines",
];

describe("a service that does not say all", () => {
  /** The same files less somebody or something of every kind, so that a loss would be due if the read could be trusted. */
  const files = filesOf({
    ...rich,
    roles: (rich.roles ?? []).slice(0, 11),
    accounts: (rich.accounts ?? []).slice(0, 11),
    members: whole.members.filter(
      (person) => person.email !== people[29] && person.email !== "i0@acme.example",
    ),
    teams: rich.teams.slice(0, 99).map((team, index) => ({
      ...(index > 0 ? team : { ...team, shares: [] }),
      members: (team.members ?? []).filter((place) => place.member !== people[29]),
    })),
  });

  it("is not what blocks it otherwise", async () => {
    await open(files);
    const plan = await world.plan();
    expect(plan.findings).toEqual([]);
    expect(new Set(plan.actions.map((action) => action.verb))).toEqual(
      new Set([
        "remove",
        "cancel_invitation",
        "delete_team",
        "delete_role",
        "unshare",
        "revoke_key",
        "delete_service_account",
      ]),
    );
  });

  it.each(lists.map((list) => [list]))("half a page of %s", async (list) => {
    await open(files, { faults: `truncated@${list}` });
    expect(await blockedBy()).toContain("coverage");
  });

  it.each(lists.map((list) => [list]))("a later page of %s with half of it missing", async (list) => {
    await open(files, { faults: `truncated@${list}:2`, pageSize: 10 });
    expect(await blockedBy()).toContain("coverage");
  });

  it.each(lists.map((list) => [list]))("200 with nothing in the list of %s", async (list) => {
    await open(files, { faults: `empty@${list}` });
    expect(await blockedBy()).toContain("coverage");
  });

  it("200 with nothing in any list", async () => {
    await open(files, { faults: lists.map((list) => `empty@${list}`).join(",") });
    expect(await blockedBy()).toContain("coverage");
  });

  const once = lists.filter((list) => list !== "pipelines");
  it.each(once.map((list) => [list]))("a page of %s that keeps failing", async (list) => {
    await open(files, { faults: `500@${list}:2x*`, pageSize: 10 });
    expect(await blockedBy()).toContain("coverage");
  });

  it("a list of pipelines that keeps failing once it is asked what a leaver owns", async () => {
    await open(files, { faults: "500@pipelines:2x*", pageSize: 10 });
    await expect(world.apply()).rejects.toThrow(/500.*later/i);
    expectNothingLost();
  });

  const broken = [
    ["HTML", "html", /JSON|content type|text\/html/i],
    ["half of the JSON", "cut", /JSON/i],
    ["a wrong content type", "wrong-type", /text\/plain|content type|JSON/i],
    ["401", "401", /401.*key/i],
    ["403", "403", /403.*(scope|policy)/i],
    ["500 for good", "500", /500.*later/i],
    ["cut connections", "drop-before", /connection|closed|dropped|ended/i],
  ] as const;
  const routes = ["profile", "organization", ...lists];
  it.each(broken.flatMap(([what, kind, said]) => routes.map((route) => ({ what, kind, said, route }))))(
    "$what instead of $route is an error that says so",
    async ({ kind, said, route }) => {
      await open(files, { faults: `${kind}@${route}x*` });
      await expect(world.apply()).rejects.toThrow(said);
      expectNothingLost();
    },
  );

  it("a profile of another organization: nothing else is requested", async () => {
    await open(files);
    await world.setFiles(
      Object.fromEntries(
        Object.entries(files).map(([path, text]) => [path, text.replace("org_01acme", "org_02other")]),
      ),
    );
    // The key is good, and the service names the organization that it is for.
    await expect(world.apply()).rejects.toThrow(/org_01acme|does not belong|another organization/);
    expect(world.sandbox.requests().map((request) => request.route)).toEqual(["profile"]);
    expectNothingLost();
  });
});

describe("a redirect", () => {
  let elsewhere: Server;
  let seen: { readonly url: string | undefined; readonly authorization: string | undefined }[];
  beforeEach(async () => {
    seen = [];
    elsewhere = createServer((request, response) => {
      seen.push({ url: request.url, authorization: request.headers.authorization });
      response.end("{}");
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    elsewhere.closeAllConnections();
    await new Promise((resolve) => elsewhere.close(resolve));
  });

  it.each(["profile", "organization", ...lists])(
    "of %s is an error, and nobody goes there",
    async (route) => {
      const { port } = elsewhere.address() as AddressInfo;
      await open(filesOf(rich), { faults: `redirect:http://127.0.0.1:${port}/api@${route}` });
      await expect(world.apply()).rejects.toThrow(/redirect/);
      expect(seen).toEqual([]);
      expectNothingLost();
    },
  );

  it("of a write fails that one, and nobody goes there", async () => {
    const { port } = elsewhere.address() as AddressInfo;
    await open(filesOf({ ...rich, members: rich.members.slice(0, -1) }), {
      faults: `redirect:http://127.0.0.1:${port}/api@write`,
    });
    const { result, code } = await world.apply();
    expect(result?.outcomes.map((item) => item.status)).toEqual(["failed"]);
    expect(code).toBe(4);
    expect(seen).toEqual([]);
    expect(factsOf(world.sandbox.dump())).toEqual(factsOf(before));
  });
});
