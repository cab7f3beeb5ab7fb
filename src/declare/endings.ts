/** The dates on which something ends that an entry of the files gives, with what ends then. */
import type { Holder } from "../model/entities/holder.ts";
import type { Kind } from "../model/entity.ts";
import { membershipKey } from "../kinds/membership/kind.ts";
import { grantHolders, roleGrantKey } from "../kinds/roleGrant/kind.ts";
import { shareKey } from "../kinds/share/kind.ts";
import { endOf } from "./day.ts";
import type { Facts } from "./facts.ts";
import type {
  DeclaredDay,
  DeclaredMember,
  DeclaredRole,
  DeclaredServiceAccount,
  DeclaredShare,
  DeclaredTeam,
} from "./items.ts";
import { activeMember } from "./standing.ts";

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

/** Those of a member, and of what is shared with them. */
export function datesOfMember(_: Facts, member: DeclaredMember): DatedThing[] {
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

/** Those of the places in a team, and of what is shared with it. */
export function datesOfTeam(facts: Facts, team: DeclaredTeam): DatedThing[] {
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

/** Those of an account, and of what is shared with it. */
export function datesOfAccount(
  _: Facts,
  { key, name, expires, shares }: DeclaredServiceAccount,
): DatedThing[] {
  const what = `the service account ${name}`;
  return [
    ...(expires === undefined ? [] : [{ kind: "service_account", key, date: expires, what } as const]),
    ...datesOfShares({ kind: "service_account", key }, shares, `service account ${name}`),
  ];
}

/** Those of whoever holds the role beside their own. */
export function datesOfRole(facts: Facts, { name, grantedTo = {} }: DeclaredRole): DatedThing[] {
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
