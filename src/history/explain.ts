/** Everything that somebody has on a day, in every organization, and since when: from spans. */
import type { Access, Explained, Standing } from "../model/evidence.ts";
import type { Kind } from "../model/entity.ts";
import { nearest, nearestPerson, sortedBy } from "../model/text.ts";
import { accessOf } from "./access.ts";
import type { Deeds } from "./applied.ts";
import { bySpans, nameOf } from "./changes.ts";
import { holderIn } from "./meaning.ts";
import { adjacent, endOfDay, isOpenAt, type Span } from "./span.ts";
import type { Timeline } from "./timeline.ts";
import { find, type Found } from "./who.ts";
import { given } from "../model/given.ts";

export type Answer = Omit<Explained, "basis">;

/** What somebody has by the end of a day. */
export function explain(
  timeline: Timeline,
  { who, on, deeds }: { readonly who: string; readonly on: string; readonly deeds?: Deeds | undefined },
): Answer {
  const found = find(who, timeline);
  const all = timeline.spans();
  const lists = bySpans(all);
  const moment = endOfDay(on);
  const open = all.filter((span) => isOpenAt(span, moment));
  const standing = sortedBy(found.things, ({ organization, thing }) => `${organization} ${thing}`)
    .map(({ organization, thing }): Standing => ({
      organization,
      access: held(
        open.filter((span) => span.organization === organization),
        found.kind,
        thing,
      ).map((span) => withApplied(span, { timeline, deeds, lists })),
    }))
    .filter(({ access }) => access.length > 0);
  const last = standing.length > 0 ? undefined : lastEnded(all, { found, moment, timeline });
  const nearestOf = found.kind === "person" ? nearestPerson : nearest;
  const near = found.names.length > 0 ? undefined : nearestOf(who, namesIn(timeline, all, found.kind));
  return { ...{ who, kind: found.kind, names: found.names, standing }, ...given({ last, near }) };
}

interface Telling {
  readonly timeline: Timeline;
  readonly deeds: Deeds | undefined;
  readonly lists: ReadonlyMap<string, readonly Span[]>;
}

/** Of a span that differs from the one before in its last day alone, that one was applied. */
export function withApplied(span: Span, { timeline, deeds, lists }: Telling): Access {
  const access = accessOf(span, timeline);
  if (deeds === undefined) return access;
  const list = lists.get(nameOf(span)) ?? [];
  let applied: Access["applied"];
  for (let place = list.indexOf(span); place >= 0 && applied === undefined; place--) {
    const now = list[place];
    const before = now === undefined ? undefined : adjacent(list[place - 1], now);
    if (now !== undefined) applied = deeds.beginOf(now, { list, place });
    if (before === undefined) break;
  }
  return applied === undefined ? access : { ...access, applied };
}

/** The spans of one organization that say what somebody or something has, each after what it comes through. */
function held(open: readonly Span[], kind: Found["kind"], thing: string): Span[] {
  const of = (span: Kind, test: (span: Span) => boolean): Span[] =>
    open.filter((item) => item.kind === span && test(item));
  const sharesOf = (holder: string, key: string): Span[] =>
    of("share", ({ fields }) => isHolder(fields["holder"], holder, key));
  const grantsOf = (holder: string, key: string): Span[] =>
    of("role_grant", ({ fields }) => isHolder(fields["holder"], holder, key));
  const accountsOf = (holder: string, key: string): Span[] =>
    of("service_account", ({ fields }) => isHolder(fields["owner"], holder, key)).flatMap((account) => [
      account,
      ...of("key", ({ fields }) => fields["account"] === account.thing),
    ]);
  switch (kind) {
    case "person": {
      const places = of("team_membership", ({ fields }) => fields["member"] === thing);
      const teams = places.map(({ fields }) => String(fields["team"]));
      return [
        ...of("member", (span) => span.thing === thing),
        ...grantsOf("member", thing),
        ...places.flatMap((place) => [
          place,
          ...sharesOf("team", String(place.fields["team"])),
          ...grantsOf("team", String(place.fields["team"])),
        ]),
        ...sharesOf("member", thing),
        ...of("team", ({ fields }) => fields["manager"] === thing),
        ...accountsOf("member", thing),
        ...teams.flatMap((team) => accountsOf("team", team)),
        ...of("ownership", ({ fields }) => fields["owner"] === thing),
      ];
    }
    case "team":
      return [
        ...of("team", (span) => span.thing === thing),
        ...of("team_membership", ({ fields }) => fields["team"] === thing),
        ...sharesOf("team", thing),
        ...grantsOf("team", thing),
        ...of("team", ({ fields }) => fields["parent"] === thing),
        ...accountsOf("team", thing),
      ];
    case "service_account":
      return [
        ...of("service_account", (span) => span.thing === thing),
        ...of("key", ({ fields }) => fields["account"] === thing),
        ...sharesOf("service_account", thing),
      ];
  }
}

function isHolder(value: Span["fields"][string] | undefined, kind: string, key: string): boolean {
  const holder = holderIn(value);
  return holder?.kind === kind && holder.key === key;
}

/** Their own span that ended last before the moment. */
function lastEnded(
  all: readonly Span[],
  {
    found,
    moment,
    timeline,
  }: { readonly found: Found; readonly moment: string; readonly timeline: Timeline },
): Access | undefined {
  const kind: Kind = found.kind === "person" ? "member" : found.kind;
  const own = all.filter(
    (span) =>
      span.kind === kind &&
      span.to !== undefined &&
      span.to.at <= moment &&
      found.things.some(
        ({ organization, thing }) => organization === span.organization && thing === span.thing,
      ),
  );
  const last = sortedBy(own, ({ to }) => to?.at ?? "").at(-1);
  return last === undefined ? undefined : accessOf(last, timeline);
}

function namesIn(timeline: Timeline, all: readonly Span[], kind: Found["kind"]): ReadonlySet<string> {
  return new Set(
    all.flatMap((span) => {
      if (span.kind !== (kind === "person" ? "member" : kind)) return [];
      const names = [...timeline.namesOf(span.organization, span.kind, span.thing)];
      if (kind === "team") return names.map((name) => `team:${name}`);
      return kind === "person" ? names : names.map((name) => `${span.organization}/${name}`);
    }),
  );
}
