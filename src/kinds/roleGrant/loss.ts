/** Whom it costs something that a role beside their own is taken back. */
import { canManageUsers } from "../../model/role.ts";
import { memberIn, type LossSpec } from "../loss.ts";

export const roleGrantLoss: LossSpec<"role_grant"> = {
  costs: ({ before }) => memberIn(before?.holder),
  disarms: (draft, { live, roles, self }) => {
    if (draft.verb !== "revoke_role") return false;
    const { kind, key } = draft.before.holder;
    // Whoever manages users by their own role loses nothing that they need for this.
    return kind === "member" && key === self && !canManageUsers(live.member.get(self)?.role, roles.before);
  },
};
