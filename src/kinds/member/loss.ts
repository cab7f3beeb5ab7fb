/** Whom a change of a member costs something: them, also by an invitation that brings less than it did. */
import type { InvitationFields } from "../../model/shapes.ts";
import { rankOf, type Roles } from "../../model/role.ts";
import { memberSpecs } from "./verbs.ts";
import type { DraftOn, LossContext, LossSpec } from "../loss.ts";

export const memberLoss: LossSpec<"member"> = {
  costs: (draft, context) => (draft.loss !== null || bringsLess(draft, context) ? [draft.key] : []),
  disarms: ({ key, verb }, { self }) => {
    const { loss } = memberSpecs[verb];
    return key === self && (loss === "leaving" || loss === "demotion");
  },
};

/** An invitation that is corrected (or corrected and sent again) to a lower role, or without a place that it brought. */
function bringsLess(draft: DraftOn<"member">, { roles }: LossContext): boolean {
  if (draft.verb !== "correct_invitation" && draft.verb !== "reinvite") return false;
  const { before, after } = draft;
  const rank = ({ role }: InvitationFields, side: Roles): number => rankOf(role ?? "", side) ?? 0;
  const kept = new Set(after.teams.map(({ team }) => team));
  return (
    rank(after, roles.after) < rank(before, roles.before) || before.teams.some(({ team }) => !kept.has(team))
  );
}
