/** What is done about people who are to have no access any more, or stand in no file. */
import type { Member } from "../../model/entities/member.ts";
import { textOf } from "../../model/jsonFields.ts";
import type { JsonObject } from "../../model/json.ts";
import { isRecord } from "../../model/record.ts";
import { managingRoles } from "../../model/vocabularies/all.ts";
import { joined, labelled, own, type Piece } from "../pieces.ts";
import { altered, ended } from "../sides.ts";
import { unmanaged, type Step, type StepContext, type StepOf } from "../step.ts";
import type { VerbSpecs } from "../verb.ts";
import { memberShapes, stateFields } from "./sides.ts";
import { cancelStep } from "./invitation.ts";

const leaving = { phase: 8, loss: "leaving", risk: "high" } as const;

export const leavingVerbs: VerbSpecs<"deactivate" | "remove"> = {
  deactivate: {
    ...leaving,
    sides: { member: altered(memberShapes.state) },
    words: { sign: "-", infinitive: "deactivate", toDo: "to deactivate", done: "deactivated" },
    seat: "frees",
    detail: ({ before }, vocabulary) =>
      joined([
        managedUsers(before),
        vocabulary?.deactivated === undefined ? [] : [own(vocabulary.deactivated)],
      ]),
  },
  remove: {
    ...leaving,
    sides: { member: ended(memberShapes.state) },
    words: { sign: "-", infinitive: "remove", toDo: "to remove", done: "removed" },
    seat: ({ before }) => (before.state === "active" ? "frees" : undefined),
    detail: ({ before }) => labelled("was ", before, "role"),
  },
};

/** They keep their place on record, and nothing else. */
export function stepToDeactivated(before: Member, after: Member): Step | null {
  switch (before.state) {
    case "active":
      return stepTo(after.state, before);
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

function stepTo(state: Member["state"], before: Member): StepOf<"deactivate"> {
  return { verb: "deactivate", before: stateFields(before), after: stateFields({ ...before, state }) };
}

/** They are taken out. */
export function removalStep(before: Member): Step | null {
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

/** What policy has for somebody whom no file names. */
export function unlistedStep(
  before: Member,
  { unlisted, declaredBefore, newcomers }: StepContext,
): Step | null {
  if (before.state === "pending") {
    const step = cancelStep(before);
    return unlisted.invitations === "cancel" || declaredBefore.has(before.key)
      ? step
      : unmanaged(step, `${before.email} is invited, but stands in no file`);
  }
  if (before.state === "deactivated")
    return unlisted.members === "remove" && before.withoutEmail !== true ? removalStep(before) : null;
  if (before.state !== "active") return null;
  const leaving = stepTo("deactivated", before);
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

/** Losing somebody who manages users is worth a word; other roles are not. */
function managedUsers(before: JsonObject | null): Piece[] {
  const role = managingRoles.find((managing) => managing === textOf(before, "role"));
  return role === undefined ? [] : [own(`was ${role}`)];
}
