/**
 * Keeps the organization from ever having fewer active admins than its minimum, between any two requests:
 * every loss of an admin is paired with the promotion that makes it safe, or is withheld until somebody accepts.
 */
import type { Organization } from "../model/organization.ts";
import { managesUsers } from "../model/role.ts";
import type { State } from "../model/state.ts";
import { compareText } from "../model/text.ts";
import type { Draft, Reason } from "./draft.ts";

export interface AdminInput {
  readonly drafts: readonly Draft[];
  readonly organization: Organization;
  readonly live: State;
}

export interface AdminPairing {
  /** Loss id -> ids of the promotions that must be done first. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
  readonly blocked: ReadonlyMap<string, Reason>;
}

/** True when the draft makes somebody an active admin who is none now. */
export function isAdminGain(draft: Draft): boolean {
  const gains = draft.verb === "promote" || draft.verb === "change_role" || draft.verb === "reactivate";
  return (
    gains &&
    managesUsers(roleIn(draft.after)) &&
    (draft.verb === "reactivate" || !managesUsers(roleIn(draft.before)))
  );
}

/** True when the draft takes the management of users from somebody who is active. */
export function isAdminLoss(draft: Draft): boolean {
  if (!managesUsers(roleIn(draft.before))) return false;
  switch (draft.verb) {
    case "demote":
    case "change_role":
      return !managesUsers(roleIn(draft.after));
    case "deactivate":
      return true;
    case "remove":
      return draft.before?.["state"] === "active";
    default:
      return false;
  }
}

/** Declared people who are active admins now. Those that no file names do not count: nobody has vouched for them. */
export function activeDeclaredAdmins({ organization, live }: Omit<AdminInput, "drafts">): string[] {
  return [...organization.desired.member.keys()].filter((key) => {
    const member = live.member.get(key);
    return member?.state === "active" && managesUsers(member.role);
  });
}

/** Pairs losses with promotions, in the order of their keys. */
export function pairAdminLosses(input: AdminInput): AdminPairing {
  const { drafts, organization } = input;
  const minimum = organization.policy.guards.minAdmins;
  const byKey = (a: Draft, b: Draft) => a.phase - b.phase || compareText(a.key, b.key);
  const gains = drafts.filter(isAdminGain).sort(byKey);
  const losses = drafts.filter(isAdminLoss).sort(byKey);
  const active = activeDeclaredAdmins(input).length;
  const missing = Math.max(0, minimum - active);
  const first = gains.slice(0, missing);
  const spare = gains.slice(missing);
  let free = Math.max(0, active - minimum);
  const needs = new Map<string, readonly string[]>();
  const blocked = new Map<string, Reason>();
  for (const loss of losses) {
    const countsAgainst = organization.desired.member.has(loss.key);
    const covered = !countsAgainst || free > 0;
    const pair = covered ? undefined : spare.shift();
    if (first.length < missing || (!covered && pair === undefined)) {
      blocked.set(loss.id, reasonToWait(input, minimum));
      continue;
    }
    if (countsAgainst && free > 0) free -= 1;
    needs.set(
      loss.id,
      [...first, ...(pair === undefined ? [] : [pair])].map((gain) => gain.id),
    );
  }
  return { needs, blocked };
}

function reasonToWait({ organization, live }: AdminInput, minimum: number): Reason {
  const coming = [...organization.desired.member.values()].filter((member) => {
    if (member.state !== "active" || !managesUsers(member.role)) return false;
    const state = live.member.get(member.key)?.state;
    return state === undefined || state === "pending" || state === "expired" || state === "failed";
  });
  const floor = `fewer than ${minimum} active admins`;
  if (coming.length === 0) {
    return {
      code: "depends",
      message: `would leave ${floor}: another admin must be active first`,
    };
  }
  return {
    code: "waiting",
    message: `would leave ${floor} now; waits until ${coming.map((member) => member.email).join(" or ")} has accepted the invitation`,
    waitsFor: coming.map((member) => member.key),
  };
}

function roleIn(fields: Draft["before"]): string | undefined {
  const role = fields?.["role"];
  return typeof role === "string" ? role : undefined;
}
