/** Spans as changes: what began, ended or became another, by the steps that did it, in the order of time. */
import type { AccessChange } from "../model/evidence.ts";
import { belongings } from "../kinds/kinds.ts";
import { kinds, type Kind } from "../model/entity.ts";
import { compareText } from "../model/text.ts";
import { accessOf, originOf } from "./access.ts";
import type { Deeds, SpanPlace } from "./applied.ts";
import { adjacent, type Span, type Turn } from "./span.ts";
import type { Timeline } from "./timeline.ts";

interface Wanted {
  /** The last day that is looked at, and the first; both count. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly concerns: (span: Span) => boolean;
  /** Of what concerns at times alone, whether it does by the turn with which a span begins or ends. */
  readonly concernsAt?: ((span: Span, turn: Turn) => boolean) | undefined;
}

/** Every change of the spans that are wanted. */
export function changesIn(timeline: Timeline, deeds: Deeds | undefined, wanted: Wanted): AccessChange[] {
  const { from = "", to = "9999", concernsAt = () => true } = wanted;
  const isWanted = (span: Span, turn: Turn): boolean =>
    turn.at.slice(0, 10) >= from && turn.at.slice(0, 10) <= to && concernsAt(span, turn);
  return [...bySpans(timeline.spans().filter(wanted.concerns)).values()]
    .flatMap((list) =>
      list.flatMap((span, place): { readonly turn: Turn; readonly change: AccessChange }[] => {
        const after = list[place + 1];
        const ends = span.to !== undefined && (after === undefined || adjacent(span, after) === undefined);
        return [
          ...(isWanted(span, span.from)
            ? [{ turn: span.from, change: changed({ span, list, place, timeline, deeds }) }]
            : []),
          ...(ends && span.to !== undefined && isWanted(span, span.to)
            ? [{ turn: span.to, change: over({ span, turn: span.to, list, place, timeline, deeds }) }]
            : []),
        ];
      }),
    )
    .sort(
      (a, b) =>
        compareText(a.turn.at, b.turn.at) ||
        timeline.placeOf(a.turn) - timeline.placeOf(b.turn) ||
        compareText(placeOf(a.change), placeOf(b.change)),
    )
    .map(({ change }) => change);
}

/** People first, then what they are in: as kinds are listed. */
function placeOf({ organization, kind, key }: AccessChange): string {
  return `${organization} ${kinds.indexOf(kind)} ${key}`;
}

/** The spans of each thing, in the order of time. */
export function bySpans(spans: readonly Span[]): Map<string, Span[]> {
  const lists = new Map<string, Span[]>();
  for (const span of spans) {
    const name = nameOf(span);
    const list = lists.get(name);
    if (list === undefined) lists.set(name, [span]);
    else list.push(span);
  }
  return lists;
}

/** What all spans of one thing share. */
export function nameOf({ organization, kind, thing }: Span): string {
  return `${organization} ${kind} ${thing}`;
}

interface Told {
  readonly span: Span;
  readonly timeline: Timeline;
  readonly deeds: Deeds | undefined;
}

function changed({ span, list, place, timeline, deeds }: Told & SpanPlace): AccessChange {
  const before = adjacent(list[place - 1], span);
  const { organization, kind, key, fields, source } = accessOf(span, timeline);
  const applied = deeds?.beginOf(span, { list, place });
  return {
    ...{ organization, kind, key },
    before: before === undefined ? null : accessOf(before, timeline).fields,
    after: fields,
    ...(source === undefined ? {} : { source }),
    origin: originOf(span.from),
    ...(applied === undefined ? {} : { applied }),
  };
}

function over({
  span,
  turn,
  list,
  place,
  timeline,
  deeds,
}: Told & SpanPlace & { readonly turn: Turn }): AccessChange {
  const { organization, kind, key, fields } = accessOf(span, timeline);
  const applied = deeds?.endOf(span, { list, place });
  return {
    ...{ organization, kind, key, before: fields, after: null, origin: originOf(turn) },
    ...(applied === undefined ? {} : { applied }),
  };
}

/** Whether a span says something about a thing: it is the thing, or the thing has it. */
export function isAbout(span: Span, kind: Kind, thing: string): boolean {
  if (span.kind === kind && span.thing === thing) return true;
  return belongings(span).some((it) => it.kind === kind && it.key === thing);
}
