/** What entries come to on the day, told beside what they came to before. */
import { kinds, type Entity } from "../../model/entity.ts";
import type { Onward } from "../../model/onward.ts";
import type { PersonIdentity } from "../../model/organization.ts";
import { compareText } from "../../model/text.ts";
import { connectionOf, entitiesOfMember, entitiesOfTeam } from "../desired.ts";
import { entitiesOfAccount } from "../desiredAccounts.ts";
import { grantsOfRole } from "../desiredGrants.ts";
import { ownershipOf } from "../desiredOwnerships.ts";
import { roleEntity } from "../desiredRoles.ts";
import type { Facts } from "../facts.ts";
import { identityIn } from "../persons.ts";
import { append } from "../place.ts";
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
  const [now, gone]: [Entity[], Entity[]] = [[], []];
  const people: PersonIdentity[] = [];
  for (const name of names) {
    const entities = entitiesOf(dated, name, byProfile);
    append(gone, told.get(name) ?? []);
    append(now, entities);
    if (entities.length === 0) told.delete(name);
    else told.set(name, entities);
    const [kind, key] = kindAndKey(name);
    const member = kind === "member" ? dated.members.get(key) : undefined;
    if (member?.person !== undefined) append(people, identityIn(facts.key, member));
  }
  now.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || compareText(a.key, b.key));
  return {
    ...{ key: facts.key, connection: connectionOf(settings), vocabulary: facts.vocabulary },
    ...{ isWhole, now, gone: isWhole ? [] : gone, people },
  };
}

type Places = ReturnType<typeof profilePlaces>;

function entitiesOf(facts: Facts, name: ItemName, byProfile: Places): readonly Entity[] {
  const [kind, key] = kindAndKey(name);
  switch (kind) {
    case "member":
      return of(facts.members.get(key), (member) => entitiesOfMember(facts, member));
    case "team":
      return of(facts.teams.get(key), (team) => entitiesOfTeam(facts, team, byProfile.get(key) ?? []));
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
