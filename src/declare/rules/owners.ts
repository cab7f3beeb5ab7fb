/** Owning takes a role that may own. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { baseOf, canOwn, owningTakes } from "../../model/role.ts";
import type { Facts } from "../facts.ts";
import { quoted, warningAt } from "../place.ts";
import { activeMember, customRoles, roleOf } from "../standing.ts";

/** Warnings for declared owners whose role may not own: the service will refuse them. */
export function warnOfOwnersWithoutRight(facts: Facts): Diagnostic[] {
  const roles = customRoles(facts);
  return [...facts.ownerships.values()].flatMap(({ resource, name, owner }) => {
    const member = activeMember(facts, owner.key);
    const role = member === undefined ? undefined : roleOf(facts, member);
    if (role === undefined || baseOf(role, roles) === undefined || canOwn(role, roles)) return [];
    const message = `${quoted(owner.text)} has the role ${role}, which may not own the ${resource} ${quoted(name)}.`;
    const hint = `Owning takes ${owningTakes(facts.vocabulary)}: name somebody else, or give them such a role.`;
    return [warningAt(owner.at, { code: "cannot-own", message, hint })];
  });
}
