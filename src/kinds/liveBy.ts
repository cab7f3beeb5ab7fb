/** What is live, by what it refers to: asked for each draft, gathered once for a state. */
import type { Entity, Member, ServiceAccount, Share, Team, TeamMembership } from "../model/entity.ts";
import { grouped } from "../model/grouped.ts";
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
}

const made = new WeakMap<State, LiveBy>();

export function liveBy(live: State): LiveBy {
  const known = made.get(live) ?? gathered(live);
  made.set(live, known);
  return known;
}

function gathered(live: State): LiveBy {
  const { team, member, service_account: account, team_membership: place, share } = live;
  return {
    parent: by(team, ({ parent }) => parent),
    owningTeam: by(account, ({ owner }) => (owner?.kind === "team" ? owner.key : undefined)),
    membersWith: by(member, ({ role }) => role),
    accountsWith: by(account, ({ role }) => role),
    placesIn: by(place, (item) => item.team),
    placesOf: by(place, (item) => item.member),
    sharesWith: by(share, ({ holder }) => `${holder.kind} ${holder.key}`),
  };
}

function by<T extends Entity>(
  all: ReadonlyMap<string, T>,
  keyOf: (item: T) => string | null | undefined,
): (key: string) => readonly T[] {
  const groups = once(() => grouped(all.values(), keyOf));
  return (key) => groups().get(key) ?? [];
}
