/** The verbs on members who have joined. */
import type { Member } from "../../model/entity.ts";
import type { JsonObject } from "../../model/json.ts";
import { normalRole } from "../../model/role.ts";
import type { Known } from "./known.ts";
import { badAction, look, notFound, settle, stepOn, write, type Result, type Task } from "./session.ts";
import { afterOf } from "./shapes.ts";
import { change, end } from "./steps.ts";
import { memberOf } from "./translate.ts";

/** promote, demote, change_role. */
export async function changeRole(task: Task, verb: "promote" | "demote" | "change_role"): Result {
  const after = afterOf(verb, task.action);
  return after === undefined ? badAction(task.action) : patchMember(task, { role: after.role });
}

/** A new e-mail for the same account. */
export async function changeEmail(task: Task): Result {
  const after = afterOf("change_email", task.action);
  return after === undefined ? badAction(task.action) : patchMember(task, { email: after.email });
}

/** Gives access again, with the role that the files say. */
export async function reactivate(task: Task): Result {
  const after = afterOf("reactivate", task.action);
  if (after === undefined) return badAction(task.action);
  const before = task.action.before?.["role"];
  const moved = after.role !== undefined && (typeof before !== "string" || normalRole(before) !== after.role);
  return patchMember(task, {
    state: "active",
    ...(moved && after.role !== undefined ? { role: after.role } : {}),
  });
}

/** Ends access, keeps the audit history. */
export async function deactivate(task: Task): Result {
  return patchMember(task, { state: "deactivated" });
}

/** Takes somebody out of the organization. */
export async function remove(task: Task): Result {
  const { action } = task;
  const known = joined(task);
  if (known === undefined) return notFound(`member ${action.key}`);
  const params = { id: known.id };
  const result = await end({
    ...stepOn(task, `member ${action.key}`, known),
    look: () => look(task, { route: "member", params }, memberOf),
    send: (etag) => write(task, { route: "removeMember", params, etag }, () => null),
  });
  return settle(task, "member", action.key, result);
}

async function patchMember(task: Task, body: JsonObject): Result {
  const { action } = task;
  const known = joined(task);
  if (known === undefined) return notFound(`member ${action.key}`);
  const params = { id: known.id };
  const result = await change({
    ...stepOn(task, `member ${action.key}`, known),
    look: () => look(task, { route: "member", params }, memberOf),
    send: (etag) => write(task, { route: "changeMember", params, body, etag }, memberOf),
  });
  return settle(task, "member", action.key, result);
}

/** The member, unless there is only an invitation. */
function joined({ known, action }: Task): (Known & { readonly entity: Member }) | undefined {
  const found = known.get("member", action.key);
  if (found === undefined || known.memberId(action.key) === undefined) return undefined;
  return found as Known & { readonly entity: Member };
}
