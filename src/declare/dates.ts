/** Every date in the files on which something ends, with what ends then. */
import { dayAfter, daysBetween } from "../model/day.ts";
import type { EndingAccess } from "../model/plan.ts";
import { plural, sortedBy } from "../model/text.ts";
import { hasCome } from "./day.ts";
import type { DatedThing } from "./endings.ts";
import type { Facts } from "./facts.ts";
import { ofEach } from "./sections/all.ts";

/** So many days before something ends, it is said. */
export const noticeDays = 14;

/**
 * The dates of a day's facts: those of people who are there, and of what they and teams have. What has ended stands
 * here too; what somebody had who has left does not.
 */
export function datedThings(facts: Facts): DatedThing[] {
  return ofEach(facts, (spec, item) => spec.dates?.(facts, item) ?? []);
}

/** What ends within two weeks of a day, first what ends first. `facts` are those of the day. */
export function endingSoon(facts: Facts, today: string): DatedThing[] {
  const last = dayAfter(today, noticeDays);
  return byDay(datedThings(facts).filter(({ date }) => !hasCome(date, today) && date.day <= last));
}

/** By day, then by what ends. */
export function byDay(things: readonly DatedThing[]): DatedThing[] {
  return sortedBy(things, ({ date, kind, key }) => `${date.day} ${kind} ${key}`);
}

/** What ends within two weeks of a day, as plans say it. */
export function endingOn(facts: Facts, today: string): EndingAccess[] {
  return endingSoon(facts, today).map((thing) => ({
    kind: thing.kind,
    key: thing.key,
    day: thing.date.day,
    message: endingMessage(thing, today),
  }));
}

/** "the access of kim@contractor.example ends on 2026-12-01, in 5 days" */
export function endingMessage({ what, then, date }: DatedThing, today: string): string {
  const after = then === undefined ? "" : `, ${then} from then on`;
  return `${what} ends on ${date.day}, in ${plural(daysBetween(today, date.day), "day")}${after}`;
}
