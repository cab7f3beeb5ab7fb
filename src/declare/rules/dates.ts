/** Dates take away and never give; what has come or comes soon is worth a word. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { membershipKey } from "../../kinds/membership/kind.ts";
import { managementOf, managesUsers, permissionsOf, rankOf } from "../../model/role.ts";
import { capital } from "../../model/text.ts";
import { byDay, datedThings, endingMessage, endingSoon, noticeDays } from "../dates.ts";
import type { DatedThing } from "../endings.ts";
import { hasCome } from "../day.ts";
import { factsOn } from "../factsOn.ts";
import type { Facts } from "../facts.ts";
import { errorAt, quoted, warningAt } from "../place.ts";
import { customRoles, roleOf } from "../standing.ts";

/** So many dates of a sort are named one by one. */
const mostNamed = 20;

/** Errors for elevations after which somebody could do more than before: what a day gives, nobody looks at when it comes. */
export function checkElevations(facts: Facts): Diagnostic[] {
  const roles = customRoles(facts);
  return [...facts.members.values()].flatMap(({ email, role, elevation }) => {
    const then = elevation?.then.role;
    if (elevation === undefined || role === undefined || then === undefined) return [];
    const [before, after] = [rankOf(role, roles), rankOf(then, roles)];
    // A role that nobody knows is reported where it is named.
    if (before === undefined || after === undefined) return [];
    const had = permissionsOf(role, roles);
    const gains =
      after > before ||
      (after === before && permissionsOf(then, roles).some((permission) => !had.includes(permission))) ||
      managementOf(then, roles) > managementOf(role, roles);
    if (!gains) return [];
    const message = `From ${elevation.until.day} on ${quoted(email)} could do more than before: ${then} instead of ${role}.`;
    const hint = "A date only takes away. Name a role in `then` that is not above `role`.";
    return [errorAt(elevation.until.at, { code: "then-above", message, hint })];
  });
}

/** Warnings for dates that have come, with what became of it. */
export function warnOfPastDates(facts: Facts, today: string): Diagnostic[] {
  const past = datedThings(facts).filter(({ date }) => hasCome(date, today));
  const gone = [...facts.members.values()].flatMap(({ key, email, endedOn, state, at }): DatedThing[] => {
    if (endedOn === undefined) return [];
    const what = state === "active" ? `the elevation of ${email}` : `the access of ${email}`;
    return [{ kind: "member", key, date: { day: endedOn, at }, what }];
  });
  const led = [...facts.teams.values()].flatMap(({ key, slug, members }) =>
    (members ?? []).flatMap(({ member, ledUntil }): DatedThing[] =>
      ledUntil === undefined
        ? []
        : [
            {
              kind: "team_membership",
              key: membershipKey(key, member.key),
              date: ledUntil,
              what: `the lead of ${member.text} in the team ${slug}`,
            },
          ],
    ),
  );
  return named(facts, [...past, ...gone, ...led], {
    code: "past-date",
    message: ({ what, date }) => `${capital(what)} ended on ${date.day}.`,
    hint: "Take out what is over, when it suits.",
    more: "more dates have come",
  });
}

/** Warnings for what ends within two weeks. */
export function warnOfEnding(facts: Facts, today: string): Diagnostic[] {
  const soon = endingSoon(facts, today);
  return [
    ...named(facts, soon, {
      code: "ends-soon",
      message: (thing) => `${capital(endingMessage(thing, today))}.`,
      more: `more things end within ${noticeDays} days`,
    }),
    ...fewAdmins(facts, today, soon),
  ];
}

/** A warning for the first of these days after which too few people could manage users: the guard will block on it. */
function fewAdmins(facts: Facts, today: string, soon: readonly DatedThing[]): Diagnostic[] {
  const minimum = facts.settings?.guards.minAdmins ?? 0;
  const roles = customRoles(facts);
  const admins = (day: string): number =>
    [...factsOn(facts, day).members.values()].filter(
      (member) => member.state === "active" && managesUsers(roleOf(facts, member), roles),
    ).length;
  if (admins(today) < minimum) return [];
  const days = [...new Set(soon.filter(({ kind }) => kind === "member").map(({ date }) => date.day))].sort();
  const day = days.find((one) => admins(one) < minimum);
  if (day === undefined) return [];
  const message = `From ${day} on the files declare ${admins(day)} who can manage users, and \`guards.min_admins\` is ${minimum}: what is due that day will be blocked.`;
  const hint = "Name another admin before, or let one stay for longer.";
  return [warningAt(facts.at, { code: "few-admins-soon", message, hint })];
}

function named(
  facts: Facts,
  things: readonly DatedThing[],
  said: {
    readonly code: string;
    readonly message: (thing: DatedThing) => string;
    readonly hint?: string;
    readonly more: string;
  },
): Diagnostic[] {
  const { code, hint } = said;
  const sorted = byDay(things);
  const diagnostics = sorted
    .slice(0, mostNamed)
    .map((thing) => warningAt(thing.date.at, { code, message: said.message(thing), hint }));
  if (sorted.length > mostNamed) {
    const message = `${sorted.length - mostNamed} ${said.more}.`;
    diagnostics.push(warningAt(facts.at, { code, message }));
  }
  return diagnostics;
}
