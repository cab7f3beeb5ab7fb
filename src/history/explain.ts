/** Everything that somebody has on a day, in every organization, and since when: from spans. */
import type { Access, Explained, Standing } from "../model/evidence.ts";
import type { Kind } from "../model/entity.ts";
import { sortedBy } from "../model/text.ts";
import type { Belonging } from "../kinds/access.ts";
import { belongings } from "../kinds/kinds.ts";
import { addTo } from "../model/grouped.ts";
import { accessOf, originOf } from "./access.ts";
import { isGone, isSameButEnd, type Deeds } from "./applied.ts";
import { bySpans, nameOf } from "./changes.ts";
import { adjacent, endOfDay, isOpenAt, type Span } from "./span.ts";
import type { Timeline } from "./timeline.ts";
import { find, kindOfFound, nearestTo, type Found } from "./who.ts";
import { given } from "../model/given.ts";

type Answer = Omit<Explained, "basis">;

/** What somebody has by the end of a day. */
export function explain(
  timeline: Timeline,
  { who, on, deeds }: { readonly who: string; readonly on: string; readonly deeds?: Deeds | undefined },
): Answer {
  const found = find(who, timeline);
  const all = timeline.spans(new Set(found.things.map(({ organization }) => organization)));
  const moment = endOfDay(on);
  const open = all.filter((span) => isOpenAt(span, moment));
  const theirs = sortedBy(found.things, ({ organization, thing }) => `${organization} ${thing}`)
    .map(({ organization, thing }) => {
      const own = open.filter((span) => span.organization === organization);
      return { organization, spans: held(own, kindOfFound(found.kind), thing) };
    })
    .filter(({ spans }) => spans.length > 0);
  const there = new Set(theirs.map(({ organization }) => organization));
  const left = lastEnded(all, { found, moment }).filter(({ organization }) => !there.has(organization));
  const told = new Set([...theirs.flatMap(({ spans }) => spans), ...left].map(({ thing }) => thing));
  const lists = bySpans(all.filter(({ thing }) => told.has(thing)));
  const standing = theirs.map(({ organization, spans }): Standing => ({
    organization,
    access: spans.map((span) => withPast(span, { timeline, deeds, lists })),
  }));
  const ends = left.map((span) => withEnd(span, { timeline, deeds, lists }));
  const ended = ends.length === 0 ? undefined : ends;
  const last = theirs.length > 0 ? undefined : sortedBy(ends, endedAt).at(-1);
  const near = found.names.length > 0 ? undefined : nearestTo(who, timeline);
  return { ...{ who, kind: found.kind, names: found.names, standing }, ...given({ ended, last, near }) };
}

interface Telling {
  readonly timeline: Timeline;
  readonly deeds: Deeds | undefined;
  readonly lists: ReadonlyMap<string, readonly Span[]>;
}

/** Of a span that differs from the one before in its last day alone, that one was applied, and that one gave it. */
export function withPast(span: Span, { timeline, deeds, lists }: Telling): Access {
  const access = accessOf(span, timeline);
  const list = lists.get(nameOf(span)) ?? [];
  let applied: Access["applied"];
  let giving = span;
  for (let place = list.indexOf(span); place >= 0; place--) {
    const now = list[place];
    if (now === undefined) break;
    applied ??= deeds?.beginOf(now, { list, place });
    const before = adjacent(list[place - 1], now);
    if (before === undefined || !isSameButEnd(before.fields, now.fields)) break;
    giving = before;
  }
  return {
    ...access,
    ...(giving === span ? {} : { given: originOf(giving.from) }),
    ...given({ applied }),
  };
}

/** The spans of one organization that say what somebody or something has, each after what it comes through. */
function held(open: readonly Span[], of: Kind, thing: string): Span[] {
  const lists = new Map<string, Theirs[]>();
  for (const span of open)
    for (const { kind, key, ...how } of belongings(span)) addTo(lists, `${kind} ${key}`, { span, ...how });
  const listOf = (kind: Kind, key: string, as: Belonging["as"]): readonly Theirs[] =>
    (lists.get(`${kind} ${key}`) ?? []).filter((it) => it.as === as).sort((a, b) => a.place - b.place);
  const withParts = ({ span }: Theirs): Span[] => [
    span,
    ...listOf(span.kind, span.thing, "part").map((part) => part.span),
  ];
  const own = lists.get(`${of} ${thing}`) ?? [];
  const through = own.flatMap((it) => it.through ?? []);
  // What the others answer for stands with what they answer for themselves.
  const led = through.flatMap(({ kind, key }) => listOf(kind, key, "led"));
  return [
    ...open.filter((span) => span.kind === of && span.thing === thing),
    ...[...own, ...led]
      .sort((a, b) => a.place - b.place)
      .flatMap((it) => [
        ...withParts(it),
        ...(it.through === undefined ? [] : listOf(it.through.kind, it.through.key, "given")).map(
          ({ span }) => span,
        ),
      ]),
  ];
}

type Theirs = Omit<Belonging, "kind" | "key"> & { readonly span: Span };

function endedAt({ ended }: Access): string {
  return ended?.at ?? "";
}

/** Of each organization, by its key, their own span that ended last before the moment. */
function lastEnded(
  all: readonly Span[],
  { found, moment }: { readonly found: Found; readonly moment: string },
): Span[] {
  const kind = kindOfFound(found.kind);
  const own = all.filter(
    (span) =>
      span.kind === kind &&
      span.to !== undefined &&
      span.to.at <= moment &&
      found.things.some(
        ({ organization, thing }) => organization === span.organization && thing === span.thing,
      ),
  );
  const last = new Map(sortedBy(own, ({ to }) => to?.at ?? "").map((span) => [span.organization, span]));
  return sortedBy([...last.values()], ({ organization }) => organization);
}

function withEnd(span: Span, { timeline, deeds, lists }: Telling): Access {
  const list = lists.get(nameOf(span)) ?? [];
  if (!isGone(span)) {
    const applied = deeds?.endOf(span, { list, place: list.indexOf(span) });
    return { ...accessOf(span, timeline), ...given({ end_applied: applied }) };
  }
  // Whoever was gone while a line still named them was gone with the first of these.
  let first = span;
  for (let place = list.indexOf(span); place > 0; place--) {
    const before = adjacent(list[place - 1], first);
    if (before === undefined || !isGone(before)) break;
    first = before;
  }
  const applied = deeds?.beginOf(first, { list, place: list.indexOf(first) });
  return { ...accessOf(span, timeline), ...given({ end_applied: applied }) };
}
