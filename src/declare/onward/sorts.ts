/** The sorts of entries that files have: whom each names, when it may come to something else, and what it comes to. */
import type { Entity, TeamMembership } from "../../model/entity.ts";
import { accountOn, memberOn, roleOn, teamOn, type goesTo } from "../day.ts";
import { entitiesOfMember, entitiesOfTeam, membershipAt } from "../desired.ts";
import { entitiesOfAccount } from "../desiredAccounts.ts";
import { grantsOfRole } from "../desiredGrants.ts";
import { ownershipOf } from "../desiredOwnerships.ts";
import { roleEntity } from "../desiredRoles.ts";
import type {
  DeclaredDay,
  DeclaredMember,
  DeclaredOwnership,
  DeclaredPlace,
  DeclaredRole,
  DeclaredServiceAccount,
  DeclaredTeam,
  Facts,
  People,
  Reference,
} from "../facts.ts";
import { resolved } from "../persons.ts";
import type { profilePlaces } from "../standing.ts";
import type { ItemName } from "./naming.ts";

/** What there is of each sort, by key. */
export interface Tables {
  readonly members: Map<string, DeclaredMember>;
  readonly teams: Map<string, DeclaredTeam>;
  readonly serviceAccounts: Map<string, DeclaredServiceAccount>;
  readonly roles: Map<string, DeclaredRole>;
  readonly ownerships: Map<string, DeclaredOwnership>;
}

interface Day {
  readonly today: string;
  readonly goes: ReturnType<typeof goesTo>;
}

/** All that the entries of a sort differ in. */
interface Spec<T> {
  readonly in: (tables: Tables) => Map<string, T>;
  /** Whom and what it names. */
  readonly names: (item: T, people: People) => readonly ItemName[];
  /** On each of them it may come to something else. */
  readonly days?: (item: T) => readonly (DeclaredDay | undefined)[];
  readonly on?: (item: T, day: Day) => T;
  readonly entities: (dated: Facts, item: T, byProfile: Places) => readonly Entity[];
}

type Places = ReturnType<typeof profilePlaces>;

/** What the files say, and what that comes to on a day. */
interface Both {
  readonly said: Tables;
  readonly now: Tables;
}

interface Sort {
  keys(tables: Tables): Iterable<string>;
  /** Whom it names and when it may turn: nobody and never, where there is no such entry. */
  about(tables: Tables, key: string, people: People): About;
  /** Puts what it comes to on a day beside what it is. */
  date(both: Both, key: string, day: Day): void;
  entities(tables: Tables, key: string, around: Around): readonly Entity[];
}

interface About {
  readonly names: readonly ItemName[];
  readonly days: readonly string[];
}

interface Around {
  readonly dated: Facts;
  readonly byProfile: Places;
}

function sort<T>(spec: Spec<T>): Sort {
  return {
    keys: (tables) => spec.in(tables).keys(),
    about(tables, key, people) {
      const item = spec.in(tables).get(key);
      if (item === undefined) return { names: [], days: [] };
      const days = (spec.days?.(item) ?? []).flatMap((day) => day?.day ?? []);
      return { names: spec.names(item, people), days };
    },
    date({ said, now }, key, day) {
      const item = spec.in(said).get(key);
      put(spec.in(now), key, item === undefined ? undefined : (spec.on?.(item, day) ?? item));
    },
    entities(tables, key, { dated, byProfile }) {
      const item = spec.in(tables).get(key);
      return item === undefined ? [] : spec.entities(dated, item, byProfile);
    },
  };
}

export function put<T>(map: Map<string, T>, key: string, item: T | undefined): void {
  if (item === undefined) map.delete(key);
  else map.set(key, item);
}

/** Names of those whom lists name: of a list that changes, most stay the same ones. */
const memberNames = new WeakMap<Reference, ItemName>();

function memberNamed(reference: Reference): ItemName {
  const name = memberNames.get(reference) ?? `member ${reference.key}`;
  memberNames.set(reference, name);
  return name;
}

/** Of a list that changes, most places stay the same ones. */
const toldPlaces = new WeakMap<DeclaredPlace, TeamMembership>();

const placeToldOnce: typeof membershipAt = (team, place) => {
  const known = toldPlaces.get(place);
  if (known?.team === team.key) return known;
  const made = membershipAt(team, place);
  toldPlaces.set(place, made);
  return made;
};

const ends = (items: readonly { readonly expires?: DeclaredDay }[] = []) =>
  items.map(({ expires }) => expires);

export const sorts = {
  member: sort<DeclaredMember>({
    in: ({ members }) => members,
    names({ successor, approvedBy, person }, people) {
      const behind = person?.successor;
      return [successor, approvedBy, behind && resolved(behind, people)].flatMap((each) =>
        each === undefined ? [] : [`member ${each.key}`],
      );
    },
    days: ({ expires, leaves, elevation, shares }) => [expires, leaves, elevation?.until, ...ends(shares)],
    on: memberOn,
    entities: entitiesOfMember,
  }),
  team: sort<DeclaredTeam>({
    in: ({ teams }) => teams,
    names: ({ parent, manager, include = [], members = [] }) => [
      ...(parent ? [`team ${parent.key}`] : []),
      ...(manager ? [`member ${manager.key}`] : []),
      ...include.map(({ key }) => `team ${key}`),
      ...members.map(({ member }) => memberNamed(member)),
    ],
    days: ({ members = [], shares }) => [
      ...members.flatMap(({ expires, leadsUntil }) => [expires, leadsUntil]),
      ...ends(shares),
    ],
    on: (team, { today }) => teamOn(team, today),
    entities: (dated, team, byProfile) =>
      entitiesOfTeam(dated, team, { byProfile: byProfile.get(team.key) ?? [], placeOf: placeToldOnce }),
  }),
  service_account: sort<DeclaredServiceAccount>({
    in: ({ serviceAccounts }) => serviceAccounts,
    // An owner is a team or a member.
    names: ({ owner }) => (owner === undefined ? [] : [`team ${owner.key}`, `member ${owner.key}`]),
    days: ({ expires, shares }) => [expires, ...ends(shares)],
    on: (account, { today }) => accountOn(account, today),
    entities: entitiesOfAccount,
  }),
  role: sort<DeclaredRole>({
    in: ({ roles }) => roles,
    // Whoever holds it.
    names: ({ grantedTo: { team = [], member = [] } = {} }) => [
      ...team.map(({ holder }) => `team ${holder.key}`),
      ...member.map(({ holder }) => `member ${holder.key}`),
    ],
    days: ({ grantedTo: { team, member } = {} }) => [...ends(team), ...ends(member)],
    on: (role, { today }) => roleOn(role, today),
    entities: (dated, role) => [...roleEntity(role), ...grantsOfRole(dated, role)],
  }),
  ownership: sort<DeclaredOwnership>({
    in: ({ ownerships }) => ownerships,
    names: ({ owner }) => [`member ${owner.key}`],
    entities: ownershipOf,
  }),
};

export type SortName = keyof typeof sorts;
// The keys of a table are all that its type says.
const sortNames = Object.keys(sorts) as readonly SortName[];

/** Something of each of them. */
export function perSort<T>(of: () => T): Readonly<Record<SortName, T>> {
  // An entry for each sort is all that a record of sorts is.
  return Object.fromEntries(sortNames.map((name) => [name, of()])) as Record<SortName, T>;
}

/** Every entry that there is. */
export function allNames(tables: Tables): ItemName[] {
  return sortNames.flatMap((name) => [...sorts[name].keys(tables)].map((key) => `${name} ${key}`));
}

/** An entry's sort and key, by its name. */
export function sortAndKey(item: ItemName): readonly [sort: SortName, key: string] {
  const cut = item.indexOf(" ");
  // Names are made of sorts alone.
  return [item.slice(0, cut) as SortName, item.slice(cut + 1)];
}
