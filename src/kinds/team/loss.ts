/** Whom a change of a team costs something: whoever manages it no longer, and with the team itself everybody in it. */
import { liveBy } from "../liveBy.ts";
import type { LossSpec } from "../loss.ts";

export const teamLoss: LossSpec<"team"> = {
  costs: (draft, { live }) => {
    const manager = draft.verb === "update_team" ? draft.before.manager : undefined;
    if (typeof manager === "string") return [manager];
    if (draft.loss === null) return [];
    const managing = live.team.get(draft.key)?.manager ?? [];
    const members = liveBy(live).placesIn(draft.key);
    return [...new Set(members.map((item) => item.member).concat(managing))];
  },
};
