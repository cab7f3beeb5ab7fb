/** Writes to an organization, one action at a time: which verb is which request. */
import type { Action } from "../../model/plan.ts";
import type { ProviderFailure, Receipt, Writer } from "../../model/provider.ts";
import type { State } from "../../model/state.ts";
import { planasonixCapabilities } from "./capabilities.ts";
import { createClient } from "./client.ts";
import { capabilityOf } from "../../model/capability.ts";
import { knownObjects } from "./known.ts";
import type { PlanasonixOptions } from "./options.ts";
import type { Task } from "./session.ts";
import { cancelInvitation, correctInvitation, invite, reinvite } from "./writeInvitation.ts";
import { changeRole, deactivate, reactivate, remove } from "./writeMember.ts";
import { changeTeam, createTeam, deleteTeam, leaveTeam, putMembership } from "./writeTeam.ts";

/** A Writer for one organization. `live` is the state that the plan was made from, with the keys of the files. */
export function planasonixWriter(options: PlanasonixOptions, live: State): Writer {
  const session = { options, client: createClient(options), known: knownObjects(live) };
  return { execute: (action, signal) => execute({ ...session, action, signal }) };
}

async function execute(task: Task): Promise<Receipt | ProviderFailure> {
  const { verb } = task.action;
  switch (verb) {
    case "invite":
      return invite(task);
    case "reinvite":
      return reinvite(task);
    case "correct_invitation":
      return correctInvitation(task);
    case "cancel_invitation":
      return cancelInvitation(task);
    case "reactivate":
      return reactivate(task);
    case "promote":
    case "demote":
    case "change_role":
      return changeRole(task, verb);
    case "deactivate":
      return deactivate(task);
    case "remove":
      return remove(task);
    case "create_team":
      return createTeam(task);
    case "rename_team":
    case "update_team":
      return changeTeam(task, verb);
    case "delete_team":
      return deleteTeam(task);
    case "join_team":
    case "change_team_role":
      return putMembership(task, verb);
    case "leave_team":
      return leaveTeam(task);
    case "change_email":
      return unsupported(task.action);
    default:
      return unreachable(verb);
  }
}

/** Refused without a call. */
function unsupported(action: Action): ProviderFailure {
  const { sentence } = capabilityOf(planasonixCapabilities, action.kind, action.verb);
  return { ok: false, kind: "give_up", code: "unsupported", message: sentence };
}

function unreachable(verb: never): never {
  throw new Error(`No such verb: ${String(verb)}`);
}
