/** What the commits say of somebody's place in a team: when they were in it last, and all there is where today's files cannot be read. */
import { originOf } from "../../history/access.ts";
import type { Span } from "../../history/span.ts";
import type { Timeline } from "../../history/timeline.ts";
import { find } from "../../history/who.ts";
import type { Origin, WhyNot } from "../../model/evidence.ts";
import { fold, sortedBy } from "../../model/text.ts";

export interface PastQuestion {
  readonly who: string;
  readonly timeline: Timeline;
}

/** Where the files as they stand do not say it: by the last ones that were valid. `why`: a sentence. */
export function byThePast(
  { who, timeline }: PastQuestion,
  { key, team, why }: { readonly key: string; readonly team: string; readonly why: string },
): WhyNot {
  const names = new Set([...find(who, timeline).names, fold(who.trim())]);
  const teams = new Set([...find(`team:${key}/${team}`, timeline).names, team]);
  const places = placesIn(timeline, {
    organization: key,
    isTeam: (name) => teams.has(name),
    isMember: (name) => names.has(name),
  });
  const open = places.find(({ to }) => to === undefined);
  const reasons =
    open === undefined
      ? ["By the last valid files they are not in it.", ...lastOf(places)]
      : [`By the last valid files they are in it since ${dated(originOf(open.from))}.`];
  return {
    ...{ organization: key, team, has: open !== undefined, live_read: false },
    reasons: [why, ...reasons, "Whether it is live was not looked up."],
  };
}

/** When they were in it last. */
export function whenLast(
  timeline: Timeline,
  {
    organization,
    team,
    member,
  }: { readonly organization: string; readonly team: string; readonly member: string },
): string[] {
  const isTeam = (name: string): boolean => name === team;
  return lastOf(placesIn(timeline, { organization, isTeam, isMember: (name) => name === member }));
}

interface Places {
  readonly organization: string;
  /** Of any name that it ever had. */
  readonly isTeam: (name: string) => boolean;
  readonly isMember: (name: string) => boolean;
}

function placesIn(timeline: Timeline, { organization, isTeam, isMember }: Places): Span[] {
  return timeline
    .spans()
    .filter(
      (span) =>
        span.organization === organization &&
        span.kind === "team_membership" &&
        timeline.keysOf(organization, "team", String(span.fields["team"])).some(isTeam) &&
        timeline.keysOf(organization, "member", String(span.fields["member"])).some(isMember),
    );
}

function lastOf(places: readonly Span[]): string[] {
  const ended = places.flatMap(({ to }) => (to === undefined ? [] : [to]));
  const last = sortedBy(ended, ({ at }) => at).at(-1);
  return last === undefined ? [] : [`They were in it until ${dated(originOf(last))}.`];
}

function dated({ at, by, pull_request: number, author }: Origin): string {
  const way = number === null ? `a direct commit, ${author}` : `#${number}, ${author}`;
  return `${at.slice(0, 10)} (${by === "date" ? "by a date of " : ""}${way})`;
}
