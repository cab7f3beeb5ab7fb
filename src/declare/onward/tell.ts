/** What entries come to on the day, told beside what they came to before. */
import type { Source } from "../../model/diagnostic.ts";
import { kinds, type Entity } from "../../model/entity.ts";
import { isKnownKind } from "../../model/idList.ts";
import { once } from "../../model/once.ts";
import type { Onward } from "../../model/onward.ts";
import type { PersonIdentity } from "../../model/organization.ts";
import { compareText } from "../../model/text.ts";
import type { DeclaredPlace, ItemName } from "../items.ts";
import { identityIn } from "../persons.ts";
import { append, isSameSource } from "../place.ts";
import { activeMember, profilePlaces } from "../standing.ts";
import { placeToldOnce, sortAndKey, sorts } from "./sorts.ts";
import type { State } from "./state.ts";

/** That a place of a team's list is new or gone, and the team as it was otherwise. */
export interface TeamPlace {
  readonly name: ItemName;
  readonly team: string;
  readonly place: DeclaredPlace;
  readonly isNew: boolean;
}

/** Tells these entries, a set that is the teller's from now on. `isWhole`: they are all of them; `places`: of these teams a place. */
export function tell(
  state: State,
  names: Set<ItemName>,
  {
    isWhole = false,
    places = [],
  }: { readonly isWhole?: boolean; readonly places?: readonly TeamPlace[] } = {},
): Onward {
  const { dated, facts, settings, told } = state;
  const byProfile = once(() => (settings.profiles.size === 0 ? new Map() : profilePlaces(dated)));
  const [all, differing]: [Told, Told] = [noneTold(), noneTold()];
  const people: PersonIdentity[] = [];
  for (const each of places) {
    const found = names.has(each.name) ? undefined : placeTold(state, each);
    if (found === undefined) names.add(each.name);
    else for (const one of [all, differing]) add(one, found.gone, found.now);
  }
  for (const name of names) {
    const [sort, key] = sortAndKey(name);
    const entities = sorts[sort].entities(state.now, key, { dated, byProfile });
    const before = told.get(name) ?? [];
    add(all, before, entities);
    if (!isWhole) addDiffering(differing, before, entities);
    if (entities.length === 0) told.delete(name);
    else told.set(name, entities);
    const member = sort === "members" ? dated.members.get(key) : undefined;
    if (member?.person !== undefined) append(people, identityIn(facts.key, member));
  }
  // Whatever speaks of a thing that is otherwise has to be told beside it, since the thing may be called otherwise.
  const { now, gone } =
    isWhole || differing.now.some(isOfThing) || differing.gone.some(isOfThing) ? all : differing;
  now.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || compareText(a.key, b.key));
  return {
    ...{ key: facts.key, connection: state.connection, vocabulary: facts.vocabulary },
    ...{ isWhole, now, gone: isWhole ? [] : gone, people },
  };
}

/** What one place changes, of a long list that is told already; undefined where the list was not told so. */
function placeTold({ told, dated }: State, { name, team, place, isNew }: TeamPlace): Told | undefined {
  const before = told.get(name);
  const entity = placeToldOnce({ key: team }, place);
  if (before === undefined) return undefined;
  if (isNew) {
    if (activeMember(dated, place.member.key) === undefined) return noneTold();
    told.set(name, [...before, entity]);
    return { now: [entity], gone: [] };
  }
  const index = before.indexOf(entity);
  if (index === -1) return undefined;
  told.set(name, before.toSpliced(index, 1));
  return { now: [], gone: [entity] };
}

function isOfThing({ kind }: Entity): boolean {
  return isKnownKind(kind);
}

interface Told {
  readonly now: Entity[];
  readonly gone: Entity[];
}

function noneTold(): Told {
  return { now: [], gone: [] };
}

function add({ now, gone }: Told, before: readonly Entity[], after: readonly Entity[]): void {
  append(gone, before);
  append(now, after);
}

/** Without those at the beginning and at the end that are as they were. */
function addDiffering(told: Told, before: readonly Entity[], after: readonly Entity[]): void {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && isSame(before[head], after[head])) head++;
  let tail = 0;
  while (tail < most - head && isSame(before.at(-1 - tail), after.at(-1 - tail))) tail++;
  add(told, before.slice(head, before.length - tail), after.slice(head, after.length - tail));
}

/** Whether two entities say the same, and stand at the same place. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (isSource(one) && isSource(other)) return isSameSource(one, other);
  const [a, b] = [one as Readonly<Record<string, unknown>>, other as Readonly<Record<string, unknown>>];
  let count = 0;
  for (const key in a) {
    if (!isSame(a[key], b[key])) return false;
    count += 1;
  }
  for (const _ in b) count -= 1;
  return count === 0;
}

function isSource(value: object): value is Source {
  return "file" in value && "column" in value;
}
