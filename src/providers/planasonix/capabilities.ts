/** What Planasonix can do and how, and what it cannot: every verb stands in one of the two, with its sentence. */
import { abilitiesOf, carryOut, type DoneWith } from "../../io/remote/ability.ts";
import { capabilitiesFrom } from "../../kinds/verbs.ts";
import type { Verb } from "../../model/plan.ts";
import { createAccount, deleteAccount, updateAccount } from "./account.ts";
import { cancelInvitation, correctInvitation, invite, reinvite } from "./invitation.ts";
import { revokeKey } from "./key.ts";
import { changeEmail, changeRole, deactivate, reactivate, remove } from "./member.ts";
import { leaveTeam, putMembership } from "./membership.ts";
import { createKey } from "./newKey.ts";
import { transfer } from "./ownership.ts";
import { createRole, deleteRole, updateRole } from "./role.ts";
import type { Session } from "./session.ts";
import { changeShare, share, unshare } from "./share.ts";
import { changeTeam, createTeam, deleteTeam } from "./team.ts";

/** What Planasonix can do; the sentences are shown to users. */
const writes = {
  invite: {
    says: "Sends an invitation with a role and teams; it counts as access once it is accepted.",
    run: invite,
  },
  reinvite: { says: "Sends an expired or failed invitation again.", run: reinvite },
  correct_invitation: {
    says: "Changes the role or teams of an invitation that nobody has accepted yet.",
    run: correctInvitation,
  },
  cancel_invitation: {
    says: "Takes back an invitation that nobody has accepted yet.",
    run: cancelInvitation,
  },
  reactivate: {
    says: "Gives a deactivated member access again; team memberships do not come back by themselves.",
    run: reactivate,
  },
  change_email: {
    says: "Gives a member another e-mail; they keep their id, role, teams, shares and whatever they own.",
    run: changeEmail,
  },
  promote: { says: "Raises the organization role.", run: changeRole },
  demote: {
    says: "Lowers the organization role; the service refuses it for the last active admin.",
    run: changeRole,
  },
  change_role: { says: "Changes the organization role, neither up nor down.", run: changeRole },
  deactivate: { says: "Ends access and team memberships and keeps the audit history.", run: deactivate },
  remove: { says: "Takes the member out of the organization; deployments may restrict it.", run: remove },
  create_role: {
    says: "Creates a custom role on a built-in one, with further permissions.",
    run: createRole,
  },
  update_role: {
    says: "Changes the base or the permissions of a custom role, for everybody who holds it.",
    run: updateRole,
  },
  delete_role: { says: "Deletes a custom role that nobody holds.", run: deleteRole },
  create_team: { says: "Creates a team, below a parent team if one is named.", run: createTeam },
  rename_team: { says: "Changes the slug; the team keeps its id and its members.", run: changeTeam },
  update_team: { says: "Changes name, description, parent or manager.", run: changeTeam },
  delete_team: {
    says: "Deletes a team that has no child teams; its memberships go with it.",
    run: deleteTeam,
  },
  join_team: {
    says: "Puts an active member into a team; somebody invited brings their teams in the invitation.",
    run: putMembership,
  },
  change_team_role: { says: "Changes somebody's role in a team.", run: putMembership },
  leave_team: { says: "Takes somebody out of a team.", run: leaveTeam },
  share: {
    says: "Shares a pipeline, connection or project with a team, an active member or a service account, at a level that their role allows.",
    run: share,
  },
  change_share: { says: "Changes the level of a share.", run: changeShare },
  unshare: { says: "Ends a share.", run: unshare },
  create_service_account: {
    says: "Creates a service account with a role and an owner; it has no key yet.",
    run: createAccount,
  },
  update_service_account: { says: "Changes the description or the role.", run: updateAccount },
  delete_service_account: {
    says: "Deletes a service account that has no key left; its shares go with it.",
    run: deleteAccount,
  },
  create_key: {
    says: "Creates a key of a service account, delivers its secret to where it is used, and notes that at the service.",
    run: createKey,
  },
  rotate_key: {
    says: "Creates and delivers a new key of the same name; the old one lives on for its overlap and is then revoked.",
    run: createKey,
  },
  revoke_key: {
    says: "Revokes a key of a service account, or a person's own; whoever uses it is locked out at once.",
    run: revokeKey,
  },
  transfer: {
    says: "Gives a pipeline, connection or schedule to another active member whose role is editor or above.",
    run: transfer,
  },
} as const satisfies DoneWith<Session>;

/** What it cannot, and what to do instead. */
const refusals: Readonly<Record<Exclude<Verb, keyof typeof writes>, string>> = {
  grant_role: "A member has one role at Planasonix, a custom one included: give it as their role.",
  revoke_role: "A member has one role at Planasonix, a custom one included: give them another.",
};

const abilityOf = abilitiesOf(writes, refusals);

const accountsAreHandedOver =
  "Gives a service account to another team or member, who answers for it from then on.";

export const planasonixCapabilities = capabilitiesFrom((verb, kind) =>
  verb === "transfer" && kind === "service_account"
    ? { can: "yes", sentence: accountsAreHandedOver }
    : abilityOf(verb),
);

/** Carries an action out; undefined where Planasonix cannot. */
export const run = carryOut<Session>(writes);
