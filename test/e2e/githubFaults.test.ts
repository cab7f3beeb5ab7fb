/** Each write of a plan with the verbs most used at GitHub, broken in every way: the next runs converge, and nothing is done twice. */
import { beforeAll, describe, expect, it } from "vitest";
import { verifyJournal } from "../../src/journal/chain.ts";
import type { OrganizationSeed } from "../../src/sandbox/github/seed.ts";
import type { World } from "../../src/sandbox/github/state.ts";
import { githubWorld, section, type GitHubWorld } from "../fakes/githubWorld.ts";

const createdAt = "2026-11-01T09:00:00Z";
const invitation = { account: null, createdAt, inviter: "kim", role: "member" } as const;
const live: Partial<OrganizationSeed> = {
  members: { ana: "admin", kim: "admin", lee: "member", mia: "member", tom: "member" },
  repositories: ["deploy", "website"],
  invitations: [
    { ...invitation, email: "pat@other.example" },
    { ...invitation, email: "zoe@other.example" },
  ],
  teams: [
    {
      name: "platform",
      members: { lee: "maintainer" },
      repositories: { deploy: "push", website: "maintain" },
    },
    { name: "sre", parent: "platform", members: { mia: "member", tom: "member" } },
    { name: "old" },
  ],
  roles: [{ name: "security_manager", users: ["kim"], teams: ["sre"] }],
};
const accounts = { accounts: [{ login: "sam", id: 4242 }] };

/** Invitations, roles, teams, places and shares of every kind that there is. */
const files = {
  "acme/organization.yaml": `${section.replace(" }\n", ", unlisted: { invitations: cancel, teams: delete, shares: delete } }\n")}members:
  ana: admin
  kim: member
  lee: admin
  mia: member
  tom: { state: removed }
  sam: member
  noa@other.example: member
  zoe@other.example: admin
teams:
  foundation: { previously: [platform], members: [{ member: lee, role: lead }, kim], shares: { repositories: { deploy: admin } } }
  ops: { name: Ops, parent: foundation, members: [mia], shares: { repositories: { website: pull } } }
  sre: { members: [{ member: mia, role: lead }] }
roles: { security_manager: { granted_to: { teams: [foundation], members: [mia] } } }
`,
};
const does = [
  "cancel_invitation pat@other.example",
  "change_share repository:deploy/team:foundation",
  "change_team_role sre/mia",
  "correct_invitation zoe@other.example",
  "create_team ops",
  "delete_team old",
  "demote kim",
  "grant_role security_manager/member:mia",
  "grant_role security_manager/team:foundation",
  "invite noa@other.example",
  "invite sam",
  "join_team foundation/kim",
  "join_team ops/mia",
  "promote lee",
  "remove tom",
  "rename_team foundation",
  "revoke_role security_manager/member:kim",
  "revoke_role security_manager/team:sre",
  "share repository:website/team:ops",
  "unshare repository:website/team:foundation",
];

const opened = (more: { readonly timeoutMs?: number } = {}): Promise<GitHubWorld> =>
  githubWorld({ files, organization: live, seed: accounts, ...more });
const allowed = { allowed: ["max_loss", "max_changes"] as const };

/** What is so, by names; when, and under which numbers, is left out. */
function factsOf({ organizations: [organization], accounts: all }: World): object {
  if (organization === undefined) throw new Error("no organization");
  const { members, invitations, teams, repositories, roles, sent } = organization;
  const login = (id: number): string => all.get(id)?.login ?? String(id);
  return {
    members: [...members].map(([id, role]) => `${login(id)} ${role}`).sort(),
    invitations: [...invitations.values()]
      .map(
        ({ account, email, role, teams: places }) =>
          `${account === null ? email : login(account)} ${role} ${places.length}`,
      )
      .sort(),
    teams: [...teams.values()]
      .map((team) => ({
        slug: team.slug,
        parent: team.parent === null ? null : teams.get(team.parent)?.slug,
        members: [...team.members].map(([id, role]) => `${login(id)} ${role}`).sort(),
        shares: [...team.repositories].map(([id, level]) => `${repositories.get(id)?.name} ${level}`).sort(),
      }))
      .sort((a, b) => (a.slug < b.slug ? -1 : 1)),
    roles: [...roles.values()].map(({ name, users, teams: given }) => [
      name,
      ...[...users].map(login).sort(),
      ...[...given].map((id) => teams.get(id)?.slug ?? "?").sort(),
    ]),
    sent: sent.length,
  };
}

let clean: { readonly facts: object; readonly lastId: number };
let writes: readonly string[] = [];

beforeAll(async () => {
  const world = await opened();
  const done = await world.apply(allowed);
  expect([...done.does].sort()).toEqual(does);
  expect(done.lines.split("\n").filter((line) => !line.includes("  done "))).toEqual([]);
  expect(done.code).toBe(0);
  clean = { facts: factsOf(world.sandbox.world), lastId: world.sandbox.world.lastId };
  writes = world.sandbox
    .requests()
    .flatMap(({ method, route }) => (method === "GET" || route === "graphql" ? [] : [route ?? ""]));
});

function expectSameEnd(world: GitHubWorld): void {
  expect(factsOf(world.sandbox.world)).toEqual(clean.facts);
  // Whatever is made takes a number: nothing was made twice.
  expect(world.sandbox.world.lastId).toBe(clean.lastId);
  expect(verifyJournal(world.journal.text()).problems).toEqual([]);
}

/**
 * Runs until one had nothing left to do; at most four: two are stopped, and a team that had something through the one above
 * it is given its own once it has lost that, which GitHub does not tell before.
 */
async function untilDone(world: GitHubWorld): Promise<number> {
  for (let turn = 1; turn <= 4; turn++) if ((await world.apply(allowed)).code === 0) return turn;
  throw new Error("four runs did not come to an end");
}

const most = 22;
const everyWrite = Array.from({ length: most }, (_, index) => index + 1);

it("the plan takes as many writes as are troubled here", () => {
  expect(writes).toHaveLength(most);
});

describe.each([
  ["429", "429:20", 1],
  ["403 of a secondary limit", "secondary:20", 1],
  ["403 of a secondary limit without a header", "secondary-text", 1],
  ["500 before the effect", "500", 3],
  ["502 after the effect", "502", 1],
  ["dropped before the effect", "drop-before", 1],
  ["dropped after the effect", "drop-after", 1],
] as const)("%s, once", (_, kind, turns) => {
  it.each(everyWrite)("at write %i: converges, nothing twice, nobody invited twice", async (nth) => {
    const world = await opened();
    world.fault(`${kind}@write:${nth}`);
    expect(await untilDone(world)).toBeLessThanOrEqual(turns);
    expectSameEnd(world);
  });
});

describe.each([
  ["429 for long", "429:7200", "x2"],
  ["500 again and again", "500", "x6"],
  ["dropped after the effect again and again", "drop-after", "x6"],
  ["502 after the effect again and again", "502", "x6"],
] as const)("%s", (_, kind, times) => {
  it.each(everyWrite)("from write %i on: the next runs converge, and nothing is done twice", async (nth) => {
    const world = await opened();
    world.fault(`${kind}@write:${nth}${times}`);
    await untilDone(world);
    expectSameEnd(world);
  });
});

describe.each([
  ["no answer and no effect", "timeout"],
  ["the effect and no answer", "timeout-after"],
])("a timeout: %s", (_, kind) => {
  it.each(everyWrite)("at write %i: the next runs converge, and nothing is done twice", async (nth) => {
    const world = await opened({ timeoutMs: 200 });
    world.fault(`${kind}@write:${nth}`);
    await untilDone(world);
    expect(world.sandbox.requests().some(({ status }) => status === "dropped")).toBe(true);
    expectSameEnd(world);
  });
});
