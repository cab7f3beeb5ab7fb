/** What muster can do at Planasonix, per kind and verb. Verbs that are not named here are refused without a call. */
import type { Capabilities } from "../../model/capability.ts";

const no = (sentence: string) => ({ can: "no", sentence }) as const;
const yes = (sentence: string) => ({ can: "yes", sentence }) as const;

/** The table; the sentences are shown to users. */
export const planasonixCapabilities: Capabilities = {
  member: {
    invite: yes("Sends an invitation with a role and teams; it counts as access once it is accepted."),
    reinvite: yes("Sends an expired or failed invitation again."),
    correct_invitation: yes("Changes the role or teams of an invitation that nobody has accepted yet."),
    cancel_invitation: yes("Takes back an invitation that nobody has accepted yet."),
    reactivate: yes(
      "Gives a deactivated member access again; team memberships do not come back by themselves.",
    ),
    change_email: yes(
      "Gives a member another e-mail; they keep their id, role, teams, shares and whatever they own.",
    ),
    promote: yes("Raises the organization role."),
    demote: yes("Lowers the organization role; the service refuses it for the last active admin."),
    change_role: yes("Changes the organization role, neither up nor down."),
    deactivate: yes("Ends access and team memberships and keeps the audit history."),
    remove: yes("Takes the member out of the organization; deployments may restrict it."),
  },
  team: {
    create_team: yes("Creates a team, below a parent team if one is named."),
    rename_team: yes("Changes the slug; the team keeps its id and its members."),
    update_team: yes("Changes name, description, parent or manager."),
    delete_team: yes("Deletes a team that has no child teams; its memberships go with it."),
  },
  team_membership: {
    join_team: yes(
      "Puts an active member into a team; somebody invited brings their teams in the invitation.",
    ),
    change_team_role: yes("Changes somebody's role in a team."),
    leave_team: yes("Takes somebody out of a team."),
  },
  role: {
    create_role: yes("Creates a custom role on a built-in one, with further permissions."),
    update_role: yes("Changes the base or the permissions of a custom role, for everybody who holds it."),
    delete_role: yes("Deletes a custom role that nobody holds."),
  },
  share: {
    share: yes(
      "Shares a pipeline, connection or project with a team, an active member or a service account, at a level that their role allows.",
    ),
    change_share: yes("Changes the level of a share."),
    unshare: yes("Ends a share."),
  },
  service_account: {
    create_service_account: yes("Creates a service account with a role and an owner; it has no key yet."),
    update_service_account: yes("Changes the description or the role."),
    delete_service_account: yes("Deletes a service account that has no key left; its shares go with it."),
    transfer: yes("Gives a service account to another team or member, who answers for it from then on."),
  },
  key: {
    create_key: yes(
      "Creates a key of a service account, delivers its secret to where it is used, and notes that at the service.",
    ),
    rotate_key: yes(
      "Creates and delivers a new key of the same name; the old one lives on for its overlap and is then revoked.",
    ),
    revoke_key: yes(
      "Revokes a key of a service account, or a person's own; whoever uses it is locked out at once.",
    ),
  },
  role_grant: {
    grant_role: no("A member has one role at Planasonix, a custom one included: give it as their role."),
    revoke_role: no("A member has one role at Planasonix, a custom one included: give them another."),
  },
  ownership: {
    transfer: yes(
      "Gives a pipeline, connection or schedule to another active member whose role is editor or above.",
    ),
  },
};
