/** Whom a custom role costs something that goes, or may less: everybody who has it. */
import { liveBy } from "../liveBy.ts";
import type { LossSpec } from "../loss.ts";

export const roleLoss: LossSpec<"role"> = {
  costs: ({ loss, key }, { live }) =>
    loss === null
      ? []
      : liveBy(live)
          .membersWith(key)
          .map((member) => member.key),
  disarms: ({ loss, key: role }, { acting, live, self }) => {
    if (loss === null) return false;
    const { accountsWith, membersWith } = liveBy(live);
    return (
      accountsWith(role).some(({ id }) => id === acting.id) ||
      membersWith(role).some(({ key }) => key === self)
    );
  },
};
