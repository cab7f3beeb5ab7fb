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
  const lowered: Leaver[] = [];
  for (const { key, id, role, state } of live.member.values()) {
    if (id === undefined || (state !== "active" && state !== "deactivated")) continue;
    const then = organization.desired.member.get(key)?.role ?? role;
    if (endsOwning(role, then, roles) && !heldBack.has(`member ${key}`)) lowered.push({ key, id });
  }
  if (lowered.length === 0) return lowered;
  const leavers = new Set(leaversOf(organization, live, heldBack).map(({ key }) => key));
  return lowered.filter(({ key }) => !leavers.has(key));
}
