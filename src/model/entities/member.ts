/** A member of an organization: the fields that the files declare and the service tells, and where somebody stands. */
import type { HandleKind } from "../vocabulary.ts";
import type { Carried } from "./carried.ts";
import type { TeamPlace } from "./membership.ts";

/**
 * Where somebody stands. Files say `active`, `deactivated` or `removed`; the live side knows
 * `left` (by themselves) and the states of an invitation: `pending`, `expired`, `failed`, `declined`.
 */
export const memberStates = [
  "active",
  "deactivated",
  "removed",
  "left",
  "pending",
  "expired",
  "failed",
  "declined",
] as const;
export type MemberState = (typeof memberStates)[number];

/** A person in an organization, or their invitation. The key is the folded e-mail address, or what the service has in its place. */
export interface Member extends Carried {
  readonly kind: "member";
  readonly key: string;
  /** What they are called, as written. */
  readonly email: string;
  /** What that is; absent for an e-mail address. */
  readonly handleKind?: HandleKind;
  readonly name?: string;
  /** Absent: not managed. */
  readonly role?: string;
  readonly state: MemberState;
  /** Live invitations only: the teams they bring along, sorted by team. */
  readonly teams?: readonly TeamPlace[];
  /** Live invitations only: when it was last sent, RFC 3339. */
  readonly since?: string;
  /** Live invitations only: nobody can accept it until somebody at the service approves; who may, by address, where it says. */
  readonly awaitsApproval?: readonly string[];
  /** Live only, where it tells people from bots: nobody knows an address of theirs. */
  readonly withoutEmail?: true;
  /** Live only, where it keeps that: the key of the member for whom muster made it. */
  readonly madeFor?: string;
  /** Live only: a second name that the service knows them by, folded. */
  readonly alsoCalled?: string;
  /** Desired only: what the service is told that they are called, where it asks for that when it lets them in. */
  readonly toldName?: string;
  /** Live only: when they became a member by their first login, whom nobody had invited; RFC 3339. */
  readonly joinedBySso?: string;
  /** Live invitations only: the service's id of the account that it went to, where it went to one and the service tells. */
  readonly account?: string;
  /** Live invitations only: how often it was sent. */
  readonly sendings?: number;
  /** Desired only: former e-mails, as written. */
  readonly previously?: readonly string[];
  /** Desired only: key of the member who receives what this one owns when they leave. */
  readonly successor?: string;
  /** Desired only: true when the files say what is shared with them directly. */
  readonly sharesListed?: boolean;
  /** Desired leavers only: why access ends before anything is handed over. */
  readonly atOnce?: string;
  /** Desired only: why they are invited once more, who declined, left, or let every invitation run out. */
  readonly inviteAgain?: string;
}

/** True while somebody has access: the live states `active`; an invitation is not access yet. */
export function isInvitation(state: MemberState): boolean {
  return state === "pending" || state === "expired" || state === "failed" || state === "declined";
}
