/** Random declarations with dates on which something ends, and what such a declaration comes to on a day. */
import fc from "fast-check";
import { managesUsers } from "../../src/model/role.ts";
import {
  among,
  declaredArb as undatedArb,
  pick,
  rolesIn,
  type Declared,
  type Person,
  type ShareSpec,
} from "./declarations.ts";

/** The day on which tests are: their clock says so. */
export const today = "2026-11-02";

/** Before, on and after it. */
export const days = [
  "2026-10-01",
  "2026-11-01",
  today,
  "2026-11-03",
  "2026-11-16",
  "2026-11-17",
  "2027-02-28",
];

/** The same declaration with dates, from `from`, on whatever the numbers choose: an even one chooses none. */
export function withDates(declared: Declared, numbers: readonly number[], from = days): Declared {
  let turn = 0;
  const expires = (): { readonly expires?: string } => {
    const number = among(numbers, (turn += 1));
    return number % 2 === 0 ? {} : { expires: among(from, number >> 1) };
  };
  const dated = (shares: readonly ShareSpec[] | undefined) =>
    shares === undefined ? {} : { shares: shares.map((share) => ({ ...share, ...expires() })) };
  const elevation = (person: Person): Pick<Person, "elevation"> =>
    person.profile === undefined && person.shares === undefined && among(numbers, (turn += 1)) % 3 === 0
      ? { elevation: { until: among(from, turn), then: "viewer" } }
      : {};
  return {
    ...declared,
    members: declared.members.map((person) => ({
      ...person,
      ...expires(),
      ...dated(person.shares),
      ...elevation(person),
    })),
    teams: declared.teams.map((team) => ({
      ...team,
      ...(team.members === undefined
        ? {}
        : { members: team.members.map((one) => ({ ...one, ...expires() })) }),
      ...dated(team.shares),
    })),
    accounts: (declared.accounts ?? []).map((account) => ({
      ...account,
      ...expires(),
      ...dated(account.shares),
    })),
  };
}

/** Valid files with at least three people; half of them with dates. */
export const declaredArb: fc.Arbitrary<Declared> = fc
  .tuple(undatedArb, fc.boolean(), fc.array(pick, { minLength: 7, maxLength: 23 }))
  .map(([declared, isDated, numbers]) => (isDated ? withDates(declared, numbers) : declared));

const has = (day: string | undefined, on: string): boolean => day !== undefined && day <= on;

/** What is left of a declaration on a day: whoever is past their end has left, and what has ended is not there. */
export function onDay(declared: Declared, day: string = today): Declared {
  const lasting = <T extends { readonly expires?: string }>(items: readonly T[]): T[] =>
    items.filter(({ expires }) => !has(expires, day));
  const held = (holder: { readonly shares?: readonly ShareSpec[] }) =>
    holder.shares === undefined ? {} : { shares: lasting(holder.shares) };
  return {
    ...declared,
    members: declared.members.map((person) => ({ ...personOn(person, day), ...held(person) })),
    teams: declared.teams.map((team) => ({
      ...team,
      ...held(team),
      ...(team.members === undefined ? {} : { members: lasting(team.members) }),
    })),
    ...(declared.accounts === undefined
      ? {}
      : { accounts: lasting(declared.accounts).map((account) => ({ ...account, ...held(account) })) }),
  };
}

function personOn(person: Person, day: string): Person {
  if (person.state !== "active") return person;
  if (has(person.expires, day)) {
    const { atOnce: _, ...rest } = person;
    return { ...rest, state: "deactivated" };
  }
  const { elevation } = person;
  return elevation !== undefined && has(elevation.until, day) ? { ...person, role: elevation.then } : person;
}

/** What a day has ended of what is declared: service accounts by name, and shares with their holders. */
export function endedOn(declared: Declared, day: string = today) {
  const accounts = declared.accounts ?? [];
  const holders = [
    ...declared.teams.map(({ slug, shares }) => ({ holder: `team:${slug}`, shares })),
    ...declared.members.map(({ email, shares }) => ({ holder: `member:${email}`, shares })),
    ...accounts.map(({ name, shares }) => ({ holder: `service_account:${name}`, shares })),
  ];
  return {
    accounts: accounts.filter(({ expires }) => has(expires, day)).map(({ name }) => name),
    shares: holders.flatMap(({ holder, shares = [] }) =>
      shares.filter(({ expires }) => has(expires, day)).map((share) => ({ ...share, holder })),
    ),
  };
}

/** How many active people of the files surely manage users. */
export function activeAdmins(declared: Declared): number {
  const { members, roles } = onDay(declared);
  return members.filter((person) => person.state === "active" && managesUsers(person.role, rolesIn(roles)))
    .length;
}
