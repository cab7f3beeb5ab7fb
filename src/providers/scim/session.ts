/** One action at a SCIM service: the client beside what any service's action has, and the looks that come before a write. */
import type { Entity, Member, Team } from "../../model/entity.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Verb } from "../../model/plan.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { fold } from "../../model/text.ts";
import type { ScimSettings } from "../../model/scim.ts";
import { ofOneObject } from "../../io/remote/failure.ts";
import type { Known } from "../../io/remote/known.ts";
import type { Seen, Written } from "../../io/remote/steps.ts";
import type { ActionTask, Writing } from "../../io/remote/task.ts";
import { equals, pathOf } from "./call.ts";
import type { Client } from "./client.ts";
import { changed, patchOf, type Change } from "./patch.ts";
import type { Profile } from "./profile.ts";
import {
  groupOf,
  pageOf,
  userOf,
  type Fields,
  type Group,
  type ServiceConfig,
  type User,
} from "./resource.ts";
import { memberOf, teamOf } from "./translate.ts";

export interface Session extends Writing {
  readonly client: Client;
  readonly settings: ScimSettings;
  readonly profile: Profile;
  /** What the service says of itself, asked for once. */
  readonly config: () => Promise<ServiceConfig>;
}

/** One action under way. */
export interface TaskOf<V extends Verb> extends ActionTask<V>, Session {}
export type Task = TaskOf<Verb>;

type Endpoint = "Users" | "Groups";
type Found<T> = { readonly ok: true; readonly found: T | null; readonly etag: string | undefined };

/** One resource by its id; a 404 is an answer. */
async function fetchOne<T extends { readonly version?: string }>(
  task: Task,
  at: { readonly endpoint: Endpoint; readonly id: string },
  itemOf: (data: unknown) => T | undefined,
): Promise<Found<T> | ProviderFailure> {
  const path = pathOf(at.endpoint, at.id);
  const answer = await task.client.ask({ method: "GET", path, signal: task.signal });
  if (!answer.ok)
    return answer.status === 404 ? { ok: true, found: null, etag: undefined } : ofOneObject(answer);
  const found = itemOf(answer.body);
  if (found === undefined) return offContract(`GET ${path}`);
  const { etag: promised } = await task.config();
  // RFC 7644, 3.14: only of a service that says that it honours them.
  return { ok: true, found, etag: promised === true ? (answer.etag ?? found.version) : undefined };
}

/** Looks for one by a filter; null where there is none. Several are all given. */
export async function findAll<T>(
  task: Task,
  at: { readonly endpoint: Endpoint; readonly filter: string },
  itemOf: (data: unknown) => T | undefined,
): Promise<{ readonly ok: true; readonly items: readonly T[] } | ProviderFailure> {
  const path = pathOf(at.endpoint);
  const query = { filter: at.filter, startIndex: "1", count: "10" };
  const answer = await task.client.ask({ method: "GET", path, query, signal: task.signal });
  // A filter that the service does not know finds nothing; the write itself will tell.
  if (!answer.ok)
    return answer.status === 400 || answer.status === 404 || answer.status === 501
      ? { ok: true, items: [] }
      : ofOneObject(answer);
  const page = pageOf(answer.body);
  if (page === undefined) return offContract(`GET ${path}`);
  return { ok: true, items: page.resources.flatMap((data) => itemOf(data) ?? []) };
}

function offContract(label: string): ProviderFailure {
  const message = `${label} answered with an object that is none of SCIM's.`;
  return { ok: false, kind: "give_up", code: "off_contract", message };
}

export function fetchUser(task: Task, id: string): Promise<Found<User> | ProviderFailure> {
  return fetchOne(task, { endpoint: "Users", id }, userOf);
}

export function fetchGroup(task: Task, id: string): Promise<Found<Group> | ProviderFailure> {
  return fetchOne(task, { endpoint: "Groups", id }, groupOf);
}

/** The users that have the user name: also a service that passes over filters is believed no other. */
export async function usersNamed(task: Task, userName: string) {
  const read = await findAll(task, { endpoint: "Users", filter: equals("userName", userName) }, userOf);
  if (!read.ok) return read;
  return { ...read, items: read.items.filter((user) => fold(user.userName) === fold(userName)) };
}

/** The groups that have just that name. */
export async function groupsNamed(task: Task, displayName: string) {
  const read = await findAll(
    task,
    { endpoint: "Groups", filter: equals("displayName", displayName) },
    groupOf,
  );
  if (!read.ok) return read;
  return { ...read, items: read.items.filter((group) => group.displayName === displayName) };
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

/** Id of the group in which admins are, by `scim.role`. */
export async function adminGroup(
  task: Task,
): Promise<{ readonly ok: true; readonly id: string } | ProviderFailure> {
  const name = task.settings.role.admin ?? "";
  const read = await groupsNamed(task, name);
  if (!read.ok) return read;
  const [found, ...others] = read.items;
  if (found !== undefined && others.length === 0) return { ok: true, id: found.id };
  const how = found === undefined ? "is not there" : "is there more than once";
  const message = `The group ${name} ${how}, in which admins are by \`scim.role\`.`;
  return { ok: false, kind: "give_up", code: "not_found", message };
}

/** A member as the service has them now. */
export async function lookMember(task: Task, { id, key }: Known): Promise<Seen | ProviderFailure> {
  const read = await fetchUser(task, id);
  if (!read.ok) return read;
  if (read.found === null) return { ok: true, entity: null, etag: undefined };
  const made = await asMember(task, read.found, key);
  return made.ok ? { ok: true, entity: made.member, etag: read.etag } : made;
}

/** A group as a team, under the key that the files use. */
export function asTeam(task: Task, group: Group, key: string): Team {
  const known = task.known.get("team", key);
  const slug = known?.entity.kind === "team" ? known.entity.slug : key;
  const team = teamOf(group, task.settings);
  // The slug is the files' own wherever the mark does not say otherwise.
  return { ...team, key, slug: group.externalId === undefined ? slug : team.slug };
}

/** Changes one resource by PATCH, or by PUT where the service has none. */
export async function send(
  task: Task,
  at: { readonly endpoint: Endpoint; readonly id: string; readonly etag: string | undefined },
  changes: readonly Change[],
): Promise<Written | ProviderFailure> {
  const path = pathOf(at.endpoint, at.id);
  const { patch = task.profile.patch } = await task.config();
  if (!patch) return put(task, { path, etag: at.etag }, changes);
  const body = patchOf(changes, task.profile);
  const answer = await task.client.ask({
    method: "PATCH",
    path,
    body,
    ifMatch: at.etag,
    signal: task.signal,
  });
  if (!answer.ok) return answer;
  return { ok: true, entity: null, etag: undefined, requestId: answer.requestId };
}

async function put(
  task: Task,
  { path, etag }: { readonly path: string; readonly etag: string | undefined },
  changes: readonly Change[],
): Promise<Written | ProviderFailure> {
  const { signal } = task;
  const answer = await task.client.ask({ method: "GET", path, signal });
  if (!answer.ok) return answer;
  const whole = userOf(answer.body)?.whole ?? groupOf(answer.body)?.whole;
  if (whole === undefined) return offContract(`GET ${path}`);
  const body: JsonObject = changed(whole satisfies Fields, changes);
  const sent = await task.client.ask({ method: "PUT", path, body, ifMatch: etag, signal });
  if (!sent.ok) return sent;
  return { ok: true, entity: null, etag: undefined, requestId: sent.requestId };
}

/** The result of a write as it is read back: what a service answers may be what it was asked, and not what it did. */
export async function readBack(
  written: Written | ProviderFailure,
  look: () => Promise<Seen | ProviderFailure>,
): Promise<Written | ProviderFailure> {
  if (!written.ok) return written;
  const seen = await look();
  if (!seen.ok) return { ...seen, effectUnknown: true };
  const { entity }: { readonly entity: Entity | null } = seen;
  return { ...written, entity, etag: seen.etag };
}

/** Whether a user is in a group, asked where the service tells it. */
export async function isInside(
  task: Task,
  { group, user }: { readonly group: string; readonly user: string },
): Promise<
  { readonly ok: true; readonly inside: boolean; readonly etag?: string | undefined } | ProviderFailure
> {
  switch (task.profile.membersFrom) {
    case "groups":
    case "each_group": {
      const read = await fetchGroup(task, group);
      if (!read.ok) return read;
      const inside = (read.found?.members ?? []).some(({ id, nested }) => id === user && !nested);
      return { ok: true, inside, etag: read.etag };
    }
    case "users_groups": {
      const read = await fetchUser(task, user);
      return read.ok ? { ok: true, inside: (read.found?.groups ?? []).includes(group) } : read;
    }
    case "users_by_group_filter": {
      const filter = `${equals("id", group)} and ${equals("members", user)}`;
      const read = await findAll(task, { endpoint: "Groups", filter }, groupOf);
      return read.ok ? { ok: true, inside: read.items.some(({ id }) => id === group) } : read;
    }
  }
}
