/** Whom the end of a key costs something: the person whose own it is; and whoever acts with it. */
import type { LossSpec } from "../loss.ts";

export const keyLoss: LossSpec<"key"> = {
  costs: (draft) =>
    draft.loss === null || draft.verb !== "revoke_key" || !("member" in draft.before)
      ? []
      : [draft.before.member],
  disarms: (draft, { acting, live, self }) => {
    if (draft.verb !== "revoke_key") return false;
    const key = draft.before;
    if ("member" in key) return key.member === self;
    // What was replaced is planned only when the new one is in use.
    return key.replaced_by === undefined && live.service_account.get(key.account)?.id === acting.id;
  },
};
