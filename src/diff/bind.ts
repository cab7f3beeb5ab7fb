/**
 * Binding: which live object each declared one is. Everything after this compares by that identity alone,
 * so a rename keeps its object, and whatever cannot be told apart is held back by itself.
 */
import type { Binding } from "../model/change.ts";
import type { Team } from "../model/entity.ts";
import type { State } from "../model/state.ts";
import { probableTeams } from "./alike.ts";
import { bindMembers } from "./bindMembers.ts";
import {
  bindById,
  bindByName,
  heldBackBy,
  notesOnFormerNames,
  sideOf,
  twoOfOne,
  type Side,
} from "./former.ts";

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
  const teams = bindTeams(
    sideOf({
      kind: "team",
      desired: desired.team,
      live: live.team,
      shared,
      nameOf: (team) => team.slug,
    }),
  );
  const members = bindMembers(
    sideOf({
      kind: "member",
      desired: desired.member,
      live: live.member,
      shared,
      nameOf: (member) => member.email,
    }),
  );
  const alike = probableTeams(desired, live, teams.bindings);
  return {
    member: members.bindings,
    team: new Map([...teams.bindings, ...alike.declared]),
    heldBack: { member: members.heldBack, team: new Map([...teams.heldBack, ...alike.live]) },
    notes: [...teams.notes, ...members.notes, ...notesOnCollisions(desired, live)],
  };
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
