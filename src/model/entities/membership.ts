/** Who is in which team, and as what. */
import type { Carried } from "./carried.ts";

export const teamRoles = ["member", "lead"] as const;
export type TeamRole = (typeof teamRoles)[number];

/** A place in a team that an invitation brings along. */
export type TeamPlace = {
  /** Key of the team. */
  readonly team: string;
  readonly role: TeamRole;
};

/** One person in one team. The key is `TEAM/MEMBER`, both as keys. */
export interface TeamMembership extends Carried {
  readonly kind: "team_membership";
  readonly key: string;
  readonly team: string;
  readonly member: string;
  readonly role: TeamRole;
  /** Live only: the role follows from another one, and nothing can change it here. */
  readonly implied?: true;
}
