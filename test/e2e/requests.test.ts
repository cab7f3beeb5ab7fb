/**
 * What a plan costs: 2 requests, the pages of members, invitations, roles, teams, team memberships, shares, service
 * accounts and keys, the pages of the kinds of resources that the files name, and for leavers the pages of what
 * they own and of their keys: by owner, or of the whole list where that is no more. Nothing per member or team.
 */
import { afterEach, describe, expect, it } from "vitest";
import type { RouteName } from "../../src/providers/planasonix/contract.ts";
import { createWorld, type World } from "../fakes/world.ts";
import { filesOf, reporting, seedOf, type Declared, type Live } from "../property/arbitraries.ts";
import { builtInRoles } from "../fakes/planasonix.ts";

const ana = "ana@acme.example";
const declared: Declared = {
  minAdmins: 1,
  unlisted: reporting,
  members: [{ email: ana, role: "admin", state: "active" }],
  teams: [],
};

/** How many of each there are. */
interface Sizes {
  readonly members: number;
  readonly invitations: number;
  readonly roles: number;
  readonly teams: number;
  readonly memberships: number;
  readonly shares: number;
  readonly accounts: number;
  readonly keys: number;
}
type Term = keyof Sizes;

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const emailOf = (index: number): string => (index === 0 ? ana : `m${index}@acme.example`);

function liveWith(sizes: Sizes): Live {
  const { members, invitations, roles, teams, memberships, shares, accounts, keys } = sizes;
  const places = upTo(teams).flatMap((team) =>
    upTo(members).map((member) => ({ team: `t${team}`, member: emailOf(member), role: "member" as const })),
  );
  return {
    members: upTo(members).map((index) => ({
      email: emailOf(index),
      role: index === 0 ? "admin" : "viewer",
      state: "active",
    })),
    invitations: upTo(invitations).map((index) => ({
      email: `i${index}@acme.example`,
      role: "viewer",
      state: "pending",
      sent: 1,
      places: [],
    })),
    teams: upTo(teams).map((index) => ({
      slug: `t${index}`,
      name: "T",
      description: null,
      parent: null,
      manager: null,
    })),
    memberships: places.slice(0, memberships),
    roles: upTo(roles).map((index) => ({ name: `r${index}`, base: "viewer", permissions: [] })),
    accounts: upTo(accounts).map((index) => ({
      name: `a${index}`,
      description: null,
      role: "viewer",
      owner: { kind: "member", key: ana },
    })),
    keys: upTo(keys).map((index) => ({ account: "a0", name: `k${index}`, scopes: [], createdBy: null })),
    resources: upTo(shares).map((index) => ({
      kind: "pipeline",
      id: `pl_${index}`,
      name: `p${index}`,
      owner: null,
    })),
    shares: upTo(shares).map((index) => ({
      kind: "pipeline",
      id: `pl_${index}`,
      holder: { kind: "member", key: ana },
      level: "view",
    })),
  };
}

const pages = (count: number, size: number): number => Math.max(1, Math.ceil(count / size));

/** The routes that every plan reads, and how often. */
function always(sizes: Sizes, pageSize: number): Partial<Record<RouteName, number>> {
  return {
    profile: 1,
    organization: 1,
    members: pages(sizes.members, pageSize),
    invitations: pages(sizes.invitations, pageSize),
    roles: pages(builtInRoles.length + sizes.roles, pageSize),
    teams: pages(sizes.teams, pageSize),
    teamMemberships: pages(sizes.memberships, pageSize),
    shares: pages(sizes.shares, pageSize),
    serviceAccounts: pages(sizes.accounts, pageSize),
    serviceAccountKeys: pages(sizes.keys, pageSize),
  };
}

let world: World;
afterEach(() => world.close());

async function expectRequests(
  setting: { readonly declared: Declared; readonly live: Live; readonly pageSize: number },
  expected: Partial<Record<RouteName, number>>,
): Promise<void> {
  const { pageSize } = setting;
  world = await createWorld({
    files: filesOf(setting.declared),
    sandbox: { pageSize, seed: { version: 1, organizations: [seedOf(setting.live)] } },
  });
  const plan = await world.plan();
  const counted: Record<string, number> = {};
  for (const { route, status } of world.sandbox.requests()) {
    expect(status).toBe(200);
    counted[route ?? "none"] = (counted[route ?? "none"] ?? 0) + 1;
  }
  expect(counted).toEqual(expected);
  expect(plan.requests).toBe(Object.values(expected).reduce((sum, count) => sum + count, 0));
  expect(plan.live).toEqual({
    members: setting.live.members.length,
    teams: setting.live.teams.length,
    service_accounts: setting.live.accounts?.length ?? 0,
  });
}

/** Few enough of the others that they fit one page. */
const few: Sizes = {
  members: 1,
  invitations: 0,
  roles: 0,
  teams: 0,
  memberships: 0,
  shares: 0,
  accounts: 0,
  keys: 0,
};
/** What there has to be, so that there can be some of the term. */
const grounds: Partial<Record<Term, Partial<Sizes>>> = {
  memberships: { members: 5, teams: 3 },
  keys: { accounts: 1 },
};
const terms: readonly Term[] = [
  "members",
  "invitations",
  "roles",
  "teams",
  "memberships",
  "shares",
  "accounts",
  "keys",
];
const everything: Sizes = {
  members: 15,
  invitations: 8,
  roles: 10,
  teams: 14,
  memberships: 22,
  shares: 29,
  accounts: 9,
  keys: 16,
};
const sizes = [0, 1, 2, 3, 7, 8, 9, 10, 14, 15];
const cases = [1000, 7].flatMap((pageSize) => [
  ...terms.flatMap((term) =>
    sizes
      .filter((size) => size > 0 || term !== "members")
      .map((size) => ({ pageSize, term, live: { ...few, ...grounds[term], [term]: size } })),
  ),
  { pageSize, term: "everything", live: everything },
]);

describe("requests of a plan", () => {
  it.each(cases)("$term of $live with pages of $pageSize", async ({ pageSize, live }) => {
    await expectRequests({ declared, live: liveWith(live), pageSize }, always(live, pageSize));
  });
});

describe("the lists of resources", () => {
  const kinds = ["pipeline", "connection", "schedule", "project"] as const;
  const resources = kinds.flatMap((kind, more) =>
    upTo(7 + more * 7).map((index) => ({ kind, id: `${kind}_${index}`, name: `n${index}`, owner: null })),
  );
  const live: Live = { ...liveWith({ ...few, teams: 1 }), resources };
  const lists = {
    pipeline: "pipelines",
    connection: "connections",
    schedule: "schedules",
    project: "projects",
  } as const;
  const shared = (...names: readonly ("pipeline" | "connection" | "project")[]): Declared => ({
    ...declared,
    teams: [
      {
        slug: "t0",
        shares: names.map((resource) => ({ resource, name: "n1", level: "view" as const })),
      },
    ],
  });
  const owned = (...names: readonly ("pipeline" | "connection" | "schedule")[]): Declared => ({
    ...declared,
    ownership: names.map((resource) => ({ resource, name: "n2", owner: ana })),
  });

  it.each([
    { named: [], files: shared() },
    { named: ["pipeline"], files: shared("pipeline") },
    { named: ["connection", "project"], files: shared("connection", "project") },
    { named: ["schedule"], files: owned("schedule") },
    { named: ["pipeline", "connection"], files: { ...owned("connection"), teams: shared("pipeline").teams } },
    {
      named: kinds,
      files: { ...owned("schedule", "pipeline"), teams: shared("connection", "project").teams },
    },
  ] as const)("of $named are read when the files name some, and no other", async ({ named, files }) => {
    const read = named.map((kind) => [
      lists[kind],
      pages(resources.filter((item) => item.kind === kind).length, 7),
    ]);
    const expected = { ...always({ ...few, teams: 1 }, 7), ...Object.fromEntries(read) };
    await expectRequests({ declared: files, live, pageSize: 7 }, expected);
  });
});

describe("a leaver", () => {
  const people = upTo(4).map(emailOf);
  const owning = { pipeline: [0, 3, 7, 8], connection: [1, 7, 14, 15], schedule: [2, 6, 0, 22] } as const;
  const keysOf = [0, 1, 8, 7];
  const routes = { pipeline: "pipelines", connection: "connections", schedule: "schedules" } as const;
  const live: Live = {
    ...liveWith({ ...few, members: 4 }),
    resources: (["pipeline", "connection", "schedule"] as const).flatMap((kind) =>
      people.flatMap((owner, person) =>
        upTo(owning[kind][person] ?? 0).map((index) => ({
          kind,
          id: `${kind}_${person}_${index}`,
          name: `n${person}_${index}`,
          owner,
        })),
      ),
    ),
    personalKeys: people.flatMap((member, person) =>
      upTo(keysOf[person] ?? 0).map((index) => ({ member, name: `k${index}` })),
    ),
  };

  it.each([1000, 7].flatMap((pageSize) => [[], [1], [2], [3], [1, 2, 3]].map((who) => ({ pageSize, who }))))(
    "costs the pages of what they own and of their keys: $who with pages of $pageSize",
    async ({ pageSize, who }) => {
      const all = (counts: readonly number[]): number =>
        pages(
          counts.reduce((total, count) => total + count, 0),
          pageSize,
        );
      // Of several people the first page of the whole list tells which is cheaper.
      const sum = (counts: readonly number[]): number => {
        const byOwner = who.reduce((total, person) => total + pages(counts[person] ?? 0, pageSize), 0);
        if (who.length < 2) return byOwner;
        return all(counts) <= who.length ? all(counts) : byOwner + 1;
      };
      const expected = {
        ...always({ ...few, members: 4 }, pageSize),
        ...(who.length === 0
          ? {}
          : {
              [routes.pipeline]: sum(owning.pipeline),
              // They may work in the name of somebody who leaves, whoever owns them.
              [routes.connection]: all(owning.connection),
              [routes.schedule]: sum(owning.schedule),
              personalKeys: sum(keysOf),
            }),
      };
      const members = people.map((email, person) => ({
        email,
        role: person === 0 ? "admin" : "viewer",
        state: who.includes(person) ? ("deactivated" as const) : ("active" as const),
      }));
      await expectRequests({ declared: { ...declared, members, successor: ana }, live, pageSize }, expected);
    },
  );
});
