/** People as GitHub tells of them, and the verbs on members who have joined. Routes take a login; it is asked for by the account's number first. */
import type { Answers } from "../../io/remote/ability.ts";
import type { InvitationVerb } from "../../kinds/member/invitation.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import { change, end } from "../../io/remote/steps.ts";
import { joined, notFound, settle, stepOn, type Result } from "../../io/remote/task.ts";
import type { InvitationFields } from "../../kinds/member/sides.ts";
import type { Member } from "../../model/entities/member.ts";
import type { TeamPlace } from "../../model/entities/membership.ts";
import { given } from "../../model/given.ts";
import { fold, sortedBy } from "../../model/text.ts";
import { membershipSchema, type InvitationRow } from "./answers.ts";
import type { Listed, MemberEdge, TeamRead } from "./gather.ts";
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

/** Somebody who has joined. */
export function memberOf({ role, node }: MemberEdge): Member {
  return {
    kind: "member",
    key: fold(node.login),
    email: node.login,
    handleKind: "login",
    ...(node.name === null ? {} : { name: node.name }),
    role: role === "ADMIN" ? "admin" : "member",
    state: "active",
    id: String(node.databaseId),
  };
}

/** What the list of invitations does not tell: places in teams by handle, accounts by login, how many there are of one person. */
interface Beside {
  /** Absent where not all of them came: then nobody's are known. */
  readonly places?: ReadonlyMap<string, readonly TeamPlace[]> | undefined;
  readonly accounts: ReadonlyMap<string, string | null>;
  readonly sendings?: number;
}

const nothingBeside: Beside = { places: new Map(), accounts: new Map() };

/** Whoever was invited: by login where the invitation went to an account, else by address. */
export function invitedOf(
  row: InvitationRow,
  { places, accounts, sendings }: Beside = nothingBeside,
): Member {
  const account = accounts.get(fold(row.login ?? "")) ?? undefined;
  const handle = row.login ?? row.email ?? String(row.id);
  const failed = row.failed_at !== null && row.failed_at !== undefined;
  return {
    kind: "member",
    key: fold(handle),
    email: handle,
    ...(row.login === null ? {} : { handleKind: "login" as const }),
    role: row.role === "admin" ? "admin" : "member",
    state: !failed ? "pending" : /expired/i.test(row.failed_reason ?? "") ? "expired" : "failed",
    ...(failed
      ? { teams: [] }
      : given({ teams: places && sortedBy(places.get(fold(handle)) ?? [], ({ team }) => team) })),
    since: row.created_at,
    ...given({ sendings, account }),
    ...(row.invitation_source === "scim" ? { madeBy: "others" as const } : {}),
    id: String(row.id),
  };
}

/** Whoever pays, and whoever hires, is no member: those invitations lead to no place that muster knows. */
export function isToMembership({ role }: InvitationRow): boolean {
  return role !== "billing_manager" && role !== "hiring_manager";
}

/** An invitation that was sent just now: called as the files call them, with the teams that it brings. */
export function pendingOf(row: InvitationRow, fields: InvitationFields): Member {
  return { ...invitedOf(row), ...memberCalled(fields), teams: fields.teams };
}

/** Whoever was let in at once, called as the files call them. */
export function letInAs(
  fields: InvitationFields,
  { role, id }: { readonly role: string; readonly id: string },
): Member {
  return { ...memberCalled(fields), role: role === "admin" ? "admin" : "member", state: "active", id };
}

function memberCalled({
  email,
  login,
}: InvitationFields): Pick<Member, "kind" | "key" | "email" | "handleKind"> {
  const handle = login ?? email ?? "";
  return {
    kind: "member",
    key: fold(handle),
    email: handle,
    ...(login === undefined ? {} : { handleKind: "login" as const }),
  };
}

/**
 * Which teams open invitations bring along, by folded login or address; undefined where a list of them ended early. GitHub does
 * not tell as what.
 */
export function invitedTo({
  items,
  broken,
}: Listed<TeamRead>): ReadonlyMap<string, readonly TeamPlace[]> | undefined {
  if (broken !== undefined || items.some(({ invitations }) => invitations.broken !== undefined))
    return undefined;
  const places = new Map<string, TeamPlace[]>();
  for (const { node, invitations } of items) {
    for (const { email, invitee } of invitations.items) {
      const handle = fold(invitee?.login ?? email ?? "");
      const place: TeamPlace = { team: fold(node.slug), role: "member" };
      const same = places.get(handle);
      if (same === undefined) places.set(handle, [place]);
      else same.push(place);
    }
  }
  return places;
}
