/** What GitHub can do, by kind: how, and with which sentence for users, each kind's file says. */
import { carryOut, type DoneBy } from "../../io/remote/ability.ts";
import { capabilitiesFrom } from "../../kinds/verbs.ts";
import { answering } from "../../model/capability.ts";
import type { Verb } from "../../model/plan.ts";
import { invitationVerbs } from "./invitation.ts";
import { memberVerbs } from "./member.ts";
import { membershipVerbs } from "./membership.ts";
import { roleGrantVerbs } from "./roleGrant.ts";
import type { Session } from "./session.ts";
import { shareVerbs } from "./share.ts";
import { teamVerbs } from "./team.ts";

const done = {
  member: { ...invitationVerbs, ...memberVerbs },
  team: teamVerbs,
  team_membership: membershipVerbs,
  share: shareVerbs,
  role_grant: roleGrantVerbs,
} as const satisfies DoneBy<Session>;

/** The kinds that GitHub has anything of. */
export type OwnKind = keyof typeof done;

const theirs = "A machine user is a member like any other at GitHub.";

export const githubCapabilities = capabilitiesFrom({
  ...done,
  role: {
    create_role: { cannot: "muster does not make roles at GitHub." },
    update_role: { cannot: "muster does not change roles at GitHub." },
    delete_role: { cannot: "muster does not delete roles at GitHub." },
  },
  service_account: {
    create_service_account: {
      cannot:
        "A machine user is a member like any other at GitHub; an App is installed by an owner in the browser.",
    },
    update_service_account: { cannot: theirs },
    delete_service_account: { cannot: theirs },
    transfer: { cannot: "Repositories belong to the organization at GitHub." },
  },
  key: {
    create_key: { cannot: "GitHub gives keys to people and Apps, and not by this API." },
    rotate_key: { cannot: "GitHub gives keys to people and Apps, and not by this API." },
    revoke_key: { cannot: "Tokens end with the membership at GitHub." },
  },
  ownership: "Repositories belong to the organization at GitHub.",
});

const fromTheCompany =
  "The accounts of this organization are the company's own, and come from its identity provider: assign GitHub to the person there.";
const comeFromThere: ReadonlySet<Verb> = new Set([
  "invite",
  "reinvite",
  "correct_invitation",
  "cancel_invitation",
]);

/** The same where a company manages the accounts: nobody is invited there. */
export const managedCapabilities = answering(githubCapabilities, (is, { verb }) =>
  comeFromThere.has(verb) ? { can: "no", sentence: fromTheCompany } : is,
);

/** Carries an action out; undefined where GitHub cannot. */
export const run = carryOut<Session>(done);
