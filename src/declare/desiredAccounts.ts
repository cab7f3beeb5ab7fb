/** The desired service accounts with their keys, and who answers for each. */
import type { ServiceAccount } from "../model/entities/account.ts";
import type { Holder } from "../model/entities/holder.ts";
import type { Entity } from "../model/entity.ts";
import { compareText } from "../model/text.ts";
import type { Facts } from "./facts.ts";
import type { DeclaredKey, DeclaredServiceAccount, Reference } from "./items.ts";
import { idGiven, sourceAt } from "./place.ts";
import { standIn } from "./standing.ts";
import { termsOf } from "./terms.ts";
import { sharesOf, endedShares } from "./desiredShares.ts";
import { given } from "../model/given.ts";

/** One of them, with its shares and keys; nothing once it has ended. */
export function entitiesOfAccount(facts: Facts, account: DeclaredServiceAccount): Entity[] {
  if (account.ended !== undefined) return [];
  return [
    serviceAccountOf(facts, account),
    ...sharesOf({ kind: "service_account", key: account.key }, account.shares ?? []),
    ...(account.disabled === true ? [] : (account.keys ?? []).map((key) => keyOf(account, key))),
  ];
}

/** The account, where a day has ended it, else what was shared with it until then; keys go with their account. */
export function endedOfAccount(facts: Facts, account: DeclaredServiceAccount): Entity[] {
  return account.ended === undefined
    ? endedShares({ kind: "service_account", key: account.key }, account.shares)
    : [serviceAccountOf(facts, account)];
}

function serviceAccountOf(facts: Facts, account: DeclaredServiceAccount): ServiceAccount {
  const { key, name, description, role, at } = account;
  const terms = termsOf(account);
  const owner = account.owner === undefined ? undefined : accountOwner(facts, account.owner);
  return {
    kind: "service_account",
    key,
    name,
    ...given({ description, role, owner }),
    ...(account.keys === undefined && account.disabled !== true ? {} : { keysListed: true }),
    ...(account.disabled === true ? { disabled: true } : {}),
    ...(account.shares === undefined ? {} : { sharesListed: true }),
    ...idGiven(account.listedId),
    ...given({ terms }),
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
    ...given({ rotateAfter, overlap }),
    ...(deliverTo === undefined ? {} : { deliverTo: deliverTo.target }),
    ...idGiven(declared.listedId),
    source: sourceAt(at),
  };
}
