/** The small things that can be true about access. Desired and live states are both made of these. */
import type { Source } from "./diagnostic.ts";

export type Kind = Entity["kind"];
export const kinds = ["member", "team", "team_membership"] as const satisfies readonly Kind[];

/**
 * Where somebody stands. Files say `active`, `deactivated` or `removed`; the live side knows
 * `left` (by themselves) and the states of an invitation: `pending`, `expired`, `failed`, `declined`.
 */
export type MemberState =
  "active" | "deactivated" | "removed" | "left" | "pending" | "expired" | "failed" | "declined";

export type TeamRole = "member" | "lead";

/** A place in a team that an invitation brings along. */
export interface TeamPlace {
  /** Key of the team. */
  readonly team: string;
  readonly role: TeamRole;
}

/** What desired and live entities carry beside what is compared. */
interface Carried {
  /** Where the files declare it; desired entities only. */
  readonly source?: Source;
  /** The service's id; live entities only. */
  readonly id?: string;
  /** The service's version of the object, where it offers one; live entities only. */
  readonly etag?: string;
}

/** A person in an organization, or their invitation. The key is the folded e-mail address. */
export interface Member extends Carried {
  readonly kind: "member";
  readonly key: string;
  /** As written. */
  readonly email: string;
  readonly name?: string;
  /** Absent: not managed. */
  readonly role?: string;
  readonly state: MemberState;
  /** Live invitations only: the teams they bring along, sorted by team. */
  readonly teams?: readonly TeamPlace[];
  /** Live invitations only: when it was last sent, RFC 3339. */
  readonly since?: string;
  /** Live invitations only: how often it was sent. */
  readonly sendings?: number;
}

/** A team. The key is the folded slug. Absent fields are not managed; `null` means "has none". */
export interface Team extends Carried {
  readonly kind: "team";
  readonly key: string;
  /** As written. */
  readonly slug: string;
  readonly name?: string;
  readonly description?: string;
  /** Key of the parent team. */
  readonly parent?: string | null;
  /** Key of the member who manages it. */
  readonly manager?: string | null;
  /** Desired only: former slugs, as written. */
  readonly previously?: readonly string[];
  /** Desired only: true when the files list its members, so that the list is complete. */
  readonly membersListed?: boolean;
}

/** One person in one team. The key is `TEAM/MEMBER`, both as keys. */
export interface TeamMembership extends Carried {
  readonly kind: "team_membership";
  readonly key: string;
  readonly team: string;
  readonly member: string;
  readonly role: TeamRole;
}

export type Entity = Member | Team | TeamMembership;

/** The key of a team membership. */
export function membershipKey(team: string, member: string): string {
  return `${team}/${member}`;
}

/** True while somebody has access: the live states `active`; an invitation is not access yet. */
export function isInvitation(state: MemberState): boolean {
  return state === "pending" || state === "expired" || state === "failed" || state === "declined";
}
