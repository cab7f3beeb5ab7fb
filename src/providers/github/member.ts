/** The verbs on members who have joined. Routes take a login; it is asked for by the account's number first. */
import type { Answers } from "../../io/remote/ability.ts";
import type { InvitationVerb } from "../../kinds/member/invitation.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import { change, end } from "../../io/remote/steps.ts";
import { joined, notFound, settle, stepOn, type Result } from "../../io/remote/task.ts";
import { membershipSchema } from "./answers.ts";
import { below, loginOf, lookMember, send, write, type Session, type TaskOf } from "./session.ts";

export const memberVerbs: Answers<Exclude<VerbAbout<"member">, InvitationVerb>, Session> = {
  reactivate: { cannot: "GitHub knows no deactivated members: write the person as a member again." },
  change_email: { cannot: "People change their own login at GitHub: write the new one." },
  promote: { says: "", run: changeRole },
  demote: { says: "", run: changeRole },
  change_role: { cannot: "GitHub has two roles, and each change between them is a promotion or a demotion." },
  deactivate: { cannot: "GitHub cannot deactivate a member: write `state: removed`." },
  remove: { says: "Forks of private repositories go with the membership.", run: remove },
};

/** promote, demote. */
async function changeRole(task: TaskOf<"promote" | "demote">): Result {
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
async function remove(task: TaskOf<"remove">): Result {
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
