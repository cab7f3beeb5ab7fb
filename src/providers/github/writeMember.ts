/** The verbs on members who have joined. Routes take a login; it is asked for by the account's number first. */
import type { Member } from "../../model/entity.ts";
import type { Known } from "../../io/remote/known.ts";
import { change, end } from "../../io/remote/steps.ts";
import { notFound, settle, stepOn, type Result } from "../../io/remote/task.ts";
import { membershipSchema } from "./answers.ts";
import { below, loginOf, lookMember, send, type Task, type TaskOf } from "./session.ts";

/** promote, demote. */
export async function changeRole(task: TaskOf<"promote" | "demote">): Result {
  const { action } = task;
  const known = joined(task);
  if (known === undefined) return notFound(`member ${action.key}`);
  const account = await loginOf(task, known.id);
  if (!account.ok) return account;
  const path = below(task, "memberships", account.login);
  const result = await change({
    ...stepOn(task, `member ${action.key}`, known),
    look: () => lookMember(task, known, account.login),
    send: async () => {
      const body = { role: action.after.role };
      const answer = await task.client.ask(
        { method: "PUT", path, body, signal: task.signal },
        membershipSchema,
      );
      if (!answer.ok) return answer;
      const role = answer.data.role === "admin" ? "admin" : "member";
      return { ok: true, entity: { ...known.entity, role }, etag: undefined, requestId: answer.requestId };
    },
  });
  return settle(task, "member", action.key, result);
}

/** Takes somebody out of the organization. */
export async function remove(task: TaskOf<"remove">): Result {
  const { action } = task;
  const known = joined(task);
  if (known === undefined) return notFound(`member ${action.key}`);
  const account = await loginOf(task, known.id);
  // Without the account there is no membership either.
  if (!account.ok) return account.status === 404 ? { ok: true, status: "already" } : account;
  const result = await end({
    ...stepOn(task, `member ${action.key}`, known),
    look: () => lookMember(task, known, account.login),
    send: () => send(task, { method: "DELETE", path: below(task, "memberships", account.login) }),
  });
  return settle(task, "member", action.key, result);
}

/** The member, unless there is only an invitation. */
function joined({ known, action }: Task): (Known & { readonly entity: Member }) | undefined {
  const found = known.get("member", action.key);
  if (found === undefined || known.memberId(action.key) === undefined) return undefined;
  return found as Known & { readonly entity: Member };
}
