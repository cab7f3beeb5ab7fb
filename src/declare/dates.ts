/** Every date in the files on which something ends, with what ends then. */
import { dayAfter, daysBetween } from "../model/day.ts";
import type { Holder, Kind } from "../model/entity.ts";
import { membershipKey } from "../kinds/membership/kind.ts";
import { grantHolders, roleGrantKey } from "../kinds/roleGrant/kind.ts";
import { shareKey } from "../kinds/share/kind.ts";
import type { EndingAccess } from "../model/plan.ts";
import { plural, sortedBy } from "../model/text.ts";
import { endOf, hasCome } from "./day.ts";
import type {
  DeclaredDay,
  DeclaredMember,
  DeclaredRole,
  DeclaredShare,
  DeclaredTeam,
  Facts,
} from "./facts.ts";
import { activeMember } from "./standing.ts";

/** So many days before something ends, it is said. */
export const noticeDays = 14;

/** One date, and what happens on it. */
export interface DatedThing {
  readonly kind: Kind;
  readonly key: string;
  readonly date: DeclaredDay;
  /** What there is until then: "the access of kim@contractor.example". */
  readonly what: string;
  /** What holds from then on: "editor". */
  readonly then?: string;
}

/**
 * The dates of a day's facts: those of people who are there, and of what they and teams have. What has ended stands
 * here too; what somebody had who has left does not.
 */
export function datedThings(facts: Facts): DatedThing[] {
  return [
    ...[...facts.members.values()].flatMap(datesOfMember),
    ...[...facts.teams.values()].flatMap((team) => datesOfTeam(facts, team)),
    ...[...facts.service_accounts.values()].flatMap(({ key, name, expires, shares }): DatedThing[] => [
      ...(expires === undefined
        ? []
        : [{ kind: "service_account", key, date: expires, what: `the service account ${name}` } as const]),
      ...datesOfShares({ kind: "service_account", key }, shares, `service account ${name}`),
    ]),
    ...[...facts.roles.values()].flatMap((role) => datesOfGrants(facts, role)),
  ];
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

function datesOfMember(member: DeclaredMember): DatedThing[] {
  const { key, email, state, elevation, role, shares } = member;
  if (state !== "active") return [];
  const end = endOf(member);
  const holder = { kind: "member", key } as const;
  return [
    ...(end === undefined
      ? []
      : [{ kind: "member", key, date: end, what: `the access of ${email}` } as const]),
    ...(elevation === undefined
      ? []
      : [
          {
            kind: "member",
            key,
            date: elevation.until,
            what: `the role ${role ?? "?"} of ${email}`,
            then: elevation.then.role ?? "?",
          } as const,
        ]),
    ...datesOfShares(holder, shares, email),
  ];
}

function datesOfTeam(facts: Facts, team: DeclaredTeam): DatedThing[] {
  // What ends in an included team ends here with it, and is told there.
  const places = (team.members ?? []).flatMap(({ member, expires, via }): DatedThing[] =>
    expires === undefined || via !== undefined || activeMember(facts, member.key) === undefined
      ? []
      : [
          {
            kind: "team_membership",
            key: membershipKey(team.key, member.key),
            date: expires,
            what: `the place of ${member.text} in the team ${team.slug}`,
          },
        ],
  );
  const leads = (team.members ?? []).flatMap(({ member, leadsUntil }): DatedThing[] =>
    leadsUntil === undefined || activeMember(facts, member.key) === undefined
      ? []
      : [
          {
            kind: "team_membership",
            key: membershipKey(team.key, member.key),
            date: leadsUntil,
            what: `the lead of ${member.text} in the team ${team.slug}`,
            then: "member",
          },
        ],
  );
  return [
    ...places,
    ...leads,
    ...datesOfShares({ kind: "team", key: team.key }, team.shares, `team ${team.slug}`),
  ];
}

function datesOfGrants(facts: Facts, { name, grantedTo = {} }: DeclaredRole): DatedThing[] {
  return grantHolders.flatMap((kind) =>
    (grantedTo[kind] ?? []).flatMap(({ holder: { key, text }, expires }): DatedThing[] => {
      if (expires === undefined || (kind === "member" && activeMember(facts, key) === undefined)) return [];
      const whose = kind === "team" ? `team ${text}` : text;
      return [
        {
          kind: "role_grant",
          key: roleGrantKey({ role: name, holder: { kind, key } }),
          date: expires,
          what: `the role ${name} of ${whose}`,
        },
      ];
    }),
  );
}

function datesOfShares(holder: Holder, shares: readonly DeclaredShare[] = [], name: string): DatedThing[] {
  return shares.flatMap(({ resource, name: shared, level, expires }): DatedThing[] =>
    expires === undefined
      ? []
      : [
          {
            kind: "share",
            key: shareKey({ resource, name: shared, holder }),
            date: expires,
            what: `${level} on the ${resource} ${shared} for ${name}`,
          },
        ],
  );
}
