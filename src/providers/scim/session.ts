/** One action at a SCIM service: the client beside what any service's action has, and the looks that come before a write. */
import type { Team } from "../../model/entities/team.ts";
import type { Entity } from "../../model/entity.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Verb } from "../../model/plan.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { ScimSettings } from "../../model/scim.ts";
import { fold } from "../../model/text.ts";
import { ofOneObject } from "../../io/remote/failure.ts";
import { untilSeen } from "../../io/remote/late.ts";
import type { Seen, Written } from "../../io/remote/steps.ts";
import type { ActionTask, Writing } from "../../io/remote/task.ts";
import { pathOf } from "../../io/remote/path.ts";
import type { Client } from "./client.ts";
import { changed, patchOf, type Change } from "./patch.ts";
import { missingIn } from "./places.ts";
import type { Profile } from "./profile.ts";
import { groupOf, userOf, type Fields, type Group, type ServiceConfig, type User } from "./resource.ts";
import { teamOf } from "./translate.ts";

export interface Session extends Writing {
  readonly client: Client;
  readonly settings: ScimSettings;
  readonly profile: Profile;
  /** What the service says of itself, asked for once. */
  readonly config: () => Promise<ServiceConfig>;
  /** Where this service takes the attribute that a PATCH replaces, once it was seen. */
  readonly dialect: {
    replaces?: Profile["replaces"];
    /** Whoever joins a group, or leaves it, does so alone: see `others.ts`. */
    readonly leavesOthers: Set<"add" | "take">;
    /** Places that this run has ended. */
    readonly taken: Set<string>;
  };
  /** Ids of the users who were in a group, by its id, when the organization was read. */
  readonly wereIn: (group: string) => readonly string[];
  /** Why not everybody in a group came when the organization was read, as a sentence; undefined where they did. */
  readonly unreadIn: (group: Pick<Group, "id" | "members">) => string | undefined;
  /** What was written and did not show, although it was waited for. */
  readonly lateness: { isHopeless: boolean };
}

/** One action under way. */
export interface TaskOf<V extends Verb> extends ActionTask<V>, Session {}
export type Task = TaskOf<Verb>;

export type Endpoint = "Users" | "Groups";
type Found<T> = { readonly ok: true; readonly found: T | null; readonly etag: string | undefined };

/** A place in a group, by both ids. */
export function placeOf(group: string, user: string): string {
  return JSON.stringify([group, user]);
}

/** Why not everybody who is in a group came with it; one that comes without members while somebody was left in it keeps them back. */
export function missing(task: Task, group: Group): string | undefined {
  const told = missingIn(group);
  if (told !== undefined || group.members !== undefined) return told;
  const left = task.wereIn(group.id).filter((user) => !task.dialect.taken.has(placeOf(group.id, user)));
  if (left.length === 0) return undefined;
  return `The group ${group.displayName} came without members, and had ${left.length} when the organization was read: the service keeps them back. Choose another \`scim.profile\`, or plan again.`;
}

/** One resource by its id; a 404 is an answer. */
async function fetchOne<T extends { readonly id: string; readonly version?: string }>(
  task: Task,
  at: { readonly endpoint: Endpoint; readonly id: string },
  itemOf: (data: unknown) => T | undefined,
): Promise<Found<T> | ProviderFailure> {
  const path = pathOf(at.endpoint, at.id);
  const answer = await task.client.ask({ method: "GET", path, signal: task.signal });
  if (!answer.ok)
    return answer.status === 404 || answer.status === 410
      ? { ok: true, found: null, etag: undefined }
      : ofOneObject(answer);
  const found = itemOf(answer.body);
  if (found === undefined) return offContract(`GET ${path}`);
  if (fold(found.id) !== fold(at.id)) return another(`GET ${path}`);
  const { etag: promised } = await task.config();
  // RFC 7644, 3.14: only of a service that says that it honours them.
  return { ok: true, found, etag: promised === true ? (answer.etag ?? found.version) : undefined };
}

/** What was read is not all there is: nothing may rest on it. */
export function notWhole(message: string): ProviderFailure {
  return { ok: false, kind: "give_up", code: "not_whole", message };
}

export function offContract(label: string): ProviderFailure {
  const message = `${label} answered with an object that is none of SCIM's.`;
  return { ok: false, kind: "give_up", code: "off_contract", message };
}

function another(label: string): ProviderFailure {
  const message = `${label} answered with another object than was asked for. Plan again.`;
  return { ok: false, kind: "give_up", code: "off_contract", message };
}

export function fetchUser(task: Task, id: string): Promise<Found<User> | ProviderFailure> {
  return fetchOne(task, { endpoint: "Users", id }, userOf);
}

export function fetchGroup(task: Task, id: string): Promise<Found<Group> | ProviderFailure> {
  return fetchOne(task, { endpoint: "Groups", id }, groupOf);
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
  if (!patch) return put(task, { ...at, path }, changes);
  const ask = (profile: Profile) =>
    task.client.ask({
      method: "PATCH",
      path,
      body: patchOf(changes, profile),
      ifMatch: at.etag,
      signal: task.signal,
    });
  const { dialect } = task;
  const { replaces = task.profile.replaces } = dialect;
  const first = await ask({ ...task.profile, replaces });
  const other = replaces === "path" ? "valueless" : "path";
  // RFC 7644, 3.5.2: what is refused with 400 had no effect at all. The attribute may be wanted in the other place.
  const isRefused = !first.ok && first.status === 400 && dialect.replaces === undefined;
  const isSet = changes.every((it) => it.do === "set");
  const second = isRefused && isSet ? await ask({ ...task.profile, replaces: other }) : undefined;
  if (second?.ok === true) dialect.replaces = other;
  const answer = second?.ok === true ? second : first;
  if (!answer.ok) return answer;
  if (isSet) dialect.replaces ??= replaces;
  return { ok: true, entity: null, etag: undefined, requestId: answer.requestId };
}

async function put(
  task: Task,
  { id, path, etag }: { readonly id: string; readonly path: string; readonly etag: string | undefined },
  changes: readonly Change[],
): Promise<Written | ProviderFailure> {
  const { signal } = task;
  const answer = await task.client.ask({ method: "GET", path, signal });
  if (!answer.ok) return answer;
  const group = groupOf(answer.body);
  const found = userOf(answer.body) ?? group;
  if (found === undefined) return offContract(`GET ${path}`);
  if (fold(found.id) !== fold(id)) return another(`GET ${path}`);
  // Nobody is in a group that this run has made but whom it put there.
  const isOwn = group !== undefined && task.fresh.has(group.id);
  const untold =
    group === undefined ? undefined : (missing(task, group) ?? (isOwn ? undefined : task.unreadIn(group)));
  if (untold !== undefined) return notWhole(`${untold} What is written whole would put out the others.`);
  const body: JsonObject = changed(found.whole satisfies Fields, changes);
  const { etag: promised } = await task.config();
  // Without a version of before, that of what is written anew: whoever came in between is not put out.
  const ifMatch = etag ?? (promised === true ? (answer.etag ?? found.version) : undefined);
  const sent = await task.client.ask({ method: "PUT", path, body, ifMatch, signal });
  if (!sent.ok) return sent;
  return { ok: true, entity: null, etag: undefined, requestId: sent.requestId };
}

/** What was made and not shown in the answer, once it shows elsewhere. */
export function untilMade(
  { options: { clock }, signal }: Task,
  look: () => Promise<Seen | ProviderFailure>,
): Promise<Seen | ProviderFailure> {
  return untilSeen({ clock, signal }, look, (seen) => seen.ok && seen.entity === null);
}

interface Back {
  readonly look: () => Promise<Seen | ProviderFailure>;
  /** Whether what was written shows. */
  readonly isSo: (entity: Entity | null) => boolean;
}

/**
 * The result of a write as it is read back: what a service answers may be what it was asked, and not what it did. One that
 * answers from a copy may show it late; once that was waited for in vain, this run waits no more.
 */
export async function readBack(
  { options: { clock }, signal, lateness, dialect }: Task,
  written: Written | ProviderFailure,
  { look, isSo }: Back,
): Promise<Written | ProviderFailure> {
  if (!written.ok) return written;
  const isLate = (seen: Seen | ProviderFailure): boolean => seen.ok && !isSo(seen.entity);
  const seen = lateness.isHopeless ? await look() : await untilSeen({ clock, signal }, look, isLate);
  if (isLate(seen)) {
    lateness.isHopeless = true;
    // What was taken and had no effect says nothing about where this service takes it.
    delete dialect.replaces;
  }
  if (!seen.ok) return { ...seen, effectUnknown: true };
  const { entity }: { readonly entity: Entity | null } = seen;
  return { ...written, entity, etag: seen.etag };
}
