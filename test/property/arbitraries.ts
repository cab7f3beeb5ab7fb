/**
 * Random organizations as pairs: what the files declare, and what is live. Related pairs differ by a few nudges,
 * unrelated ones share nothing but the pool of names. Small pools, so that everything meets everything.
 */
import fc from "fast-check";
import type { Entity, Member } from "../../src/model/entity.ts";
import type { Unlisted } from "../../src/model/organization.ts";
import { builtInRoles } from "../../src/model/role.ts";
import { stateOf, type Coverage, type State } from "../../src/model/state.ts";
import { fold } from "../../src/model/text.ts";
import {
  invitedOf,
  memberOf,
  membershipOf,
  speakingFor,
  teamOf,
} from "../../src/providers/planasonix/translate.ts";
import type { SandboxOrganization } from "../../src/sandbox/state.ts";
import type { Files } from "../fakes/world.ts";

export interface Person {
  readonly email: string;
  readonly role: string;
  readonly state: "active" | "deactivated" | "removed";
}

export interface TeamSpec {
  readonly slug: string;
  readonly name?: string;
  readonly description?: string;
  /** A slug; null: none; absent: not managed. */
  readonly parent?: string | null;
  /** An e-mail; null: nobody; absent: not managed. */
  readonly manager?: string | null;
  readonly previously?: readonly string[];
  readonly members?: readonly { readonly member: string; readonly role: "member" | "lead" }[];
}

/** What the files of one organization say. */
export interface Declared {
  readonly members: readonly Person[];
  readonly teams: readonly TeamSpec[];
  readonly unlisted: Unlisted;
  readonly minAdmins: number;
  readonly successor?: string;
}

export interface LivePerson {
  readonly email: string;
  readonly role: string;
  readonly state: "active" | "deactivated" | "left";
}

export interface LiveInvitation {
  readonly email: string;
  readonly role: string;
  readonly state: "pending" | "expired" | "failed" | "declined";
  readonly sent: number;
  readonly places: readonly { readonly team: string; readonly role: "member" | "lead" }[];
}

export interface LiveTeam {
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly parent: string | null;
  readonly manager: string | null;
}

/** What is at the service. Names are as written there; everything refers by name. */
export interface Live {
  readonly members: readonly LivePerson[];
  readonly invitations: readonly LiveInvitation[];
  readonly teams: readonly LiveTeam[];
  readonly memberships: readonly {
    readonly team: string;
    readonly member: string;
    readonly role: "member" | "lead";
  }[];
}

export interface Pair {
  readonly declared: Declared;
  readonly live: Live;
}

export const organizationId = "org_01acme";
/** Looks like a key and occurs nowhere else. */
export const canary = "plnx_live_CANARY0123456789abcdef";

const people = ["ana", "ben", "cai", "dee", "eli", "fay", "gus", "hal", "ivy", "jon"].map(
  (name) => `${name}@acme.example`,
);
const strangers = ["uma@acme.example", "vic@acme.example", "wes@acme.example", "ana@other.example"];
const slugs = ["apps", "billing", "core", "data", "events"];
const unlistedActs: readonly Unlisted[] = [
  { members: "report", invitations: "report", teams: "report" },
  { members: "deactivate", invitations: "cancel", teams: "delete" },
  { members: "remove", invitations: "cancel", teams: "delete" },
];

const pick = fc.nat(1000);
const teamRole = fc.constantFrom("member", "lead");
const at = <T>(items: readonly T[], index: number): T | undefined =>
  items.length === 0 ? undefined : items[index % items.length];

const teamArb = fc.record({
  slug: fc.constantFrom(...slugs),
  name: fc.option(fc.constantFrom("One", "Two"), { nil: undefined }),
  description: fc.option(fc.constantFrom("", "What it is for"), { nil: undefined }),
  parent: fc.oneof(fc.constant(undefined), fc.constant(null), pick),
  manager: fc.oneof(fc.constant(undefined), fc.constant(null), pick),
  former: fc.boolean(),
  members: fc.option(
    fc.uniqueArray(fc.record({ pick, role: teamRole }), { maxLength: 4, selector: (item) => item.pick % 8 }),
    {
      nil: undefined,
    },
  ),
});

/** Valid files with at least three people; nearly always two active admins. */
export const declaredArb: fc.Arbitrary<Declared> = fc
  .record({
    members: fc.uniqueArray(
      fc.record({
        email: fc.constantFrom(...people),
        role: fc.constantFrom(...builtInRoles),
        state: fc.oneof(
          { weight: 6, arbitrary: fc.constant("active" as const) },
          { weight: 1, arbitrary: fc.constant("deactivated" as const) },
          { weight: 1, arbitrary: fc.constant("removed" as const) },
        ),
      }),
      { selector: (item) => item.email, minLength: 3, maxLength: 8 },
    ),
    teams: fc.uniqueArray(teamArb, { selector: (item) => item.slug, maxLength: 4 }),
    unlisted: fc.constantFrom(...unlistedActs),
    minAdmins: fc.constantFrom(1, 2, 2),
    twoAdmins: fc.oneof(
      { weight: 5, arbitrary: fc.constant(true) },
      { weight: 1, arbitrary: fc.constant(false) },
    ),
    successor: fc.option(pick, { nil: undefined }),
  })
  .map(({ members, teams, unlisted, minAdmins, twoAdmins, successor }): Declared => {
    const persons = members.map((person, index): Person =>
      twoAdmins && index < 2 ? { ...person, role: "admin", state: "active" } : person,
    );
    const email = (index: number): string => at(persons, index)?.email ?? "";
    return {
      members: persons,
      unlisted,
      minAdmins,
      ...(successor === undefined ? {} : { successor: email(successor) }),
      teams: teams.map((team, index): TeamSpec => {
        const above =
          typeof team.parent === "number"
            ? (at(teams.slice(0, index), team.parent)?.slug ?? null)
            : team.parent;
        const manager = typeof team.manager === "number" ? email(team.manager) : team.manager;
        const places = team.members?.map((place) => ({ member: email(place.pick), role: place.role }));
        return {
          slug: team.slug,
          ...(team.name === undefined ? {} : { name: `${team.name} ${team.slug}` }),
          ...(team.description === undefined ? {} : { description: team.description }),
          ...(above === undefined ? {} : { parent: above }),
          ...(manager === undefined ? {} : { manager }),
          ...(team.former ? { previously: [`old-${team.slug}`] } : {}),
          ...(places === undefined ? {} : { members: onceBy(places, (place) => place.member) }),
        };
      }),
    };
  });

/** Live exactly as declared: people who are removed are not there, unmanaged fields have some value. */
export function liveOf(declared: Declared): Live {
  const members = declared.members.flatMap(({ email, role, state }): LivePerson[] =>
    state === "removed" ? [] : [{ email, role, state }],
  );
  const active = new Set(members.filter((person) => person.state === "active").map((person) => person.email));
  const managed = (manager: string | null | undefined): string | null => {
    if (manager === undefined || manager === null) return null;
    const heir = active.has(manager) ? manager : declared.successor;
    return heir !== undefined && active.has(heir) ? heir : null;
  };
  return {
    members,
    invitations: [],
    teams: declared.teams.map((team) => ({
      slug: team.slug,
      name: team.name ?? team.slug,
      description: team.description ?? null,
      parent: team.parent ?? null,
      manager: managed(team.manager),
    })),
    memberships: declared.teams.flatMap((team) =>
      (team.members ?? [])
        .filter((place) => active.has(place.member))
        .map((place) => ({ ...place, team: team.slug })),
    ),
  };
}

interface Nudge {
  readonly op: keyof typeof nudges;
  readonly a: number;
  readonly b: number;
}

type Change = (live: Live, pickA: number, pickB: number) => Live;

const invitationStates = ["pending", "pending", "expired", "failed", "declined"] as const;

/** Each bends the live side in one way. What no longer fits together is put right afterwards by `consistent`. */
const nudges = {
  forget: (live, a) => ({ ...live, members: without(live.members, a) }),
  role: (live, a, b) => ({
    ...live,
    members: changed(live.members, a, { role: at(builtInRoles, b) ?? "viewer" }),
  }),
  deactivate: (live, a) => ({ ...live, members: changed(live.members, a, { state: "deactivated" }) }),
  activate: (live, a) => ({ ...live, members: changed(live.members, a, { state: "active" }) }),
  left: (live, a) => ({ ...live, members: changed(live.members, a, { state: "left" }) }),
  invited: (live, a, b) => {
    const person = at(live.members, a);
    if (person === undefined) return live;
    const places = live.memberships
      .filter((place) => place.member === person.email)
      .map(({ team, role }) => ({ team, role }));
    const invitation: LiveInvitation = {
      email: person.email,
      role: b % 2 === 0 ? person.role : "viewer",
      state: at(invitationStates, b) ?? "pending",
      sent: 1 + (b % 4),
      places: b % 3 === 0 ? [] : places,
    };
    return { ...live, members: without(live.members, a), invitations: [...live.invitations, invitation] };
  },
  stranger: (live, a, b) => {
    const email = at([...people, ...strangers], a) ?? "";
    const role = at(builtInRoles, b) ?? "viewer";
    return {
      ...live,
      members: [...live.members, { email, role, state: b % 5 === 0 ? "deactivated" : "active" }],
    };
  },
  invitedStranger: (live, a, b) => {
    const email = at(strangers, a) ?? "";
    const state = at(invitationStates, b) ?? "pending";
    return {
      ...live,
      invitations: [...live.invitations, { email, role: "viewer", state, sent: 1, places: [] }],
    };
  },
  dropTeam: (live, a) => ({ ...live, teams: without(live.teams, a) }),
  strayTeam: (live, a, b) => ({
    ...live,
    teams: [
      ...live.teams,
      {
        slug: `stray-${a % 2}`,
        name: "Stray",
        description: null,
        parent: at(live.teams, b)?.slug ?? null,
        manager: null,
      },
    ],
  }),
  oldSlug: (live, a) => {
    const team = at(live.teams, a);
    if (team === undefined || team.slug.startsWith("old-") || team.slug.startsWith("stray-")) return live;
    const renamed = (slug: string): string => (slug === team.slug ? `old-${slug}` : slug);
    return {
      ...live,
      invitations: live.invitations.map((item) => ({
        ...item,
        places: item.places.map((place) => ({ ...place, team: renamed(place.team) })),
      })),
      teams: live.teams.map((item) => ({
        ...item,
        slug: renamed(item.slug),
        parent: item.parent === null ? null : renamed(item.parent),
      })),
      memberships: live.memberships.map((place) => ({ ...place, team: renamed(place.team) })),
    };
  },
  teamName: (live, a, b) => ({
    ...live,
    teams: changed(live.teams, a, b % 2 === 0 ? { name: "Renamed" } : { description: "Other" }),
  }),
  parent: (live, a, b) => ({
    ...live,
    teams: changed(live.teams, a, { parent: at(live.teams, b)?.slug ?? null }),
  }),
  noParent: (live, a) => ({ ...live, teams: changed(live.teams, a, { parent: null }) }),
  manager: (live, a, b) => ({
    ...live,
    teams: changed(live.teams, a, { manager: at(live.members, b)?.email ?? null }),
  }),
  leave: (live, a) => ({ ...live, memberships: without(live.memberships, a) }),
  join: (live, a, b) => ({
    ...live,
    memberships: [
      ...live.memberships,
      {
        team: at(live.teams, a)?.slug ?? "",
        member: at(live.members, b)?.email ?? "",
        role: a % 2 === 0 ? "member" : "lead",
      },
    ],
  }),
  lead: (live, a, b) => ({
    ...live,
    memberships: changed(live.memberships, a, { role: b % 2 === 0 ? "lead" : "member" }),
  }),
} as const satisfies Record<string, Change>;

const nudgeArb: fc.Arbitrary<Nudge> = fc.record({
  op: fc.constantFrom(...(Object.keys(nudges) as (keyof typeof nudges)[])),
  a: pick,
  b: pick,
});

function nudged(live: Live, list: readonly Nudge[]): Live {
  return consistent(list.reduce((sofar: Live, { op, a, b }) => nudges[op](sofar, a, b), live));
}

/** Files, and a live side that is a few steps away from them. */
export const relatedArb: fc.Arbitrary<Pair> = fc
  .record({ declared: declaredArb, steps: fc.array(nudgeArb, { maxLength: 6 }) })
  .map(({ declared, steps }) => ({ declared, live: nudged(liveOf(declared), steps) }));

/** Files, and a live side that knows nothing of them. */
export const unrelatedArb: fc.Arbitrary<Pair> = fc
  .record({ declared: declaredArb, other: declaredArb, steps: fc.array(nudgeArb, { maxLength: 4 }) })
  .map(({ declared, other, steps }) => ({ declared, live: nudged(liveOf(other), steps) }));

export const pairArb: fc.Arbitrary<Pair> = fc.oneof(
  { weight: 3, arbitrary: relatedArb },
  { weight: 2, arbitrary: unrelatedArb },
);

/** Puts right what a service would never hold: places of people who are not active, parents in circles, names twice. */
function consistent(live: Live): Live {
  const members = onceBy(live.members, (person) => fold(person.email));
  const state = new Map(members.map((person) => [person.email, person.state]));
  const teams = onceBy(live.teams, (team) => fold(team.slug));
  const slugsLive = new Set(teams.map((team) => team.slug));
  const parents = new Map<string, string | null>();
  for (const team of teams) {
    let above: string | null = team.parent !== null && slugsLive.has(team.parent) ? team.parent : null;
    for (let top: string | null = above; top !== null; top = parents.get(top) ?? null)
      if (top === team.slug) above = null;
    parents.set(team.slug, above);
  }
  return {
    members,
    invitations: onceBy(live.invitations, (item) => fold(item.email))
      .filter((item) => !["active", "deactivated"].includes(state.get(item.email) ?? ""))
      .map((item) => ({
        ...item,
        places: onceBy(item.places, (place) => place.team).filter((place) => slugsLive.has(place.team)),
      })),
    teams: teams.map((team) => ({
      ...team,
      parent: parents.get(team.slug) ?? null,
      manager: team.manager !== null && state.get(team.manager) === "active" ? team.manager : null,
    })),
    memberships: onceBy(live.memberships, (place) => `${place.team} ${place.member}`).filter(
      (place) => slugsLive.has(place.team) && state.get(place.member) === "active",
    ),
  };
}

/** How the files are laid out and ordered. */
export interface Arrangement {
  /** Chooses the order of everything. */
  readonly seed: number;
  /** True: one file per team, members in two files. */
  readonly split: boolean;
}

export const arrangementArb: fc.Arbitrary<Arrangement> = fc.record({
  seed: fc.nat(100_000),
  split: fc.boolean(),
});

/** The access files of the organization `acme`. */
export function filesOf(
  declared: Declared,
  arrangement: Arrangement = { seed: 0, split: false },
  api?: string,
): Files {
  const { seed, split } = arrangement;
  const members = shuffled(declared.members, seed).map(memberLine);
  const teams = shuffled(declared.teams, seed + 1).map((team) => teamLines(team, seed));
  const head = organizationLines(declared, api);
  if (!split)
    return {
      "acme/organization.yaml":
        [...head, ...section("members", members), ...section("teams", teams.flat())].join("\n") + "\n",
    };
  const half = Math.floor(members.length / 2);
  const files: [string, string][] = [
    ["acme/organization.yaml", [...head, ""].join("\n")],
    ["acme/members.yaml", [...section("members", members.slice(0, half)), ""].join("\n")],
    ["acme/more.yaml", [...section("members", members.slice(half)), ""].join("\n")],
    ...teams.map((lines, index): [string, string] => [
      `acme/teams/t${(index * 7 + seed) % 97}.yaml`,
      [...section("teams", lines), ""].join("\n"),
    ]),
  ];
  return Object.fromEntries(shuffled(files, seed + 2));
}

function organizationLines({ unlisted, minAdmins, successor }: Declared, api: string | undefined): string[] {
  return [
    "organization:",
    "  provider: planasonix",
    `  id: ${organizationId}`,
    ...(api === undefined ? [] : [`  api: ${api}`]),
    `  unlisted: { members: ${unlisted.members}, invitations: ${unlisted.invitations}, teams: ${unlisted.teams} }`,
    ...(successor === undefined ? [] : [`  successor: ${successor}`]),
    `  guards: { min_admins: ${minAdmins} }`,
  ];
}

function section(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [`${name}: {}`] : [`${name}:`, ...lines];
}

function memberLine({ email, role, state }: Person): string {
  return state === "active" ? `  ${email}: ${role}` : `  ${email}: { role: ${role}, state: ${state} }`;
}

function teamLines(team: TeamSpec, seed: number): string[] {
  const fields = [
    ...(team.name === undefined ? [] : [`    name: "${team.name}"`]),
    ...(team.description === undefined ? [] : [`    description: "${team.description}"`]),
    ...(team.parent === undefined ? [] : [`    parent: ${team.parent}`]),
    ...(team.manager === undefined ? [] : [`    manager: ${team.manager}`]),
    ...(team.previously === undefined ? [] : [`    previously: [${team.previously.join(", ")}]`]),
  ];
  const places = shuffled(team.members ?? [], seed + 3).map(({ member, role }) =>
    role === "member" ? `      - ${member}` : `      - { member: ${member}, role: lead }`,
  );
  const list =
    team.members === undefined ? [] : places.length === 0 ? ["    members: []"] : ["    members:", ...places];
  return fields.length + list.length === 0 ? [`  ${team.slug}: {}`] : [`  ${team.slug}:`, ...fields, ...list];
}

/** The live side as the sandbox is started with it; `order` shuffles every collection, and with it the pages. */
export function seedOf(
  live: Live,
  options: { readonly order?: number; readonly token?: string } = {},
): SandboxOrganization {
  const { order, token } = options;
  const put = <T>(items: readonly T[]): T[] => (order === undefined ? [...items] : shuffled(items, order));
  const userId = (email: string): string => `usr_${fold(email).replace(/[^a-z0-9]/g, "_")}`;
  const teamId = (slug: string): string => `team_${fold(slug)}`;
  return {
    key: "acme",
    id: organizationId,
    name: "Acme",
    members: put(live.members.map(({ email, role, state }) => ({ id: userId(email), email, role, state }))),
    invitations: put(
      live.invitations.map(({ email, role, state, sent, places }) => ({
        id: `inv_${userId(email).slice(4)}`,
        email,
        role,
        state,
        sent_count: sent,
        invited_at: "2026-10-30T09:00:00.000Z",
        expires_at: state === "pending" ? "2026-11-13T09:00:00.000Z" : "2026-10-31T09:00:00.000Z",
        teams: places.map((place) => ({ team_id: teamId(place.team), role: place.role })),
      })),
    ),
    teams: put(
      live.teams.map((team) => ({
        id: teamId(team.slug),
        slug: team.slug,
        name: team.name,
        description: team.description,
        parent_id: team.parent === null ? null : teamId(team.parent),
        manager_id: team.manager === null ? null : userId(team.manager),
      })),
    ),
    memberships: put(
      live.memberships.map((place) => ({
        team_id: teamId(place.team),
        member_id: userId(place.member),
        role: place.role,
      })),
    ),
    ...(token === undefined ? {} : { keys: [{ token, name: "muster-bot", scopes: null }] }),
  };
}

/** The live side as the reader would give it, without a server in between. */
export function stateOfLive(live: Live, coverage?: Coverage): State {
  const seed = seedOf(live);
  const teamKeys = new Map(seed.teams.map((team) => [team.id, fold(team.slug)]));
  const memberKeys = new Map(seed.members.map((member) => [member.id, fold(member.email)]));
  const names = { team: (id: string) => teamKeys.get(id), member: (id: string) => memberKeys.get(id) };
  const byKey = new Map<string, Member[]>();
  for (const person of [
    ...seed.members.map(memberOf),
    ...seed.invitations.map((item) => invitedOf(item, names)),
  ]) {
    byKey.set(person.key, [...(byKey.get(person.key) ?? []), person]);
  }
  const entities: Entity[] = [
    ...[...byKey.values()].flatMap(speakingFor),
    ...seed.teams.map((team) => teamOf(team, names)),
    ...seed.memberships.map((place) => membershipOf(place, names)),
  ];
  return stateOf(entities, coverage);
}

/** The text with the case of its letters chosen by the bits of `seed`; ASCII letters only. */
export function flipCase(text: string, seed: number): string {
  let bits = seed;
  return text.replace(/[a-z]/gi, (letter) => {
    bits = next(bits);
    return bits % 2 === 0 ? letter.toUpperCase() : letter.toLowerCase();
  });
}

/** The same declaration, every e-mail and slug in another letter case each time it is written. */
export function inOtherCase(declared: Declared, seed: number): Declared {
  let turn = seed;
  const flip = (text: string): string => flipCase(text, (turn += 17));
  const flipMaybe = (text: string | null): string | null => (text === null ? null : flip(text));
  return {
    ...declared,
    members: declared.members.map((person) => ({ ...person, email: flip(person.email) })),
    ...(declared.successor === undefined ? {} : { successor: flip(declared.successor) }),
    teams: declared.teams.map((team) => ({
      ...team,
      // A name that is left out is not compared; one that is given is not a slug.
      slug: flip(team.slug),
      ...(team.parent === undefined ? {} : { parent: flipMaybe(team.parent) }),
      ...(team.manager === undefined ? {} : { manager: flipMaybe(team.manager) }),
      ...(team.previously === undefined ? {} : { previously: team.previously.map(flip) }),
      ...(team.members === undefined
        ? {}
        : { members: team.members.map((place) => ({ ...place, member: flip(place.member) })) }),
    })),
  };
}

/** A copy in an order that depends on the seed alone. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const copy = [...items];
  let bits = seed;
  for (let last = copy.length - 1; last > 0; last--) {
    bits = next(bits);
    const other = bits % (last + 1);
    [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
  }
  return copy;
}

/** Enough of a random number for orders and letter case. */
function next(bits: number): number {
  return (Math.imul(bits ^ 0x5bd1e995, 1664525) + 1013904223) >>> 8;
}

function onceBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}

function without<T>(items: readonly T[], index: number): T[] {
  return items.filter((item) => item !== at(items, index));
}

function changed<T>(items: readonly T[], index: number, change: Partial<T>): T[] {
  return items.map((item) => (item === at(items, index) ? { ...item, ...change } : item));
}
