/** Whom a name stands for, in every organization and over all the time: whatever they were ever called. */
import type { Holder } from "../model/entities/holder.ts";
import type { Kind } from "../model/entity.ts";
import { addTo } from "../model/grouped.ts";
import { fold, nearest, nearestPerson } from "../model/text.ts";
import type { Timeline } from "./timeline.ts";

export interface Found {
  readonly kind: "person" | "service_account" | "team";
  /** Every name that they were ever known by, sorted; empty: nobody was. */
  readonly names: readonly string[];
  /** What they are in each organization in which they ever were. */
  readonly things: readonly { readonly organization: string; readonly thing: string }[];
}

/** What the files call whoever is asked for. */
export function kindOfFound(kind: Found["kind"]): Holder["kind"] {
  return kind === "person" ? "member" : kind;
}

/** `team:SLUG`, `team:ORG/SLUG`, `ORG/ACCOUNT`, or a person by key of people.yaml, e-mail or login. */
export function find(who: string, timeline: Timeline): Found {
  const name = fold(who.trim());
  if (name.startsWith("team:")) return team(name.slice(5), timeline);
  const cut = name.indexOf("/");
  const organization = name.slice(0, Math.max(cut, 0));
  // An address may hold a "/" before its "@".
  if (cut > 0 && !name.includes("@") && timeline.organizations().includes(organization)) {
    const things = timeline
      .called(organization, "service_account", name.slice(cut + 1))
      .map((thing) => ({ organization, thing }));
    return found("service_account", things, timeline);
  }
  return person(name, timeline);
}

/** `SLUG`, in whatever organization, or `ORG/SLUG`. */
function team(name: string, timeline: Timeline): Found {
  const cut = name.indexOf("/");
  const things = thingsOf(timeline, "team", new Set([name.slice(cut + 1)]));
  const own =
    cut < 0 ? things : things.filter(({ organization }) => fold(organization) === name.slice(0, cut));
  return found("team", own, timeline);
}

/** Elsewhere they may be known by another address: whoever shares a name is the same. */
function person(name: string, timeline: Timeline): Found {
  const names = new Set([name]);
  for (let size = 0; size !== names.size;) {
    size = names.size;
    for (const { organization, thing } of thingsOf(timeline, "member", names))
      for (const other of timeline.namesOf(organization, "member", thing)) names.add(other);
  }
  return found("person", thingsOf(timeline, "member", names), timeline);
}

function thingsOf(timeline: Timeline, kind: Kind, names: ReadonlySet<string>): Found["things"] {
  return timeline.organizations().flatMap((organization) => {
    const things = new Set([...names].flatMap((name) => timeline.called(organization, kind, name)));
    return [...things].map((thing) => ({ organization, thing }));
  });
}

function found(kind: Found["kind"], things: Found["things"], timeline: Timeline): Found {
  const of = kindOfFound(kind);
  const names = new Set(
    things.flatMap(({ organization, thing }) => [...timeline.namesOf(organization, of, thing)]),
  );
  return { kind, things, names: [...names].sort() };
}

/**
 * What a name that nobody and nothing ever had was probably meant to be, as it is asked for: a team and a service account
 * with what tells them from people.
 */
export function nearestTo(who: string, timeline: Timeline): string | undefined {
  const name = fold(who.trim());
  const teams = namesIn(timeline, "team");
  const accounts = namesIn(timeline, "service_account");
  if (name.startsWith("team:")) return prefixed("team:", nearest(name.slice(5), teams.keys()));
  if (name.includes("/") && !name.includes("@"))
    return nearest(
      name,
      [...accounts].flatMap(([account, of]) => of.map((key) => `${key}/${account}`)),
    );
  const account = (called: string | undefined): string | undefined =>
    called === undefined ? undefined : prefixed(`${accounts.get(called)?.[0] ?? ""}/`, called);
  if (teams.has(name)) return `team:${name}`;
  if (accounts.has(name)) return account(name);
  return (
    nearestPerson(who, namesIn(timeline, "member").keys()) ??
    (name.includes("@")
      ? undefined
      : (prefixed("team:", nearest(name, teams.keys())) ?? account(nearest(name, accounts.keys()))))
  );
}

function prefixed(prefix: string, name: string | undefined): string | undefined {
  return name === undefined ? undefined : `${prefix}${name}`;
}

/** Every name that things of a kind ever had, with the organizations in which they had it. */
function namesIn(timeline: Timeline, kind: Kind): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const span of timeline.spans()) {
    const thing = `${span.organization} ${span.thing}`;
    if (span.kind !== kind || seen.has(thing)) continue;
    seen.add(thing);
    for (const name of timeline.namesOf(span.organization, kind, span.thing))
      addTo(names, name, span.organization);
  }
  return names;
}
