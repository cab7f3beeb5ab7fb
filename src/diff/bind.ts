/**
 * Binding: which live object each declared one is. Everything after this compares by that identity alone,
 * so a rename keeps its object, and whatever cannot be told apart is held back by itself.
 */
import type { Binding } from "../model/change.ts";
import { shareKey, type Holder, type Kind, type Member, type Team } from "../model/entity.ts";
import type { Collision, State } from "../model/state.ts";
import { fold, sortedBy } from "../model/text.ts";

/** Bindings by key of the declared object, for the kinds that have an identity of their own. */
export interface Bindings {
  readonly member: ReadonlyMap<string, Binding>;
  readonly team: ReadonlyMap<string, Binding>;
  /** Live objects, by key, that must be left alone because a declared one may be they. */
  readonly heldBack: Readonly<Record<"member" | "team", ReadonlyMap<string, Binding & { as: "ambiguous" }>>>;
  readonly notes: readonly string[];
}

/** Binds every declared member and team. Total: what is not clear becomes `ambiguous` with the ids in question. */
export function bind(desired: State, live: State): Bindings {
  const shared = new Map(live.collisions.map((item) => [`${item.kind} ${item.key}`, item]));
  const teams = bindTeams({ desired, live, shared });
  const members = bindMembers({ desired, live, shared });
  return {
    member: members.bindings,
    team: teams.bindings,
    heldBack: { member: members.heldBack, team: teams.heldBack },
    notes: [...teams.notes, ...notesOnCollisions(desired, live)],
  };
}

type Ambiguous = Binding & { as: "ambiguous" };

function ambiguous(
  message: string,
  ids: readonly (string | undefined)[],
  code: Ambiguous["code"] = "ambiguous",
): Ambiguous {
  return { as: "ambiguous", code, message, ids: ids.filter((id) => id !== undefined).sort() };
}

interface Sides {
  readonly desired: State;
  readonly live: State;
  /** `KIND KEY` -> the live objects that share it. */
  readonly shared: ReadonlyMap<string, Collision>;
}

function collisionOf({ shared }: Sides, kind: Kind, key: string): Ambiguous | undefined {
  const found = shared.get(`${kind} ${key}`);
  if (found === undefined) return undefined;
  return ambiguous(
    `${found.ids.length} live objects share the name ${key} (${found.ids.join(", ")}); remove or rename one of them at the service`,
    found.ids,
  );
}

/** Live objects that nobody declared and nobody can tell apart are in no comparison, so somebody must hear of them. */
function notesOnCollisions(desired: State, live: State): string[] {
  return live.collisions
    .filter(
      (item) => item.kind !== "team_membership" && item.kind !== "share" && !desired[item.kind].has(item.key),
    )
    .map(
      (item) =>
        `${item.ids.length} live ${item.kind}s share the name ${item.key} (${item.ids.join(", ")}); they stand in no file and are left alone`,
    );
}

function bindMembers(sides: Sides) {
  const { desired, live } = sides;
  const bindings = new Map<string, Binding>();
  const heldBack = new Map<string, Ambiguous>();
  const unlistedByLocalPart = new Map<string, Member[]>();
  for (const member of live.member.values()) {
    if (member.state !== "active" || desired.member.has(member.key)) continue;
    const sharing = unlistedByLocalPart.get(localPart(member.key));
    if (sharing === undefined) unlistedByLocalPart.set(localPart(member.key), [member]);
    else sharing.push(member);
  }
  for (const member of desired.member.values()) {
    const lookalikes = unlistedByLocalPart.get(localPart(member.key)) ?? [];
    const binding = bindMember(member, sides, lookalikes);
    bindings.set(member.key, binding);
    if (binding.as !== "ambiguous" || binding.code !== "probable_rename") continue;
    for (const other of lookalikes) heldBack.set(other.key, binding);
  }
  return { bindings, heldBack };
}

function bindMember(member: Member, sides: Sides, lookalikes: readonly Member[]): Binding {
  const collision = collisionOf(sides, "member", member.key);
  if (collision !== undefined) return collision;
  const same = sides.live.member.get(member.key);
  if (same !== undefined) return { as: "bound", live: same, by: "key" };
  if (member.state !== "active" || lookalikes.length === 0) return { as: "new" };
  const others = lookalikes.map((other) => other.email).join(", ");
  return ambiguous(
    `${member.email} is not there, but ${others} is and stands in no file: perhaps the same person under another address. ` +
      `If not, list ${others} too (with its role, or with state: deactivated)`,
    lookalikes.map((other) => other.id),
    "probable_rename",
  );
}

function localPart(email: string): string {
  return email.slice(0, email.lastIndexOf("@"));
}

function bindTeams(sides: Sides) {
  const { desired, live } = sides;
  const bindings = new Map<string, Binding>();
  const heldBack = new Map<string, Ambiguous>();
  const notes: string[] = [];
  const claims = claimsOnFormerNames(desired, live);
  const keyOfId = new Map([...live.team.values()].map((team) => [team.id, team.key]));
  for (const team of desired.team.values()) {
    const binding = bindTeam(team, { ...sides, claims });
    bindings.set(team.key, binding);
    if (binding.as === "bound" && binding.by === "key") notes.push(...notesOnFormerNames(team, live));
    if (binding.as !== "ambiguous") continue;
    for (const id of binding.ids) {
      const key = keyOfId.get(id);
      if (key !== undefined) heldBack.set(key, binding);
    }
  }
  return { bindings, heldBack, notes };
}

interface TeamBinding extends Sides {
  /** Key of a live team -> keys of the declared teams that give it as a former name. */
  readonly claims: ReadonlyMap<string, readonly string[]>;
}

function claimsOnFormerNames(desired: State, live: State): Map<string, string[]> {
  const claims = new Map<string, string[]>();
  for (const team of desired.team.values()) {
    for (const former of formerKeys(team)) {
      if (live.team.has(former)) claims.set(former, [...(claims.get(former) ?? []), team.key]);
    }
  }
  return claims;
}

function formerKeys(team: Team): string[] {
  return [...new Set((team.previously ?? []).map(fold))].filter((former) => former !== team.key);
}

function bindTeam(team: Team, input: TeamBinding): Binding {
  const { desired, live, claims } = input;
  const collision = collisionOf(input, "team", team.key);
  if (collision !== undefined) return collision;
  const same = live.team.get(team.key);
  const formers = formerKeys(team).flatMap((key) => live.team.get(key) ?? []);
  if (same !== undefined) {
    const moved = formers.filter((former) => isPartOfSwapOrChain(team, former, input));
    if (moved.length === 0) return { as: "bound", live: same, by: "key" };
    return ambiguous(
      `${team.slug} and ${moved.map((former) => former.slug).join(", ")} are both live, and former names point both ways: a swap or a chain of renames cannot be told from a finished one. Rename in two changes, over a name that is free`,
      [same.id, ...moved.map((former) => former.id)],
    );
  }
  const shared = formerKeys(team).flatMap((key) => collisionOf(input, "team", key) ?? []);
  if (shared[0] !== undefined) return shared[0];
  if (formers.length === 0) return { as: "new" };
  const first = formers[0];
  if (formers.length > 1 || first === undefined) {
    return ambiguous(
      `${team.slug} is not live, but several of its former names are: ${formers.map((former) => former.slug).join(", ")}. Keep the one that is meant under previously`,
      formers.map((former) => former.id),
    );
  }
  const claimants = (claims.get(first.key) ?? []).filter((key) => key !== team.key && !live.team.has(key));
  if (claimants.length > 0) {
    return ambiguous(
      `${[team.key, ...claimants].sort().join(" and ")} both give ${first.slug} as their former name; only one can be that team`,
      [first.id],
    );
  }
  if (desired.team.has(first.key)) {
    return ambiguous(
      `${team.slug} gives ${first.slug} as its former name, but ${first.slug} is still declared as a team of its own`,
      [first.id],
    );
  }
  return { as: "bound", live: first, by: "previously" };
}

/** A team that is live under its own name, while a former name of it is live and declared too, or its own name is claimed by a team that is not there yet. */
function isPartOfSwapOrChain(team: Team, former: Team, { desired, live, claims }: TeamBinding): boolean {
  const other = desired.team.get(former.key);
  if (other !== undefined && formerKeys(other).includes(team.key)) return true;
  return (claims.get(team.key) ?? []).some((key) => key !== team.key && !live.team.has(key));
}

function notesOnFormerNames(team: Team, live: State): string[] {
  return formerKeys(team).map((former) =>
    live.team.has(former)
      ? `team ${team.slug} is live; its former name ${former} is another live team, which this does not rename`
      : `team ${team.slug} is live; its former name ${former} is no longer needed under previously`,
  );
}

/** The live state under the names that the files use: renamed teams carry their new key, and so does all that refers to them. */
export function underDeclaredNames(live: State, bindings: Bindings): State {
  const newKeys = new Map<string, string>();
  for (const [key, binding] of bindings.team) {
    if (binding.as === "bound" && binding.live.key !== key) newKeys.set(binding.live.key, key);
  }
  if (newKeys.size === 0) return live;
  const renamed = (key: string) => newKeys.get(key) ?? key;
  const members = [...live.member.values()].map((member) =>
    member.teams === undefined
      ? member
      : {
          ...member,
          teams: sortedBy(
            member.teams.map((place) => ({ ...place, team: renamed(place.team) })),
            (place) => place.team,
          ),
        },
  );
  const teams = [...live.team.values()].map((team) => ({
    ...team,
    key: renamed(team.key),
    ...(typeof team.parent === "string" ? { parent: renamed(team.parent) } : {}),
  }));
  const holder = (it: Holder): Holder => (it.kind === "team" ? { kind: "team", key: renamed(it.key) } : it);
  const shares = [...live.share.values()].map((share) => {
    const moved = { ...share, holder: holder(share.holder) };
    return { ...moved, key: shareKey(moved) };
  });
  const accounts = [...live.service_account.values()].map((account) =>
    account.owner === undefined ? account : { ...account, owner: holder(account.owner) },
  );
  const memberships = [...live.team_membership.values()].map((membership) => ({
    ...membership,
    team: renamed(membership.team),
    key: `${renamed(membership.team)}/${membership.member}`,
  }));
  return {
    ...live,
    member: new Map(members.map((member) => [member.key, member])),
    team: new Map(sortedBy(teams, (team) => team.key).map((team) => [team.key, team])),
    share: new Map(sortedBy(shares, (share) => share.key).map((share) => [share.key, share])),
    service_account: new Map(accounts.map((account) => [account.key, account])),
    team_membership: new Map(sortedBy(memberships, (item) => item.key).map((item) => [item.key, item])),
  };
}
