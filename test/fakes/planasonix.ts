/** The words of Planasonix at hand for tests, whose organizations are all there unless they say otherwise. */
import type { Role } from "../../src/model/entities/role.ts";
import type { Entity } from "../../src/model/entity.ts";
import * as permission from "../../src/model/permission.ts";
import * as role from "../../src/model/role.ts";
import { stateOf as makeState, type Coverage, type Resource, type State } from "../../src/model/state.ts";
import { planasonix } from "../../src/model/vocabularies/planasonix.ts";

/** A State of an organization there. */
export function stateOf(
  entities: Iterable<Entity>,
  coverage?: Coverage,
  resources?: readonly Resource[],
): State {
  return makeState(entities, {
    vocabulary: planasonix,
    ...(coverage === undefined ? {} : { coverage }),
    ...(resources === undefined ? {} : { resources }),
  });
}

/** Its built-in roles, and these custom ones. */
export function rolesWith(custom: ReadonlyMap<string, Pick<Role, "base" | "permissions">>): role.Roles {
  return { vocabulary: planasonix, custom };
}

export const builtInRoles = role.builtInRoles(planasonix);
export const userManagement = planasonix.permissions.managing;
export const knownPermissions = permission.knownPermissions(planasonix);

export const isBuiltIn = (name: string): boolean => role.isBuiltIn(name, planasonix);
export const coversManagement = (word: string): boolean => permission.coversManagement(word, planasonix);
export const isHarmless = (word: string): boolean => permission.isHarmless(word, planasonix);
export const mayManageUsers = (word: string): boolean => permission.mayManageUsers(word, planasonix);
export const slipOf = (word: string): string | undefined => permission.slipOf(word, planasonix);
