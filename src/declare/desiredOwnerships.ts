/** Who is to own what at the service. */
import type { Ownership } from "../model/entities/ownership.ts";
import { ownershipKey } from "../kinds/ownership/kind.ts";
import { canOwn } from "../model/role.ts";
import type { Facts } from "./facts.ts";
import type { DeclaredOwnership, Reference } from "./items.ts";
import { sourceAt } from "./place.ts";
import { customRoles, roleOf, standIn } from "./standing.ts";

/** One of them. When the owner has left, and nobody who may own stands in, nothing is said about the owner. */
export function ownershipOf(facts: Facts, { resource, name, owner, at }: DeclaredOwnership): Ownership[] {
  const member = resourceOwner(facts, owner);
  if (member === undefined) return [];
  const key = ownershipKey(resource, name);
  return [{ kind: "ownership", key, resource, name, owner: member, source: sourceAt(at) }];
}

/** Key of who is to own a resource whose owner the files name so. */
export function resourceOwner(facts: Facts, owner: Reference): string | undefined {
  return standIn(facts, owner.key, (member) => canOwn(roleOf(facts, member), customRoles(facts)))?.key;
}
