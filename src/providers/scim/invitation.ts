/** Letting somebody in: SCIM knows no invitations, so the account is there at once (RFC 7644, 3.3). */
import type { Answers } from "../../io/remote/ability.ts";
import type { InvitationVerb } from "../../kinds/member/invitation.ts";
import { change, create, type Seen } from "../../io/remote/steps.ts";
import { isAs, settle, stepToCreate, type Result } from "../../io/remote/task.ts";
import type { Member } from "../../model/entities/member.ts";
import { handleIn } from "../../model/handle.ts";
import type { Json, JsonObject } from "../../model/json.ts";
import type { ProviderFailure, Receipt } from "../../model/provider.ts";
import { pathOf } from "../../io/remote/path.ts";
import { isExpected } from "./about.ts";
import { asMember, lookMember } from "./member.ts";
import { sendActive, sendRole } from "./standing.ts";
import { userOf, type User } from "./resource.ts";
import { isInside, usersMarked, usersNamed } from "./look.ts";
import { sendPlaces } from "./others.ts";
import { readBack, untilMade, type Session, type Task, type TaskOf } from "./session.ts";
import { isMade, ownMark } from "./translate.ts";

export const invitationVerbs: Answers<InvitationVerb, Session> = {
  invite: { says: "Makes the account at once: nobody has to accept.", run: invite },
  reinvite: { cannot: "There are no invitations in SCIM: an account is there at once." },
  correct_invitation: { cannot: "There are no invitations in SCIM: an account is there at once." },
  cancel_invitation: { cannot: "There are no invitations in SCIM: an account is there at once." },
};

const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User";

/** Makes the user, or gives access again to whoever had it before; then their places in teams. */
async function invite(task: TaskOf<"invite">): Result {
  const { action } = task;
  const handle = handleIn(action.after) ?? action.key;
  const there = await usersNamed(task, handle);
  if (!there.ok) return there;
  const [twin, ...others] = there.items;
  if (others.length > 0) return several(task, there.items);
  const called = twin === undefined ? undefined : task.known.member(twin.id);
  if (twin !== undefined && called !== undefined && called !== action.key) return knownAs(task, twin, called);
  const done = twin === undefined ? await make(task, handle) : await takeUp(task, twin);
  return done.ok ? withPlaces(task, done) : done;
}

/** The fields that an invitation makes so: whether they may come in, and their role. */
function isIn({ action }: TaskOf<"invite">): (member: Member) => boolean {
  const { role } = action.after;
  return (member) => member.state === "active" && (role === null || member.role === role);
}

async function make(task: TaskOf<"invite">, handle: string): Result {
  const { action } = task;
  const isAfter = isIn(task);
  if (task.profile.asksNames && !/\S \S/.test(action.after.name ?? "")) return nameless(task);
  const look = async (): Promise<Seen | ProviderFailure> => {
    const named = await usersNamed(task, handle);
    if (!named.ok) return named;
    const read = named.items.length > 0 ? named : await usersMarked(task, action.key);
    if (!read.ok) return read;
    const [user] = read.items;
    if (user === undefined) return { ok: true, entity: null, etag: undefined };
    const made = await asMember(task, user, action.key);
    return made.ok ? { ok: true, entity: made.member, etag: undefined } : made;
  };
  const result = await create({
    ...stepToCreate(task, `member ${action.key}`),
    isAfter: (entity) => entity.kind === "member" && isAfter(entity),
    look,
    send: async () => {
      const body = newUser(task, handle);
      const answer = await task.client.ask({
        method: "POST",
        path: pathOf("Users"),
        body,
        signal: task.signal,
      });
      if (!answer.ok) return answer;
      const user = madeBy(task, handle, answer.body);
      const seen = user === undefined ? await untilMade(task, look) : await roleOnTop(task, user);
      if (!seen.ok) return { ...seen, effectUnknown: true };
      return { ok: true, entity: seen.entity, etag: undefined, requestId: answer.requestId };
    },
  });
  if (result.ok && result.entity === null) return lost(task);
  return !result.ok && result.status === 409 ? hidden(result) : settle(task, result);
}

/** The user whom an answer shows, where it is the one who was to be made. */
function madeBy({ action: { key }, known }: Task, handle: string, body: unknown): User | undefined {
  const user = userOf(body);
  if (user === undefined) return undefined;
  const isNamed = isExpected(user, handle);
  const isIt = isMade(user, { mark: ownMark(key), isNamed, key, called: known.member(user.id) });
  return isIt ? user : undefined;
}

/** A place in a group that makes an admin is given to a user who is there. */
async function roleOnTop(task: TaskOf<"invite">, user: User): Promise<Seen | ProviderFailure> {
  const { role } = task.action.after;
  if (task.settings.role.from === "groups" && role === "admin") {
    const sent = await sendRole(task, user, { role, etag: undefined });
    if (!sent.ok) return sent;
  }
  const made = await asMember(task, user, task.action.key);
  return made.ok ? { ok: true, entity: made.member, etag: undefined } : made;
}

function newUser({ action, settings }: TaskOf<"invite">, handle: string): JsonObject {
  const { role, name } = action.after;
  const { from, admin, member } = settings.role;
  const value = role === "admin" ? admin : member;
  const values: Record<string, Json> =
    value === undefined || (from !== "roles" && from !== "entitlements") ? {} : { [from]: [{ value }] };
  return {
    schemas: [userSchema],
    userName: handle,
    externalId: ownMark(action.key),
    active: true,
    displayName: name ?? handle,
    ...(name === undefined ? {} : { name: namesOf(name) }),
    ...(handle.includes("@") ? { emails: [{ value: handle, type: "work", primary: true }] } : {}),
    ...values,
  };
}

/** What a name is made of cannot be known; services that ask for its parts show them one after the other. */
function namesOf(name: string): JsonObject {
  const [first = name, ...rest] = name.split(" ");
  return { formatted: name, givenName: first, ...(rest.length === 0 ? {} : { familyName: rest.join(" ") }) };
}

/** A user of that name who is there already: one without access gets it back, and is never made a second time. */
async function takeUp(task: TaskOf<"invite">, user: User): Result {
  const { action } = task;
  const read = await asMember(task, user, action.key);
  if (!read.ok) return read;
  const isAfter = isIn(task);
  const { role } = action.after;
  if (read.member.madeBy !== undefined) return foreign(task, user);
  if (read.member.state === "active" && !isAfter(read.member)) return taken(task, user);
  const known = {
    kind: "member",
    key: action.key,
    id: user.id,
    entity: read.member,
    etag: undefined,
  } as const;
  const look = () => lookMember(task, { ...known, checked: false });
  const result = await change({
    name: `member ${action.key}`,
    known: { etag: undefined, checked: false },
    signal: task.signal,
    look,
    isBefore: isAs({ state: read.member.state }),
    isAfter: (entity) => entity.kind === "member" && isAfter(entity),
    send: async (etag) => {
      const needs = role !== null && read.member.role !== role;
      const sent = needs ? await sendRole(task, user, { role, etag }) : undefined;
      if (sent?.ok === false) return sent;
      const given = await sendActive(task, user, { active: true, etag: needs ? undefined : etag });
      return readBack(task, given, {
        look,
        isSo: (entity) => entity?.kind === "member" && isAfter(entity),
      });
    },
  });
  return settle(task, result);
}

/** The teams that the files put them into. */
async function withPlaces(task: TaskOf<"invite">, receipt: Receipt): Result {
  const user = task.known.get("member", task.action.key)?.id;
  for (const { team } of task.action.after.teams) {
    const group = task.known.teamId(team);
    if (group === undefined || user === undefined) return missed(task, `there is no team ${team}`);
    const place = await isInside(task, { group, user });
    if (place.ok && place.inside) continue;
    const sent = await sendPlaces(task, { do: "add", group, users: [user] });
    if (!sent.ok) return { ...sent, message: missed(task, sent.message.replace(/\.$/, "")).message };
  }
  return receipt;
}

function missed({ action }: Task, why: string): ProviderFailure {
  const message = `${action.key} has the account, and not every place in a team: ${why}. The next plan puts them there.`;
  return { ok: false, kind: "give_up", code: "partly", message };
}

function nameless({ action }: Task): ProviderFailure {
  const message = `The service lets nobody in without a given name and a family name: give ${action.key} a \`name\` in people.yaml. Nothing was sent.`;
  return { ok: false, kind: "give_up", code: "nameless", message };
}

function several({ action }: Task, users: readonly User[]): ProviderFailure {
  const ids = users.map(({ id }) => id).join(", ");
  const message = `Several users are called ${action.key} (${ids}). None was touched: remove or rename one of them at the service.`;
  return { ok: false, kind: "give_up", code: "ambiguous", message };
}

function taken({ action }: Task, { id }: User): ProviderFailure {
  const message = `A user called ${action.key} is there already and active (${id}), and not as the files say. Plan again.`;
  return { ok: false, kind: "give_up", code: "conflict", message };
}

/** Whoever is somebody in the files already is nobody else there. */
function knownAs({ action }: Task, { id }: User, called: string): ProviderFailure {
  const message = `The user whose user name is ${action.key} (${id}) is ${called} here: one person, who was left alone. Plan again.`;
  return { ok: false, kind: "give_up", code: "conflict", message };
}

function foreign({ action }: Task, { id }: User): ProviderFailure {
  const message = `A user called ${action.key} is there already (${id}), and muster did not make them. Write their id, or \`scim.manages: all\`.`;
  return { ok: false, kind: "give_up", code: "managed_elsewhere", message };
}

/** Looked for by name before and after. */
function hidden(refused: ProviderFailure): ProviderFailure {
  const message = `${refused.message} Somebody of that name or address is there already and does not show: look among those without access at the service, and among users of other names.`;
  return { ...refused, message };
}

function lost({ action }: Task): ProviderFailure {
  const message = `The service answered that ${action.key} is made, and no such user is there. Plan again.`;
  return { ok: false, kind: "give_up", code: "not_applied", message };
}
