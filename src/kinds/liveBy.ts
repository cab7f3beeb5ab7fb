/** What is live, by what it refers to: asked for each draft, gathered once for a state. */
import type { ServiceAccount } from "../model/entities/account.ts";
import type { Key } from "../model/entities/key.ts";
import type { Member } from "../model/entities/member.ts";
import type { TeamMembership } from "../model/entities/membership.ts";
import type { RoleGrant } from "../model/entities/roleGrant.ts";
import type { Share } from "../model/entities/share.ts";
import type { Team } from "../model/entities/team.ts";
import type { Entity } from "../model/entity.ts";
import { grouped } from "../model/grouped.ts";
import { eachOf } from "../model/keys.ts";
import { once } from "../model/once.ts";
import type { State } from "../model/state.ts";

export interface LiveBy {
  /** Teams by the team above them. */
  readonly parent: (team: string) => readonly Team[];
  /** Service accounts by the team that owns them. */
  readonly owningTeam: (team: string) => readonly ServiceAccount[];
  readonly membersWith: (role: string) => readonly Member[];
  readonly accountsWith: (role: string) => readonly ServiceAccount[];
  readonly placesIn: (team: string) => readonly TeamMembership[];
  readonly placesOf: (member: string) => readonly TeamMembership[];
  /** Of a holder: `KIND KEY`. */
  readonly sharesWith: (holder: string) => readonly Share[];
  /** Of a holder: `KIND KEY`. */
  readonly grantsOf: (holder: string) => readonly RoleGrant[];
  /** Keys of service accounts that somebody could have copied: who created one of that name, by id, or owns the account. */
  readonly keysNear: (person: { readonly key: string; readonly id: string }) => readonly Key[];
  /** The key, or the name of several, that has one with this id. */
  readonly keyWith: (id: string) => Key | undefined;
}

const made = new WeakMap<State, LiveBy>();

export function liveBy(live: State): LiveBy {
  const known = made.get(live) ?? gathered(live);
  made.set(live, known);
  return known;
}

function gathered(live: State): LiveBy {
  const { team, member, service_account: account, team_membership: place, share, role_grant: grant } = live;
  return {
    parent: by(team, ({ parent }) => parent),
    owningTeam: by(account, ({ owner }) => (owner?.kind === "team" ? owner.key : undefined)),
    membersWith: by(member, ({ role }) => role),
    accountsWith: by(account, ({ role }) => role),
    placesIn: by(place, (item) => item.team),
    placesOf: by(place, (item) => item.member),
    sharesWith: by(share, ({ holder }) => `${holder.kind} ${holder.key}`),
    grantsOf: by(grant, ({ holder }) => `${holder.kind} ${holder.key}`),
    keysNear: keysNear(live),
    keyWith: keyWith(live),
  };
}

function by<T extends Entity>(
  all: ReadonlyMap<string, T>,
  keyOf: (item: T) => string | null | undefined,
): (key: string) => readonly T[] {
  const groups = once(() => grouped(all.values(), keyOf));
  return (key) => groups().get(key) ?? [];
}

/** In the order of the state. */
function keysNear({ key: keys, service_account: accounts }: State): LiveBy["keysNear"] {
  const near = once(() => {
    const people = new Map<string, Set<number>>();
    const all = [...keys.values()];
    all.forEach((key, at) => {
      const owner = accounts.get(key.account)?.owner;
      const makers = eachOf(key).flatMap(({ createdBy }) =>
        createdBy === undefined ? [] : [`id ${createdBy}`],
      );
      for (const name of owner?.kind === "member" ? [...makers, `key ${owner.key}`] : makers)
        people.set(name, (people.get(name) ?? new Set()).add(at));
    });
    return { people, all };
  });
  return ({ key, id }) => {
    const { people, all } = near();
    const places = new Set([...(people.get(`id ${id}`) ?? []), ...(people.get(`key ${key}`) ?? [])]);
    return [...places].sort((a, b) => a - b).flatMap((at) => all[at] ?? []);
  };
}

function keyWith({ key: keys }: State): LiveBy["keyWith"] {
  const known = once(
    () =>
      new Map([...keys.values()].reverse().flatMap((key) => eachOf(key).map(({ id }) => [id, key] as const))),
  );
  return (id) => known().get(id);
}
