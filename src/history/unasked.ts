/**
 * What journals hold and no commit ever asked for: somebody let in, given something or put out by files that never came to
 * the branch. In doubt a deed was asked for: a step on the way to what the files say is one.
 */
import { belongings } from "../kinds/kinds.ts";
import type { Access } from "../model/evidence.ts";
import { fieldOf } from "../model/jsonFields.ts";
import { addTo } from "../model/grouped.ts";
import { sortedBy } from "../model/text.ts";
import { ends, isGone, isSame, keysOf, type Deed } from "./applied.ts";
import { adjacent, endOfDay, isOpenAt, type Span } from "./span.ts";
import type { Timeline } from "./timeline.ts";

/** A deed that no commit asked for, with what it left, or ended. */
export type Unasked = Pick<Deed, "at" | "run"> &
  Pick<Access, "organization" | "kind" | "key" | "fields"> & {
    readonly isEnd: boolean;
  };

/** Up to the end of a day, oldest first. */
export function unaskedIn(deeds: readonly Deed[], timeline: Timeline, on: string): Unasked[] {
  if (deeds.length === 0) return [];
  const spans = timeline.spans();
  const first = spans.reduce((least, { from }) => (from.at < least ? from.at : least), "9999");
  const known = new Map<string, Span[]>();
  for (const span of spans)
    for (const key of keysOf(span, timeline)) addTo(known, `${span.organization} ${span.kind} ${key}`, span);
  const unasked = deeds
    .filter(
      (deed) =>
        // Of what was before the files nothing is known.
        deed.at >= first && deed.at <= endOfDay(on) && isGiven(deed),
    )
    .filter((deed) =>
      isUnasked(deed, known.get(`${deed.organization} ${deed.kind} ${deed.key}`) ?? [], timeline),
    )
    .map((deed) => {
      const { at, run, organization, kind, key, before, after } = deed;
      return { at, run, organization, kind, key, fields: after ?? before ?? {}, isEnd: ends(deed) };
    });
  return sortedBy(unasked, ({ at }) => at);
}

/** That somebody is in, or what was given to somebody: not who has what to lead, and not what hangs on others. */
function isGiven({ kind, key, before, after }: Deed): boolean {
  const meant = { kind, thing: key, fields: after ?? before ?? {} };
  return kind === "member" || belongings(meant).some(({ as }) => as === "given");
}

function isUnasked(deed: Deed, list: readonly Span[], timeline: Timeline): boolean {
  if (list.length === 0) return deed.before === null;
  const open = list.find((span) => isOpenAt(span, deed.at) && !isGone(span));
  if (open === undefined) return false;
  if (ends(deed)) return list.every((span, index) => !isGone(span) && lasts(span, list[index + 1]));
  // The files of then said what was there: it was no way to anything that they said.
  const { before, after } = deed;
  if (before === null || after === null) return false;
  return (
    isLike({ ...deed, after: before }, open, timeline) && !list.some((span) => isLike(deed, span, timeline))
  );
}

function lasts(span: Span, next: Span | undefined): boolean {
  return span.to === undefined || (next !== undefined && adjacent(span, next) !== undefined);
}

/** Whether the deed leaves the role or level that a span says. */
function isLike(deed: Deed, span: Span, names: Timeline): boolean {
  const both = ["role", "level"].filter(
    (field) => fieldOf(deed.after, field) !== undefined && span.fields[field] !== undefined,
  );
  return both.length > 0 && both.every((field) => isSame(field, { deed, span, names }));
}
