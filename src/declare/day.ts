/**
 * What the files come to on a day: whoever is past their end has left, and what has ended is not declared any more. Takes
 * away only, so that files that are valid stay valid and nobody gains anything by time passing.
 */
import type {
  DeclaredDay,
  DeclaredElevation,
  DeclaredMember,
  DeclaredPlace,
  DeclaredRole,
  DeclaredServiceAccount,
  DeclaredTeam,
  Facts,
} from "./facts.ts";
import { given } from "../model/given.ts";

/** The facts of a day (YYYY-MM-DD); the very same facts when no date in them has come. */
export function factsOn(facts: Facts, today: string): Facts {
  const on = { today, goes: goesTo(facts) };
  const members = changed(facts.members, (member) => memberOn(member, on));
  const teams = changed(facts.teams, (team) => teamOn(team, today));
  const serviceAccounts = changed(facts.serviceAccounts, (account) => accountOn(account, today));
  const roles = changed(facts.roles, (role) => roleOn(role, today));
  if (
    members === facts.members &&
    teams === facts.teams &&
    serviceAccounts === facts.serviceAccounts &&
    roles === facts.roles
  )
    return facts;
  return { ...facts, members, teams, serviceAccounts, roles };
}

/** Whether a day has come. Both are YYYY-MM-DD, whose order as text is their order in time. */
export function hasCome(day: DeclaredDay | undefined, today: string): boolean {
  return day !== undefined && day.day <= today;
}

/** The first day on which somebody has no access any more: their own end, or that of all their access. */
export function endOf({ expires, leaves }: DeclaredMember): DeclaredDay | undefined {
  if (expires === undefined || leaves === undefined) return expires ?? leaves;
  return leaves.day < expires.day ? leaves : expires;
}

/** What becomes of whoever leaves. */
export function goesTo({ settings }: Pick<Facts, "settings">): "deactivated" | "removed" {
  return settings?.policy.onLeave === "remove" ? "removed" : "deactivated";
}

/** The member as they are on a day; the very same when no day of theirs has come. So with teams and service accounts. */
export function memberOn(
  member: DeclaredMember,
  on: { readonly today: string; readonly goes: "deactivated" | "removed" },
): DeclaredMember {
  const shares = endedAmong(member.shares, on.today);
  const now = shares === member.shares || shares === undefined ? member : { ...member, shares };
  const end = endOf(now);
  if (now.state === "active" && end !== undefined && hasCome(end, on.today))
    return { ...now, state: on.goes, endedOn: end.day };
  const { elevation } = now;
  return elevation !== undefined && hasCome(elevation.until, on.today) ? loweredBy(now, elevation) : now;
}

function loweredBy(member: DeclaredMember, { until, then }: DeclaredElevation): DeclaredMember {
  const { role: _, customRole: __, elevation: ___, ...rest } = member;
  return { ...rest, ...then, endedOn: until.day };
}

export function teamOn(team: DeclaredTeam, today: string): DeclaredTeam {
  const members = loweredAmong(endedAmong(team.members, today), today);
  const shares = endedAmong(team.shares, today);
  if (members === team.members && shares === team.shares) return team;
  return { ...team, ...given({ members, shares }) };
}

/** The same list, with whoever leads no more as a member; the very same when there is nobody. */
function loweredAmong(
  places: readonly DeclaredPlace[] | undefined,
  today: string,
): readonly DeclaredPlace[] | undefined {
  if (places?.some(({ leadsUntil }) => hasCome(leadsUntil, today)) !== true) return places;
  return places.map((place) => {
    const { leadsUntil, ...rest } = place;
    return leadsUntil !== undefined && hasCome(leadsUntil, today)
      ? { ...rest, role: "member" as const, ledUntil: leadsUntil }
      : place;
  });
}

export function accountOn(account: DeclaredServiceAccount, today: string): DeclaredServiceAccount {
  if (hasCome(account.expires, today)) return { ...account, ended: true };
  const shares = endedAmong(account.shares, today);
  return shares === account.shares || shares === undefined ? account : { ...account, shares };
}

export function roleOn(role: DeclaredRole, today: string): DeclaredRole {
  const { team, member } = role.grantedTo ?? {};
  const [teams, members] = [endedAmong(team, today), endedAmong(member, today)];
  if (teams === team && members === member) return role;
  return {
    ...role,
    grantedTo: given({ team: teams, member: members }),
  };
}

/** The same list, with what has ended marked; the very same when nothing has. */
function endedAmong<T extends { readonly expires?: DeclaredDay }>(
  items: readonly T[] | undefined,
  today: string,
): readonly T[] | undefined {
  if (items?.some((item) => hasCome(item.expires, today)) !== true) return items;
  return items.map((item) => (hasCome(item.expires, today) ? { ...item, ended: true as const } : item));
}

/** The same map with some values replaced; the very same when none is. */
function changed<T>(map: ReadonlyMap<string, T>, on: (item: T) => T): ReadonlyMap<string, T> {
  let copy: Map<string, T> | undefined;
  for (const [key, item] of map) {
    const now = on(item);
    if (now === item) continue;
    copy ??= new Map(map);
    copy.set(key, now);
  }
  return copy ?? map;
}
