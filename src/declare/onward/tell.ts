/** What entries come to on the day, told beside what they came to before. */
import type { Source } from "../../model/diagnostic.ts";
import { kinds, type Entity, type Kind, type TeamMembership } from "../../model/entity.ts";
import type { Onward } from "../../model/onward.ts";
import type { PersonIdentity } from "../../model/organization.ts";
import { compareText } from "../../model/text.ts";
import { connectionOf, entitiesOfMember, entitiesOfTeam, membershipAt } from "../desired.ts";
import { entitiesOfAccount } from "../desiredAccounts.ts";
import { grantsOfRole } from "../desiredGrants.ts";
import { ownershipOf } from "../desiredOwnerships.ts";
import { roleEntity } from "../desiredRoles.ts";
import type { DeclaredPlace, Facts } from "../facts.ts";
import { identityIn } from "../persons.ts";
import { append, isSameSource } from "../place.ts";
import { profilePlaces } from "../standing.ts";
import { kindAndKey, type ItemName } from "./naming.ts";
import type { State } from "./state.ts";

/** Every entry that there is. */
export function allNames({ said, facts }: State): ItemName[] {
  return [
    ...[...said.members.keys()].map((key) => `member ${key}`),
    ...[...said.teams.keys()].map((key) => `team ${key}`),
    ...[...said.serviceAccounts.keys()].map((key) => `service_account ${key}`),
    ...[...facts.roles.keys()].map((key) => `role ${key}`),
    ...[...facts.ownerships.keys()].map((key) => `ownership ${key}`),
  ];
}

/** Tells these entries. `isWhole`: they are all of them. */
export function tell(state: State, names: Iterable<ItemName>, isWhole = false): Onward {
  const { dated, facts, settings, told } = state;
  const byProfile: Places = settings.profiles.size === 0 ? new Map() : profilePlaces(dated);
  const [all, differing]: [Told, Told] = [noneTold(), noneTold()];
  const people: PersonIdentity[] = [];
  for (const name of names) {
    const entities = entitiesOf(dated, name, byProfile);
    const before = told.get(name) ?? [];
    add(all, before, entities);
    if (!isWhole) addDiffering(differing, before, entities);
    if (entities.length === 0) told.delete(name);
    else told.set(name, entities);
    const [kind, key] = kindAndKey(name);
    const member = kind === "member" ? dated.members.get(key) : undefined;
    if (member?.person !== undefined) append(people, identityIn(facts.key, member));
  }
  // Whatever speaks of a thing that is otherwise has to be told beside it, since the thing may be called otherwise.
  const { now, gone } = isWhole || [...differing.now, ...differing.gone].some(isThing) ? all : differing;
  now.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || compareText(a.key, b.key));
  return {
    ...{ key: facts.key, connection: connectionOf(settings), vocabulary: facts.vocabulary },
    ...{ isWhole, now, gone: isWhole ? [] : gone, people },
  };
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

/** Of a list that changes, most places stay the same ones. */
const toldPlaces = new WeakMap<DeclaredPlace, TeamMembership>();

const placeToldOnce: typeof membershipAt = (team, place) => {
  const known = toldPlaces.get(place);
  if (known?.team === team.key) return known;
  const made = membershipAt(team, place);
  toldPlaces.set(place, made);
  return made;
};

/** What other entities are called by. */
const things: readonly Kind[] = ["member", "team", "role", "service_account", "key"];

function isThing({ kind }: Entity): boolean {
  return things.includes(kind);
}

type Places = ReturnType<typeof profilePlaces>;

function entitiesOf(facts: Facts, name: ItemName, byProfile: Places): readonly Entity[] {
  const [kind, key] = kindAndKey(name);
  switch (kind) {
    case "member":
      return of(facts.members.get(key), (member) => entitiesOfMember(facts, member));
    case "team":
      return of(facts.teams.get(key), (team) =>
        entitiesOfTeam(facts, team, { byProfile: byProfile.get(key) ?? [], placeOf: placeToldOnce }),
      );
    case "service_account":
      return of(facts.serviceAccounts.get(key), (account) => entitiesOfAccount(facts, account));
    case "role":
      return of(facts.roles.get(key), (role) => [...roleEntity(role), ...grantsOfRole(facts, role)]);
    default:
      return of(facts.ownerships.get(key), (ownership) => ownershipOf(facts, ownership));
  }
}

function of<T>(item: T | undefined, entities: (item: T) => readonly Entity[]): readonly Entity[] {
  return item === undefined ? [] : entities(item);
}
