/** What an entry of the files comes to on a day. */
import type {
  DeclaredDay,
  DeclaredElevation,
  DeclaredMember,
  DeclaredPlace,
  DeclaredRole,
  DeclaredServiceAccount,
  DeclaredTeam,
} from "./items.ts";
import { given } from "../model/given.ts";

/** Whether a day has come. Both are YYYY-MM-DD, whose order as text is their order in time. */
export function hasCome(day: DeclaredDay | undefined, today: string): boolean {
  return day !== undefined && day.day <= today;
}

/** The days on which items of a list end. */
export function endsOf(
  items: readonly { readonly expires?: DeclaredDay }[] = [],
): readonly (DeclaredDay | undefined)[] {
  return items.map(({ expires }) => expires);
}

/** The first day on which somebody has no access any more: their own end, or that of all their access. */
export function endOf({ expires, leaves }: DeclaredMember): DeclaredDay | undefined {
  if (expires === undefined || leaves === undefined) return expires ?? leaves;
  return leaves.day < expires.day ? leaves : expires;
}

/** A day (YYYY-MM-DD), and what becomes of whoever leaves. */
export interface Day {
  readonly today: string;
  readonly goes: "deactivated" | "removed";
}

/** The member as they are on a day; the very same when no day of theirs has come. So with teams and service accounts. */
export function memberOn(member: DeclaredMember, on: Day): DeclaredMember {
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

export function teamOn(team: DeclaredTeam, { today }: Day): DeclaredTeam {
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

export function accountOn(account: DeclaredServiceAccount, { today }: Day): DeclaredServiceAccount {
  if (hasCome(account.expires, today)) return { ...account, ended: true };
  const shares = endedAmong(account.shares, today);
  return shares === account.shares || shares === undefined ? account : { ...account, shares };
}

export function roleOn(role: DeclaredRole, { today }: Day): DeclaredRole {
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
