/** Desired against live: bind, bring both sides to the same names, then compare kind by kind. */
import { knownKinds } from "../model/idList.ts";
import type { Binding, Change } from "../model/change.ts";
import type { Entity, Kind, Member, Team, TeamMembership, TeamPlace } from "../model/entity.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { fold, sortedBy } from "../model/text.ts";
import { automationChanges } from "./automation.ts";
import { bind, type Bindings } from "./bind.ts";
import type { Misnamed } from "./bindThings.ts";
import { compare } from "./compare.ts";
import { underDeclaredNames } from "./declaredNames.ts";
import { staysActive, toldApart } from "./twins.ts";

/** A declared object, or a live one, that is held back because it cannot be told which is which. */
export interface HeldBack {
  readonly kind: Kind;
  readonly key: string;
  readonly binding: Binding & { as: "ambiguous" };
  /** The declared object; null for a live one that is held back with it. */
  readonly declared: Entity | null;
}

export interface Diff {
  readonly changes: readonly Change[];
  readonly heldBack: readonly HeldBack[];
  /** The live state under the names that the files use. */
  readonly live: State;
  /** Former slug by key of each team that is to be renamed. */
  readonly renames: ReadonlyMap<string, string>;
  /** Former e-mail, as it is live, by key of each member whose e-mail is to change. */
  readonly emailChanges: ReadonlyMap<string, string>;
  /** What has another name at the service, which cannot rename it; absent where nothing has. */
  readonly misnamed?: readonly Misnamed[];
  readonly notes: readonly string[];
}

/** All differences between what an organization's files want and what is live. Writes nothing, judges nothing. */
export function diff(organization: Organization, found: State): Diff {
  const { desired, policy } = organization;
  const live = toldApart(found, organization);
  const bindings = bind(desired, live);
  const beside = staysActive(organization, live);
  const { handle } = live.vocabulary;
  const moved = emailChangesOf(desired, bindings);
  // What people change themselves is nobody else's to change: the files follow.
  const emailChanges = handle?.passesOn === true ? new Map<string, string>() : moved;
  const emails = new Map([...emailChanges.keys()].map((key) => [key, desired.member.get(key)?.email ?? key]));
  const bound = underDeclaredNames(live, { desired, bindings, emails });
  const present = new Presence(desired, bound, policy.unlisted.members !== "report");
  const automation = automationChanges({
    organization,
    live: bound,
    bindings,
    leaves: (member) => !present.isTold(member) || present.leavesOrganization(member),
  });
  return {
    changes: [
      ...memberChanges({
        desired,
        live: bound,
        bindings,
        present,
        aside: new Set(beside.map(({ key }) => key)),
      }),
      ...teamChanges(desired, bound, bindings),
      ...membershipChanges(organization, bound, present),
      ...automation.changes,
    ],
    heldBack: [
      ...heldBackOf(desired, bindings),
      ...beside,
      ...unlistedTwins(organization, live),
      ...automation.unplaced,
    ],
    live: bound,
    renames: renamesOf(bindings),
    emailChanges,
    ...(bindings.misnamed.length === 0 ? {} : { misnamed: bindings.misnamed }),
    notes: handle?.passesOn === true ? [...bindings.notes, ...notesOnMoved(moved, live)] : bindings.notes,
  };
}

/** What to write for people who call themselves otherwise now: they are known by their ids. */
function notesOnMoved(moved: ReadonlyMap<string, string>, { member }: State): string[] {
  return [...moved].map(([key, now]) => {
    const id = member.get(fold(now))?.id;
    return `${key} calls themselves ${now} at the service now${id === undefined ? "" : ` (${id})`}: write ${now} in place of ${key} in the files`;
  });
}

/** Who can be in a team by themselves: people who are active now or become so again; the others' places travel in their invitation. */
class Presence {
  private readonly desired: State;
  private readonly live: State;
  private readonly unlistedLeave: boolean;
  /** Keys that several live members share. */
  private readonly shared: ReadonlySet<string>;

  constructor(desired: State, live: State, unlistedLeave: boolean) {
    this.desired = desired;
    this.live = live;
    this.unlistedLeave = unlistedLeave;
    this.shared = new Set(live.collisions.flatMap(({ kind, key }) => (kind === "member" ? [key] : [])));
  }

  /** Of several under one address it is not known which has a place: nobody is taken out of it on that account. */
  isTold(member: string): boolean {
    return !this.shared.has(member);
  }

  joinsByThemselves(member: string): boolean {
    const state = this.live.member.get(member)?.state;
    return state === "active" || state === "deactivated";
  }

  /** Leaving the organization ends every membership, so that it needs no line of its own. */
  leavesOrganization(member: string): boolean {
    if (this.live.member.get(member)?.state !== "active" && this.isTold(member)) return false;
    const declared = this.desired.member.get(member);
    return declared === undefined ? this.unlistedLeave : declared.state !== "active";
  }
}

interface MemberSides {
  readonly desired: State;
  readonly live: State;
  readonly bindings: Bindings;
  readonly present: Presence;
  /** Keys of live ones that are held back, whoever is bound. */
  readonly aside: ReadonlySet<string>;
}

function memberChanges({ desired, live, bindings, present, aside }: MemberSides): Change[] {
  const places = placesByMember(desired, present);
  const wanted = new Map<string, Member>();
  const gone = new Set<string>();
  for (const member of desired.member.values()) {
    if (bindings.member.get(member.key)?.as === "ambiguous") continue;
    if (member.state === "removed" || (member.state === "deactivated" && !live.member.has(member.key))) {
      gone.add(member.key);
      continue;
    }
    wanted.set(member.key, withPlaces(member, { live, desired, places, present }));
  }
  const liveSide = kept(live.member, (_, key) => {
    const binding = bindings.member.get(key);
    return binding?.as !== "ambiguous" && !bindings.heldBack.member.has(key) && !aside.has(key);
  });
  return compare({
    kind: "member",
    wanted,
    live: liveSide,
    fields: ["state", "role", "teams"],
    coverage: [live.coverage.member],
    isUnlisted: (member) => !gone.has(member.key),
  });
}

interface PlaceInput {
  readonly live: State;
  readonly desired: State;
  readonly places: ReadonlyMap<string, readonly TeamPlace[]>;
  readonly present: Presence;
}

/** What is wanted of a member in the terms in which the live side can have it: a role only while active, team places only with an invitation. */
function withPlaces(member: Member, { live, desired, places, present }: PlaceInput): Member {
  if (member.state !== "active") {
    const { role: _, ...rest } = member;
    return rest;
  }
  if (present.joinsByThemselves(member.key)) return member;
  const invitation = live.member.get(member.key);
  const declared = places.get(member.key) ?? [];
  // A team without a list only gains: what the invitation brings there stays, as it is declared where it is.
  const unmanaged = (invitation?.teams ?? []).filter(
    ({ team }) =>
      desired.team.get(team)?.membersListed !== true && !declared.some((place) => place.team === team),
  );
  return { ...member, teams: sortedBy([...declared, ...unmanaged], (place) => place.team) };
}

/** The declared places of those who cannot join by themselves. */
function placesByMember(desired: State, present: Presence): Map<string, TeamPlace[]> {
  const places = new Map<string, TeamPlace[]>();
  for (const { member, team, role } of desired.team_membership.values()) {
    if (present.joinsByThemselves(member)) continue;
    const sofar = places.get(member);
    if (sofar === undefined) places.set(member, [{ team, role }]);
    else sofar.push({ team, role });
  }
  return places;
}

function teamChanges(desired: State, live: State, bindings: Bindings): Change[] {
  const isClear = (_: Team, key: string) => bindings.team.get(key)?.as !== "ambiguous";
  const heldBack = bindings.heldBack.team;
  return compare({
    kind: "team",
    wanted: kept(desired.team, isClear),
    live: kept(live.team, (team, key) => isClear(team, key) && !heldBack.has(key)),
    fields: ["name", "description", "parent", "manager"],
    coverage: [live.coverage.team],
    isUnlisted: () => true,
  });
}

function membershipChanges({ desired, ended }: Organization, live: State, present: Presence): Change[] {
  // A place that a date has ended goes, also where the files do not name its team.
  const listed = ({ team, key }: TeamMembership) =>
    desired.team.get(team)?.membersListed === true || ended?.team_membership.has(key) === true;
  const wanted = kept(desired.team_membership, (item: TeamMembership) =>
    present.joinsByThemselves(item.member),
  );
  const liveSide = kept(
    live.team_membership,
    (item, key) =>
      wanted.has(key) ||
      (listed(item) && present.isTold(item.member) && !present.leavesOrganization(item.member)),
  );
  return compare({
    kind: "team_membership",
    wanted,
    live: liveSide,
    fields: ["role"],
    coverage: [live.coverage.team_membership, live.coverage.team, live.coverage.member],
    isUnlisted: () => false,
  });
}

/** The entries that pass, in the order in which they stand. */
function kept<T>(
  map: ReadonlyMap<string, T>,
  passes: (item: T, key: string) => boolean,
): ReadonlyMap<string, T> {
  const passing = new Map<string, T>();
  for (const [key, item] of map) if (passes(item, key)) passing.set(key, item);
  return passing;
}

function heldBackOf(desired: State, bindings: Bindings): HeldBack[] {
  const declared = knownKinds.flatMap((kind) =>
    [...bindings[kind]].flatMap(([key, binding]): HeldBack[] =>
      binding.as === "ambiguous" ? [{ kind, key, binding, declared: desired[kind].get(key) ?? null }] : [],
    ),
  );
  const live = knownKinds.flatMap((kind) =>
    [...bindings.heldBack[kind]].flatMap(([key, binding]): HeldBack[] =>
      desired[kind].has(key) ? [] : [{ kind, key, binding, declared: null }],
    ),
  );
  return sortedBy([...declared, ...live], (item) => `${item.kind} ${item.key}`);
}

/** Live objects that share a name and stand in no file, where policy would take each of them away: somebody has to say which. */
function unlistedTwins({ desired, ended, policy }: Organization, { collisions }: State): HeldBack[] {
  const { unlisted } = policy;
  const acted: Partial<Record<Kind, boolean>> = {
    member: unlisted.members !== "report",
    team: unlisted.teams === "delete",
    role: unlisted.roles === "delete",
    service_account: unlisted.service_accounts === "delete",
  };
  return collisions.flatMap(({ kind, key, ids }): HeldBack[] => {
    if (acted[kind] !== true || desired[kind].has(key) || ended?.[kind].has(key) === true) return [];
    const message = `${ids.length} live objects share the name ${key} (${ids.join(", ")}) and stand in no file; remove or rename one of them at the service, then the other is dealt with`;
    return [{ kind, key, binding: { as: "ambiguous", code: "ambiguous", message, ids }, declared: null }];
  });
}

function renamesOf(bindings: Bindings): Map<string, string> {
  const renames = new Map<string, string>();
  for (const [key, binding] of bindings.team) {
    if (binding.as !== "bound" || binding.by === "key" || binding.live.kind !== "team") continue;
    renames.set(key, binding.live.slug);
  }
  return renames;
}

/** Somebody who leaves needs no new e-mail. */
function emailChangesOf(desired: State, bindings: Bindings): Map<string, string> {
  const changes = new Map<string, string>();
  for (const [key, binding] of bindings.member) {
    if (binding.as !== "bound" || binding.live.kind !== "member" || binding.live.key === key) continue;
    if (desired.member.get(key)?.state === "active") changes.set(key, binding.live.email);
  }
  return changes;
}
