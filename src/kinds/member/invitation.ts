/** What is done about invitations: sent, corrected, sent again and taken back. */
import type { Member } from "../../model/entities/member.ts";
import { listOf, objectIn, textOf } from "../../model/jsonFields.ts";
import type { JsonObject } from "../../model/json.ts";
import { firstOf, teamObstacle, type NeedsRule } from "../lookup.ts";
import { arrow, foreign, joined, labelled, moved, own, said, type Piece } from "../pieces.ts";
import { givesPower, roleObstacle } from "../role/given.ts";
import { altered, ended, made } from "../sides.ts";
import type { Step, StepOf, Undone } from "../step.ts";
import type { VerbSpecs } from "../verb.ts";
import { invitationFields, memberShapes, roleFields, type InvitationFields } from "./sides.ts";
import { afterNewAddress } from "./needs.ts";

/** What an invitation brings is there: its role, and its teams. */
const invitationNeeds: NeedsRule<"invite" | "reinvite" | "correct_invitation"> = (draft, lookup, edge) =>
  firstOf(
    roleObstacle(draft, lookup, edge),
    ...draft.after.teams.map(({ team }) => teamObstacle(team, lookup, edge)),
  );

const invitation = {
  phase: 2,
  loss: null,
  risk: givesPower,
  needs: afterNewAddress(invitationNeeds),
} as const;

export type InvitationVerb = "invite" | "reinvite" | "correct_invitation" | "cancel_invitation";

export const invitationVerbs: VerbSpecs<InvitationVerb> = {
  invite: {
    ...invitation,
    sides: { member: made(memberShapes.invitation) },
    words: { sign: "+", infinitive: "invite", toDo: "to invite", done: "invited" },
    admits: true,
    creates: true,
    seat: "takes",
    detail: ({ after }) => joined([labelled("", after, "role"), teams(after), again(after)]),
  },
  reinvite: {
    ...invitation,
    sides: { member: altered(memberShapes.sentInvitation) },
    words: { sign: "+", infinitive: "invite again", toDo: "to invite again", done: "invited again" },
    admits: true,
    seat: "takes",
    detail: ({ before, after }) =>
      joined([
        labelled("invitation ", before, "state"),
        labelled("", after, "role"),
        teams(after),
        again(after),
      ]),
  },
  correct_invitation: {
    ...invitation,
    sides: { member: altered(memberShapes.invitation) },
    words: {
      sign: "~",
      infinitive: "correct invitation",
      noun: "invitation",
      toDo: "to correct",
      done: "corrected",
    },
    detail: ({ before, after }) => joined([moved(before, after, "role"), movedTeams(before, after)], "; "),
  },
  cancel_invitation: {
    sides: { member: ended(memberShapes.role) },
    words: {
      sign: "-",
      infinitive: "cancel invitation",
      noun: "invitation",
      toDo: "to cancel",
      done: "cancelled",
    },
    phase: 8,
    loss: "invitation",
    risk: "high",
    seat: "frees",
    detail: ({ before }) => labelled("was invited as ", before, "role"),
  },
};

/** Invitations that were sent this often and came to nothing are not sent again. */
export const maxSendings = 3;

/** What becomes of an invitation that nobody has accepted yet. */
export function pendingStep(before: Member, after: Member): Step | Undone {
  const was = invitationFields(before);
  const wanted = invitationFields({ ...before, ...after });
  if (after.role !== before.role || differentPlaces(before, after)) {
    return { verb: "correct_invitation", before: was, after: wanted };
  }
  const since = before.since === undefined ? "" : ` since ${before.since.slice(0, 10)}`;
  return {
    verb: "invite",
    before: was,
    after: wanted,
    undone: {
      code: "waiting",
      message: `waiting${since} for ${waitedFor(before)}`,
      waitsFor: [before.key],
    },
  };
}

/** What has to happen first, and who can see to it. */
function waitedFor({ email, awaitsApproval }: Member): string {
  if (awaitsApproval === undefined) return `${email} to accept the invitation`;
  const who = awaitsApproval.length === 0 ? "an administrator there" : awaitsApproval.join(" or ");
  return `${who} to approve the invitation of ${email} at the service`;
}

/** What to do about somebody whom nobody invites by itself. */
export const wayToAsk =
  "Ask them, then write `invite_again: REASON` in their entry, or take them out of the files";

/** One that came to nothing is sent again, so often and no more. */
export function resendStep(before: Member, after: Member): Step {
  const { inviteAgain: _, ...plain } = after;
  if ((before.sendings ?? 0) < maxSendings) return resentFields(before, plain);
  if (after.inviteAgain !== undefined) return resentFields(before, after);
  return {
    ...resentFields(before, after),
    reason: {
      code: "declined",
      message: `gave up: ${before.email} was invited ${before.sendings} times and the last invitation ${before.state}. Check the address; then write \`invite_again: REASON\` in their entry, or take them out of the files`,
    },
  };
}

/** Sent once more, as it is wanted now. */
export function resentFields(before: Member, after: Member): StepOf<"reinvite"> {
  const wanted = askedAgain(invitationFields({ ...before, ...after }), after);
  return {
    verb: "reinvite",
    before: { ...invitationFields(before), state: before.state },
    after: { ...wanted, state: "pending" },
  };
}

/** With the reason for which it is sent once more, where that is what sends it. */
export function askedAgain(fields: InvitationFields, { inviteAgain }: Member): InvitationFields {
  return inviteAgain === undefined ? fields : { ...fields, again: inviteAgain };
}

function differentPlaces(before: Member, after: Member): boolean {
  const text = (member: Member) =>
    (member.teams ?? []).map((place) => `${place.team}:${place.role}`).join(" ");
  // Of an invitation whose places were not all read nobody knows whether they are others.
  return after.teams !== undefined && before.teams !== undefined && text(before) !== text(after);
}

/** Taken back. */
export function cancelStep(before: Member): StepOf<"cancel_invitation"> {
  return { verb: "cancel_invitation", before: roleFields(before), after: null };
}

/** "finance, reporting (lead)" */
function placeNames(object: JsonObject | null): Piece[] {
  return joined(
    listOf(object, "teams").map((item) => {
      const place = objectIn(item);
      const team = textOf(place, "team");
      if (team === undefined) return [];
      return textOf(place, "role") === "lead" ? [foreign(team), own(" (lead)")] : [foreign(team)];
    }),
  );
}

function teams(object: JsonObject | null): Piece[] {
  const names = placeNames(object);
  if (names.length === 0) return [];
  return [own(listOf(object, "teams").length === 1 ? "team " : "teams "), ...names];
}

/** Why somebody is asked once more. */
function again(object: JsonObject | null): Piece[] {
  const reason = textOf(object, "again");
  return reason === undefined ? [] : [own("once more: "), said(reason)];
}

function movedTeams(before: JsonObject | null, after: JsonObject | null): Piece[] {
  const [old, now] = [placeNames(before), placeNames(after)];
  if (JSON.stringify(old) === JSON.stringify(now)) return [];
  const shown = (pieces: Piece[]): Piece[] => (pieces.length === 0 ? [own("none")] : pieces);
  return [own("teams "), ...shown(old), arrow, ...shown(now)];
}
