/** What GitHub can do and how, and what it cannot: every verb stands in one of the two, with its sentence. */
import { abilitiesOf, carryOut, type DoneWith } from "../../io/remote/ability.ts";
import type { Verb } from "../../model/plan.ts";
import { capabilitiesFrom } from "../../kinds/verbs.ts";
import { cancelInvitation, correctInvitation, inviteAgain, invite } from "./invitation.ts";
import { changeRole, remove } from "./member.ts";
import { joinTeam, leaveTeam } from "./membership.ts";
import type { Session } from "./session.ts";
import { share, unshare } from "./share.ts";
import { grantRole, revokeRole } from "./roleGrant.ts";
import { changeTeam, createTeam, deleteTeam } from "./team.ts";

/** What GitHub can do. */
const writes = {
  invite: {
    says: "By login where the files give one, else by mail; GitHub lets 50 or 500 a day through.",
    run: invite,
  },
  reinvite: {
    says: "A new one is sent; GitHub keeps those that came to nothing, which says how often it was tried.",
    run: inviteAgain,
  },
  correct_invitation: {
    says: "GitHub cannot change an invitation: it is taken back and sent anew, so a second mail goes out.",
    run: correctInvitation,
  },
  cancel_invitation: { says: "", run: cancelInvitation },
  promote: { says: "", run: changeRole },
  demote: { says: "", run: changeRole },
  remove: { says: "Forks of private repositories go with the membership.", run: remove },
  create_team: { says: "GitHub derives the slug from the name.", run: createTeam },
  rename_team: { says: "The slug follows from the name.", run: changeTeam },
  update_team: { says: "", run: changeTeam },
  delete_team: {
    says: "Only of a team that has none below it: GitHub would delete those with it.",
    run: deleteTeam,
  },
  join_team: { says: "", run: joinTeam },
  change_team_role: { says: "", run: joinTeam },
  leave_team: { says: "", run: leaveTeam },
  share: { says: "", run: share },
  change_share: { says: "", run: share },
  unshare: { says: "", run: unshare },
  grant_role: { says: "Of the roles that the organization has: muster makes none.", run: grantRole },
  revoke_role: { says: "", run: revokeRole },
} as const satisfies DoneWith<Session>;

/** What it cannot, and what to do instead. */
const refusals: Readonly<Record<Exclude<Verb, keyof typeof writes>, string>> = {
  reactivate: "GitHub knows no deactivated members: write the person as a member again.",
  deactivate: "GitHub cannot deactivate a member: write `state: removed`.",
  change_role: "GitHub has two roles, and each change between them is a promotion or a demotion.",
  change_email: "People change their own login at GitHub: write the new one.",
  create_role: "muster does not make roles at GitHub.",
  update_role: "muster does not change roles at GitHub.",
  delete_role: "muster does not delete roles at GitHub.",
  create_service_account:
    "A machine user is a member like any other at GitHub; an App is installed by an owner in the browser.",
  update_service_account: "A machine user is a member like any other at GitHub.",
  delete_service_account: "A machine user is a member like any other at GitHub.",
  create_key: "GitHub gives keys to people and Apps, and not by this API.",
  rotate_key: "GitHub gives keys to people and Apps, and not by this API.",
  revoke_key: "Tokens end with the membership at GitHub.",
  transfer: "Repositories belong to the organization at GitHub.",
};

export const githubCapabilities = capabilitiesFrom(abilitiesOf(writes, refusals));

const fromTheCompany =
  "The accounts of this organization are the company's own, and come from its identity provider: assign GitHub to the person there.";
const comeFromThere: ReadonlySet<Verb> = new Set([
  "invite",
  "reinvite",
  "correct_invitation",
  "cancel_invitation",
]);

/** The same where a company manages the accounts: nobody is invited there. */
export const managedCapabilities = capabilitiesFrom((verb) =>
  comeFromThere.has(verb) ? { can: "no", sentence: fromTheCompany } : abilitiesOf(writes, refusals)(verb),
);

/** Carries an action out; undefined where GitHub cannot. */
export const run = carryOut<Session>(writes);
