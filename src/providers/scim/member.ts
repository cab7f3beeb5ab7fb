/** Users as members, and the verbs on those who are there: their access, their role, what they are called, and their end. */
import type { Answers } from "../../io/remote/ability.ts";
import type { InvitationVerb } from "../../kinds/member/invitation.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import { change, end } from "../../io/remote/steps.ts";
import { joined, notFound, settle, stepOn, type KnownMember, type Result } from "../../io/remote/task.ts";
import type { Member } from "../../model/entities/member.ts";
import type { Entity } from "../../model/entity.ts";
import { given } from "../../model/given.ts";
import { handleIn } from "../../model/handle.ts";
import type { Json } from "../../model/json.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { ScimRole, ScimSettings } from "../../model/scim.ts";
import { fold } from "../../model/text.ts";
import type { Known } from "../../io/remote/known.ts";
import type { Seen, Written } from "../../io/remote/steps.ts";
import { pathOf } from "../../io/remote/path.ts";
import type { Change } from "./patch.ts";
import { adminGroup, isInside, usersNamed } from "./look.ts";
import type { User } from "./resource.ts";
import { fetchUser, readBack, send, type Session, type Task, type TaskOf } from "./session.ts";
import { sendActive, sendRole } from "./standing.ts";
import { markedAs, origin } from "./translate.ts";

export const memberVerbs: Answers<Exclude<VerbAbout<"member">, InvitationVerb>, Session> = {
  reactivate: { says: "", run: reactivate },
  change_email: { says: "The user name too, where it is made of the address.", run: changeEmail },
  promote: { says: "By `scim.role`.", run: changeRole },
  demote: { says: "By `scim.role`.", run: changeRole },
  change_role: {
    cannot: "There are admins and members here, and each change between them is a promotion or a demotion.",
  },
  deactivate: { says: "", run: deactivate },
  remove: { says: "Only where `scim.remove` allows it: what it means is each service's own.", run: remove },
};

/** promote, demote. */
function changeRole(task: TaskOf<"promote" | "demote">): Result {
  return changeUser(task, async (known, etag) =>
    sendRole(task, known, { role: task.action.after.role, etag }),
  );
}

/** Access again, with the role that they are to have. */
function reactivate(task: TaskOf<"reactivate">): Result {
  const { before, after } = task.action;
  return changeUser(task, async (known, etag) => {
    // The role first: nobody comes back with one that they are not to have.
    const role =
      before.role === after.role ? undefined : await sendRole(task, known, { role: after.role, etag });
    return role?.ok === false
      ? role
      : sendActive(task, known, { active: true, etag: role === undefined ? etag : undefined });
  });
}

function deactivate(task: TaskOf<"deactivate">): Result {
  const now = joined(task)?.entity;
  /** A service may show nobody who has no access. */
  const orHidden = (seen: Seen | ProviderFailure): Promise<Seen | ProviderFailure> =>
    Promise.resolve(
      seen.ok && seen.entity === null && now?.kind === "member"
        ? { ...seen, entity: { ...now, state: "deactivated" } }
        : seen,
    );
  return changeUser(task, (known, etag) => sendActive(task, known, { active: false, etag }), orHidden);
}

/** Another address: the user name too, where it is made of it. */
function changeEmail(task: TaskOf<"change_email">): Result {
  const { before, after } = task.action;
  const [old, now] = [handleIn(before) ?? "", handleIn(after) ?? ""];
  /** Where the id is made of the user name, the user has another one now. */
  const orNamed = async (seen: Seen | ProviderFailure): Promise<Seen | ProviderFailure> => {
    if (!seen.ok || seen.entity !== null) return seen;
    const read = await usersNamed(task, now);
    if (!read.ok) return read;
    const [user, ...others] = read.items;
    if (user === undefined || others.length > 0) return seen;
    const made = await asMember(task, user, task.action.key);
    return made.ok ? { ok: true, entity: made.member, etag: undefined } : made;
  };
  const write: Send = async ({ id }, etag) => {
    const read = await fetchUser(task, id);
    if (!read.ok) return read;
    if (read.found === null) return gone(task);
    const { userName, emails } = read.found;
    const isNamed = fold(userName) === fold(old) || task.settings.userName === "login";
    const changes: Change[] = isNamed ? [{ do: "set", attribute: "userName", value: now }] : [];
    if (now.includes("@")) {
      const [first, ...others] = emails;
      const all: Json = [
        { value: now, primary: true, type: first?.type ?? "work" },
        ...others.map(({ value, type }) => ({
          value,
          primary: false,
          ...(type === undefined ? {} : { type }),
        })),
      ];
      changes.push({ do: "set", attribute: "emails", value: all });
    }
    return send(task, { endpoint: "Users", id, etag }, changes);
  };
  return changeUser(task, write, orNamed);
}

/** Deletes a user: only where files and profile both allow it. */
async function remove(task: TaskOf<"remove">): Result {
  const { action } = task;
  const known = joined(task);
  if (known === undefined) return notFound(`member ${action.key}`);
  const look = () => lookMember(task, known);
  const result = await end({
    ...stepOn(task, `member ${action.key}`, known),
    look,
    send: async (etag) => {
      const answer = await task.client.ask({
        method: "DELETE",
        path: pathOf("Users", known.id),
        ifMatch: etag,
        signal: task.signal,
      });
      if (!answer.ok) return answer;
      const written = { ok: true, entity: null, etag: undefined, requestId: answer.requestId } as const;
      // One that only deactivates shows so.
      const isSo = (entity: Entity | null): boolean =>
        entity === null || (entity as Member).state === "deactivated";
      const back = await readBack(task, written, { look, isSo });
      return back.ok && back.entity !== null ? kept(task, back.entity as Member) : back;
    },
  });
  return settle(task, result);
}

/** DELETE answered well, and the user is still there. */
function kept({ action }: Task, { state }: Member): ProviderFailure {
  const message =
    state === "deactivated"
      ? `The service deleted ${action.key} in name only: the user is deactivated, and still there. Write \`state: deactivated\` in place of \`removed\`.`
      : `The service answered that ${action.key} is deleted, and the user is still there and active. Plan again.`;
  return { ok: false, kind: "give_up", code: "not_applied", message };
}

type Send = (known: KnownMember, etag: string | undefined) => Promise<Written | ProviderFailure>;

async function changeUser(
  task: TaskOf<"promote" | "demote" | "reactivate" | "deactivate" | "change_email">,
  write: Send,
  orNamed: (seen: Seen | ProviderFailure) => Promise<Seen | ProviderFailure> = (seen) =>
    Promise.resolve(seen),
): Result {
  const { action } = task;
  const known = joined(task);
  if (known === undefined) return notFound(`member ${action.key}`);
  const look = () => lookMember(task, known);
  const step = stepOn(task, `member ${action.key}`, known);
  const result = await change({
    ...step,
    look,
    send: async (etag) =>
      readBack(task, await write(known, etag), {
        look: async () => orNamed(await look()),
        isSo: (entity) => entity !== null && step.isAfter(entity),
      }),
  });
  return settle(task, result);
}

function gone({ action }: Task): ProviderFailure {
  return notFound(`member ${action.key}`);
}

/** A user as a member, under the key that the files use. */
export async function asMember(
  task: Task,
  user: User,
  key: string,
): Promise<{ readonly ok: true; readonly member: Member } | ProviderFailure> {
  const { role } = task.settings;
  let admins: ReadonlySet<string> = new Set();
  if (role.from === "groups" && role.admin !== undefined) {
    const read = await adminGroup(task);
    if (!read.ok) return read;
    const inside = await isInside(task, { group: read.id, user: user.id });
    if (!inside.ok) return inside;
    admins = new Set(inside.inside ? [user.id] : []);
  }
  return { ok: true, member: { ...memberOf(user, task.settings, admins), key } };
}

/** A member as the service has them now. */
export async function lookMember(task: Task, { id, key }: Known): Promise<Seen | ProviderFailure> {
  const read = await fetchUser(task, id);
  if (!read.ok) return read;
  if (read.found === null) return { ok: true, entity: null, etag: undefined };
  const made = await asMember(task, read.found, key);
  return made.ok ? { ok: true, entity: made.member, etag: read.etag } : made;
}

/** What a user is called: by their e-mail address where user names are made of it, else by the user name. */
function handleOf(user: User, { userName }: ScimSettings): string {
  if (userName === "login") return user.userName;
  const address = user.userName.includes("@") ? user.userName : undefined;
  return user.emails.find(({ value }) => value.includes("@"))?.value ?? address ?? user.userName;
}

/** A user, by the ids of those who are in the group of admins. */
export function memberOf(user: User, settings: ScimSettings, admins: ReadonlySet<string>): Member {
  const handle = handleOf(user, settings);
  const { name } = user;
  // A user name that is no e-mail address is shown beside it.
  const beside = fold(handle) === fold(user.userName) ? undefined : user.userName;
  const shown = [name, beside === undefined ? undefined : `user name ${beside}`].filter(
    (it) => it !== undefined,
  );
  const hasAddress = user.emails.some(({ value }) => value.includes("@")) || user.userName.includes("@");
  return {
    kind: "member",
    key: fold(handle),
    email: handle,
    ...(handle.includes("@") ? {} : { handleKind: "user_name" as const }),
    ...(shown.length === 0 ? {} : { name: shown.join(", ") }),
    role: roleOf(user, settings.role, admins),
    state: user.active ? "active" : "deactivated",
    ...(hasAddress ? {} : { withoutEmail: true as const }),
    ...(beside === undefined ? {} : { alsoCalled: fold(beside) }),
    ...given({ madeFor: markedAs(user.externalId) }),
    ...origin(settings, user.externalId),
    id: user.id,
  };
}

/** The higher of several; what nobody knows counts for nothing, and is kept. */
function roleOf(user: User, { from, admin }: ScimRole, admins: ReadonlySet<string>): string {
  switch (from) {
    case "none":
      return "member";
    case "groups":
      return admins.has(user.id) ? "admin" : "member";
    case "roles":
    case "entitlements":
      return user[from].some(({ value }) => value === admin) ? "admin" : "member";
  }
}
