/** Judges whether collections were read to the end: by their own count, by the organization's, and by what they say of each other. */
import { isSharedKind, planasonix } from "../../model/vocabularies/planasonix.ts";
import { isBuiltIn, normalRole } from "../../model/role.ts";
import { completeCoverage, type Coverage, type KindCoverage } from "../../model/state.ts";
import { plural } from "../../model/text.ts";
import type { OwnKind } from "./capabilities.ts";
import { shortness, type Collection } from "./collection.ts";
import type {
  ApiInvitation,
  ApiMember,
  ApiOrganization,
  ApiRole,
  ApiServiceAccount,
  ApiServiceAccountKey,
  ApiShare,
  ApiTeam,
  ApiTeamMembership,
} from "./contract.ts";
import type { Names } from "../../io/remote/known.ts";
import type { ResourceList } from "./resources.ts";

export interface Collections {
  readonly organization: ApiOrganization;
  readonly members: Collection<ApiMember>;
  readonly invitations: Collection<ApiInvitation>;
  readonly teams: Collection<ApiTeam>;
  readonly memberships: Collection<ApiTeamMembership>;
  readonly roles: Collection<ApiRole>;
  readonly shares: Collection<ApiShare>;
  readonly accounts: Collection<ApiServiceAccount>;
  readonly keys: Collection<ApiServiceAccountKey>;
  /** Of the kinds that were asked for. */
  readonly resources: readonly ResourceList[];
}

type Reason = string | null;
/** What an object of a kind is called; undefined where no list held it. */
type NameOf = (id: string) => string | undefined;

/** Coverage per kind; invitations count as members. The first reason found is the one given. */
export function coverageOf(read: Collections, names: Names): Coverage {
  const usage = read.organization.usage ?? {};
  const lost = lostReferences(read, names);
  // A count that was reached vouches for a list: what is not in it is gone, not overlooked.
  const unlessCounted = (list: Collection<unknown>, used: number | undefined, reason: Reason): Reason =>
    used !== undefined || list.total !== undefined ? null : reason;
  // Named one by one: what nobody judged must not count as read to its end, and so as gone.
  const judged: Pick<Coverage, OwnKind> = {
    member: covered(
      shortness("members", read.members, usage.members),
      shortness("invitations", read.invitations, usage.invitations),
      empty("members", read.members),
      lost.memberOfMembership,
      unlessCounted(read.members, usage.members, lost.member),
    ),
    team: covered(
      shortness("teams", read.teams, usage.teams),
      lost.teamOfMembership,
      lost.parent,
      unlessCounted(read.teams, usage.teams, lost.team),
    ),
    // What lacks one of its ends has no key, and is left out of the state: likewise shares, accounts and keys.
    team_membership: covered(
      shortness("team memberships", read.memberships, usage.team_memberships),
      lost.teamOfMembership,
      lost.memberOfMembership,
    ),
    role: covered(
      shortness("roles", read.roles, usage.roles),
      empty("roles", read.roles),
      unlessCounted(read.roles, usage.roles, lost.role),
    ),
    share: covered(
      shortness("shares", read.shares, usage.shares),
      lost.holderOfShare,
      // Without all the names, a share that the files name cannot be told from one that they do not.
      shortResources(read.resources.filter(({ kind }) => isSharedKind(kind))),
      lost.resourceOfShare,
    ),
    service_account: covered(
      shortness("service accounts", read.accounts, usage.service_accounts),
      lost.ownerOfAccount,
      unlessCounted(read.accounts, usage.service_accounts, lost.account),
    ),
    key: covered(
      shortness("keys of service accounts", read.keys, usage.service_account_keys),
      lost.accountOfKey,
    ),
    ownership: covered(shortResources(read.resources), lost.resourceOfShare),
  };
  // Of what Planasonix has nothing of, there is nothing to be read.
  return { ...completeCoverage, ...judged };
}

function covered(...reasons: readonly Reason[]): KindCoverage {
  const reason = first(reasons);
  return reason === null ? { complete: true } : { complete: false, reason };
}

function first(reasons: readonly Reason[]): Reason {
  return reasons.find((item) => item !== null) ?? null;
}

function empty(name: string, { items }: Collection<unknown>): Reason {
  return items.length === 0 ? `The list of ${name} is empty, which no organization's is.` : null;
}

function shortResources(lists: readonly ResourceList[]): Reason {
  return first(lists.map(({ kind, list }) => shortness(`${kind}s`, list)));
}

interface Lost {
  readonly memberOfMembership: Reason;
  readonly teamOfMembership: Reason;
  readonly parent: Reason;
  readonly holderOfShare: Reason;
  readonly resourceOfShare: Reason;
  readonly ownerOfAccount: Reason;
  readonly accountOfKey: Reason;
  /** Whatever else names a member, a team, a role or a service account that is in no list. */
  readonly member: Reason;
  readonly team: Reason;
  readonly role: Reason;
  readonly account: Reason;
}

/** References to objects that no list held. */
function lostReferences(read: Collections, { member, team, account }: Names): Lost {
  const roles = new Set(read.roles.items.map((item) => normalRole(item.name)));
  const isRoleLost = (item: { readonly role: string }): boolean =>
    !isBuiltIn(normalRole(item.role), planasonix) && !roles.has(normalRole(item.role));
  const holders = (type: ApiShare["grantee_type"], named: NameOf): number =>
    read.shares.items.filter((item) => item.grantee_type === type && isLost(item.grantee_id, named)).length;
  const owners = (type: "team" | "member", named: NameOf): number =>
    read.accounts.items.filter((item) => item.owner_type === type && isLost(item.owner_id, named)).length;
  const memberOfShare = lost(holders("member", member), "share", "member");
  const teamOfShare = lost(holders("team", team), "share", "team");
  const accountOfShare = lost(holders("service_account", account), "share", "service account");
  const memberOfAccount = lost(owners("member", member), "service account", "member");
  const teamOfAccount = lost(owners("team", team), "service account", "team");
  const keys = read.keys.items.filter((item) => isLost(item.service_account_id, account)).length;
  const accountOfKey = lost(keys, "key", "service account");
  const { items: places } = read.memberships;
  const invited = read.invitations.items.flatMap((item) => item.teams ?? []);
  const managers = read.teams.items.filter((item) => isLost(item.manager_id, member)).length;
  const parents = read.teams.items.filter((item) => isLost(item.parent_id, team)).length;
  const memberless = places.filter((item) => isLost(item.member_id, member)).length;
  const teamless = places.filter((item) => isLost(item.team_id, team)).length;
  return {
    memberOfMembership: lost(memberless, "team membership", "member"),
    teamOfMembership: lost(teamless, "team membership", "team"),
    parent: lost(parents, "team", "team"),
    holderOfShare: teamOfShare ?? memberOfShare ?? accountOfShare,
    resourceOfShare: lostResources(read),
    ownerOfAccount: teamOfAccount ?? memberOfAccount,
    accountOfKey,
    member: lost(managers, "team", "member") ?? memberOfShare ?? memberOfAccount ?? lostOwners(read, member),
    team:
      lost(invited.filter((place) => isLost(place.team_id, team)).length, "invitation", "team") ??
      teamOfShare ??
      teamOfAccount,
    role:
      lost(read.members.items.filter(isRoleLost).length, "member", "role") ??
      lost(read.invitations.items.filter(isRoleLost).length, "invitation", "role") ??
      lost(read.accounts.items.filter(isRoleLost).length, "service account", "role"),
    account: accountOfKey ?? accountOfShare,
  };
}

/** Shares of resources that their kind's list did not hold, where no count says that it is whole, or it is empty. */
function lostResources(read: Collections): Reason {
  for (const { kind, list } of read.resources) {
    // One with nothing in it, of which shares speak, is overlooked, whatever it counts.
    if (list.total !== undefined && list.items.length > 0) continue;
    const ids = idsOf(list);
    const of = read.shares.items.filter((item) => item.resource_type === kind && !ids.has(item.resource_id));
    if (of.length > 0) return lost(of.length, "share", kind);
  }
  return null;
}

function lostOwners(read: Collections, member: NameOf): Reason {
  for (const { kind, list } of read.resources) {
    const ownerless = list.items.filter((item) => isLost(item.owner_id, member)).length;
    if (ownerless > 0) return lost(ownerless, kind, "member");
  }
  return null;
}

function idsOf(list: Collection<{ readonly id: string }>): ReadonlySet<string> {
  return new Set(list.items.map((item) => item.id));
}

function isLost(id: string | null | undefined, named: NameOf): boolean {
  return id !== null && id !== undefined && named(id) === undefined;
}

function lost(count: number, what: string, wanted: string): Reason {
  return count === 0
    ? null
    : `${plural(count, what)} named a ${wanted} that the list of ${wanted}s did not hold.`;
}
