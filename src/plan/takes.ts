/** What goes with a team or a service account that is deleted, so that nobody deletes more than they see. */
import { eachOf } from "../model/keys.ts";
import type { Taken, Takes } from "../model/plan.ts";
import type { State } from "../model/state.ts";
import { compareText } from "../model/text.ts";
import type { Draft } from "../kinds/draft.ts";

/** Finds what goes with a draft; an empty object where nothing does. */
export function takesIn(live: State): (draft: Pick<Draft, "verb" | "key">) => { readonly takes?: Takes } {
  const shares = sharesBy(live);
  return ({ verb, key }) => {
    if (verb === "delete_team") {
      const places = [...live.team_membership.values()].filter(({ team }) => team === key);
      const below = [...live.team.values()].filter(({ parent }) => parent === key);
      return together({
        members: places.map(({ member }) => member),
        shares: shares(`team ${key}`),
        teams: below.map(({ slug }) => slug),
      });
    }
    if (verb === "delete_service_account") {
      const keys = [...live.key.values()].filter(({ account }) => account === key);
      return together({
        shares: shares(`service_account ${key}`),
        keys: keys.flatMap((each) => eachOf(each).map(({ name }) => name)),
      });
    }
    return {};
  };
}

function sharesBy(live: State): (holder: string) => readonly string[] {
  return (wanted) =>
    [...live.share.values()]
      .filter(({ holder }) => `${holder.kind} ${holder.key}` === wanted)
      .map(({ resource, name, level }) => `${resource} ${name} (${level})`);
}

/** How many are told by name; the count tells of the rest. */
const mostNamed = 10;

function together(names: Readonly<Record<string, readonly string[]>>): { readonly takes?: Takes } {
  const taken = Object.entries(names).flatMap(([what, all]): [string, Taken][] =>
    all.length === 0
      ? []
      : [[what, { count: all.length, names: [...all].sort(compareText).slice(0, mostNamed) }]],
  );
  return taken.length === 0 ? {} : { takes: Object.fromEntries(taken) };
}
