/** Roles on both sides of a plan: what a role can do now, and what it will be able to do. */
import type { Organization } from "../../model/organization.ts";
import { baseOf, managementOf, permissionsOf, rankOf, rolesIn, type Roles } from "../../model/role.ts";
import type { State } from "../../model/state.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";

/** What stands before and after the verbs on a custom role. */
export type RoleFields = {
  readonly name: string;
  readonly base: string;
  readonly permissions: readonly string[];
};

export interface RoleSides {
  readonly before: Roles;
  /** As declared; roles that no file names are as they are. */
  readonly after: Roles;
}

export function roleSides({ desired }: Organization, live: State): RoleSides {
  return {
    before: rolesIn(live),
    after: rolesIn({ vocabulary: live.vocabulary, role: new Map([...live.role, ...desired.role]) }),
  };
}

/** Where a change of what somebody can do leads. */
export type Direction = "up" | "down" | "sideways" | "same";

/** Compares two roles: by how far they go in managing users; by rank; of equal rank, by whether one may do all that the other may, and more. */
export function directionOf(
  from: { readonly role: string; readonly roles: Roles },
  to: { readonly role: string; readonly roles: Roles },
): Direction {
  const managed = managementOf(from.role, from.roles);
  const manages = managementOf(to.role, to.roles);
  if (managed !== manages) return manages > managed ? "up" : "down";
  const fromRank = rankOf(from.role, from.roles);
  const toRank = rankOf(to.role, to.roles);
  if (fromRank === undefined || toRank === undefined) return "sideways";
  if (fromRank !== toRank) return toRank > fromRank ? "up" : "down";
  const had = permissionsOf(from.role, from.roles);
  const has = permissionsOf(to.role, to.roles);
  const gains = has.some((permission) => !had.includes(permission));
  const loses = had.some((permission) => !has.includes(permission));
  if (gains !== loses) return gains ? "up" : "down";
  return gains || baseOf(from.role, from.roles) !== baseOf(to.role, to.roles) ? "sideways" : "same";
}

/** What becomes of a custom role that is altered. */
export function roleChange(
  { before, after }: { readonly before: RoleFields; readonly after: RoleFields },
  vocabulary: Vocabulary,
): { readonly widens: boolean; readonly narrows: boolean } {
  const role = (fields: RoleFields): Roles => ({ vocabulary, custom: new Map([["role", fields]]) });
  const direction = directionOf({ role: "role", roles: role(before) }, { role: "role", roles: role(after) });
  const had = before.permissions;
  const has = after.permissions;
  return {
    widens: direction === "up" || has.some((permission) => !had.includes(permission)),
    narrows: direction === "down" || had.some((permission) => !has.includes(permission)),
  };
}
