/** The verbs on members who have joined. */
import type { Answers } from "../../io/remote/ability.ts";
import type { InvitationVerb } from "../../kinds/member/invitation.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import { memberOf } from "./translate.ts";
import { handleIn } from "../../model/handle.ts";
import type { JsonObject } from "../../model/json.ts";
import { normalRole } from "../../model/role.ts";
import { joined, settle, type Result } from "../../io/remote/task.ts";
import type { Session, Task, TaskOf } from "./session.ts";
import type { Receipted } from "../../io/remote/steps.ts";
import { changeOne, endOne } from "./object.ts";

export const memberVerbs: Answers<Exclude<VerbAbout<"member">, InvitationVerb>, Session> = {
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
};

/** promote, demote, change_role. */
async function changeRole(task: TaskOf<"promote" | "demote" | "change_role">): Result {
  return patchMember(task, { role: task.action.after.role });
}

/** A new e-mail for the same account. */
async function changeEmail(task: TaskOf<"change_email">): Result {
  return patchMember(task, { email: handleIn(task.action.after) ?? task.action.key });
}

/** Gives access again, with the role that the files say. */
async function reactivate(task: TaskOf<"reactivate">): Result {
  const { before, after } = task.action;
  const moved = before.role === null || normalRole(before.role) !== after.role;
  return patchMember(task, {
    state: "active",
    ...(moved && after.role !== null ? { role: after.role } : {}),
  });
}

/** Ends access, keeps the audit history. */
async function deactivate(task: TaskOf<"deactivate">): Result {
  return patchMember(task, { state: "deactivated" });
}

/** Takes somebody out of the organization. */
async function remove(task: TaskOf<"remove">): Result {
  return settle(task, keptOnRecord(await endOne(task, { ...placeOf(task), end: "removeMember" })));
}

/** A refusal that lies in a policy ends once the files ask for less. */
function keptOnRecord(result: Receipted): Receipted {
  if (result.ok || (result.status !== 403 && !/polic|retention/i.test(result.code))) return result;
  const message = `${result.message} Where a policy keeps people on record, write \`state: deactivated\` in place of \`removed\`.`;
  return { ...result, message };
}

async function patchMember(task: Task, body: JsonObject): Result {
  return settle(task, await changeOne(task, { ...placeOf(task), change: "changeMember", body }));
}

function placeOf(task: Task) {
  const name = `member ${task.action.key}`;
  return { name, known: joined(task), show: "member", entityOf: memberOf } as const;
}
