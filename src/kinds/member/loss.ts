/** Whom a change of a member costs something: them, also by an invitation that brings less than it did. */
import { rankOf, type Roles } from "../../model/role.ts";
import type { DraftOn, LossContext, LossSpec } from "../loss.ts";
import type { InvitationFields } from "./sides.ts";

export const memberCosts: LossSpec<"member">["costs"] = (draft, context) =>
  draft.loss !== null || bringsLess(draft, context) ? [draft.key] : [];

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
