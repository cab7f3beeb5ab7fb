/** A State: entities by key, and what was read to the end. Desired and live are both States. */
import type { Entity, Kind, Member, Team, TeamMembership } from "./entity.ts";
import { compareText, sortedBy } from "./text.ts";

/** Whether a kind was read to the end, and if not, why, as a sentence. */
export type KindCoverage =
  { readonly complete: true } | { readonly complete: false; readonly reason: string };
export type Coverage = Readonly<Record<Kind, KindCoverage>>;

/** Two live objects that fold to one key: neither is in the maps, both ids are here. */
export interface Collision {
  readonly kind: Kind;
  readonly key: string;
  readonly ids: readonly string[];
}

/** Maps iterate in key order, whatever the order of files or pages was. */
export interface State {
  readonly member: ReadonlyMap<string, Member>;
  readonly team: ReadonlyMap<string, Team>;
  readonly team_membership: ReadonlyMap<string, TeamMembership>;
  readonly coverage: Coverage;
  readonly collisions: readonly Collision[];
}

export const completeCoverage: Coverage = {
  member: { complete: true },
  team: { complete: true },
  team_membership: { complete: true },
};

/** Makes a State of entities in any order. Entities that share kind and key become a collision. */
export function stateOf(entities: Iterable<Entity>, coverage: Coverage = completeCoverage): State {
  const maps = {
    member: new Map<string, Member>(),
    team: new Map<string, Team>(),
    team_membership: new Map<string, TeamMembership>(),
  };
  const collided = new Map<string, { kind: Kind; key: string; ids: Set<string> }>();
  const sorted = [...entities].sort(
    (a, b) => compareText(a.key, b.key) || compareText(a.id ?? "", b.id ?? ""),
  );
  for (const entity of sorted) {
    const map: Map<string, Entity> = maps[entity.kind];
    const other = map.get(entity.key);
    if (other === undefined) {
      map.set(entity.key, entity);
      continue;
    }
    const name = `${entity.kind} ${entity.key}`;
    const collision = collided.get(name) ?? {
      kind: entity.kind,
      key: entity.key,
      ids: new Set([other.id ?? "?"]),
    };
    collision.ids.add(entity.id ?? "?");
    collided.set(name, collision);
  }
  for (const { kind, key } of collided.values()) maps[kind].delete(key);
  const collisions = sortedBy(collided.values(), (item) => `${item.kind} ${item.key}`).map((item) => ({
    kind: item.kind,
    key: item.key,
    ids: [...item.ids].sort(),
  }));
  return { ...maps, coverage, collisions };
}

/** Every entity, members first, then teams, then memberships, each by key. */
export function entitiesOf(state: State): Entity[] {
  return [...state.member.values(), ...state.team.values(), ...state.team_membership.values()];
}
