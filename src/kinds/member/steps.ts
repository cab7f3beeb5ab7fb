/** A change of a member as a verb: what would have to be done, or why it is not done. */
import type { ChangeOf } from "../../model/change.ts";
import type { Member } from "../../model/entity.ts";
import { calledOf } from "../../model/handle.ts";
import type { InvitationFields, RoleOfMember, StateOfMember } from "../../model/shapes.ts";
import { isRecord } from "../../model/record.ts";
import { unmanaged, type Step, type StepContext, type StepOf, type Undone } from "../step.ts";
import { directionOf, type RoleSides } from "../role/direction.ts";

/** Invitations that were sent this often and came to nothing are not sent again. */
export const maxSendings = 3;

/** The steps for a change of a member; none when what differs needs nothing done. */
export function memberSteps(change: ChangeOf<Member>, context: StepContext): readonly (Step | Undone)[] {
  const { before, after } = change;
  if (before === null) return [{ verb: "invite", before, after: invitationFields(after) }];
  const step =
    after === null
      ? change.unlisted
        ? unlistedStep(before, context)
        : removalStep(before)
      : after.state === "active"
        ? stepToActive(before, after, context.roles)
        : stepToDeactivated(before, after);
  return step === null ? [] : [step];
}

/** The former and the new handle of somebody who keeps everything else. */
export function emailStep(former: Member, now: Member): StepOf<"change_email"> {
  return { verb: "change_email", before: calledOf(former), after: calledOf(now) };
}

function stepToActive(before: Member, after: Member, roles: RoleSides): Step | Undone {
  switch (before.state) {
    case "active":
      return roleStep(before, { ...before, ...after }, roles);
    case "deactivated":
      return { verb: "reactivate", before: stateFields(before), after: stateFields({ ...before, ...after }) };
    case "pending":
      return pendingStep(before, after);
    case "expired":
    case "failed":
      return resendStep(before, after);
    case "declined":
      if (after.inviteAgain !== undefined) return resentFields(before, after);
      return declined(
        before,
        `${before.email} declined the invitation; it is not sent again by itself. ${wayToAsk}`,
      );
    case "left":
      if (after.inviteAgain !== undefined)
        return { verb: "invite", before: null, after: askedAgain(invitationFields(after), after) };
      return declined(
        before,
        `${before.email} left the organization by themselves and is not invited again. ${wayToAsk}`,
      );
    case "removed":
      return { verb: "invite", before: null, after: invitationFields(after) };
  }
}

function pendingStep(before: Member, after: Member): Step | Undone {
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
const wayToAsk = "Ask them, then write `invite_again: REASON` in their entry, or take them out of the files";

function resendStep(before: Member, after: Member): Step {
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

function resentFields(before: Member, after: Member): StepOf<"reinvite"> {
  const wanted = askedAgain(invitationFields({ ...before, ...after }), after);
  return {
    verb: "reinvite",
    before: { ...invitationFields(before), state: before.state },
    after: { ...wanted, state: "pending" },
  };
}

/** With the reason for which it is sent once more, where that is what sends it. */
function askedAgain(fields: InvitationFields, { inviteAgain }: Member): InvitationFields {
  return inviteAgain === undefined ? fields : { ...fields, again: inviteAgain };
}

function declined(before: Member, message: string): Undone {
  return {
    verb: "invite",
    before: invitationFields(before),
    after: null,
    undone: { code: "declined", message },
  };
}

function stepToDeactivated(before: Member, after: Member): Step | null {
  switch (before.state) {
    case "active":
      return {
        verb: "deactivate",
        before: stateFields(before),
        after: stateFields({ ...before, state: after.state }),
      };
    case "pending":
      return cancelStep(before);
    case "deactivated":
    case "expired":
    case "failed":
    case "declined":
    case "left":
    case "removed":
      return null;
  }
}

function removalStep(before: Member): Step | null {
  switch (before.state) {
    case "active":
    case "deactivated":
      return { verb: "remove", before: stateFields(before), after: null };
    case "pending":
      return cancelStep(before);
    case "expired":
    case "failed":
    case "declined":
    case "left":
    case "removed":
      return null;
  }
}

function unlistedStep(before: Member, { unlisted, declaredBefore, newcomers }: StepContext): Step | null {
  if (before.state === "pending") {
    const step = cancelStep(before);
    return unlisted.invitations === "cancel" || declaredBefore.has(before.key)
      ? step
      : unmanaged(step, `${before.email} is invited, but stands in no file`);
  }
  if (before.state === "deactivated")
    return unlisted.members === "remove" && before.withoutEmail !== true ? removalStep(before) : null;
  if (before.state !== "active") return null;
  const leaving: Step = {
    verb: "deactivate",
    before: stateFields(before),
    after: stateFields({ ...before, state: "deactivated" }),
  };
  const reason = newcomers.get(before.key);
  if (reason !== undefined) return { ...leaving, reason };
  if (before.withoutEmail === true && unlisted.members !== "report")
    return unmanaged(
      leaving,
      `${before.email} stands in no file and has no e-mail address, as bots have none: it is never taken away for that`,
    );
  switch (unlisted.members) {
    case "report":
      return unmanaged(
        leaving,
        `${isRecord(before.key) ? before.key : before.email} is a member, but stands in no file`,
      );
    case "deactivate":
      return leaving;
    case "remove":
      return removalStep(before);
  }
}

function cancelStep(before: Member): StepOf<"cancel_invitation"> {
  return { verb: "cancel_invitation", before: roleFields(before), after: null };
}

function roleStep(
  before: Member,
  after: Member,
  roles: RoleSides,
): StepOf<"promote" | "demote" | "change_role"> {
  const direction = directionOf(
    { role: before.role ?? "", roles: roles.before },
    { role: after.role ?? "", roles: roles.after },
  );
  const verb = direction === "up" ? "promote" : direction === "down" ? "demote" : "change_role";
  return { verb, before: roleFields(before), after: roleFields(after) };
}

function differentPlaces(before: Member, after: Member): boolean {
  const text = (member: Member) =>
    (member.teams ?? []).map((place) => `${place.team}:${place.role}`).join(" ");
  // Of an invitation whose places were not all read nobody knows whether they are others.
  return after.teams !== undefined && before.teams !== undefined && text(before) !== text(after);
}

/** A member with the role that they have. */
export function roleFields(member: Member): RoleOfMember {
  return { ...calledOf(member), role: member.role ?? null };
}

function stateFields(member: Member): StateOfMember {
  return { ...calledOf(member), role: member.role ?? null, state: member.state };
}

function invitationFields(member: Member): InvitationFields {
  return {
    ...calledOf(member),
    role: member.role ?? null,
    teams: (member.teams ?? []).map(({ team, role }) => ({ team, role })),
    ...(member.toldName === undefined ? {} : { name: member.toldName }),
  };
}
