/**
 * What goes with a team or a service account that is deleted, or with somebody who leaves, so that nobody deletes more
 * than they see. Nobody holds a role any more when it is deleted, and nothing goes with a key.
 */
import { textOf } from "../model/fields.ts";
import { eachOf } from "../model/keys.ts";
import type { Taken, Takes } from "../model/plan.ts";
import type { State } from "../model/state.ts";
import { compareText } from "../model/text.ts";
import type { Draft } from "../kinds/draft.ts";

type Deletion = Pick<Draft, "verb" | "key" | "before">;

/** Finds what goes with a draft of a plan; an empty object where nothing does. */
export function takesIn(
  live: State,
  drafts: readonly Draft[],
): (draft: Deletion) => { readonly takes?: Takes } {
  const shares = sharesBy(live);
  const ended = new Set(
    drafts.flatMap(({ verb, key }) => (verb === "leave_team" || verb === "unshare" ? [key] : [])),
  );
  return ({ verb, key, before }) => {
    // Whoever is active loses their places and shares, and who was deactivated before has none left. What the plan ends
    // in lines of their own is not told twice.
    if (verb === "deactivate" || (verb === "remove" && textOf(before, "state") === "active")) {
      const places = [...live.team_membership.values()].filter(
        (place) => place.member === key && !ended.has(place.key),
      );
      return together({
        places: places.map(({ team }) => team),
        shares: shares(`member ${key}`, ended),
      });
    }
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

function sharesBy(live: State): (holder: string, but?: ReadonlySet<string>) => readonly string[] {
  return (wanted, but) =>
    [...live.share.values()]
      .filter(({ key, holder }) => `${holder.kind} ${holder.key}` === wanted && but?.has(key) !== true)
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
