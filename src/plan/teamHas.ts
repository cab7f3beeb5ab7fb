/** What a team has, by the files and what is live, with what those above it have where that is its people's too. */
import { riskOfShare } from "../kinds/share/verbs.ts";
import type { Holder } from "../model/entities/holder.ts";
import { grouped } from "../model/grouped.ts";
import { once } from "../model/once.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { compareText } from "../model/text.ts";
import { takenShare } from "./goesWith.ts";

/** So many teams up or down are looked at: the depth of teams must not cost its square. */
const mostTeams = 100;

interface Had {
  /** As a line says them, in their order. */
  readonly all: readonly string[];
  /** Those of them that whoever reviews must not overlook: what lets somebody let in others, and roles of the organization. */
  readonly powerful: readonly string[];
}

export interface TeamsHave {
  /** Of a team. */
  readonly has: (team: string) => Had;
  /** The teams below one, in their order. */
  readonly below: (team: string) => readonly string[];
}

/** What the files say stands for what is live by the same key. */
export function teamsHave({ desired }: Organization, live: State): TeamsHave {
  const { vocabulary } = live;
  const shares = once(() => ofTeams(new Map([...live.share, ...desired.share])));
  const grants = once(() => ofTeams(new Map([...live.role_grant, ...desired.role_grant])));
  const parentOf = (team: string): string | null => {
    const parent = desired.team.get(team)?.parent;
    return (parent === undefined ? live.team.get(team)?.parent : parent) ?? null;
  };
  const under = once(() => grouped(new Set([...live.team.keys(), ...desired.team.keys()]), parentOf));
  const inherits = vocabulary.nestedHave === true;
  const upFrom = (team: string): readonly string[] => {
    const next = inherits ? parentOf(team) : null;
    return next === null ? [] : [next];
  };
  const known = new Map<string, Had>();
  const find = (team: string): Had => {
    const line = [...reached(team, upFrom)];
    const theirs = line.flatMap((one) => shares().get(one) ?? []);
    const roles = line.flatMap((one) => grants().get(one) ?? []).map(({ role }) => `role ${role}`);
    const risky = theirs.filter((share) => riskOfShare(share, vocabulary) === "high");
    return {
      all: [...distinct(theirs.map(takenShare)), ...distinct(roles)],
      powerful: [...distinct(risky.map(takenShare)), ...distinct(roles)],
    };
  };
  return {
    has(team) {
      const had = known.get(team) ?? find(team);
      known.set(team, had);
      return had;
    },
    below(team) {
      if (!inherits) return [];
      const [, ...teams] = reached(team, (one) => under().get(one) ?? []);
      return teams.sort(compareText);
    },
  };
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort(compareText);
}

function ofTeams<T extends { readonly holder: Holder }>(all: ReadonlyMap<string, T>): Map<string, T[]> {
  const theirs = [...all.values()].filter(({ holder }) => holder.kind === "team");
  return grouped(theirs, ({ holder }) => holder.key);
}

/** A team and those that it leads to. */
function reached(team: string, next: (team: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set([team]);
  for (const each of found) {
    for (const other of next(each)) if (found.size < mostTeams) found.add(other);
  }
  return found;
}
