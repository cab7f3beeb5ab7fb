/** GitHub organizations that nobody would think of: accounts with numbers, some renamed, gone or taken over; owners; nested teams; days with a quota. */
import fc from "fast-check";
import type { GitHubSeed, OrganizationSeed } from "../../src/sandbox/github/seed.ts";
import type { Files } from "../fakes/world.ts";

const names = ["ana", "ben", "cat", "dan", "eli", "fay", "gus", "hal"] as const;
type Name = (typeof names)[number];
const slugs = ["alpha", "beta", "gamma"] as const;
const repositories = ["deploy", "website"] as const;
const levels = ["pull", "triage", "push", "maintain", "admin"] as const;
type Role = "admin" | "member";

/** What became of an account after the files were written. */
export type Fate = "stays" | "renamed" | "taken over" | "deleted";

interface TeamWanted {
  readonly parent: number | null;
  readonly members: Readonly<Partial<Record<Name, "member" | "lead">>>;
  readonly shares: Readonly<Partial<Record<(typeof repositories)[number], (typeof levels)[number]>>>;
}

interface Held {
  readonly people: readonly Name[];
  readonly teams: readonly number[];
}

export interface Life {
  /** Live, and wanted: ana and ben are owners on both sides. */
  readonly there: Readonly<Partial<Record<Name, Role>>>;
  readonly wanted: Readonly<Partial<Record<Name, Role>>>;
  readonly fates: Readonly<Partial<Record<Name, Fate>>>;
  /** People whom the files know by number. */
  readonly numbered: readonly Name[];
  readonly teamsThere: readonly TeamWanted[];
  readonly teams: readonly TeamWanted[];
  /** Of the teams that are there, those on whose people a group decides, by number. */
  readonly byGroup: readonly number[];
  /** Who holds the role beside their own: people, and teams by number. */
  readonly heldThere: Held;
  readonly held: Held;
  readonly blocked: readonly Name[];
  readonly quota: number;
  readonly pageSize: number;
  readonly order: "as named" | "backwards";
}

const others = names.slice(2);
const role = fc.constantFrom<Role>("admin", "member");
const some = fc.subarray([...others]);
const team: fc.Arbitrary<TeamWanted> = fc.record({
  parent: fc.option(fc.nat(1)),
  members: fc.dictionary(fc.constantFrom(...names), fc.constantFrom("member" as const, "lead" as const), {
    maxKeys: 4,
  }),
  shares: fc.dictionary(fc.constantFrom(...repositories), fc.constantFrom(...levels), { maxKeys: 2 }),
});
const held: fc.Arbitrary<Held> = fc.record({
  people: fc.subarray([...names]),
  teams: fc.subarray([0, 1, 2]),
});
const members = fc.dictionary(fc.constantFrom(...others), role, { maxKeys: 6 });

export const lifeArb: fc.Arbitrary<Life> = fc.record({
  there: members,
  wanted: members,
  fates: fc.dictionary(
    fc.constantFrom(...others),
    fc.constantFrom<Fate>("stays", "renamed", "taken over", "deleted"),
    { maxKeys: 2 },
  ),
  numbered: some,
  teamsThere: fc.array(team, { maxLength: 3 }),
  teams: fc.array(team, { maxLength: 3 }),
  byGroup: fc.subarray([0, 1, 2], { maxLength: 2 }),
  heldThere: held,
  held,
  blocked: fc.subarray([...others], { maxLength: 1 }),
  quota: fc.constantFrom(1, 2, 50),
  pageSize: fc.constantFrom(1, 2, 3, 100),
  order: fc.constantFrom("as named" as const, "backwards" as const),
});

/** Slugs of the teams that a group decides on. */
export const slugsByGroup = ({ byGroup, teamsThere }: Life): readonly string[] =>
  byGroup.flatMap((index) => (index < teamsThere.length ? [slugs[index] ?? ""] : []));

/** Everybody's number, whatever they are called. */
export const numberOf = (name: Name): number => 5000 + names.indexOf(name);
export const strangerOf = (name: Name): number => 6000 + names.indexOf(name);

/** Only teams that were there before can be parents, so that there is no circle. */
function parentOf({ parent }: TeamWanted, index: number): string | undefined {
  return parent === null || parent >= index ? undefined : slugs[parent];
}

/** The organization as it was, before accounts changed. */
export function seedOf({ there, teamsThere, byGroup, heldThere, blocked, quota }: Life): GitHubSeed {
  const joined: Readonly<Record<string, Role>> = { ana: "admin", ben: "admin", ...there };
  const organization: OrganizationSeed = {
    key: "acme",
    login: "acme",
    id: 9001,
    dailyInvitations: quota,
    plan: "enterprise",
    members: joined,
    repositories: [...repositories],
    blocked: blocked.filter((name) => joined[name] === undefined),
    invitations: [],
    roles: [
      {
        name: "auditor",
        users: heldThere.people.filter((name) => joined[name] !== undefined),
        teams: heldThere.teams.flatMap((index) => (index < teamsThere.length ? [slugs[index] ?? ""] : [])),
      },
    ],
    teams: teamsThere.map((it, index) => {
      const parent = parentOf(it, index);
      return {
        name: slugs[index] ?? "",
        ...(parent === undefined ? {} : { parent }),
        ...(byGroup.includes(index) ? { group: `Group ${index}` } : {}),
        members: Object.fromEntries(
          Object.entries(it.members).flatMap(([name, as]) =>
            joined[name] === undefined ? [] : [[name, as === "lead" ? "maintainer" : "member"] as const],
          ),
        ),
        repositories: it.shares,
      };
    }),
  };
  return {
    accounts: names.map((login) => ({ login, id: numberOf(login) })),
    organizations: [organization],
    tokens: [{ token: "ghp_EXAMPLEowner", account: "ana", scopes: ["admin:org", "repo"] }],
  };
}

/** The files that are to be so. */
export function filesOf({ wanted, teams, held, numbered, order }: Life): Files {
  const everybody: Readonly<Record<string, Role>> = { ana: "admin", ben: "admin", ...wanted };
  const ordered = <T>(items: readonly T[]): readonly T[] =>
    order === "backwards" ? [...items].reverse() : items;
  const map = (entries: readonly (readonly [string, unknown])[]): object =>
    Object.fromEntries(ordered(entries));
  const declared = {
    organization: {
      provider: "github",
      id: "acme",
      unlisted: { members: "remove", teams: "delete", shares: "delete", invitations: "cancel" },
      guards: { min_admins: 2, max_loss: "100%", max_changes: 500 },
    },
    members: map(Object.entries(everybody)),
    teams: map(
      teams.map((it, index) => [
        slugs[index] ?? "",
        {
          parent: parentOf(it, index) ?? null,
          members: ordered(
            Object.entries(it.members).flatMap(([name, as]) =>
              everybody[name] === undefined ? [] : [as === "lead" ? { member: name, role: "lead" } : name],
            ),
          ),
          shares: { repositories: map(Object.entries(it.shares)) },
        },
      ]),
    ),
    roles: {
      auditor: {
        granted_to: {
          teams: ordered(held.teams.flatMap((index) => (index < teams.length ? [slugs[index] ?? ""] : []))),
          members: ordered(held.people.filter((name) => everybody[name] !== undefined)),
        },
      },
    },
  };
  const people = Object.fromEntries(
    ordered(names).map((name) => [
      name,
      {
        email: `${name}@acme.example`,
        github: name,
        ...(numbered.includes(name) ? { github_id: numberOf(name) } : {}),
      },
    ]),
  );
  return {
    "acme/organization.yaml": JSON.stringify(declared, null, 1),
    "people.yaml": JSON.stringify({ people }, null, 1),
  };
}
