/**
 * What an entity means: the fields that make an access what it is, and none that only says where and how it is
 * written. Two declarations with one meaning are one and the same access.
 */
import type { Identity } from "../kinds/access.ts";
import { kindOf } from "../kinds/kinds.ts";
import type { Entity } from "../model/entity.ts";
import type { JsonObject } from "../model/json.ts";

export type Naming = Identity;

/** The fields of an entity that count. */
export function meaningOf(entity: Entity, named: Naming): JsonObject {
  return kindOf(entity.kind).access.meaning(entity, named);
}
