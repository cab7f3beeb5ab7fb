/** Who is in each group: read where the service tells it, and never taken for nobody where it may only not say so. */
import { inRounds } from "../../io/remote/rounds.ts";
import { pathOf } from "../../io/remote/path.ts";
import { equals } from "./call.ts";
import type { Client } from "./client.ts";
import { readList } from "./gather.ts";
import type { Profile } from "./profile.ts";
import { groupOf, userOf, type Group, type User } from "./resource.ts";

export interface PlacesRead {
  /** Ids of users by id of the group; groups in groups apart. */
  readonly byGroup: ReadonlyMap<string, readonly string[]>;
  /** Why not everybody is known to be there, as a sentence. */
  readonly broken?: string;
}

export interface PlacesInput {
  readonly client: Client;
  readonly profile: Profile;
  readonly size: number;
  readonly byCursor: boolean;
  readonly users: readonly User[];
  readonly groups: readonly Group[];
}

/** So many groups are asked for at once. */
const atOnce = 4;

export async function readPlaces(input: PlacesInput): Promise<PlacesRead> {
  switch (input.profile.membersFrom) {
    case "groups":
      return (await listsTheirMembers(input)) ? againstUsers(inList(input), input) : inEach(input);
    case "each_group":
      return againstUsers(await inEach(input), input);
    case "users_groups":
      return inUsers(input);
    case "users_by_group_filter":
      return againstUsers(await byFilter(input), input);
  }
}

/** So many groups are looked at by themselves before their list is believed. */
const looks = 3;

/**
 * Whether the list of groups holds their members. A service may leave them out of lists: where not one group has any, a few
 * are asked for by themselves. One that cannot be looked at proves nothing: then each has to tell.
 */
async function listsTheirMembers({ client, groups }: PlacesInput): Promise<boolean> {
  if (groups.some(({ members = [] }) => members.length > 0)) return true;
  for (const { id, members: listed } of groups.slice(0, looks)) {
    const answer = await client.ask({ method: "GET", path: pathOf("Groups", id) });
    const group = answer.ok ? groupOf(answer.body) : undefined;
    if (group === undefined) return false;
    // An empty list that only shows here was left out there.
    if ((group.members ?? []).length > 0 || (listed === undefined && group.members !== undefined))
      return false;
  }
  return true;
}

function inList({ groups }: PlacesInput): PlacesRead {
  const [broken] = groups.flatMap((group) => namelessIn(group) ?? []);
  return {
    byGroup: new Map(groups.map((group) => [group.id, peopleIn(group)])),
    ...(broken === undefined ? {} : { broken }),
  };
}

/** Somebody is there, and nobody can tell who. */
function namelessIn({ displayName, nameless }: Group): string | undefined {
  return nameless === undefined
    ? undefined
    : `${nameless} of the members of the group ${displayName} came without an id.`;
}

function peopleIn({ members = [] }: Group): string[] {
  return members.flatMap(({ id, nested }) => (nested ? [] : [id]));
}

async function inEach({ client, groups }: PlacesInput): Promise<PlacesRead> {
  const byGroup = new Map<string, readonly string[]>();
  let broken: string | undefined;
  await inRounds(groups, atOnce, async ({ id, displayName }) => {
    const answer = await client.ask({ method: "GET", path: pathOf("Groups", id) });
    const group = answer.ok ? groupOf(answer.body) : undefined;
    if (group === undefined)
      broken ??= answer.ok ? `the group ${displayName} came without an id or a name.` : answer.message;
    else {
      broken ??= namelessIn(group);
      byGroup.set(id, peopleIn(group));
    }
  });
  return { byGroup, ...(broken === undefined ? {} : { broken }) };
}

function inUsers({ users, groups }: PlacesInput): PlacesRead {
  const byGroup = new Map<string, string[]>(groups.map(({ id }) => [id, []]));
  for (const user of users) for (const group of user.groups ?? []) byGroup.get(group)?.push(user.id);
  const silent = users.length > 0 && users.every((user) => user.groups === undefined);
  const broken = "no user says in which groups they are.";
  return { byGroup, ...(silent && groups.length > 0 ? { broken } : {}) };
}

async function byFilter(input: PlacesInput): Promise<PlacesRead> {
  const { client, groups, size, byCursor, profile } = input;
  const byGroup = new Map<string, readonly string[]>();
  let broken: string | undefined;
  await inRounds(groups, atOnce, async ({ id }) => {
    const filter = equals("groups.value", id);
    const { cuts } = profile.paging;
    const read = await readList({ client, endpoint: "Users", filter, size, byCursor, cuts, itemOf: userOf });
    if (!read.ok) broken ??= read.message;
    else {
      broken ??= read.broken;
      byGroup.set(
        id,
        read.items.map((user) => user.id),
      );
    }
  });
  return { byGroup, ...(broken === undefined ? {} : { broken }) };
}

/**
 * A group without anybody, of which users say that they are in it: its members were kept back. And members of whom not one
 * has the id of a user are called by something else.
 */
function againstUsers(read: PlacesRead, { users, groups }: PlacesInput): PlacesRead {
  const ids = new Set(users.map(({ id }) => id));
  const inside = [...read.byGroup.values()].flat();
  if (users.length > 0 && inside.length > 0 && !inside.some((id) => ids.has(id)))
    return { ...read, broken: read.broken ?? "not one member of any group has the id of a user." };
  const names = new Map(groups.map(({ id, displayName }) => [id, displayName]));
  for (const { id, groups: said = [] } of users) {
    const kept = said.find((group) => read.byGroup.get(group)?.length === 0 && names.has(group));
    if (kept === undefined) continue;
    const broken = `the group ${names.get(kept) ?? kept} came without members, and the user ${id} is in it: the service keeps members back. Choose a \`scim.profile\` that asks elsewhere.`;
    return { ...read, broken: read.broken ?? broken };
  }
  return read;
}
