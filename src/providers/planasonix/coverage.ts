/** Judges whether collections were read to the end: by their own count, by the organization's, and by what they say of each other. */
import type { KindCoverage } from "../../model/state.ts";
import { plural } from "../../model/text.ts";
import type { ApiInvitation, ApiMember, ApiOrganization, ApiTeam, ApiTeamMembership } from "./contract.ts";

/** One collection as it was read, each object once. */
export interface Collection<T> {
  readonly items: readonly T[];
  readonly total: number | undefined;
  readonly broken: string | undefined;
}

export interface Collections {
  readonly organization: ApiOrganization;
  readonly members: Collection<ApiMember>;
  readonly invitations: Collection<ApiInvitation>;
  readonly teams: Collection<ApiTeam>;
  readonly memberships: Collection<ApiTeamMembership>;
}

/** Coverage per kind; invitations count as members. The first reason found is the one given. */
export function coverageOf(read: Collections): Record<"member" | "team" | "team_membership", KindCoverage> {
  const usage = read.organization.usage ?? {};
  const shortOf = {
    members: shortness("members", read.members, usage.members),
    invitations: shortness("invitations", read.invitations, usage.invitations),
    teams: shortness("teams", read.teams, usage.teams),
    memberships: shortness("team memberships", read.memberships, usage.team_memberships),
  };
  const empty =
    read.members.items.length === 0 ? "The list of members is empty, which no organization's is." : null;
  const dangling = danglingReferences(read, {
    // A count that was reached vouches for a list: what is not in it is gone, not overlooked.
    members: usage.members !== undefined || read.members.total !== undefined,
    teams: usage.teams !== undefined || read.teams.total !== undefined,
  });
  return {
    member: covered(shortOf.members ?? shortOf.invitations ?? empty ?? dangling.member),
    team: covered(shortOf.teams ?? dangling.team),
    team_membership: covered(shortOf.memberships ?? dangling.membership),
  };
}

function covered(reason: string | null): KindCoverage {
  return reason === null ? { complete: true } : { complete: false, reason };
}

function shortness(
  name: string,
  { items, total, broken }: Collection<unknown>,
  used: number | undefined,
): string | null {
  if (broken !== undefined) return `The list of ${name} was not read to its end. ${broken}`;
  // More than was said is fine: somebody joined meanwhile.
  const said = Math.max(total ?? 0, used ?? 0);
  if (items.length >= said) return null;
  return `The service says that there are ${said} ${name}, and listed ${items.length}.`;
}

interface Dangling {
  readonly member: string | null;
  readonly team: string | null;
  readonly membership: string | null;
}

/** References to objects that no list held. */
function danglingReferences(read: Collections, vouched: { members: boolean; teams: boolean }): Dangling {
  const members = new Set(read.members.items.map((item) => item.id));
  const teams = new Set(read.teams.items.map((item) => item.id));
  const lostTeams = read.memberships.items.filter((item) => !teams.has(item.team_id)).length;
  const lostMembers = read.memberships.items.filter((item) => !members.has(item.member_id)).length;
  const isLost = (id: string | null | undefined, known: ReadonlySet<string>): boolean =>
    id !== null && id !== undefined && !known.has(id);
  const parents = read.teams.items.filter((item) => isLost(item.parent_id, teams)).length;
  const managers = read.teams.items.filter((item) => isLost(item.manager_id, members)).length;
  const places = read.invitations.items
    .flatMap((item) => item.teams ?? [])
    .filter((place) => !teams.has(place.team_id));
  const lost = (count: number, what: string, wanted: string): string | null =>
    count === 0 ? null : `${plural(count, what)} named a ${wanted} that the list of ${wanted}s did not hold.`;
  const noMember = lost(lostMembers, "team membership", "member");
  const noTeam = lost(lostTeams, "team membership", "team");
  return {
    member: noMember ?? (vouched.members ? null : lost(managers, "team", "member")),
    team:
      noTeam ??
      lost(parents, "team", "team") ??
      (vouched.teams ? null : lost(places.length, "invitation", "team")),
    // A membership without both its ends has no key, and is left out of the state.
    membership: noTeam ?? noMember,
  };
}
