/** Who is in each group: read where the service tells it, and never taken for nobody where it may only not say so. */
import { given } from "../../model/given.ts";
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
  /** The same of single groups, by their ids. */
  readonly unread?: ReadonlyMap<string, string>;
}

interface PlacesInput {
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
      return againstUsers(await inListOrEach(input), input);
    case "each_group":
      return againstUsers(await inEach(input, input.groups), input);
    case "users_groups":
      return inUsers(input);
    case "users_by_group_filter":
      return againstUsers(await byFilter(input), input);
  }
}

/** Believed from the list, where that holds members; of groups that look cut short there, each has to tell. */
async function inListOrEach(input: PlacesInput): Promise<PlacesRead> {
  if (!(await listsTheirMembers(input))) return inEach(input, input.groups);
  const listed = inList(input);
  const short = input.groups.filter(looksCut);
  if (short.length === 0) return listed;
  const told = await inEach(input, short);
  const isLonger = ([id, people]: readonly [string, readonly string[]]): boolean =>
    people.length > (listed.byGroup.get(id)?.length ?? 0);
  // One list that was cut is the proof that lists are.
  if ([...told.byGroup].some(isLonger)) return inEach(input, input.groups);
  return {
    ...listed,
    byGroup: new Map([...listed.byGroup, ...told.byGroup]),
    unread: new Map([...(listed.unread ?? []), ...(told.unread ?? [])]),
  };
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

/** Lists that are cut are cut at round numbers. */
const cutAt: readonly number[] = [50, 100, 200, 250, 500, 1000, 2000, 5000];

function looksCut({ members = [], counted = 0 }: Group): boolean {
  return cutAt.includes(members.length) || counted > members.length;
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

/** Fewer came than it says that it has. */
export function missingIn({
  displayName,
  members = [],
  nameless = 0,
  counted = 0,
}: Group): string | undefined {
  const came = members.length + nameless;
  return counted > came
    ? `The group ${displayName} says that it has ${counted} members, and ${came} came.`
    : undefined;
}

export function peopleIn({ members = [] }: Group): string[] {
  return members.flatMap(({ id, nested }) => (nested ? [] : [id]));
}

async function inEach({ client }: PlacesInput, groups: readonly Group[]): Promise<PlacesRead> {
  const byGroup = new Map<string, readonly string[]>();
  const unread = new Map<string, string>();
  let broken: string | undefined;
  await inRounds(groups, atOnce, async ({ id, displayName }) => {
    const answer = await client.ask({ method: "GET", path: pathOf("Groups", id) });
    const group = answer.ok ? groupOf(answer.body) : undefined;
    if (group === undefined)
      broken ??= answer.ok ? `the group ${displayName} came without an id or a name.` : answer.message;
    else {
      broken ??= namelessIn(group);
      byGroup.set(id, peopleIn(group));
      const missing = missingIn(group);
      if (missing !== undefined) unread.set(id, missing);
    }
  });
  return { byGroup, unread, ...(broken === undefined ? {} : { broken }) };
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
 * A group without anybody, of which users say that they are in it: its members were kept back. One with some of them was cut
 * short. And members of whom not one has the id of a user are called by something else.
 */
function againstUsers(read: PlacesRead, { users, groups }: PlacesInput): PlacesRead {
  const ids = new Set(users.map(({ id }) => id));
  const inside = [...read.byGroup.values()].flat();
  if (users.length > 0 && inside.length > 0 && !inside.some((id) => ids.has(id)))
    return { ...read, broken: read.broken ?? "not one member of any group has the id of a user." };
  const told = new Map(groups.filter(holdsNoGroup(groups)).map((group) => [group.id, group]));
  const among = new Map([...read.byGroup].map(([id, people]) => [id, new Set(people)]));
  const unread = new Map(read.unread);
  let { broken } = read;
  for (const { id, userName, groups: said = [] } of users) {
    for (const group of said) {
      const [known, people] = [told.get(group), among.get(group)];
      if (known === undefined || people === undefined || people.has(id)) continue;
      if (people.size === 0)
        broken ??= `the group ${known.displayName} came without members, and the user ${id} is in it: the service keeps members back. Choose a \`scim.profile\` that asks elsewhere.`;
      else if (!unread.has(group))
        unread.set(
          group,
          `The group ${known.displayName} came with ${people.size} members, and the user ${userName} (${id}) says to be in it and is not among them: the list was cut short, or changed while it was read.`,
        );
    }
  }
  return { ...read, ...given({ broken }), ...(unread.size === 0 ? {} : { unread }) };
}

/** Whoever is in a group by way of another may say so of themselves. */
function holdsNoGroup(groups: readonly Group[]): (group: Group) => boolean {
  const ids = new Set(groups.map(({ id }) => id));
  return ({ members = [] }) => !members.some(({ id, nested }) => nested || ids.has(id));
}
