/** The kinds of things that can be true about access; each stands in `entities`. Desired and live states are both made of these. */
import type { ServiceAccount } from "./entities/account.ts";
import type { Key } from "./entities/key.ts";
import type { Member } from "./entities/member.ts";
import type { TeamMembership } from "./entities/membership.ts";
import type { Ownership } from "./entities/ownership.ts";
import type { Role } from "./entities/role.ts";
import type { RoleGrant } from "./entities/roleGrant.ts";
import type { Share } from "./entities/share.ts";
import type { Team } from "./entities/team.ts";
import { perName } from "./perName.ts";

export type Kind = Entity["kind"];
export const kinds = [
  "member",
  "team",
  "team_membership",
  "role",
  "share",
  "service_account",
  "key",
  "ownership",
  "role_grant",
] as const satisfies readonly Kind[];

/** Something of each kind. */
export function perKind<T>(of: (kind: Kind) => T): Readonly<Record<Kind, T>> {
  return perName(kinds, of);
}

export type Entity =
  Member | Team | TeamMembership | Role | Share | ServiceAccount | Key | Ownership | RoleGrant;
/** The entities of a kind. */
export type EntityOf<K extends Kind> = { readonly [P in Kind]: Extract<Entity, { readonly kind: P }> }[K];
