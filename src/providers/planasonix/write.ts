/** Writes to an organization, one action at a time: which verb is which request. */
import type { Verb } from "../../model/plan.ts";
import type { EarlierDeeds, ProviderFailure, Receipt, Writer } from "../../model/provider.ts";
import type { State } from "../../model/state.ts";
import { planasonixCapabilities } from "./capabilities.ts";
import { createClient } from "./client.ts";
import { capabilityOf } from "../../model/capability.ts";
import { knownObjects } from "../../io/remote/known.ts";
import { unsupported } from "../../io/remote/failure.ts";
import { createFresh } from "../../io/remote/late.ts";
import type { PlanasonixOptions } from "./options.ts";
import type { Session, TaskOf } from "./session.ts";
import { createAccount, deleteAccount, updateAccount } from "./account.ts";
import { cancelInvitation, correctInvitation, invite, reinvite } from "./invitation.ts";
import { createKey } from "./newKey.ts";
import { revokeKey } from "./key.ts";
import { changeEmail, changeRole, deactivate, reactivate, remove } from "./member.ts";
import { createRole, deleteRole, updateRole } from "./role.ts";
import { changeShare, share, unshare } from "./share.ts";
import { leaveTeam, putMembership } from "./membership.ts";
import { changeTeam, createTeam, deleteTeam } from "./team.ts";
import { transfer } from "./ownership.ts";

/**
 * A Writer for one organization. `live` is the state that the plan was made from, with the keys of the files; what
 * `earlier` runs did may not stand in it yet.
 */
export function planasonixWriter(options: PlanasonixOptions, live: State, earlier?: EarlierDeeds): Writer {
  const session: Session = {
    options,
    client: createClient(options),
    known: knownObjects(live),
    fresh: createFresh(),
    ...(earlier === undefined ? {} : { earlier }),
  };
  return {
    execute: (action, signal) => {
      const { can, sentence } = capabilityOf(planasonixCapabilities, action.kind, action.verb);
      return can === "yes" ? write(action.verb, { ...session, action, signal }) : unsupported(sentence);
    },
  };
}

function write<V extends Verb>(verb: V, task: TaskOf<V>): Promise<Receipt | ProviderFailure> {
  return writes[verb](task);
}

const heldAlone = ({ action }: TaskOf<"grant_role" | "revoke_role">) =>
  unsupported(capabilityOf(planasonixCapabilities, action.kind, action.verb).sentence);

const writes: { readonly [V in Verb]: (task: TaskOf<V>) => Promise<Receipt | ProviderFailure> } = {
  invite,
  reinvite,
  correct_invitation: correctInvitation,
  cancel_invitation: cancelInvitation,
  reactivate,
  promote: changeRole,
  demote: changeRole,
  change_role: changeRole,
  change_email: changeEmail,
  deactivate,
  remove,
  create_role: createRole,
  update_role: updateRole,
  delete_role: deleteRole,
  create_team: createTeam,
  rename_team: changeTeam,
  update_team: changeTeam,
  delete_team: deleteTeam,
  join_team: putMembership,
  change_team_role: putMembership,
  leave_team: leaveTeam,
  share,
  change_share: changeShare,
  unshare,
  create_service_account: createAccount,
  update_service_account: updateAccount,
  delete_service_account: deleteAccount,
  create_key: createKey,
  rotate_key: createKey,
  revoke_key: revokeKey,
  transfer,
  grant_role: heldAlone,
  revoke_role: heldAlone,
};
