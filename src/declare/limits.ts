/**
 * The facts with terms that count in place of the ones in the files, since those do not hold yet: as if the files still
 * said what they said before. Of what they do not name any more, members and service accounts are told to go, and single
 * places and shares are ended: an entry for their team, or for who held them, would take away all that it does not name.
 */
import { saidNothing } from "./sections/members.ts";
import { spanOf } from "../model/duration.ts";
import { roleEnd, type Limit } from "../model/limit.ts";
import type { Holder } from "../model/entities/holder.ts";
import type { Entity } from "../model/entity.ts";
import { kindOf } from "../kinds/kinds.ts";
import { membershipKey } from "../kinds/membership/kind.ts";
import { roleGrantKey, type GrantHolder } from "../kinds/roleGrant/kind.ts";
import { shareKey } from "../kinds/share/kind.ts";
import type { Organization } from "../model/organization.ts";
import { entitiesOf, stateOf } from "../model/state.ts";
import type { Facts } from "./facts.ts";
import type {
  DeclaredDay,
  DeclaredGrant,
  DeclaredKey,
  DeclaredMember,
  DeclaredPlace,
  DeclaredRole,
  DeclaredServiceAccount,
  DeclaredShare,
} from "./items.ts";
import type { Place } from "./place.ts";
import { given } from "../model/given.ts";

/** The facts under these limits. */
export function limitedFacts(facts: Facts, limits: readonly Limit[]): Facts {
  const of = new Map(limits.map((limit) => [`${limit.kind} ${limit.key} ${limit.what}`, limit.value]));
  const dayFor: DayFor = (name, at) => {
    const day = of.get(`${name} expires`);
    return day === undefined ? {} : { expires: { day, at } };
  };
  const sharesOf = (holder: Holder, shares: readonly DeclaredShare[] | undefined) =>
    shares === undefined
      ? {}
      : {
          shares: shares.map((share) => ({
            ...share,
            ...dayFor(`share ${shareKey({ ...share, holder })}`, share.at),
          })),
        };
  return {
    ...facts,
    members: mapped(withGone(facts.members, goneMembers(facts, limits)), (member) => ({
      ...member,
      ...dayFor(`member ${member.key}`, member.at),
      ...elevationOf(member, of.get(`member ${member.key} until`)),
      ...sharesOf({ kind: "member", key: member.key }, member.shares),
    })),
    teams: mapped(facts.teams, (team) => ({
      ...team,
      ...(team.members === undefined
        ? {}
        : {
            members: team.members.map((place) => ({
              ...place,
              ...dayFor(`team_membership ${membershipKey(team.key, place.member.key)}`, place.member.at),
              ...leadFor(place, of.get(`team_membership ${membershipKey(team.key, place.member.key)} until`)),
            })),
          }),
      ...sharesOf({ kind: "team", key: team.key }, team.shares),
    })),
    roles: mapped(facts.roles, (role) => limitedRole(role, dayFor)),
    service_accounts: mapped(withGone(facts.service_accounts, goneAccounts(facts, limits)), (account) => ({
      ...account,
      ...dayFor(`service_account ${account.key}`, account.at),
      ...sharesOf({ kind: "service_account", key: account.key }, account.shares),
      ...(account.keys === undefined
        ? {}
        : {
            keys: account.keys.map((key) => ({
              ...key,
              ...spansOf((what) => of.get(`key ${account.key}/${key.key} ${what}`)),
            })),
          }),
    })),
  };
}

type DayFor = (name: string, at: Place) => { readonly expires: DeclaredDay } | Record<never, never>;

/** The role with the days on which it ends for those who hold it. */
function limitedRole(role: DeclaredRole, dayFor: DayFor): DeclaredRole {
  const { grantedTo } = role;
  if (grantedTo === undefined) return role;
  const under = (kind: GrantHolder, list: readonly DeclaredGrant[]): DeclaredGrant[] =>
    list.map((grant) => {
      const key = roleGrantKey({ role: role.name, holder: { kind, key: grant.holder.key } });
      return { ...grant, ...dayFor(`role_grant ${key}`, grant.holder.at) };
    });
  const { team, member } = grantedTo;
  return {
    ...role,
    grantedTo: {
      ...(team === undefined ? {} : { team: under("team", team) }),
      ...(member === undefined ? {} : { member: under("member", member) }),
    },
  };
}

/** The organization in which those places and shares have ended that its files do not name any more. */
export function withEnded(organization: Organization, limits: readonly Limit[]): Organization {
  const { desired, undated = desired, ended } = organization;
  const gone = limits.flatMap(({ kind, key, what }): Entity | readonly Entity[] => {
    if (what !== "expires" || undated[kind].has(key)) return [];
    return kindOf(kind).ofKey?.(key) ?? [];
  });
  if (gone.length === 0) return organization;
  const before = ended === undefined ? [] : entitiesOf(ended);
  return { ...organization, undated, ended: stateOf([...before, ...gone], organization.desired) };
}

/** Members whom the files do not name any more, as people of whom nothing is said but that they are to go. */
function goneMembers({ members, at }: Facts, limits: readonly Limit[]): DeclaredMember[] {
  return limits
    .filter(({ kind, key }) => kind === "member" && !members.has(key))
    .map(({ key, what, value }) => {
      const state = what === "state" && value === "removed" ? "removed" : "deactivated";
      return { key, email: key, asIs: saidNothing, state: what === "state" ? state : "active", at };
    });
}

function goneAccounts(
  { service_accounts: serviceAccounts, at }: Facts,
  limits: readonly Limit[],
): DeclaredServiceAccount[] {
  return limits
    .filter(({ kind, key }) => kind === "service_account" && !serviceAccounts.has(key))
    .map(({ key }) => ({ key, name: key, at }));
}

function withGone<T extends { readonly key: string }>(
  map: ReadonlyMap<string, T>,
  gone: readonly T[],
): ReadonlyMap<string, T> {
  return gone.length === 0 ? map : new Map([...map, ...gone.map((item) => [item.key, item] as const)]);
}

function elevationOf({ at }: DeclaredMember, value: string | undefined): Pick<DeclaredMember, "elevation"> {
  const end = value === undefined ? undefined : roleEnd(value);
  return end === undefined ? {} : { elevation: { until: { day: end.until, at }, then: { role: end.then } } };
}

function leadFor(
  { role, member }: DeclaredPlace,
  value: string | undefined,
): Pick<DeclaredPlace, "leadsUntil"> {
  const end = value === undefined ? undefined : roleEnd(value);
  return end === undefined || role !== "lead" ? {} : { leadsUntil: { day: end.until, at: member.at } };
}

function spansOf(
  valueOf: (what: "rotate_after" | "overlap") => string | undefined,
): Pick<DeclaredKey, "rotateAfter" | "overlap"> {
  const [rotateAfter, overlap] = (["rotate_after", "overlap"] as const).map((what) => {
    const value = valueOf(what);
    return value === undefined ? undefined : spanOf(value);
  });
  return given({ rotateAfter, overlap });
}

function mapped<T>(map: ReadonlyMap<string, T>, on: (item: T) => T): ReadonlyMap<string, T> {
  return new Map([...map].map(([key, item]) => [key, on(item)]));
}
