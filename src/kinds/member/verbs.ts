/** What is done about people: let in, given another role or address, and let go. */
import type { ChangeOf } from "../../model/change.ts";
import type { Member } from "../../model/entities/member.ts";
import { textOf } from "../../model/jsonFields.ts";
import { calledOf, type Called } from "../../model/handle.ts";
import type { JsonObject } from "../../model/json.ts";
import { object } from "../../model/shape.ts";
import type { Altered, Ended, Made, VerbOf } from "../../model/shapes.ts";
import { joined, labelled, moved, type Piece } from "../pieces.ts";
import { directionOf, type RoleSides } from "../role/direction.ts";
import { givesPower, roleObstacle } from "../role/given.ts";
import { altered } from "../sides.ts";
import type { Step, StepContext, StepOf, Undone } from "../step.ts";
import type { KindVerbs, Sides, VerbSpecs } from "../verb.ts";
import {
  called,
  calledFields,
  invitationFields,
  memberShapes,
  roleFields,
  stateFields,
  type InvitationFields,
  type RoleOfMember,
  type SentInvitation,
  type StateOfMember,
} from "./sides.ts";
import {
  askedAgain,
  invitationVerbs,
  pendingStep,
  resendStep,
  resentFields,
  wayToAsk,
} from "./invitation.ts";
import { leavingVerbs, removalStep, stepToDeactivated, unlistedStep } from "./leaving.ts";
import { memberCosts } from "./loss.ts";
import { afterNewAddress } from "./needs.ts";

declare module "../../model/shapes.ts" {
  interface VerbShapes {
    readonly member: {
      readonly invite: Made<"member", InvitationFields>;
      readonly reinvite: Altered<"member", SentInvitation>;
      readonly correct_invitation: Altered<"member", InvitationFields>;
      readonly cancel_invitation: Ended<"member", RoleOfMember>;
      readonly reactivate: Altered<"member", StateOfMember>;
      readonly change_email: Altered<"member", Called>;
      readonly promote: Altered<"member", RoleOfMember>;
      readonly demote: Altered<"member", RoleOfMember>;
      readonly change_role: Altered<"member", RoleOfMember>;
      readonly deactivate: Altered<"member", StateOfMember>;
      readonly remove: Ended<"member", StateOfMember>;
    };
  }
}

const roleChange = {
  risk: givesPower,
  needs: afterNewAddress(roleObstacle),
  detail: ({ before, after }: Sides) => moved(before, after, "role"),
} as const;

const verbs: VerbSpecs<VerbOf<"member">> = {
  ...invitationVerbs,
  reactivate: {
    sides: { member: altered(memberShapes.state) },
    words: { sign: "+", infinitive: "reactivate", toDo: "to reactivate", done: "reactivated" },
    phase: 2,
    loss: null,
    risk: givesPower,
    admits: true,
    seat: "takes",
    needs: afterNewAddress(roleObstacle),
    detail: ({ before, after }) =>
      isSame(before, after, "role") ? labelled("as ", after, "role") : moved(before, after, "role"),
  },
  change_email: {
    sides: { member: altered(called(object<Called>(calledFields))) },
    words: { sign: "~", infinitive: "change e-mail", noun: "e-mail", toDo: "to change", done: "changed" },
    phase: 1,
    loss: null,
    // Whoever reads the new address can sign in with all that the account holds.
    risk: "high",
    detail: ({ before, after }) => movedHandle(before, after),
  },
  promote: {
    ...roleChange,
    sides: { member: altered(memberShapes.role) },
    words: { sign: "~", infinitive: "promote", toDo: "to promote", done: "promoted" },
    phase: 3,
    loss: null,
  },
  demote: {
    ...roleChange,
    sides: { member: altered(memberShapes.role) },
    words: { sign: "~", infinitive: "demote", toDo: "to demote", done: "demoted" },
    phase: 7,
    rank: 4,
    loss: "demotion",
    needs: roleObstacle,
  },
  change_role: {
    ...roleChange,
    sides: { member: altered(memberShapes.role) },
    words: { sign: "~", infinitive: "change role", noun: "role", toDo: "to change", done: "changed" },
    phase: 3,
    loss: null,
  },
  ...leavingVerbs,
};

export const memberVerbs: KindVerbs<"member"> = {
  verbs,
  compared: ["state", "role", "teams"],
  restsOn: ["member"],
  steps,
  loss: {
    costs: memberCosts,
    disarms: ({ key, verb }, { self }) => {
      const { loss } = verbs[verb];
      return key === self && (loss === "leaving" || loss === "demotion");
    },
  },
  unclear: (declared, onLeave) => {
    if (declared === null) return onLeave;
    const { state } = declared;
    return state === "active" ? "invite" : state === "removed" ? "remove" : "deactivate";
  },
};

/** The steps for a change of a member; none when what differs needs nothing done. */
function steps(change: ChangeOf<Member>, context: StepContext): readonly (Step | Undone)[] {
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

function declined(before: Member, message: string): Undone {
  return {
    verb: "invite",
    before: invitationFields(before),
    after: null,
    undone: { code: "declined", message },
  };
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

function movedHandle(before: JsonObject | null, after: JsonObject | null): Piece[] {
  return joined((["email", "login", "user_name"] as const).map((field) => moved(before, after, field)));
}

function isSame(before: JsonObject | null, after: JsonObject | null, field: string): boolean {
  const old = textOf(before, field);
  return old === undefined || old === textOf(after, field);
}
