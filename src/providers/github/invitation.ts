/**
 * The verbs on people who have not joined yet. GitHub cannot change an invitation: it is taken back and sent anew. An
 * invitation goes to the number of an account, so that whoever takes over a login later is not let in.
 */
import type { Answers } from "../../io/remote/ability.ts";
import type { InvitationVerb } from "../../kinds/member/invitation.ts";
import type { Entity } from "../../model/entity.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { InvitationFields } from "../../kinds/member/sides.ts";
import { fold } from "../../model/text.ts";
import type { Known } from "../../io/remote/known.ts";
import { create, end, type Seen } from "../../io/remote/steps.ts";
import { invited, notFound, settle, stepOn, stepToCreate, type Result } from "../../io/remote/task.ts";
import type * as z from "zod";
import { invitationSchema, membershipSchema, userSchema, type InvitationRow } from "./answers.ts";
import { pathOf } from "../../io/remote/path.ts";
import { readInvitations } from "./rows.ts";
import { below, look, loginOf, send, write, type Session, type Task, type TaskOf } from "./session.ts";
import { invitedOf, letInAs, pendingOf } from "./member.ts";

export const invitationVerbs: Answers<InvitationVerb, Session> = {
  invite: {
    says: "By login where the files give one, else by mail; GitHub lets 50 or 500 a day through.",
    run: invite,
  },
  reinvite: {
    says: "A new one is sent; GitHub keeps those that came to nothing, which says how often it was tried.",
    run: inviteAgain,
  },
  correct_invitation: {
    says: "GitHub cannot change an invitation: it is taken back and sent anew, so a second mail goes out.",
    run: correctInvitation,
  },
  cancel_invitation: { says: "", run: cancelInvitation },
};

/** Invites somebody, with a role and teams. */
async function invite(task: TaskOf<"invite">): Result {
  const { action } = task;
  const result = await post(task, action.after);
  return "entity" in result ? settle(task, result) : result;
}

/** A new one beside those that came to nothing: GitHub keeps them, and how many there are is how often it was tried. */
async function inviteAgain(task: TaskOf<"reinvite">): Result {
  const { action } = task;
  if (invited(task) === undefined) return notFound(`invitation of ${action.key}`);
  const result = await post(task, action.after);
  return "entity" in result ? settle(task, result) : result;
}

/** GitHub cannot change an invitation: the one that is there goes, a new one is sent. */
async function correctInvitation(task: TaskOf<"correct_invitation">): Result {
  const { action } = task;
  const known = invited(task);
  if (known === undefined) return notFound(`invitation of ${action.key}`);
  const ended = await takeBack(task, known);
  if (!ended.ok) return ended;
  const result = await post(task, action.after);
  return "entity" in result ? settle(task, result) : result;
}

/** Takes an invitation back. */
async function cancelInvitation(task: TaskOf<"cancel_invitation">): Result {
  const { action } = task;
  const known = invited(task);
  if (known === undefined) return notFound(`invitation of ${action.key}`);
  return settle(task, await takeBack(task, known));
}

function takeBack(task: Task, known: Known) {
  return end({
    ...stepOn(task, `invitation of ${task.action.key}`, known),
    look: () => find(task, ({ id }) => String(id) === known.id),
    send: () => send(task, { method: "DELETE", path: below(task, "invitations", known.id) }),
  });
}

async function post(task: Task, after: InvitationFields) {
  const teams = placesOf(task, after);
  if ("ok" in teams) return teams;
  const invitee = await inviteeOf(task, after);
  if (!invitee.ok) return invitee;
  const { number, email } = invitee;
  const body = {
    ...(number === undefined ? { email } : { invitee_id: number }),
    role: after.role === "admin" ? "admin" : "direct_member",
    ...(teams.length === 0 ? {} : { team_ids: teams }),
  };
  const entityOf = (row: InvitationRow): Entity => pendingOf(row, after);
  return create({
    ...stepToCreate(task, `invitation of ${task.action.key}`),
    send: async () => {
      const call = { method: "POST", path: below(task, "invitations"), body } as const;
      const sent = await write(task, call, { schema: invitationSchema, entityOf });
      const isWithout = !sent.ok && sent.status === 404 && task.client.isOwnServer;
      return isWithout && number !== undefined ? letIn(task, after, invitee) : sent;
    },
    look: async () => {
      const found = await find(task, (row) => isTo(row, invitee), entityOf);
      const isWithout = !found.ok && found.status === 404 && task.client.isOwnServer;
      return isWithout && number !== undefined ? look(task, ...memberAt(task, after, invitee)) : found;
    },
    // An invitation tells neither its teams nor the number: whom it went to and as what is what can be compared.
    isAfter: (entity) => entity.kind === "member" && entity.role === after.role,
  });
}

/** Where there are no invitations, whoever is let in is a member at once. */
function letIn(task: Task, after: InvitationFields, invitee: Invitee) {
  const [path, reading] = memberAt(task, after, invitee);
  const body = { role: after.role === "admin" ? "admin" : "member" };
  return write(task, { method: "PUT", path, body }, reading);
}

/** Where the membership of an account is, and how it is read: nobody else's, who may have taken the login. */
function memberAt(task: Task, after: InvitationFields, { number, login }: Invitee) {
  const entityOf = ({ state, role, user }: z.infer<typeof membershipSchema>): Entity | null =>
    state !== "active" || user?.id !== number ? null : letInAs(after, { role, id: String(number) });
  return [below(task, "memberships", login ?? ""), { schema: membershipSchema, entityOf }] as const;
}

/** An address, or the account and the login that it has now. */
type Invitee =
  | { readonly ok: true; readonly number: number; readonly login: string; readonly email?: undefined }
  | { readonly ok: true; readonly email: string; readonly number?: undefined; readonly login?: undefined };

/** Whom an invitation goes to. A number that the files give is who was reviewed; a login alone is whoever has it now. */
async function inviteeOf(
  task: Task,
  { email, login = "", account }: InvitationFields,
): Promise<Invitee | ProviderFailure> {
  if (email !== undefined) return { ok: true, email };
  if (account !== undefined) {
    const found = await loginOf(task, account);
    return found.ok ? { ok: true, number: Number(account), login: found.login } : found;
  }
  const { client, signal } = task;
  const answer = await client.ask({ method: "GET", path: pathOf("users", login), signal }, userSchema);
  if (answer.ok) return { ok: true, number: answer.data.id, login: answer.data.login };
  if (answer.status !== 404) return answer;
  const message = `There is no account ${login} at GitHub. Correct the login in the files, or invite by e-mail.`;
  return { ...answer, kind: "give_up", code: "unknown_account", message };
}

function isTo({ login, email }: InvitationRow, invitee: Invitee): boolean {
  if (invitee.email !== undefined) return email !== null && fold(email) === fold(invitee.email);
  return login !== null && fold(login) === fold(invitee.login);
}

/** Looks an open invitation up in the list, which is the only place where GitHub shows one. */
async function find(
  task: Task,
  isIt: (row: InvitationRow) => boolean,
  entityOf: (row: InvitationRow) => Entity = (row) => asKnown(task, row),
): Promise<Seen | ProviderFailure> {
  for (const which of ["invitations", "failed_invitations"] as const) {
    const list = await readInvitations(task.client, task.options.organizationId, which);
    if (!list.ok) return list;
    const found = list.items.find(isIt);
    // One that failed is found by its own number only: a new one is another.
    if (
      found !== undefined &&
      (which === "invitations" || String(found.id) === task.known.get("member", task.action.key)?.id)
    )
      return { ok: true, entity: entityOf(found), etag: undefined };
    if (list.broken !== undefined)
      return { ok: false, kind: "give_up", code: "incomplete", message: list.broken };
  }
  return { ok: true, entity: null, etag: undefined };
}

/** What is there, with the places that were read with it: the list does not tell them. */
function asKnown(task: Task, row: InvitationRow): Entity {
  const known = task.known.get("member", task.action.key)?.entity;
  const role = row.role === "admin" ? "admin" : "member";
  return known?.kind === "member" ? { ...known, role } : invitedOf(row);
}

/** Numbers of the teams that the invitation brings along, or the failure that names the one nobody knows. */
function placesOf({ known }: Task, { teams }: InvitationFields): readonly number[] | ProviderFailure {
  const numbers: number[] = [];
  for (const { team } of teams) {
    const id = known.teamId(team);
    if (id === undefined) return notFound(`team ${team}`);
    numbers.push(Number(id));
  }
  return numbers;
}
