/** People as the service tells of them, and the verbs on those who have joined. */
import type { Answers } from "../../io/remote/ability.ts";
import type { InvitationVerb } from "../../kinds/member/invitation.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import type { ApiInvitation, ApiMember } from "./contract.ts";
import { carried } from "./translate.ts";
import { isInvitation, type Member } from "../../model/entities/member.ts";
import type { TeamPlace } from "../../model/entities/membership.ts";
import { given } from "../../model/given.ts";
import { fold, sortedBy } from "../../model/text.ts";
import type { Names } from "../../io/remote/known.ts";
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

/** A member in any state. */
export function memberOf(api: ApiMember): Member {
  return {
    kind: "member",
    key: fold(api.email),
    email: api.email,
    ...(api.display_name === null || api.display_name === undefined ? {} : { name: api.display_name }),
    role: normalRole(api.role),
    state: api.state,
    ...(api.joined_via === "sso" && api.created_at !== undefined ? { joinedBySso: api.created_at } : {}),
    ...carried(api),
  };
}

/** An invitation, as the member that it may become. Teams that nobody knows are left out. */
export function invitedOf(api: ApiInvitation, names: Names): Member {
  const places: TeamPlace[] = [];
  for (const place of api.teams ?? []) {
    const team = names.team(place.team_id);
    if (team !== undefined) places.push({ team, role: place.role });
  }
  return {
    kind: "member",
    key: fold(api.email),
    email: api.email,
    role: normalRole(api.role),
    state: api.state === "awaiting_approval" ? "pending" : api.state,
    ...(api.state === "awaiting_approval" ? { awaitsApproval: [...(api.approvers ?? [])].sort() } : {}),
    teams: sortedBy(places, (place) => place.team),
    ...given({ since: api.invited_at, sendings: api.sent_count }),
    ...carried(api),
  };
}

/**
 * Which of several objects of one e-mail address speaks for it: a member over an invitation (but who left and was
 * invited again is invited), a pending invitation over the others, of those the one sent last. Two members, or two
 * pending invitations, are both left standing.
 */
export function speakingFor(candidates: readonly Member[]): readonly Member[] {
  const members = candidates.filter((item) => !isInvitation(item.state));
  const present = members.filter((item) => item.state !== "left");
  if (present.length > 0) return present;
  const pending = candidates.filter((item) => item.state === "pending");
  if (pending.length > 0) return pending;
  if (members.length > 0) return members;
  return sortedBy(candidates, (item) => `${item.since ?? ""} ${item.id ?? ""}`).slice(-1);
}
