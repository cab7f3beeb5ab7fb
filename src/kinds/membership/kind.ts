/** What a place in a team is. */
import { membershipKey } from "../../model/entity.ts";
import type { KindSpec } from "../kind.ts";

export const membershipKind: KindSpec<"team_membership"> = {
  naming: (it, to) => {
    const team = to({ kind: "team", key: it.team, within: true });
    const member = to({ kind: "member", key: it.member, within: true });
    return { ...it, team, member, key: membershipKey(team, member) };
  },
};
