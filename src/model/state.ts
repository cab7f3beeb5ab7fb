/** A State: entities by key, and what was read to the end. Desired and live are both States. */
import { isInvitation } from "./entities/member.ts";
import type { ResourceKind } from "./entities/resource.ts";
import { kinds, perKind, type Entity, type EntityOf, type Kind } from "./entity.ts";
import { compareText, sortedBy } from "./text.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { given } from "./given.ts";

/** Whether a kind was read to the end, and if not, why, as a sentence. */
export type KindCoverage =
  | { readonly complete: true }
  | {
      readonly complete: false;
      readonly reason: string;
      /** Only in those teams that say so of themselves: what is known of the others is all that there is. */
      readonly inTeams?: true;
    };
export type Coverage = Readonly<Record<Kind, KindCoverage>>;

/** Two live objects that fold to one key: neither is in the maps, both ids are here. */
export interface Collision {
  readonly kind: Kind;
  readonly key: string;
  readonly ids: readonly string[];
  /** Members who have joined, themselves: an id can tell them apart. */
  readonly objects?: readonly Entity[];
}

/** The entities of each kind by key. Maps iterate in key order, whatever the order of files or pages was. */
export type Entities = { readonly [K in Kind]: ReadonlyMap<string, EntityOf<K>> };

/** The entities of each kind, one kind after the other. */
export function entitiesPerKind(of: <K extends Kind>(kind: K) => ReadonlyMap<string, EntityOf<K>>): Entities {
  // Each under its own kind is all that the type asks for.
  return Object.fromEntries(kinds.map((kind) => [kind, of(kind)])) as Entities;
}

/** What is live and can be shared or owned: what shares and ownerships speak of. */
export interface Resource {
  readonly kind: ResourceKind;
  readonly id: string;
  readonly name: string;
  /** Of a role that is given beside the own one: what it lets its holders do, in the service's words, where it tells. */
  readonly allows?: readonly string[];
  /** Nobody can change now who may use it. */
  readonly closed?: Closed;
}

export interface Closed {
  /** Why, and what would open it. */
  readonly why: string;
  /** Who may use it all the same, as `KIND KEY`, at which level. */
  readonly held: Readonly<Record<string, string>>;
}

export interface State extends Entities {
  /** The words of the service that it is about. */
  readonly vocabulary: Vocabulary;
  readonly coverage: Coverage;
  /** Live only: the resources of the kinds that were read whole, by kind, name and id. */
  readonly resources: readonly Resource[];
  readonly collisions: readonly Collision[];
  /**
   * Live only, where names pass on from one to another: by what the files call people who are no members, folded, the id of
   * whoever has that name at the service now; null where nobody has. Who stands in it was asked for.
   */
  readonly accounts?: ReadonlyMap<string, string | null>;
  /** Live only: of the ids by which the files know people, those that nobody has at the service any more. */
  readonly gone?: ReadonlySet<string>;
}

export const completeCoverage: Coverage = perKind(() => ({ complete: true }));

type Writable = { [K in Kind]: Map<string, EntityOf<K>> };

/** What a State says beside its entities: nothing but the service has to be said of one that is whole. */
type Around = Pick<State, "vocabulary"> &
  Partial<Pick<State, "coverage" | "resources" | "accounts" | "gone">>;

/** Makes a State of entities in any order. Entities that share kind and key become a collision, unless they are equal: said twice, it is so. */
export function stateOf(
  entities: Iterable<Entity>,
  { vocabulary, coverage = completeCoverage, resources = [], accounts, gone }: Around,
): State {
  const lists: Record<Kind, Entity[]> = perKind(() => []);
  for (const entity of entities) lists[entity.kind].push(entity);
  const maps: Writable = perKind(() => new Map<string, never>());
  const collisions: Collision[] = [];
  for (const kind of kinds) {
    const map: Map<string, Entity> = maps[kind];
    const sorted = lists[kind].sort(inTheirOrder);
    for (let at = 0, end = 0; at < sorted.length; at = end) {
      const [entity, next] = [sorted[at], sorted[at + 1]];
      if (entity === undefined) break;
      end = at + 1;
      if (next?.key !== entity.key) {
        map.set(entity.key, entity);
        continue;
      }
      while (sorted[end]?.key === entity.key) end += 1;
      const same = sorted.slice(at, end);
      const text = JSON.stringify(entity);
      if (same.every((it) => JSON.stringify(it) === text)) map.set(entity.key, entity);
      else collisions.push(collisionOf(entity, same));
    }
  }
  return {
    ...maps,
    vocabulary,
    coverage,
    resources: sortedBy(resources, (item) => `${item.kind} ${item.name} ${item.id}`),
    collisions: sortedBy(collisions, (item) => `${item.kind} ${item.key}`),
    ...given({ accounts, gone }),
  };
}

/** By key, so that those that share one stand beside each other, then by id. */
function inTheirOrder(a: Entity, b: Entity): number {
  return compareText(a.key, b.key) || compareText(a.id ?? "", b.id ?? "");
}

function collisionOf({ kind, key }: Entity, same: readonly Entity[]): Collision {
  const ids = [...new Set(same.map(({ id = "?" }) => id))].sort();
  return { kind, key, ids, ...(same.some(hasJoined) ? { objects: same } : {}) };
}

/** Of an invitation there is no account that an id could name. */
function hasJoined(entity: Entity): boolean {
  return entity.kind === "member" && !isInvitation(entity.state);
}

/** Every entity: kind by kind, each by key. */
export function entitiesOf(state: State): Entity[] {
  return kinds.flatMap((kind): readonly Entity[] => [...state[kind].values()]);
}
