/**
 * Random organizations as pairs: what the files declare, and what is live. Related pairs differ by a few nudges,
 * unrelated ones share nothing but the pool of names.
 */
import fc from "fast-check";
import { fold } from "../../src/model/text.ts";
import {
  among,
  at,
  formerEmail,
  levelsOf,
  mayOwn,
  onceBy,
  people,
  permissionPool,
  pick,
  resourceId,
  resourcePool,
  sharedPool,
  standIn,
  type Declared,
  type ShareSpec,
} from "./declarations.ts";
import { declaredArb, onDay, today } from "./dated.ts";
import type { Live, LiveHolder, LiveInvitation, LivePerson, LiveResource, LiveShare } from "./liveSide.ts";
import { builtInRoles, isBuiltIn } from "../fakes/planasonix.ts";

export { arrangementArb, filesOf, inOtherCase, type Arrangement } from "./accessFiles.ts";
export { activeAdmins, declaredArb, endedOn, onDay, today } from "./dated.ts";
export { reporting, type Declared } from "./declarations.ts";
export { inOrder, organizationId, seedOf, sideOf, type Live, type Side } from "./liveSide.ts";
export { shuffled } from "./order.ts";

export interface Pair {
  readonly declared: Declared;
  readonly live: Live;
}

/** Looks like a key and occurs nowhere else. */
export const canary = "plnx_live_CANARY0123456789abcdef";

const strangers = ["uma@acme.example", "vic@acme.example", "wes@acme.example", "ana@other.example"];

type Whole = Required<Live>;

/** Live exactly as declared for a day: people who are removed are not there, unmanaged fields have some value. */
export function liveOf(written: Declared, day = today): Whole {
  const declared = onDay(written, day);
  const { roles = [], profiles = [], accounts = [], ownership = [] } = declared;
  const members = declared.members.flatMap(({ email, role, state }): LivePerson[] =>
    state === "removed" ? [] : [{ email, role, state }],
  );
  const active = new Set(members.filter((person) => person.state === "active").map((person) => person.email));
  const managed = (manager: string | null | undefined): string | null =>
    manager === undefined || manager === null ? null : (standIn(declared, manager) ?? null);
  const inTeams = declared.teams.flatMap((team, index) => {
    const listed = (team.members ?? []).filter((place) => active.has(place.member));
    // Whom a list names is in the team as the list says, and not at all from their day on.
    const names = new Set((written.teams[index]?.members ?? []).map((place) => place.member));
    const byProfile = declared.members.filter(
      (person) =>
        active.has(person.email) &&
        !names.has(person.email) &&
        profiles.some(({ name, teams }) => name === person.profile && teams.includes(team.slug)),
    );
    return [
      ...listed.map(({ member, role }) => ({ member, role, team: team.slug })),
      ...byProfile.map(({ email }) => ({ team: team.slug, member: email, role: "member" as const })),
    ];
  });
  const owners = new Map(
    ownership.map(({ resource, name, owner }) => [
      resourceId(resource, name),
      standIn(declared, owner, (person) => mayOwn(declared, person.role)) ?? null,
    ]),
  );
  const sharesOf = (holder: LiveHolder, shares: readonly ShareSpec[] = []): LiveShare[] =>
    shares.map(({ resource, name, level }) => ({
      kind: resource,
      id: resourceId(resource, name),
      holder,
      level,
    }));
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
    memberships: inTeams,
    roles: roles.map(({ name, base, permissions }) => ({ name, base, permissions })),
    accounts: accounts.map(({ name, description, role, owner }) => ({
      name,
      role,
      description: description ?? null,
      owner: ownerOf(declared, owner),
    })),
    keys: accounts.flatMap(({ name: account, keys = [] }) =>
      keys.map(({ name, scopes }) => ({ account, name, scopes, createdBy: null })),
    ),
    resources: resourcePool.map(({ kind, name }) => {
      const id = resourceId(kind, name);
      return { kind, id, name, owner: owners.get(id) ?? null };
    }),
    shares: [
      ...declared.teams.flatMap((team) => sharesOf({ kind: "team", key: team.slug }, team.shares)),
      ...declared.members.flatMap((person) =>
        active.has(person.email) ? sharesOf({ kind: "member", key: person.email }, person.shares) : [],
      ),
      ...accounts.flatMap((account) =>
        sharesOf({ kind: "service_account", key: account.name }, account.shares),
      ),
    ],
    personalKeys: [],
    freeSeats: null,
  };
}

function ownerOf(declared: Declared, owner: string): LiveHolder | null {
  if (!owner.includes("@")) return { kind: "team", key: owner };
  const member = standIn(declared, owner);
  return member === undefined ? null : { kind: "member", key: member };
}

interface Nudge {
  readonly op: keyof typeof nudges;
  readonly a: number;
  readonly b: number;
}

type Change = (live: Whole, pickA: number, pickB: number) => Whole;

const invitationStates = ["pending", "pending", "expired", "failed", "declined"] as const;

/** A built-in role, or a live custom one. */
const someRole = (live: Whole, index: number): string =>
  at([...builtInRoles, ...live.roles.map((role) => role.name)], index) ?? "viewer";
const holdersIn = (live: Whole): LiveHolder[] => [
  ...live.teams.map((team): LiveHolder => ({ kind: "team", key: team.slug })),
  ...live.members.map((person): LiveHolder => ({ kind: "member", key: person.email })),
  ...live.accounts.map((account): LiveHolder => ({ kind: "service_account", key: account.name })),
];

/** Each bends people and teams in one way. What no longer fits together is put right afterwards by `consistent`. */
const peopleNudges = {
  forget: (live, a) => ({ ...live, members: without(live.members, a) }),
  role: (live, a, b) => ({ ...live, members: changed(live.members, a, { role: someRole(live, b) }) }),
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
    const person = {
      email,
      role: someRole(live, b),
      state: b % 5 === 0 ? ("deactivated" as const) : ("active" as const),
    };
    return { ...live, members: [...live.members, person] };
  },
  invitedStranger: (live, a, b) => {
    const email = at(strangers, a) ?? "";
    const state = at(invitationStates, b) ?? "pending";
    const role = b % 2 === 0 ? "viewer" : someRole(live, b);
    return { ...live, invitations: [...live.invitations, { email, role, state, sent: 1, places: [] }] };
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
    const holder = (it: LiveHolder): LiveHolder =>
      it.kind === "team" ? { kind: "team", key: renamed(it.key) } : it;
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
      shares: live.shares.map((share) => ({ ...share, holder: holder(share.holder) })),
      accounts: live.accounts.map((account) =>
        account.owner === null ? account : { ...account, owner: holder(account.owner) },
      ),
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
  seats: (live, _, b) => ({ ...live, freeSeats: b % 3 }),
  personalKey: (live, a, b) => ({
    ...live,
    personalKeys: [
      ...live.personalKeys,
      { member: at(live.members, a)?.email ?? "", name: b % 2 === 0 ? "laptop" : "ci" },
    ],
  }),
} as const satisfies Record<string, Change>;

/** Each bends roles, service accounts, keys, resources or shares in one way. */
const automationNudges = {
  dropRole: (live, a) => ({ ...live, roles: without(live.roles, a) }),
  roleBase: (live, a, b) => ({
    ...live,
    roles: changed(live.roles, a, { base: at(builtInRoles.slice(0, 4), b) ?? "viewer" }),
  }),
  permissions: (live, a, b) => ({
    ...live,
    roles: changed(live.roles, a, { permissions: permissionPool.filter((_, index) => (b >> index) % 2 > 0) }),
  }),
  strayRole: (live, a, b) => ({
    ...live,
    roles: [...live.roles, { name: "legacy", base: "member", permissions: [] }],
    members: a % 2 === 0 ? live.members : changed(live.members, b, { role: "legacy" }),
    accounts: a % 3 > 0 ? live.accounts : changed(live.accounts, b, { role: "legacy" }),
  }),
  dropAccount: (live, a) => ({ ...live, accounts: without(live.accounts, a) }),
  strayAccount: (live, a, b) => ({
    ...live,
    accounts: [
      ...live.accounts,
      {
        name: "old-bot",
        description: null,
        role: someRole(live, a),
        owner:
          at(
            holdersIn(live).filter((it) => it.kind !== "service_account"),
            b,
          ) ?? null,
      },
    ],
    keys:
      b % 2 === 0
        ? live.keys
        : [...live.keys, { account: "old-bot", name: "main", scopes: ["pipelines:run"], createdBy: null }],
  }),
  accountRole: (live, a, b) => ({
    ...live,
    accounts: changed(live.accounts, a, { role: someRole(live, b) }),
  }),
  accountOwner: (live, a, b) => ({
    ...live,
    accounts: changed(live.accounts, a, {
      owner:
        at(
          holdersIn(live).filter((it) => it.kind === "member" || b % 3 === 0),
          b,
        ) ?? null,
    }),
  }),
  accountText: (live, a) => ({ ...live, accounts: changed(live.accounts, a, { description: "Other" }) }),
  dropKey: (live, a) => ({ ...live, keys: without(live.keys, a) }),
  keyScopes: (live, a) => ({ ...live, keys: changed(live.keys, a, { scopes: ["connections:read"] }) }),
  strayKey: (live, a, b) => ({
    ...live,
    keys: [
      ...live.keys,
      {
        account: at(live.accounts, a)?.name ?? "",
        name: "stray",
        scopes: [],
        createdBy: at(live.members, b)?.email ?? null,
      },
    ],
  }),
  own: (live, a, b) => ({
    ...live,
    resources: changed(live.resources, a, {
      owner: at(live.members, b)?.email ?? null,
      ...(b % 2 === 0 ? {} : { oauth: "Salesforce" }),
    }),
  }),
  ownAll: (live, _, b) => ({
    ...live,
    resources: live.resources.map((item) => ({ ...item, owner: at(live.members, b)?.email ?? null })),
  }),
  disown: (live, a) => ({ ...live, resources: changed(live.resources, a, { owner: null }) }),
  dropResource: (live, a) => ({ ...live, resources: without(live.resources, a) }),
  twin: (live, a, b) => {
    const twin = at(live.resources, a);
    if (twin === undefined) return live;
    const owner = at(live.members, b)?.email ?? null;
    return { ...live, resources: [...live.resources, { ...twin, id: `${twin.id}_2`, owner }] };
  },
  dropShare: (live, a) => ({ ...live, shares: without(live.shares, a) }),
  shareLevel: (live, a, b) => {
    const share = at(live.shares, a);
    const level = share === undefined ? undefined : at(levelsOf[share.kind], b);
    return level === undefined ? live : { ...live, shares: changed(live.shares, a, { level }) };
  },
  strayShare: (live, a, b) => {
    const { kind, name } = among(sharedPool, a);
    const holder = at(holdersIn(live), b);
    const level = at(levelsOf[kind], a + b) ?? "view";
    const share = holder === undefined ? [] : [{ kind, id: resourceId(kind, name), holder, level }];
    return { ...live, shares: [...live.shares, ...share] };
  },
} as const satisfies Record<string, Change>;

/** Somebody has the e-mail that they had before. */
function hadOldEmail(live: Whole, a: number): Whole {
  const email = at(live.members, a)?.email;
  if (email === undefined || live.members.some((person) => person.email === formerEmail(email))) return live;
  return underEmails(live, (one) => (one === email ? formerEmail(email) : one));
}

const nudges = { ...peopleNudges, ...automationNudges, hadOldEmail, hadOldEmailToo: hadOldEmail };

/** Everything under other e-mails. */
function underEmails(live: Whole, to: (email: string) => string): Whole {
  const orNone = (email: string | null): string | null => (email === null ? null : to(email));
  const holder = (it: LiveHolder): LiveHolder => (it.kind === "member" ? { ...it, key: to(it.key) } : it);
  return {
    ...live,
    members: live.members.map((person) => ({ ...person, email: to(person.email) })),
    teams: live.teams.map((team) => ({ ...team, manager: orNone(team.manager) })),
    memberships: live.memberships.map((place) => ({ ...place, member: to(place.member) })),
    accounts: live.accounts.map((it) => ({ ...it, owner: it.owner === null ? null : holder(it.owner) })),
    keys: live.keys.map((key) => ({ ...key, createdBy: orNone(key.createdBy) })),
    resources: live.resources.map((item) => ({ ...item, owner: orNone(item.owner) })),
    shares: live.shares.map((share) => ({ ...share, holder: holder(share.holder) })),
    personalKeys: live.personalKeys.map((key) => ({ ...key, member: to(key.member) })),
  };
}

const nudgeArb: fc.Arbitrary<Nudge> = fc.record({
  op: fc.constantFrom(...(Object.keys(nudges) as (keyof typeof nudges)[])),
  a: pick,
  b: pick,
});

function nudged(live: Whole, list: readonly Nudge[]): Live {
  return consistent(list.reduce((sofar: Whole, { op, a, b }) => nudges[op](sofar, a, b), live));
}

/** The day as which something is live: today, or one before any date of the files. */
const dayArb = fc.constantFrom(today, "2026-09-01");

/** Files, and a live side that is a few steps away from them. */
export const relatedArb: fc.Arbitrary<Pair> = fc
  .record({ declared: declaredArb, day: dayArb, steps: fc.array(nudgeArb, { maxLength: 9 }) })
  .map(({ declared, day, steps }) => ({ declared, live: nudged(liveOf(declared, day), steps) }));

/** Files, and a live side that knows nothing of them. */
export const unrelatedArb: fc.Arbitrary<Pair> = fc
  .record({ declared: declaredArb, other: declaredArb, steps: fc.array(nudgeArb, { maxLength: 5 }) })
  .map(({ declared, other, steps }) => ({ declared, live: nudged(liveOf(other), steps) }));

/** Files in which at least one person leaves who owns much. */
export const leavingArb: fc.Arbitrary<Pair> = fc
  .record({
    declared: declaredArb,
    day: dayArb,
    state: fc.constantFrom("deactivated" as const, "removed" as const),
    who: pick,
    steps: fc.array(nudgeArb, { maxLength: 3 }),
    owning: fc.array(pick, { minLength: 1, maxLength: 4 }),
  })
  .map(({ declared, day, state, who, steps, owning }) => {
    const leaver = at(declared.members, who)?.email ?? "";
    const before = nudged(liveOf(declared, day), steps);
    const isThere = before.members.some((person) => person.email === leaver);
    const resources = (before.resources ?? []).map((item, index): LiveResource => {
      const takes = owning.some((one) => one % resourcePool.length === index);
      return takes && isThere && item.kind !== "project"
        ? { ...item, owner: leaver, ...(item.kind === "connection" ? { oauth: "Salesforce" } : {}) }
        : item;
    });
    return {
      declared: {
        ...declared,
        members: declared.members.map((person) => (person.email === leaver ? { ...person, state } : person)),
      },
      live: {
        ...before,
        resources,
        personalKeys: [
          ...(before.personalKeys ?? []).filter((key) => key.member !== leaver),
          ...(isThere ? [{ member: leaver, name: "laptop" }] : []),
        ],
      },
    };
  });

export const pairArb: fc.Arbitrary<Pair> = fc.oneof(
  { weight: 3, arbitrary: relatedArb },
  { weight: 2, arbitrary: unrelatedArb },
  { weight: 2, arbitrary: leavingArb },
);

/** Puts right what a service would never hold: places of people who are not active, parents in circles, names twice. */
function consistent(live: Whole): Live {
  const roles = onceBy(live.roles, (role) => fold(role.name));
  const known = new Set(roles.map((role) => role.name));
  const held = (role: string): string => (isBuiltIn(role) || known.has(role) ? role : "viewer");
  const members = onceBy(live.members, (person) => fold(person.email)).map((person) => ({
    ...person,
    role: held(person.role),
  }));
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
    freeSeats: live.freeSeats,
    roles,
    members,
    invitations: onceBy(live.invitations, (item) => fold(item.email))
      .filter((item) => !["active", "deactivated"].includes(state.get(item.email) ?? ""))
      .map((item) => ({
        ...item,
        role: held(item.role),
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
    ...consistentAutomation(live, { held, state, slugsLive }),
  };
}

interface Present {
  /** The role, if it is there. */
  readonly held: (role: string) => string;
  readonly state: ReadonlyMap<string, string>;
  readonly slugsLive: ReadonlySet<string>;
}

function consistentAutomation(live: Whole, { held, state, slugsLive }: Present) {
  const accounts = onceBy(live.accounts, (account) => fold(account.name));
  const accountNames = new Set(accounts.map((account) => account.name));
  const resources = onceBy(live.resources, (item) => item.id);
  const ids = new Set(resources.map((item) => item.id));
  const isThere = ({ kind, key }: LiveHolder): boolean =>
    kind === "team" ? slugsLive.has(key) : kind === "member" ? state.has(key) : accountNames.has(key);
  const mayHold = (holder: LiveHolder): boolean =>
    isThere(holder) && (holder.kind !== "member" || state.get(holder.key) === "active");
  return {
    accounts: accounts.map((account) => ({
      ...account,
      role: held(account.role),
      owner: account.owner !== null && isThere(account.owner) ? account.owner : null,
    })),
    keys: onceBy(live.keys, (key) => `${key.account}/${key.name}`)
      .filter((key) => accountNames.has(key.account))
      .map((key) => ({ ...key, createdBy: state.has(key.createdBy ?? "") ? key.createdBy : null })),
    resources: resources.map((item) => ({
      ...item,
      owner: item.kind !== "project" && state.has(item.owner ?? "") ? item.owner : null,
    })),
    shares: onceBy(live.shares, (share) => `${share.id} ${share.holder.kind} ${share.holder.key}`).filter(
      (share) => ids.has(share.id) && mayHold(share.holder),
    ),
    personalKeys: onceBy(live.personalKeys, (key) => `${key.member} ${key.name}`).filter((key) =>
      state.has(key.member),
    ),
  };
}

function without<T>(items: readonly T[], index: number): T[] {
  return items.filter((item) => item !== at(items, index));
}

function changed<T>(items: readonly T[], index: number, change: Partial<T>): T[] {
  return items.map((item) => (item === at(items, index) ? { ...item, ...change } : item));
}
