/** Writes to an organization, one action at a time: which verb is which request. */
import type { Verb } from "../../model/plan.ts";
import type { EarlierDeeds, ProviderFailure, Receipt, Writer } from "../../model/provider.ts";
import type { State } from "../../model/state.ts";
import { planasonixCapabilities } from "./capabilities.ts";
import { createClient } from "./client.ts";
import { capabilityOf } from "../../model/capability.ts";
import { knownObjects } from "./known.ts";
import { createFresh } from "./late.ts";
import type { PlanasonixOptions } from "./options.ts";
import type { Session, Task } from "./session.ts";
import { createAccount, deleteAccount, updateAccount } from "./writeAccount.ts";
import { cancelInvitation, correctInvitation, invite, reinvite } from "./writeInvitation.ts";
import { createKey } from "./createKey.ts";
import { revokeKey } from "./writeKey.ts";
import { changeEmail, changeRole, deactivate, reactivate, remove } from "./writeMember.ts";
import { createRole, deleteRole, updateRole } from "./writeRole.ts";
import { changeShare, share, unshare } from "./writeShare.ts";
import { changeTeam, createTeam, deleteTeam, leaveTeam, putMembership } from "./writeTeam.ts";
import { transfer } from "./writeTransfer.ts";

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
      const { can } = capabilityOf(planasonixCapabilities, action.kind, action.verb);
      const write = can === "yes" ? writes[action.verb] : unsupported;
      return write({ ...session, action, signal });
    },
  };
}

type Write = (task: Task) => Promise<Receipt | ProviderFailure>;

/** Refused without a call. */
const unsupported: Write = ({ action }) => {
  const { sentence } = capabilityOf(planasonixCapabilities, action.kind, action.verb);
  return Promise.resolve({ ok: false, kind: "give_up", code: "unsupported", message: sentence });
};

const writes: Readonly<Record<Verb, Write>> = {
  invite,
  reinvite,
  correct_invitation: correctInvitation,
  cancel_invitation: cancelInvitation,
  reactivate,
  promote: (task) => changeRole(task, "promote"),
  demote: (task) => changeRole(task, "demote"),
  change_role: (task) => changeRole(task, "change_role"),
  change_email: changeEmail,
  deactivate,
  remove,
  create_role: createRole,
  update_role: updateRole,
  delete_role: deleteRole,
  create_team: createTeam,
  rename_team: (task) => changeTeam(task, "rename_team"),
  update_team: (task) => changeTeam(task, "update_team"),
  delete_team: deleteTeam,
  join_team: (task) => putMembership(task, "join_team"),
  change_team_role: (task) => putMembership(task, "change_team_role"),
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
};
