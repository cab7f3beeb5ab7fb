/** What Planasonix can do, by kind: how, and with which sentence for users, each kind's file says. */
import { carryOut, type DoneBy } from "../../io/remote/ability.ts";
import { capabilitiesFrom } from "../../kinds/verbs.ts";
import { accountVerbs } from "./account.ts";
import { invitationVerbs } from "./invitation.ts";
import { keyVerbs } from "./key.ts";
import { memberVerbs } from "./member.ts";
import { membershipVerbs } from "./membership.ts";
import { ownershipVerbs } from "./ownership.ts";
import { roleVerbs } from "./role.ts";
import type { Session } from "./session.ts";
import { shareVerbs } from "./share.ts";
import { teamVerbs } from "./team.ts";

const done = {
  member: { ...invitationVerbs, ...memberVerbs },
  role: roleVerbs,
  team: teamVerbs,
  team_membership: membershipVerbs,
  share: shareVerbs,
  service_account: accountVerbs,
  key: keyVerbs,
  ownership: ownershipVerbs,
} as const satisfies DoneBy<Session>;

/** The kinds that Planasonix has anything of. */
export type OwnKind = keyof typeof done;

export const planasonixCapabilities = capabilitiesFrom({
  ...done,
  role_grant: {
    grant_role: {
      cannot: "A member has one role at Planasonix, a custom one included: give it as their role.",
    },
    revoke_role: { cannot: "A member has one role at Planasonix, a custom one included: give them another." },
  },
});

/** Carries an action out; undefined where Planasonix cannot. */
export const run = carryOut<Session>(done);
