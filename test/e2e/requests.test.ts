/** What a plan costs: 2 + P(members) + P(invitations) + P(teams) + P(team memberships) requests, and nothing per member or team. */
import { afterEach, describe, expect, it } from "vitest";
import type { RouteName } from "../../src/providers/planasonix/contract.ts";
import { createWorld, type World } from "../fakes/world.ts";
import { filesOf, seedOf, type Declared, type Live } from "../property/arbitraries.ts";

const declared: Declared = {
  minAdmins: 1,
  unlisted: { members: "report", invitations: "report", teams: "report" },
  members: [{ email: "ana@acme.example", role: "admin", state: "active" }],
  teams: [],
};

interface Sizes {
  readonly members: number;
  readonly invitations: number;
  readonly teams: number;
  readonly memberships: number;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

function liveWith({ members, invitations, teams, memberships }: Sizes): Live {
  const email = (index: number): string => (index === 0 ? "ana@acme.example" : `m${index}@acme.example`);
  const pairs = upTo(teams).flatMap((team) =>
    upTo(members).map((member) => ({ team: `t${team}`, member: email(member), role: "member" as const })),
  );
  return {
    members: upTo(members).map((index) => ({
      email: email(index),
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
    memberships: pairs.slice(0, memberships),
  };
}

const pages = (count: number, size: number): number => Math.max(1, Math.ceil(count / size));
/** Few enough of the others that they fit one page. */
const few: Sizes = { members: 1, invitations: 0, teams: 0, memberships: 0 };

const sizes = [0, 1, 7, 8, 14, 15];
const cases = [1000, 7].flatMap((pageSize) => [
  ...sizes
    .filter((size) => size > 0)
    .map((size) => ({ pageSize, term: "members", live: { ...few, members: size } })),
  ...sizes.map((size) => ({ pageSize, term: "invitations", live: { ...few, invitations: size } })),
  ...sizes.map((size) => ({ pageSize, term: "teams", live: { ...few, teams: size } })),
  ...sizes.map((size) => ({
    pageSize,
    term: "memberships",
    live: { members: 5, invitations: 0, teams: 3, memberships: size },
  })),
  { pageSize, term: "everything", live: { members: 15, invitations: 8, teams: 14, memberships: 22 } },
]);

let world: World;
afterEach(() => world.close());

describe("requests of a plan", () => {
  it.each(cases)("$term of $live with pages of $pageSize", async ({ pageSize, live }) => {
    world = await createWorld({
      files: filesOf(declared),
      sandbox: { pageSize, seed: { version: 1, organizations: [seedOf(liveWith(live))] } },
    });
    const plan = await world.plan();
    const expected: Partial<Record<RouteName, number>> = {
      profile: 1,
      organization: 1,
      members: pages(live.members, pageSize),
      invitations: pages(live.invitations, pageSize),
      teams: pages(live.teams, pageSize),
      teamMemberships: pages(live.memberships, pageSize),
    };
    const counted: Record<string, number> = {};
    for (const { route, status } of world.sandbox.requests()) {
      expect(status).toBe(200);
      counted[route ?? "none"] = (counted[route ?? "none"] ?? 0) + 1;
    }
    expect(counted).toEqual(expected);
    expect(plan.requests).toBe(Object.values(expected).reduce((sum, count) => sum + count, 0));
    expect(plan.live).toEqual({ members: live.members, teams: live.teams });
  });
});
