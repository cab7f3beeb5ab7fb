/** Who stays in an organization in a role that may not own things any more: what they own is found and handed over first. */
import type { Organization } from "../model/organization.ts";
import { canOwn, rankOf } from "../model/role.ts";
import type { State } from "../model/state.ts";
import { leaversOf, type Leaver } from "./leavers.ts";
import { roleSides, type RoleSides } from "../kinds/role/direction.ts";

/** Whether a change from one role to the other, each as it is on its side, takes the right to own things. */
export function endsOwning(from: string | undefined, to: string | undefined, roles: RoleSides): boolean {
  if (from === undefined || to === undefined || canOwn(to, roles.after)) return false;
  // A role that nobody knows may allow it.
  const may = canOwn(from, roles.before) || rankOf(from, roles.before) === undefined;
  return may && (from !== to || canOwn(from, roles.before));
}

/** Those whose role will not allow owning while the one that they have does, leavers apart, by key. */
export function loweredOf(organization: Organization, live: State, heldBack: ReadonlySet<string>): Leaver[] {
  const roles = roleSides(organization, live);
  const leavers = new Set(leaversOf(organization, live, heldBack).map(({ key }) => key));
  return [...live.member.values()].flatMap(({ key, id, role, state }): Leaver[] => {
    if (id === undefined || leavers.has(key) || heldBack.has(`member ${key}`)) return [];
    if (state !== "active" && state !== "deactivated") return [];
    const then = organization.desired.member.get(key)?.role ?? role;
    return endsOwning(role, then, roles) ? [{ key, id }] : [];
  });
}
