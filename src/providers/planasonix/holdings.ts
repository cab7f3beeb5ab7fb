/**
 * What given people own, and their own keys. Of each list whichever is cheaper is read: a part for each of them, or the
 * whole; of connections the whole where somebody leaves, since one may work in their name that is not theirs any more.
 */
import { given } from "../../model/given.ts";
import { grouped } from "../../model/grouped.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type {
  Grant,
  HeldResource,
  Holdings,
  HoldingsQuestion,
  HoldingsRead,
  LeftBehind,
  PersonalKey,
} from "../../model/holdings.ts";
import { unreadGrants } from "../../model/task.ts";
import { sortedBy } from "../../model/text.ts";
import type { OwnedKind } from "../../model/vocabularies/planasonix.ts";
import type { Client } from "./client.ts";
import { shortness, type Collection } from "./collection.ts";
import type { ApiConnection, ApiOwned, ApiPersonalKey } from "./contract.ts";
import { readList, type Item, type ListRoute } from "./paging.ts";
import { listRoutes } from "./resources.ts";

/** So many people are asked about at once, in each list. */
const peopleAtOnce = 4;

/**
 * Everybody's holdings. A list that the service refuses for one person, or that breaks off, leaves that person's
 * holdings incomplete; a service that answers nothing more fails the whole.
 */
export async function readHoldings(
  client: Client,
  people: readonly HoldingsQuestion[],
  also?: { readonly grants?: true },
): Promise<HoldingsRead | ProviderFailure> {
  const everybody = people.map(({ id }) => id);
  const leavers = people.flatMap(({ id, resourcesOnly }) => (resourcesOnly === true ? [] : [id]));
  const withGrants = also?.grants === true || leavers.length > 0;
  const [pipelines, connections, schedules, keys] = await Promise.all([
    listsOf(client, { route: listRoutes.pipeline, of: "owner_id", whose: ownerOf, ids: everybody }),
    listsOf(client, {
      route: listRoutes.connection,
      of: "owner_id",
      whose: ownerOf,
      ids: everybody,
      whole: withGrants,
    }),
    listsOf(client, { route: listRoutes.schedule, of: "owner_id", whose: ownerOf, ids: everybody }),
    listsOf(client, { route: "personalKeys", of: "created_by", whose: creatorOf, ids: leavers }),
  ]);
  if (!pipelines.ok) return pipelines;
  if (!connections.ok) return connections;
  if (!schedules.ok) return schedules;
  if (!keys.ok) return keys;
  const found = new Map<string, Holdings>();
  for (const { key, id, resourcesOnly } of people) {
    const read = holdingsIn(
      {
        pipelines: pipelines.of(id),
        connections: connections.of(id),
        schedules: schedules.of(id),
        keys: keys.of(id),
      },
      id,
    );
    if (!read.ok) return read;
    const { unsound } = connections;
    const behind =
      resourcesOnly === true || unsound === undefined ? {} : { behind: grantsBehind(key, id, unsound) };
    found.set(key, { ...read.holdings, ...behind });
  }
  return {
    ok: true,
    holdings: new Map(sortedBy(found, ([key]) => key)),
    ...(connections.whole === undefined ? {} : { grants: grantsIn(connections.whole) }),
    requests: client.requests(),
  };
}

type OneRead = { readonly ok: true; readonly holdings: Holdings };

type List<T> = (Collection<T> & { readonly ok: true }) | ProviderFailure;

interface Lists {
  readonly pipelines: List<ApiOwned>;
  readonly connections: List<ApiConnection>;
  readonly schedules: List<ApiOwned>;
  readonly keys: List<ApiPersonalKey>;
}

/** What of a list may be one person's. */
interface Parts<T> {
  readonly ok: true;
  of(id: string): List<T>;
  /** All of it, where it was read so. */
  readonly whole?: readonly T[];
  /** Why it could not be read so although that was wanted, as a sentence. */
  readonly unsound?: string;
}

interface ListsQuestion<N extends ListRoute> {
  readonly route: N;
  /** The parameter that asks for one person's. */
  readonly of: "owner_id" | "created_by";
  readonly whose: (item: Item<N>) => string | null | undefined;
  readonly ids: readonly string[];
  /** The whole list is wanted, whatever it costs. */
  readonly whole?: boolean;
}

/** Read whole where that takes no more requests than there are people, else a part for each; nothing for nobody. */
async function listsOf<N extends ListRoute>(
  client: Client,
  { route, of, whose, ids, whole = false }: ListsQuestion<N>,
): Promise<Parts<Item<N>> | ProviderFailure> {
  const none: List<Item<N>> = { ok: true, items: [], total: undefined, broken: undefined };
  if (ids.length === 0 && !whole) return { ok: true, of: () => none };
  let unsound: string | undefined;
  if (ids.length > 1 || whole) {
    const list = await readList(client, { route, ...(whole ? {} : { atMostPages: ids.length }) });
    if (!list.ok && list.kind !== "give_up") return list;
    // What is not to be relied on as a whole may be so in its parts.
    const short = list.ok ? shortness(route, list) : list.message;
    if (list.ok && list.tooLong !== true && short === null)
      return { ok: true, of: partsOf(list, whose), whole: list.items };
    if (whole && short !== null) unsound = short;
  }
  const parts = new Map<string, List<Item<N>>>();
  let failure: ProviderFailure | undefined;
  let next = 0;
  const work = async (): Promise<void> => {
    for (let id = ids[next++]; id !== undefined && failure === undefined; id = ids[next++]) {
      const part = await readList(client, { route, query: { [of]: id } });
      if (!part.ok && part.kind !== "give_up") failure = part;
      parts.set(id, part);
    }
  };
  await Promise.all(Array.from({ length: Math.min(peopleAtOnce, ids.length) }, work));
  return failure ?? { ok: true, of: (id) => parts.get(id) ?? none, ...given({ unsound }) };
}

/** A whole list, as the part of it that may be one person's: theirs, and what does not say whose it is. */
function partsOf<T>(
  list: Collection<T> & { readonly ok: true },
  whose: (item: T) => string | null | undefined,
): (id: string) => List<T> {
  const parts = grouped(list.items, whose);
  return (id) => ({
    ...list,
    // How long the whole list is says nothing of a part.
    total: undefined,
    items: [...(parts.get(id) ?? []), ...(parts.get(undefined) ?? [])],
  });
}

/** Whose grants there are: of whoever authorised a connection upstream, or owns it where nobody is named. */
function grantsIn(connections: readonly ApiConnection[]): Grant[] {
  return connections.flatMap(({ id, name, owner_id: owner, oauth }): Grant[] => {
    const person = oauth?.authorized_by ?? owner;
    if (oauth === null || oauth === undefined || person === null || person === undefined) return [];
    const isNamed = typeof oauth.authorized_by === "string";
    return [
      {
        ...{ kind: "connection", id, name, at: oauth.provider, person },
        ...(isNamed ? {} : { assumed: true as const }),
      },
    ];
  });
}

/** What works in their name and is not theirs stands in the whole list alone: where that was not read, all of it is owed. */
function grantsBehind(person: string, id: string, why: string): LeftBehind {
  const message = `revoke the grants of ${person} at other services: which connections work by one could not be read (${why}); they outlive their account here`;
  return { tasks: [{ task: "revoke_grant", key: unreadGrants, object: id, message }], hints: [] };
}

/** What of the lists is this person's. */
function holdingsIn(lists: Lists, id: string): OneRead | ProviderFailure {
  const pipelines = theirs(lists.pipelines, { name: "pipelines", id, whose: ownerOf });
  const connections = theirs(lists.connections, { name: "connections", id, whose: ownerOf });
  const schedules = theirs(lists.schedules, { name: "schedules", id, whose: ownerOf });
  const keys = theirs(lists.keys, { name: "personal keys", id, whose: creatorOf });
  if (!pipelines.ok) return pipelines;
  if (!connections.ok) return connections;
  if (!schedules.ok) return schedules;
  if (!keys.ok) return keys;
  const resources = [
    ...pipelines.items.map((item) => heldOf("pipeline", item)),
    ...connections.items.map((item) => ({ ...heldOf("connection", item), ...grantOf(item, id) })),
    ...schedules.items.map((item) => heldOf("schedule", item)),
  ];
  const [reason] = [pipelines, connections, schedules, keys].flatMap(({ missing }) => missing ?? []);
  return {
    ok: true,
    holdings: {
      resources: sortedBy(resources, (item) => `${item.kind} ${item.name} ${item.id}`),
      keys: sortedBy(keys.items.map(personalKeyOf), (item) => `${item.name} ${item.id}`),
      coverage: reason === undefined ? { complete: true } : { complete: false, reason },
    },
  };
}

function ownerOf(item: ApiOwned): string | null | undefined {
  return item.owner_id;
}

function creatorOf(item: ApiPersonalKey): string | null | undefined {
  return item.created_by;
}

interface Theirs<T> {
  readonly ok: true;
  readonly items: readonly T[];
  /** Why something may be missing, or null. */
  readonly missing: string | null;
}

interface Question<T> {
  /** Of the list, for messages. */
  readonly name: string;
  readonly id: string;
  /** Undefined when the object does not say. */
  readonly whose: (item: T) => string | null | undefined;
}

/** What of a filtered list is really this person's: a service may ignore the filter. */
function theirs<T>(
  list: (Collection<T> & { readonly ok: true }) | ProviderFailure,
  { name, id, whose }: Question<T>,
): Theirs<T> | ProviderFailure {
  if (!list.ok) {
    // Refused for this person, an id that it does not know say: the others can still be read.
    return list.kind === "give_up" ? { ok: true, items: [], missing: list.message } : list;
  }
  const silent = list.items.filter((item) => whose(item) === undefined).length;
  const unsaid = silent === 0 ? null : `The list of ${name} held ${silent} that did not say whose they are.`;
  return {
    ok: true,
    items: list.items.filter((item) => whose(item) === id),
    missing: shortness(name, list) ?? unsaid,
  };
}

function heldOf(kind: OwnedKind, { id, name }: ApiOwned): HeldResource {
  return { kind, id, name };
}

/** A connection works in its owner's name upstream, unless somebody else authorised it there. */
function grantOf({ oauth }: ApiConnection, id: string): { readonly grant?: string } {
  if (oauth === null || oauth === undefined) return {};
  return (oauth.authorized_by ?? id) === id ? { grant: oauth.provider } : {};
}

function personalKeyOf({ id, name, created_at }: ApiPersonalKey): PersonalKey {
  return { id, name, ...(created_at === undefined ? {} : { createdAt: created_at }) };
}
