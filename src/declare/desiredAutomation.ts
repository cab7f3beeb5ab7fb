/** The desired roles, service accounts, keys, shares and ownerships. */
import type { Entity, Holder, Ownership, Role, ServiceAccount, Share } from "../model/entity.ts";
import { ownershipKey } from "../kinds/ownership/kind.ts";
import { shareKey } from "../kinds/share/kind.ts";
import { canOwn } from "../model/role.ts";
import { compareText } from "../model/text.ts";
import type {
  DeclaredKey,
  DeclaredOwnership,
  DeclaredRole,
  DeclaredServiceAccount,
  DeclaredShare,
  Facts,
  Reference,
} from "./facts.ts";
import { append, idGiven, sourceAt } from "./place.ts";
import { customRoles, roleOf, standIn } from "./standing.ts";
import { termsOf } from "./terms.ts";

/** Custom roles, service accounts with their keys and shares, and ownerships. */
export function automationOf(facts: Facts): Entity[] {
  const entities: Entity[] = [...facts.roles.values()].flatMap(roleEntity);
  for (const account of facts.serviceAccounts.values()) {
    if (account.ended !== undefined) continue;
    entities.push(serviceAccountOf(facts, account));
    append(entities, sharesOf({ kind: "service_account", key: account.key }, account.shares ?? []));
    if (account.disabled === true) continue;
    append(
      entities,
      (account.keys ?? []).map((key) => keyOf(account, key)),
    );
  }
  append(
    entities,
    [...facts.ownerships.values()].flatMap((ownership) => ownershipOf(facts, ownership)),
  );
  return entities;
}

/** The service accounts that a day has ended, and what was shared with others until then; keys go with their account. */
export function endedAccounts(facts: Facts): Entity[] {
  return [...facts.serviceAccounts.values()].flatMap((account): Entity[] =>
    account.ended === undefined
      ? endedShares({ kind: "service_account", key: account.key }, account.shares)
      : [serviceAccountOf(facts, account)],
  );
}

function roleEntity({ key, name, base, permissions, listedId, at }: DeclaredRole): Role[] {
  if (base === undefined || permissions === undefined) return [];
  return [{ kind: "role", key, name, base, permissions, ...idGiven(listedId), source: sourceAt(at) }];
}

function serviceAccountOf(facts: Facts, account: DeclaredServiceAccount): ServiceAccount {
  const { key, name, description, role, at } = account;
  const terms = termsOf(account);
  const owner = account.owner === undefined ? undefined : accountOwner(facts, account.owner);
  return {
    kind: "service_account",
    key,
    name,
    ...(description === undefined ? {} : { description }),
    ...(role === undefined ? {} : { role }),
    ...(owner === undefined ? {} : { owner }),
    ...(account.keys === undefined && account.disabled !== true ? {} : { keysListed: true }),
    ...(account.disabled === true ? { disabled: true } : {}),
    ...(account.shares === undefined ? {} : { sharesListed: true }),
    ...idGiven(account.listedId),
    ...(terms === undefined ? {} : { terms }),
    source: sourceAt(at),
  };
}

/** Who answers for a service account; undefined when its owner has left and nobody stands in. */
export function accountOwner(facts: Facts, owner: Reference): Holder | undefined {
  if (facts.teams.has(owner.key) || !(owner.key.includes("@") || facts.members.has(owner.key)))
    return { kind: "team", key: owner.key };
  const member = standIn(facts, owner.key);
  return member === undefined ? undefined : { kind: "member", key: member.key };
}

function keyOf(account: DeclaredServiceAccount, declared: DeclaredKey): Entity {
  const { key, name, scopes, rotateAfter, overlap, deliverTo, at } = declared;
  return {
    kind: "key",
    key: `${account.key}/${key}`,
    account: account.key,
    name,
    scopes: [...new Set(scopes.map((scope) => scope.text))].sort(compareText),
    ...(rotateAfter === undefined ? {} : { rotateAfter }),
    ...(overlap === undefined ? {} : { overlap }),
    ...(deliverTo === undefined ? {} : { deliverTo: deliverTo.target }),
    ...idGiven(declared.listedId),
    source: sourceAt(at),
  };
}

/** The shares that a holder has by the files. */
export function sharesOf(holder: Holder, shares: readonly DeclaredShare[]): Share[] {
  return shares.filter((share) => share.ended === undefined).map((share) => shareOf(holder, share));
}

/** The shares that a holder had until a day that has come. */
export function endedShares(holder: Holder, shares: readonly DeclaredShare[] = []): Share[] {
  return shares.filter((share) => share.ended !== undefined).map((share) => shareOf(holder, share));
}

function shareOf(holder: Holder, share: DeclaredShare): Share {
  const { resource, name, level, at } = share;
  const terms = termsOf(share);
  return {
    kind: "share",
    key: shareKey({ resource, name, holder }),
    resource,
    name,
    holder,
    level,
    ...(terms === undefined ? {} : { terms }),
    source: sourceAt(at),
  };
}

/** When the owner has left, and nobody who may own stands in, nothing is said about the owner. */
function ownershipOf(facts: Facts, { resource, name, owner, at }: DeclaredOwnership): Ownership[] {
  const member = resourceOwner(facts, owner);
  if (member === undefined) return [];
  const key = ownershipKey(resource, name);
  return [{ kind: "ownership", key, resource, name, owner: member, source: sourceAt(at) }];
}

/** Key of who is to own a resource whose owner the files name so. */
export function resourceOwner(facts: Facts, owner: Reference): string | undefined {
  return standIn(facts, owner.key, (member) => canOwn(roleOf(facts, member), customRoles(facts)))?.key;
}
