/** Whom a change of a service account costs something: whoever answers for it; and the account itself, where it acts. */
import { textOf } from "../../model/jsonFields.ts";
import { memberIn, type DraftOn, type LossSpec } from "../loss.ts";
import { directionOf } from "../role/direction.ts";

export const accountLoss: LossSpec<"service_account"> = {
  costs: (draft, { live }) => {
    if (draft.verb === "transfer") return memberIn(draft.before.owner);
    return draft.loss === null ? [] : memberIn(live.service_account.get(draft.key)?.owner);
  },
  disarms: (draft, { acting, live, roles }) => {
    if (live.service_account.get(draft.key)?.id !== acting.id) return false;
    if (draft.verb === "delete_service_account") return true;
    const [before, after] = [roleIn(draft.before), roleIn(draft.after)];
    return directionOf({ role: before, roles: roles.before }, { role: after, roles: roles.after }) === "down";
  },
};

/** What is not to change is none that is lower. */
function roleIn(fields: DraftOn<"service_account">["before"]): string {
  return textOf(fields, "role") ?? "";
}
