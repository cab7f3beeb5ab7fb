/**
 * What an entity means: the fields that make an access what it is, and none that only says where and how it is
 * written. Two declarations with one meaning are one and the same access.
 */
import { targetText } from "../model/target.ts";
import { kinds, type Entity, type Holder, type Kind, type Terms } from "../model/entity.ts";
import type { Json, JsonObject } from "../model/json.ts";

/** What the thing of a key is, whatever it is called. */
export type Naming = (kind: Kind, key: string) => string;

/** The fields of an entity that count. */
export function meaningOf(entity: Entity, named: Naming): JsonObject {
  switch (entity.kind) {
    case "member":
      return {
        state: entity.state,
        // What role somebody had who has left gives nothing.
        ...(entity.role === undefined || entity.state !== "active"
          ? {}
          : { role: named("role", entity.role) }),
        ...endOf(entity.terms),
        ...roleEndOf(entity.terms, named),
      };
    case "team":
      return {
        ...(entity.parent === undefined ? {} : { parent: orNone(entity.parent, "team", named) }),
        ...(entity.manager === undefined ? {} : { manager: orNone(entity.manager, "member", named) }),
        ...(entity.membersFrom === undefined ? {} : { members_from: entity.membersFrom }),
      };
    case "team_membership":
      return {
        team: named("team", entity.team),
        member: named("member", entity.member),
        role: entity.role,
        ...endOf(entity.terms),
      };
    case "role":
      return { base: entity.base, permissions: [...entity.permissions] };
    case "share":
      return {
        resource: entity.resource,
        name: entity.name,
        holder: holderOf(entity.holder, named),
        level: entity.level,
        ...endOf(entity.terms),
      };
    case "role_grant":
      return { role: entity.role, holder: holderOf(entity.holder, named), ...endOf(entity.terms) };
    case "service_account":
      return {
        ...(entity.role === undefined ? {} : { role: named("role", entity.role) }),
        ...(entity.owner === undefined ? {} : { owner: holderOf(entity.owner, named) }),
        ...endOf(entity.terms),
      };
    case "key":
      return {
        account: named("service_account", entity.account),
        scopes: [...entity.scopes],
        ...(entity.rotateAfter === undefined ? {} : { rotate_after_ms: entity.rotateAfter }),
        ...(entity.overlap === undefined ? {} : { overlap_ms: entity.overlap }),
        ...(entity.deliverTo === undefined ? {} : { deliver_to: targetText(entity.deliverTo) }),
      };
    case "ownership":
      return {
        resource: entity.resource,
        name: entity.name,
        owner: orNone(entity.owner, "member", named),
      };
  }
}

function orNone(key: string | null, kind: Kind, named: Naming): string | null {
  return key === null ? null : named(kind, key);
}

function holderOf({ kind, key }: Holder, named: Naming): JsonObject {
  return { kind, key: named(kind, key) };
}

function endOf(terms: Terms | undefined): JsonObject {
  return terms?.until === undefined ? {} : { until: terms.until };
}

function roleEndOf(terms: Terms | undefined, named: Naming): JsonObject {
  if (terms?.role_until === undefined) return {};
  return {
    role_until: terms.role_until,
    ...(terms.then === undefined ? {} : { then: named("role", terms.then) }),
  };
}

/** A holder that a field names; undefined for anything else. */
export function holderIn(value: Json | undefined): { readonly kind: Kind; readonly key: string } | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { kind, key } = value as JsonObject;
  const found = kinds.find((known) => known === kind);
  return found === undefined || typeof key !== "string" ? undefined : { kind: found, key };
}
