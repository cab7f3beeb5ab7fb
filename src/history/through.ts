/**
 * Whose history a change belongs to: what is theirs, and what they have through that while it is. These are the keys of the
 * accounts that they answer for, what their teams are given, and the accounts that these answer for.
 */
import type { Belonging } from "../kinds/access.ts";
import { belongings } from "../kinds/kinds.ts";
import type { Kind } from "../model/entity.ts";
import { addTo } from "../model/grouped.ts";
import { isAbout } from "./changes.ts";
import type { Span, Turn } from "./span.ts";
import type { Timeline } from "./timeline.ts";

export interface Concern {
  /** Whether any change of a span may be one. */
  readonly spans: (span: Span) => boolean;
  /** Whether that it began or ended with a turn is one: whose it is by then. */
  readonly turns: (span: Span, turn: Turn) => boolean;
}

/** While something is theirs, so is what belongs to it in these ways. */
interface Tie {
  readonly ways: readonly Belonging["as"][];
  /** Numbers of turns: with the first it begins, with the last it is over. */
  readonly from: number;
  readonly to: number;
}

/** Of somebody or something, by what they are in each organization. */
export function concernOf(
  timeline: Timeline,
  kind: Kind,
  things: readonly { readonly organization: string; readonly thing: string }[],
): Concern {
  const place = (turn: Turn | undefined): number => (turn === undefined ? Infinity : timeline.placeOf(turn));
  const isDirect = (span: Span): boolean =>
    things.some((it) => span.organization === it.organization && isAbout(span, kind, it.thing));
  const ties = new Map<string, Tie[]>();
  const nameOf = ({ organization }: Span, of: Kind, thing: string): string =>
    `${organization} ${of} ${thing}`;
  const tiesOf = (span: Span): readonly Tie[] =>
    ties.size === 0
      ? []
      : belongings(span).flatMap((it) =>
          (ties.get(nameOf(span, it.kind, it.key)) ?? []).filter(({ ways }) => ways.includes(it.as)),
        );
  const rest: Span[] = [];
  for (const span of timeline.spans()) {
    if (!isDirect(span)) {
      rest.push(span);
      continue;
    }
    const during = { from: place(span.from), to: place(span.to) };
    addTo(ties, nameOf(span, span.kind, span.thing), { ways: ["part"], ...during });
    for (const { kind: of, through } of belongings(span))
      if (of === kind && through !== undefined)
        addTo(ties, nameOf(span, through.kind, through.key), { ways: ["given", "led"], ...during });
  }
  const led = rest.flatMap((span) =>
    tiesOf(span)
      .filter(({ ways }) => ways.includes("led"))
      .map((tie) => ({ span, tie })),
  );
  for (const { span, tie } of led) {
    const [from, to] = [Math.max(tie.from, place(span.from)), Math.min(tie.to, place(span.to))];
    if (from < to) addTo(ties, nameOf(span, span.kind, span.thing), { ways: ["part"], from, to });
  }
  return {
    spans: (span) => isDirect(span) || tiesOf(span).length > 0,
    turns(span, turn) {
      const at = place(turn);
      const isThen = ({ from, to }: Tie): boolean =>
        turn === span.to ? from < at && at <= to : from <= at && at < to;
      return isDirect(span) || tiesOf(span).some(isThen);
    },
  };
}
