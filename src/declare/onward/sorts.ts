/** The sorts of entries that files have: whom each names, when it may come to something else, and what it comes to. */
import type { Entity, TeamMembership } from "../../model/entity.ts";
import { accountOn, memberOn, roleOn, teamOn, type goesTo } from "../day.ts";
import { entitiesOfMember, entitiesOfTeam, membershipAt } from "../desired.ts";
import { entitiesOfAccount } from "../desiredAccounts.ts";
import { grantsOfRole } from "../desiredGrants.ts";
import { ownershipOf } from "../desiredOwnerships.ts";
import { roleEntity } from "../desiredRoles.ts";
import type { Declared, DeclaredDay, DeclaredPlace, Facts, People, Reference } from "../facts.ts";
import { resolved } from "../persons.ts";
import type { profilePlaces } from "../standing.ts";
import type { ItemName } from "./naming.ts";

/** What there is of each sort, by key. */
export type Tables = { readonly [T in keyof Declared]: Map<string, Item<T>> };
type Item<T extends keyof Declared> = Declared[T] extends ReadonlyMap<string, infer I> ? I : never;

interface Day {
  readonly today: string;
  readonly goes: ReturnType<typeof goesTo>;
}

/** All that the entries of a sort differ in. */
interface Spec<T> {
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

interface Sort<N extends string = string> {
  /** Before the key, it names an entry. */
  readonly name: N;
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

function sort<N extends string, T extends keyof Declared>(name: N, table: T, spec: Spec<Item<T>>): Sort<N> {
  const itemsOf = (tables: Tables): Map<string, Item<T>> => tables[table];
  return {
    name,
    keys: (tables) => itemsOf(tables).keys(),
    about(tables, key, people) {
      const item = itemsOf(tables).get(key);
      if (item === undefined) return { names: [], days: [] };
      const days = (spec.days?.(item) ?? []).flatMap((day) => day?.day ?? []);
      return { names: spec.names(item, people), days };
    },
    date({ said, now }, key, day) {
      const item = itemsOf(said).get(key);
      put(itemsOf(now), key, item === undefined ? undefined : (spec.on?.(item, day) ?? item));
    },
    entities(tables, key, { dated, byProfile }) {
      const item = itemsOf(tables).get(key);
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

/** A table of the files that has no sort here does not compile: nobody would be told of what is in it. */
const byTable = {
  members: sort("member", "members", {
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
  teams: sort("team", "teams", {
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
  serviceAccounts: sort("service_account", "serviceAccounts", {
    // An owner is a team or a member.
    names: ({ owner }) => (owner === undefined ? [] : [`team ${owner.key}`, `member ${owner.key}`]),
    days: ({ expires, shares }) => [expires, ...ends(shares)],
    on: (account, { today }) => accountOn(account, today),
    entities: entitiesOfAccount,
  }),
  roles: sort("role", "roles", {
    // Whoever holds it.
    names: ({ grantedTo: { team = [], member = [] } = {} }) => [
      ...team.map(({ holder }) => `team ${holder.key}`),
      ...member.map(({ holder }) => `member ${holder.key}`),
    ],
    days: ({ grantedTo: { team, member } = {} }) => [...ends(team), ...ends(member)],
    on: (role, { today }) => roleOn(role, today),
    entities: (dated, role) => [...roleEntity(role), ...grantsOfRole(dated, role)],
  }),
  ownerships: sort("ownership", "ownerships", {
    names: ({ owner }) => [`member ${owner.key}`],
    entities: ownershipOf,
  }),
} satisfies { readonly [T in keyof Declared]: Sort };

export type SortName = (typeof byTable)[keyof typeof byTable]["name"];
const all: readonly Sort<SortName>[] = Object.values(byTable);
const sortNames = all.map(({ name }) => name);
// Each name is that of one of them.
export const sorts = Object.fromEntries(all.map((one) => [one.name, one])) as Readonly<
  Record<SortName, Sort<SortName>>
>;

/** Tables of one's own, with what is declared. */
export function tablesOf(declared: Declared): Tables {
  // Each table is of the items of its name.
  return Object.fromEntries(
    (Object.keys(byTable) as readonly (keyof Declared)[]).map((table) => [
      table,
      new Map<string, unknown>(declared[table]),
    ]),
  ) as Tables;
}

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
