/** The role of somebody who is to lose more, and has to own what they own until somebody else can receive it. */
import { canManageUsers, type Roles } from "../model/role.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import type { Draft } from "../kinds/draft.ts";
import { roleFields } from "../kinds/member/sides.ts";
import { draftOf, type Origin } from "./drafts.ts";
import { directionOf, type Direction, type RoleSides } from "../kinds/role/direction.ts";

/** The drafts of an organization, beside the roles on both sides. */
export interface RoleDrafts {
  readonly organization: Organization;
  readonly live: State;
  readonly roles: RoleSides;
  readonly drafts: readonly Draft[];
}

/** A demotion to what it takes to own, and what it needs first. */
interface Interim {
  readonly draft: Draft;
  readonly needs: readonly Draft[];
}

/** The demotion that leaves them no more than it takes to own; undefined when they have no more. */
export function interimOf(
  key: string,
  { organization, live, roles, drafts }: RoleDrafts,
  uncovered: Pick<Origin, "uncovered">,
): Interim | undefined {
  const member = live.member.get(key);
  if (member?.state !== "active" || member.role === undefined) return undefined;
  const { interim } = live.vocabulary.roles;
  if (interim === undefined) return undefined;
  const { role } = member;
  const toOwning = (side: Roles): Direction =>
    directionOf({ role, roles: side }, { role: interim, roles: side });
  if (toOwning(roles.after) !== "down") return undefined;
  const draft = draftOf(
    organization,
    { verb: "demote", before: roleFields(member), after: roleFields({ ...member, role: interim }) },
    { kind: "member", key, ...uncovered },
  );
  // Only once their role is widened would that be less. But nobody manages users by it for a moment, so that such a
  // role waits for them instead, unless it would be more than what they have now.
  const now = toOwning(roles.before);
  const waits = now === "up" || (now !== "down" && !canManageUsers(role, roles.after));
  const widening = drafts.filter((other) => other.verb === "update_role" && other.key === role);
  return { draft, needs: waits ? widening : [] };
}
