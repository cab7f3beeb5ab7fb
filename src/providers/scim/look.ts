/** Looking somebody or something up before and after a write: by name, by id, and who is in which group. */
import { ofOneObject } from "../../io/remote/failure.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { fold } from "../../model/text.ts";
import { knowsNoFilters, pagingBy } from "./about.ts";
import { pathOf } from "../../io/remote/path.ts";
import { equals } from "./call.ts";
import { readList } from "./gather.ts";
import { groupOf, pageOf, userOf } from "./resource.ts";
import {
  fetchGroup,
  fetchUser,
  missing,
  notWhole,
  offContract,
  placeOf,
  type Endpoint,
  type Task,
} from "./session.ts";
import { ownMark } from "./translate.ts";

interface Search<T> {
  readonly endpoint: Endpoint;
  readonly filter: string;
  readonly itemOf: (data: unknown) => (T & { readonly id: string }) | undefined;
  /** Whether it is one of those that are looked for: a service may pass over filters. */
  readonly isIt: (item: T) => boolean;
}

type Hits<T> = { readonly ok: true; readonly items: readonly T[] };

/** Looks for some by a filter, and among all of them where the service knows no filters. */
async function findAll<T>(task: Task, search: Search<T>): Promise<Hits<T> | ProviderFailure> {
  const { endpoint, filter, itemOf, isIt } = search;
  const path = pathOf(endpoint);
  const query = { filter, startIndex: "1", count: "10" };
  const { filter: promised } = await task.config();
  if (promised === false) return findAmongAll(task, search);
  const answer = await task.client.ask({ method: "GET", path, query, signal: task.signal });
  if (!answer.ok) return knowsNoFilters(answer) ? findAmongAll(task, search) : ofOneObject(answer);
  const page = pageOf(answer.body);
  if (page === undefined) return offContract(`GET ${path}`);
  const items = page.resources.flatMap((data) => itemOf(data) ?? []);
  const found = items.filter(isIt);
  // Where what came is not all there is, others than were asked for came, or none of those that there are.
  const isAll = page.totalResults !== undefined && page.totalResults <= page.resources.length;
  return found.length === 0 && !isAll ? findAmongAll(task, search) : { ok: true, items: found };
}

async function findAmongAll<T>(
  task: Task,
  { endpoint, itemOf, isIt }: Search<T>,
): Promise<Hits<T> | ProviderFailure> {
  const { client, profile } = task;
  const { cuts } = profile.paging;
  const read = await readList({
    client,
    endpoint,
    ...pagingBy(profile, await task.config()),
    cuts,
    itemOf,
    signal: task.signal,
  });
  if (!read.ok) return ofOneObject(read);
  const items = read.items.filter(isIt);
  if (items.length > 0 || read.broken === undefined) return { ok: true, items };
  // Whoever did not come in a list that is not whole may be there all the same.
  return notWhole(`Whether it is there already is not known: ${read.broken}`);
}

/** The users that have the user name: also a service that passes over filters is believed no other. */
export async function usersNamed(task: Task, userName: string) {
  return findAll(task, {
    endpoint: "Users",
    filter: equals("userName", userName),
    itemOf: userOf,
    isIt: (user) => fold(user.userName) === fold(userName),
  });
}

/** Those whom muster made under that key: a service may have written their user name in its own way. */
export async function usersMarked(task: Task, key: string) {
  return findAll(task, {
    endpoint: "Users",
    filter: equals("externalId", ownMark(key)),
    itemOf: userOf,
    isIt: (user) => user.externalId === ownMark(key),
  });
}

/** The groups that have just that name. */
export async function groupsNamed(task: Task, displayName: string) {
  return findAll(task, {
    endpoint: "Groups",
    filter: equals("displayName", displayName),
    itemOf: groupOf,
    isIt: (group) => group.displayName === displayName,
  });
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
      const untold = read.found === null || inside ? undefined : missing(task, read.found);
      return untold === undefined ? { ok: true, inside, etag: read.etag } : notWhole(untold);
    }
    case "users_groups": {
      const read = await fetchUser(task, user);
      if (!read.ok) return read;
      const isSilent = read.found !== null && read.found.groups === undefined;
      const wasInside = task.wereIn(group).includes(user) && !task.dialect.taken.has(placeOf(group, user));
      if (isSilent && wasInside) return notWhole(`The user ${user} came without groups, and was in one.`);
      return { ok: true, inside: (read.found?.groups ?? []).includes(group) };
    }
    case "users_by_group_filter": {
      const filter = `${equals("id", group)} and ${equals("members", user)}`;
      const path = pathOf("Groups");
      const query = { filter, startIndex: "1", count: "10" };
      const answer = await task.client.ask({ method: "GET", path, query, signal: task.signal });
      if (!answer.ok) return ofOneObject(answer);
      const page = pageOf(answer.body);
      if (page === undefined) return offContract(`GET ${path}`);
      const found = page.resources.flatMap((data) => groupOf(data) ?? []);
      return { ok: true, inside: found.some(({ id }) => id === group) };
    }
  }
}
