/**
 * What goes with a team or a service account that is deleted, or with somebody who leaves, so that nobody deletes more
 * than they see. Nobody holds a role any more when it is deleted, and nothing goes with a key.
 */
import { textOf } from "../model/jsonFields.ts";
import type { Share } from "../model/entities/share.ts";
import { grouped } from "../model/grouped.ts";
import { once } from "../model/once.ts";
import { eachOf } from "../model/keys.ts";
import type { Taken, Takes } from "../model/plan.ts";
import type { State } from "../model/state.ts";
import { sharedKinds } from "../model/vocabularies/all.ts";
import { compareText } from "../model/text.ts";
import { liveBy } from "../kinds/liveBy.ts";
import type { Draft } from "../kinds/draft.ts";

const endsAlone: ReadonlySet<Draft["verb"]> = new Set(["leave_team", "unshare", "revoke_role"]);

type Deletion = Pick<Draft, "verb" | "key" | "before">;

/** Finds what goes with a draft of a plan; an empty object where nothing does. */
export function takesIn(
  live: State,
  drafts: readonly Draft[],
): (draft: Deletion) => { readonly takes?: Takes } {
  const ended = new Set(drafts.flatMap(({ verb, key }) => (endsAlone.has(verb) ? [key] : [])));
  const moved = new Set(
    drafts.flatMap((draft) => (draft.verb === "update_team" && "parent" in draft.after ? [draft.key] : [])),
  );
  const { placesOf, placesIn, parent, sharesWith: shares, grantsOf } = liveBy(live);
  const keysOf = once(() => grouped(live.key.values(), ({ account }) => account));
  return ({ verb, key, before }) => {
    // Whoever is active loses their places and shares, and who was deactivated before has none left. What the plan ends
    // in lines of their own is not told twice.
    if (verb === "deactivate" || (verb === "remove" && textOf(before, "state") === "active")) {
      const stays = (it: { readonly key: string }): boolean => !ended.has(it.key);
      return together({
        places: placesOf(key)
          .filter(stays)
          .map(({ team }) => team),
        shares: shares(`member ${key}`).filter(stays).map(takenShare),
        roles: grantsOf(`member ${key}`)
          .filter(stays)
          .map(({ role }) => role),
      });
    }
    if (verb === "delete_team") {
      return together({
        members: placesIn(key).map(({ member }) => member),
        shares: shares(`team ${key}`).map(takenShare),
        roles: grantsOf(`team ${key}`)
          .filter(({ key: grant }) => !ended.has(grant))
          .map(({ role }) => role),
        teams: parent(key)
          .filter((team) => !moved.has(team.key))
          .map(({ slug }) => slug),
      });
    }
    if (verb === "delete_service_account") {
      return together({
        shares: shares(`service_account ${key}`).map(takenShare),
        keys: (keysOf().get(key) ?? []).flatMap((each) => eachOf(each).map(({ name }) => name)),
      });
    }
    return {};
  };
}

type Told = Pick<Share, "resource" | "name" | "level">;

/** A share that goes, or comes, with something, as a line says it. */
export function takenShare({ resource, name, level }: Told): string {
  return `${resource} ${name} (${level})`;
}

/** What such a line says; undefined for what is none. */
export function partsOfTaken(text: string): Told | undefined {
  const [, kind, name = "", level = ""] = /^(\S+) (.*) \(([^()]*)\)$/s.exec(text) ?? [];
  const resource = sharedKinds.find((known) => known === kind);
  return resource === undefined ? undefined : { resource, name, level };
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
