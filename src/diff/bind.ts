/**
 * Binding: which live object each declared one is. Everything after this compares by that identity alone,
 * so a rename keeps its object, and whatever cannot be told apart is held back by itself.
 */
import { kindOf } from "../kinds/kinds.ts";
import { liveBy } from "../kinds/liveBy.ts";
import { isKnownKind, knownKinds, type KnownKind } from "../model/idList.ts";
import type { Binding, Misnamed } from "../model/change.ts";
import type { Team } from "../model/entities/team.ts";
import type { Kind } from "../model/entity.ts";
import { eachOf } from "../model/keys.ts";
import { once } from "../model/once.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { probableTeams } from "./alike.ts";
import { bindMembers } from "./bindMembers.ts";
import { bindKeys, bindThings } from "./bindThings.ts";
import {
  bindById,
  bindByName,
  heldBackBy,
  idPlace,
  notesOnFormerNames,
  nounOf,
  sideOf,
  twoOfOne,
  type Ambiguous,
  type Named,
  type Side,
} from "./former.ts";
import { keysUnder, newKeys } from "./newKeys.ts";

/** Bindings by key of the declared object; of roles, service accounts and keys only those that are not simply by name. */
export interface Bindings extends Readonly<Record<KnownKind, ReadonlyMap<string, Binding>>> {
  /** Live objects, by key, that must be left alone because a declared one may be they. */
  readonly heldBack: Readonly<Record<KnownKind, ReadonlyMap<string, Ambiguous>>>;
  readonly misnamed: readonly Misnamed[];
  readonly notes: readonly string[];
}

/** What is known of the past: it tells people apart. */
export interface Past {
  /** The files as they were last applied. */
  readonly before?: Organization;
  /** Whom earlier runs invited, by key of the member. */
  readonly invited?: ReadonlySet<string>;
}

/** Binds everything that is declared. Total: what is not clear becomes `ambiguous` with the ids in question. */
export function bind(
  desired: State,
  live: State,
  { takesUnlisted = false, before, invited }: { readonly takesUnlisted?: boolean } & Past = {},
): Bindings {
  const sharedOf = (kind: Kind) =>
    new Map(live.collisions.flatMap((item) => (item.kind === kind ? [[item.key, item] as const] : [])));
  const side = <E extends Named>(
    kind: E["kind"],
    maps: { readonly desired: ReadonlyMap<string, E>; readonly live: ReadonlyMap<string, E> },
    nameOf: (object: E) => string,
  ): Side<E> => sideOf({ kind, ...maps, shared: sharedOf(kind), nameOf });
  const teams = bindTeams(side("team", { desired: desired.team, live: live.team }, ({ slug }) => slug));
  const members = bindMembers(
    side("member", { desired: desired.member, live: live.member }, ({ email }) => email),
    {
      ...live,
      mayLose: mayLose({ desired, live, teams: teams.bindings, takesUnlisted }),
      wasNamed: (key) => before?.desired.member.get(key)?.state === "active",
      wasInvited: (key) => invited?.has(key) === true,
    },
  );
  const roles = bindThings(side("role", { desired: desired.role, live: live.role }, ({ name }) => name));
  const accounts = bindThings(
    side(
      "service_account",
      { desired: desired.service_account, live: live.service_account },
      ({ name }) => name,
    ),
  );
  const keys = bindKeys(desired.key, keysUnder(live.key, newKeys(accounts.bindings)));
  const alike = probableTeams(desired, live, teams.bindings);
  return {
    member: members.bindings,
    team: new Map([...teams.bindings, ...alike.declared]),
    role: roles.bindings,
    service_account: accounts.bindings,
    key: keys.bindings,
    heldBack: {
      member: members.heldBack,
      team: new Map([...teams.heldBack, ...alike.live]),
      role: roles.heldBack,
      service_account: accounts.heldBack,
      key: keys.heldBack,
    },
    misnamed: [...roles.misnamed, ...accounts.misnamed],
    notes: [
      ...teams.notes,
      ...members.notes,
      ...keys.notes,
      ...notesOnCollisions(desired, live),
      ...notesOnLostIds(desired, live),
    ],
  };
}

interface Losing {
  readonly desired: State;
  readonly live: State;
  /** Bindings of teams. */
  readonly teams: ReadonlyMap<string, Binding>;
  readonly takesUnlisted: boolean;
}

/** Whether somebody whom no file names has anything that the files could end: all, or a place, a share or a role of their own. */
function mayLose({ desired, live, teams, takesUnlisted }: Losing): (member: string) => boolean {
  const { placesOf, sharesWith, grantsOf } = liveBy(live);
  const listed = once(
    () =>
      new Set(
        [...teams].flatMap(([key, binding]) =>
          binding.as === "bound" && desired.team.get(key)?.membersListed === true ? [binding.live.key] : [],
        ),
      ),
  );
  return (member) =>
    takesUnlisted ||
    placesOf(member).some(({ team }) => listed().has(team)) ||
    sharesWith(`member ${member}`).length > 0 ||
    grantsOf(`member ${member}`).length > 0;
}

/** Ids of the files that nothing live has: somebody mistyped them, or what had them is gone. */
function notesOnLostIds(desired: State, live: State): string[] {
  return knownKinds.flatMap((kind) => {
    const given = [...desired[kind].values()].filter(
      (it) => it.declaredId !== undefined && !(it.kind === "member" && it.state !== "active"),
    );
    if (given.length === 0 || !live.coverage[kind].complete) return [];
    const there = new Set([
      ...[...live[kind].values()].flatMap((it) =>
        it.kind === "key"
          ? eachOf(it).map(({ id }) => id)
          : [it.id, ...(it.kind === "member" ? [it.account] : [])],
      ),
      ...live.collisions.flatMap((it) => (it.kind === kind ? it.ids : [])),
    ]);
    return given.flatMap((it) => {
      const isNamed = live[kind].has(it.key);
      // Who is known by an id at a service before they are in the organization is still to be let in.
      if (it.kind === "member" && it.handleKind === "login" && !isNamed) return [];
      // A key that is replaced has another id each time.
      if (there.has(it.declaredId) || (kind === "key" && isNamed)) return [];
      const rest = isNamed ? `; it is known by its name meanwhile` : "";
      return [
        `${idPlace(it)}: no live ${nounOf(kind)} has the id ${String(it.declaredId)} of ${it.key}${rest}. Correct it, or remove it`,
      ];
    });
  });
}

/** Whether things of a kind are told by whom they name alone. */
function hangsOnOthers(kind: Kind): boolean {
  return kindOf(kind).within !== undefined && !isKnownKind(kind);
}

/** Live objects that nobody declared and nobody can tell apart are in no comparison, so somebody must hear of them. */
function notesOnCollisions(desired: State, live: State): string[] {
  return live.collisions
    .filter((item) => !hangsOnOthers(item.kind) && !desired[item.kind].has(item.key))
    .map(
      (item) =>
        `${item.ids.length} live ${item.kind}s share the name ${item.key} (${item.ids.join(", ")}); they stand in no file and are left alone`,
    );
}

function bindTeams(side: Side<Team>) {
  const bindings = new Map<string, Binding>();
  const notes: string[] = [];
  const byId = new Map([...side.live.values()].map((team) => [team.id, team]));
  for (const team of side.desired.values()) {
    const found = team.declaredId === undefined ? undefined : byId.get(team.declaredId);
    bindings.set(team.key, found === undefined ? bindByName(team, side) : bindById(team, found, side));
  }
  twoOfOne(bindings, "team");
  for (const team of side.desired.values()) {
    const binding = bindings.get(team.key);
    if (binding?.as === "bound" && binding.by === "key") notes.push(...notesOnFormerNames(team, side));
  }
  return { bindings, heldBack: heldBackBy(bindings, side), notes };
}
