/**
 * What an entity means: the fields that make an access what it is, and none that only says where and how it is
 * written. Two declarations with one meaning are one and the same access.
 */
import type { Identity } from "../kinds/access.ts";
import { kindOf } from "../kinds/kinds.ts";
import { kinds, type Entity, type Kind } from "../model/entity.ts";
import type { Json, JsonObject } from "../model/json.ts";

export type Naming = Identity;

/** The fields of an entity that count. */
export function meaningOf(entity: Entity, named: Naming): JsonObject {
  return kindOf(entity.kind).access.meaning(entity, named);
}

/** A holder that a field names; undefined for anything else. */
export function holderIn(value: Json | undefined): { readonly kind: Kind; readonly key: string } | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { kind, key } = value as JsonObject;
  const found = kinds.find((known) => known === kind);
  return found === undefined || typeof key !== "string" ? undefined : { kind: found, key };
}
