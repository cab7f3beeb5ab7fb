/** Pull requests that are planned against what an earlier job read, with no key to any organization at hand. */
import { afterEach, describe, expect, it } from "vitest";
import {
  readSnapshot,
  signSnapshot,
  type KeptRead,
  type SnapshotOrigin,
} from "../../src/run/snapshot/file.ts";
import { characters } from "../../src/sandbox/scim/character.ts";
import { startScim, type ScimSandbox } from "../../src/sandbox/scim/start.ts";
import { fakeReviewKey, type ActionRun, type ActionWorld, type RunWish } from "../fakes/action.ts";
import { permissionsOf } from "../fakes/github/permissions.ts";
import type { FakePullRequest, FakeRun } from "../fakes/github/state.ts";
import { createWorldHere } from "../fakes/worldHere.ts";

let world: ActionWorld;
let wiki: ScimSandbox;
/** What the first run kept. */
let written: string;
afterEach(() => Promise.all([world.close(), wiki.close()]));

const token = "fake-token-of-wiki";
const mail = (name: string): string => `${name}@acme.example`;
const user = (name: string) => ({
  userName: mail(name),
  attributes: { externalId: `muster:${mail(name)}`, emails: [{ value: mail(name), primary: true }] },
});
const wikiFile = (...names: readonly string[]): string =>
  `organization: { provider: scim, id: wiki, api: "https://wiki.example/scim/v2", guards: { max_loss: 50% } }
members: { ${names.map((name) => `${mail(name)}: member`).join(", ")} }
`;
const path = "access/wiki/organization.yaml";
const acme = `organization: { provider: planasonix, id: org_01acme }
members: { ${mail("ana")}: admin, ${mail("ben")}: admin }
`;
const inputs = { "require-reviewed": "true", snapshot: "true" };

function write(): Partial<RunWish> {
  return {
    env: {
      MUSTER_REVIEW_KEY: fakeReviewKey,
      MUSTER_TOKEN_WIKI: token,
      MUSTER_API_WIKI: wiki.address("wiki"),
    },
    inputs: { ...inputs, hosts: [world.sandbox.url, wiki.url].map((url) => new URL(url).host).join() },
  };
}

/** No key to the wiki, nor a way there. */
function plan(pull: FakePullRequest, wish: Partial<RunWish> = {}): Promise<ActionRun> {
  return world.plan(pull, { env: { MUSTER_REVIEW_KEY: fakeReviewKey }, inputs, ...wish });
}

const comment = (pull: FakePullRequest): string => world.comment(pull.number, "<!-- muster:plan -->") ?? "";
const names = (): unknown[] =>
  [...(wiki.world.tenants.get("wiki")?.users.values() ?? [])].map(({ attributes }) => attributes["userName"]);

async function open(repository: { isPrivate?: boolean } = { isPrivate: true }): Promise<void> {
  wiki = await startScim({
    seed: [
      {
        key: "wiki",
        token,
        character: characters.strict,
        users: ["ana", "ben", "cat"].map(user),
        groups: [],
      },
    ],
  });
  const files = { "acme/organization.yaml": acme, "wiki/organization.yaml": wikiFile("ana", "ben", "cat") };
  world = await createWorldHere({
    files,
    live: { "acme/organization.yaml": acme },
    repository,
  });
  world.github.token("fake-token-of-plan", { permissions: { ...permissionsOf("plan"), actions: "read" } });
  const ran = await world.apply(write());
  expect(ran.code).toBe(0);
  written = ran.files["snapshot.json"] ?? "";
}

function newest(): { readonly read: KeptRead; readonly origin: SnapshotOrigin } {
  const read = readSnapshot(written, fakeReviewKey);
  if ("error" in read) throw new Error(read.error);
  const [kept, origin] = [read.organizations.get("wiki"), read.origin];
  if (kept === undefined || origin === undefined) throw new Error("nothing of the wiki");
  return { read: kept, origin };
}

/** Leaves no snapshot but this one. */
function leave(
  given: {
    read?: Partial<KeptRead>;
    origin?: Partial<SnapshotOrigin>;
    key?: string;
    run?: Partial<FakeRun>;
  } = {},
): void {
  const { read, origin } = newest();
  const { state, add } = world.github;
  const artifacts = state.artifacts.filter(({ name }) => name !== "muster-snapshot");
  state.artifacts.splice(0, state.artifacts.length, ...artifacts);
  const run = add.run({
    path: ".github/workflows/muster.yml",
    event: "schedule",
    headSha: world.tip(),
    headBranch: "main",
    status: "completed",
    conclusion: "success",
    ...given.run,
  });
  const signed = signSnapshot(
    {
      origin: { ...origin, ...given.origin },
      organizations: new Map([["wiki", { ...read, ...given.read }]]),
    },
    { key: given.key ?? fakeReviewKey, redact: (text) => text },
  );
  if ("error" in signed) throw new Error(signed.error);
  add.artifact({
    name: "muster-snapshot",
    runId: run.id,
    files: { "snapshot.json": signed.text },
    createdAt: world.now().toISOString(),
  });
}

describe("a pull request without a key", () => {
  it("is planned against what was read last, says so, and is applied as it was reviewed", async () => {
    await open();
    const before = wiki.requests().length;
    const pull = world.open({ [path]: wikiFile("ana", "ben", "cat", "eve") });
    const ran = await plan(pull);
    expect([ran.code, ran.log]).toEqual([0, expect.stringContaining("wiki: 1 to invite")]);
    expect(wiki.requests()).toHaveLength(before);
    expect(comment(pull)).toMatch(
      /`wiki` is planned from a snapshot: Compared with what was read at .* 0 minutes ago/,
    );
    expect(comment(pull)).not.toContain("files alone");
    world.merge(pull);
    expect((await world.apply(write())).code).toBe(0);
    expect(names()).toContain(mail("eve"));
    // What that run read after its writes is what the next plan is held against.
    const next = world.open({ [path]: wikiFile("ana", "ben", "cat", "eve").replace("50%", "49%") });
    expect((await plan(next)).log).toContain("wiki: no changes");
  });

  it("lets nothing run that its plan did not show, whatever the snapshot said", async () => {
    await open();
    // By the snapshot eve is there already: the plan of the change that lets her in shows nothing.
    const { read } = newest();
    const ana = read.entities.find(({ key }) => key === mail("ana"));
    if (ana?.kind !== "member") throw new Error("no ana");
    leave({
      read: { entities: [...read.entities, { ...ana, key: mail("eve"), email: mail("eve"), id: "e" }] },
    });
    const pull = world.open({ [path]: wikiFile("ana", "ben", "cat", "eve") });
    expect((await plan(pull)).log).toContain("wiki: no changes");
    world.merge(pull);
    const ran = await world.apply(write());
    expect(ran.code).toBe(4);
    expect(names()).not.toContain(mail("eve"));
    expect(ran.summary).toContain("not in the reviewed plan");
  });

  it("whose snapshot is old says so before anything else", async () => {
    await open();
    leave({ read: { at: new Date(Date.now() - 50 * 3_600_000).toISOString() } });
    const pull = world.open({ [path]: wikiFile("ana", "ben", "cat", "eve") });
    expect((await plan(pull)).code).toBe(0);
    expect(comment(pull)).toMatch(
      /> \[!WARNING\]\n> `wiki` is \*\*planned from an old snapshot\*\*: .* 2 days ago/,
    );
  });

  it("changes a connection: it is planned from the files alone", async () => {
    await open();
    const pull = world.open({
      [path]: wikiFile("ana", "ben", "cat", "eve").replace("wiki.example", "evil.example"),
    });
    await plan(pull);
    expect(comment(pull)).toContain("files alone");
    expect(comment(pull)).not.toContain("snapshot");
  });
});

describe("a snapshot that counts for nothing", () => {
  const forged: readonly [string, () => Parameters<typeof leave>[0], RegExp][] = [
    [
      "signed with another key",
      () => ({ key: "another-review-key-0123456789abcdef" }),
      /not signed with this/,
    ],
    [
      "of another repository",
      () => ({ origin: { repositoryId: 4242 } }),
      /another workflow, repository or branch/,
    ],
    [
      "signed by the workflow file of another branch",
      () => ({ origin: { workflow: ".github/workflows/muster.yml@refs/heads/other" } }),
      /another workflow, repository or branch/,
    ],
    [
      "of a commit that is not on the line",
      () => ({ origin: { commit: world.open({ "x.txt": "x" }).head.sha } }),
      /another workflow, repository or branch/,
    ],
    [
      "uploaded by another workflow",
      () => ({ run: { path: ".github/workflows/evil.yml" } }),
      /has kept a snapshot/,
    ],
    ["uploaded by a run of another branch", () => ({ run: { headBranch: "other" } }), /has kept a snapshot/],
    ["uploaded by a pull request's run", () => ({ run: { event: "pull_request" } }), /has kept a snapshot/],
    ["uploaded by a fork's run", () => ({ run: { headRepositoryId: 4242 } }), /has kept a snapshot/],
    [
      "of another connection",
      () => ({ read: { connection: { ...newest().read.connection, api: "https://other.example" } } }),
      /another connection/,
    ],
  ];

  it.each(forged)(
    "is one %s: the files alone are planned, and nothing of it is reviewed",
    async (_, given, why) => {
      await open();
      leave(given());
      const pull = world.open({ [path]: wikiFile("ana", "ben", "cat", "eve") });
      const ran = await plan(pull);
      expect(comment(pull)).toContain("files alone");
      expect(comment(pull) + ran.log).toMatch(why);
      world.merge(pull);
      expect((await world.apply(write())).code).toBe(4);
      expect(names()).not.toContain(mail("eve"));
    },
  );

  it("is none in a public repository, where everybody could read it", async () => {
    await open({ isPrivate: false });
    expect(world.github.state.artifacts.some(({ name }) => name === "muster-snapshot")).toBe(false);
  });
});
