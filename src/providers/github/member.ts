/** The verbs on members who have joined. Routes take a login; it is asked for by the account's number first. */
import { change, end } from "../../io/remote/steps.ts";
import { joined, notFound, settle, stepOn, type Result } from "../../io/remote/task.ts";
import { membershipSchema } from "./answers.ts";
import { below, loginOf, lookMember, send, write, type TaskOf } from "./session.ts";

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
    send: () =>
      write(
        task,
        { method: "PUT", path, body: { role: action.after.role } },
        {
          schema: membershipSchema,
          entityOf: ({ role }) => ({ ...known.entity, role: role === "admin" ? "admin" : "member" }),
        },
      ),
  });
  return settle(task, result);
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
  return settle(task, result);
}
