/**
 * Teams of a service that knows no slugs: a live one is found by its id, by the slug that muster left with it, or by the very
 * name that the files give it, and has the slug of the files from then on.
 */
import { membershipKey } from "../kinds/membership/kind.ts";
import type { Team } from "../model/entities/team.ts";
import type { Entity } from "../model/entity.ts";
import { entitiesOf, stateOf, type State } from "../model/state.ts";

/** The live state with its teams under the slugs of the files. */
export function underDeclaredSlugs(live: State, desired: State): State {
  if (live.vocabulary.slugs !== "ours") return live;
  const slugs = newSlugs(live, desired);
  if (slugs.size === 0) return live;
  const keys = new Map([...slugs].map(([key, { key: now }]) => [key, now]));
  const entities = entitiesOf(live).map((entity): Entity => {
    if (entity.kind === "team") return { ...entity, ...slugs.get(entity.key) };
    if (entity.kind !== "team_membership") return entity;
    const now = keys.get(entity.team);
    return now === undefined ? entity : { ...entity, team: now, key: membershipKey(now, entity.member) };
  });
  return { ...stateOf(entities, live), collisions: live.collisions };
}

/** By the live key: key and slug of the declared team that it is. */
function newSlugs(live: State, desired: State): Map<string, Pick<Team, "key" | "slug">> {
  const byId = new Map([...live.team.values()].map((team) => [team.id, team]));
  const found = new Map<string, Pick<Team, "key" | "slug">>();
  const settled = new Set<string>();
  const take = (declared: Team, there: Team | undefined): void => {
    if (there === undefined || there.key === declared.key || found.has(there.key)) return;
    found.set(there.key, { key: declared.key, slug: declared.slug });
    settled.add(declared.key);
  };
  for (const team of desired.team.values())
    if (team.declaredId !== undefined) take(team, byId.get(team.declaredId));
  for (const team of desired.team.values()) {
    if (settled.has(team.key) || live.team.has(team.key)) continue;
    const name = team.name ?? team.slug;
    const named = [...live.team.values()].filter(
      (other) => other.name === name && !desired.team.has(other.key) && !found.has(other.key),
    );
    // Which of several it is, nobody can tell.
    if (named.length === 1) take(team, named[0]);
  }
  // One whose slug another would take keeps its own, and is told of as any two of one name.
  for (const [key, { key: now }] of [...found]) if (live.team.has(now) && !found.has(now)) found.delete(key);
  return found;
}
