/** The verbs on users who are there: their access, their role, what they are called, and their end. */
import type { Answers } from "../../io/remote/ability.ts";
import type { InvitationVerb } from "../../kinds/member/invitation.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import { change, end } from "../../io/remote/steps.ts";
import { joined, notFound, settle, stepOn, type KnownMember, type Result } from "../../io/remote/task.ts";
import type { Entity, Member } from "../../model/entity.ts";
import { handleIn } from "../../model/handle.ts";
import type { Json } from "../../model/json.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { fold } from "../../model/text.ts";
import type { Seen, Written } from "../../io/remote/steps.ts";
import { pathOf } from "../../io/remote/path.ts";
import { changed, type Change } from "./patch.ts";
import { adminGroup, asMember, lookMember, usersNamed } from "./look.ts";
import { sendPlaces } from "./others.ts";
import { attribute } from "./resource.ts";
import { fetchUser, readBack, send, type Session, type Task, type TaskOf } from "./session.ts";

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

export function sendActive(
  task: Task,
  { id }: { readonly id: string },
  { active, etag }: { readonly active: boolean; readonly etag: string | undefined },
): Promise<Written | ProviderFailure> {
  return send(task, { endpoint: "Users", id, etag }, [{ do: "set", attribute: "active", value: active }]);
}

/** Gives and takes the values, or the place in the group, by which the role is known. */
export async function sendRole(
  task: Task,
  { id }: { readonly id: string },
  { role, etag }: { readonly role: string | null; readonly etag: string | undefined },
): Promise<Written | ProviderFailure> {
  const { from, admin, member } = task.settings.role;
  const isAdmin = role === "admin";
  if (from === "groups") {
    const group = await adminGroup(task);
    if (!group.ok) return group;
    return sendPlaces(task, { do: isAdmin ? "add" : "take", group: group.id, users: [id] });
  }
  const read = await fetchUser(task, id);
  if (!read.ok) return read;
  if (read.found === null || from === "none") return gone(task);
  const held = new Set(read.found[from].map(({ value }) => value));
  const given = isAdmin ? admin : member;
  const taken = isAdmin ? member : admin;
  const changes: Change[] = [
    ...(given === undefined || held.has(given)
      ? []
      : [{ do: "add", attribute: from, value: given } as const]),
    ...(taken === undefined || !held.has(taken)
      ? []
      : [{ do: "take", attribute: from, value: taken } as const]),
  ];
  const at = { endpoint: "Users", id, etag } as const;
  const sent = await send(task, at, changes);
  if (sent.ok || sent.status !== 400) return sent;
  // Refused, so without effect: where there is room for one value only, or none is found by a filter, all are written anew.
  const value = (attribute(changed(read.found.whole, changes), from) ?? []) as Json;
  const whole = await send(task, at, [{ do: "set", attribute: from, value }]);
  return whole.ok ? whole : sent;
}
