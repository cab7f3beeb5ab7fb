/** Collections as muster's entities: ids become keys, and what lacks one of its ends is left out. */
import { accountOf } from "./account.ts";
import { keyOf } from "./keyList.ts";
import { invitedOf, memberOf, speakingFor } from "./member.ts";
import { placeIn } from "./membership.ts";
import { ownershipOf } from "./ownership.ts";
import { roleOf } from "./role.ts";
import { shareOf } from "./share.ts";
import { teamOf } from "./team.ts";
import { grouped } from "../../model/grouped.ts";
import type { Member } from "../../model/entities/member.ts";
import type { Entity } from "../../model/entity.ts";
import { isOwnedKind } from "../../model/vocabularies/planasonix.ts";
import { byName } from "../../model/keys.ts";
import { recordKey } from "../../model/record.ts";
import { fold } from "../../model/text.ts";
import type { ApiMember } from "./contract.ts";
import type { Collections } from "./coverage.ts";
import { resourceNames } from "../../io/remote/resourceNames.ts";
import { resourcesOf } from "./resources.ts";
import { type Names } from "../../io/remote/known.ts";

/** The entities of a read, and what its ids are called. The coverage tells of what was left out. */
export function entitiesOf(read: Collections): { readonly entities: Entity[]; readonly names: Names } {
  const members = read.members.items.map(memberOf);
  const addresses = new Set(members.map(({ key }) => key));
  const names = namesOf(read, addresses.size === members.length ? new Set() : sharedAddresses(members));
  const invited = read.invitations.items.map((one) => invitedOf(one, names));
  for (const { key } of invited) addresses.add(key);
  const people = [...members, ...invited];
  // Two have one address hardly ever, and then only is it worth a list for each.
  const entities: Entity[] = addresses.size === people.length ? people : oneOfEach(people);
  for (const item of read.roles.items) if (!item.built_in) entities.push(roleOf(item));
  for (const item of read.teams.items) entities.push(teamOf(item, names));
  for (const item of read.memberships.items) {
    const [team, member] = [names.team(item.team_id), names.member(item.member_id)];
    if (team !== undefined && member !== undefined) entities.push(placeIn(item, { team, member }));
  }
  for (const item of read.accounts.items) {
    const { owner_type: type, owner_id: id } = item;
    const isOwned = type !== null && type !== undefined && id !== null && id !== undefined;
    if (!isOwned || isKnown(names, type, id)) entities.push(accountOf(item, names));
  }
  const keys = read.keys.items.filter((item) => names.account(item.service_account_id) !== undefined);
  for (const item of byName(keys.map((key) => keyOf(key, names)))) entities.push(item);
  // Not a spread call: so many arguments would overflow the stack.
  for (const item of heldOf(read, names)) entities.push(item);
  return { entities, names };
}

/** Addresses under which several members are there: what each of them has is told apart by their ids. */
function sharedAddresses(members: readonly Member[]): ReadonlySet<string> {
  const people = grouped(members, ({ key }) => key);
  return new Set([...people].flatMap(([key, same]) => (speakingFor(same).length > 1 ? [key] : [])));
}

function namesOf(read: Collections, shared: ReadonlySet<string>): Names {
  const nameOf = ({ id, email }: ApiMember): string => {
    const key = fold(email);
    return shared.has(key) ? recordKey(key, id) : key;
  };
  const teams = byId(read.teams.items, ({ slug }) => fold(slug));
  const members = byId(read.members.items, nameOf);
  const accounts = byId(read.accounts.items, ({ name }) => fold(name));
  return {
    team: (id) => teams.get(id),
    member: (id) => members.get(id),
    account: (id) => accounts.get(id),
  };
}

function byId<T extends { readonly id: string }>(
  items: readonly T[],
  nameOf: (item: T) => string,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const item of items) names.set(item.id, nameOf(item));
  return names;
}

/** Those who speak for each address: whoever is there alone speaks for theirs. */
function oneOfEach(people: readonly Member[]): Member[] {
  return [...grouped(people, ({ key }) => key).values()].flatMap(speakingFor);
}

/** Shares, and who owns what. */
function heldOf(read: Collections, names: Names): Entity[] {
  const resources = resourceNames(resourcesOf(read.resources));
  const entities: Entity[] = [];
  for (const item of read.shares.items) {
    if (!isKnown(names, item.grantee_type, item.grantee_id)) continue;
    entities.push(shareOf(item, names, resources.nameOf(item.resource_type, item.resource_id)));
  }
  for (const { kind, list } of read.resources) {
    if (!isOwnedKind(kind)) continue;
    for (const item of list.items) {
      entities.push(ownershipOf(item, names, { kind, name: resources.nameOf(kind, item.id) }));
    }
  }
  return entities;
}

function isKnown(names: Names, kind: "team" | "member" | "service_account", id: string): boolean {
  const known = { team: names.team, member: names.member, service_account: names.account };
  return known[kind](id) !== undefined;
}
