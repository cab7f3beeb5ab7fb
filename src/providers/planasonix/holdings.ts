/**
 * What given people own, and their own keys: three lists and the keys per person, a few people at a time. Of many whose
 * keys nobody asks for, the whole lists say it in fewer requests.
 */
import type { OwnedKind } from "../../model/vocabularies/planasonix.ts";
import { grouped } from "../../model/grouped.ts";
import type {
  HeldResource,
  Holdings,
  HoldingsQuestion,
  HoldingsRead,
  PersonalKey,
  ProviderFailure,
} from "../../model/provider.ts";
import { sortedBy } from "../../model/text.ts";
import type { Client } from "./client.ts";
import { shortness, type Collection } from "./collection.ts";
import type { ApiConnection, ApiOwned, ApiPersonalKey } from "./contract.ts";
import { readList } from "./paging.ts";
import { listRoutes } from "./resources.ts";

/** Each makes four requests at once. */
const peopleAtOnce = 4;

/** So many people whose keys nobody asks for are asked about one by one. */
const mostOneByOne = 10;

/**
 * Everybody's holdings. A list that the service refuses for one person, or that breaks off, leaves that person's
 * holdings incomplete; a service that answers nothing more fails the whole.
 */
export async function readHoldings(
  client: Client,
  people: readonly HoldingsQuestion[],
): Promise<HoldingsRead | ProviderFailure> {
  const owners = people.filter(({ resourcesOnly }) => resourcesOnly === true);
  const inBulk = owners.length > mostOneByOne ? owners : [];
  const oneByOne =
    inBulk.length === 0 ? people : people.filter(({ resourcesOnly }) => resourcesOnly !== true);
  const found = new Map<string, Holdings>();
  let failure: ProviderFailure | undefined;
  let next = 0;
  const work = async (): Promise<void> => {
    for (let person = oneByOne[next++]; person !== undefined; person = oneByOne[next++]) {
      if (failure !== undefined) return;
      const read = await holdingsOf(client, person);
      if (read.ok) found.set(person.key, read.holdings);
      else failure = read;
    }
  };
  await Promise.all(Array.from({ length: Math.min(peopleAtOnce, oneByOne.length) }, work));
  if (failure !== undefined) return failure;
  if (inBulk.length > 0) {
    const { pipelines, connections, schedules } = await listsOf(client, undefined);
    const [ofPipelines, ofConnections, ofSchedules] = [
      byOwner(pipelines),
      byOwner(connections),
      byOwner(schedules),
    ];
    for (const { key, id } of inBulk) {
      const lists = {
        pipelines: ofPipelines(id),
        connections: ofConnections(id),
        schedules: ofSchedules(id),
      };
      const read = holdingsIn(lists, id);
      if (!read.ok) return read;
      found.set(key, read.holdings);
    }
  }
  const holdings = new Map(sortedBy(found, ([key]) => key));
  return { ok: true, holdings, requests: client.requests() };
}

type OneRead = { readonly ok: true; readonly holdings: Holdings };

type OwnedList = (Collection<ApiOwned> & { readonly ok: true }) | ProviderFailure;
type ConnectionList = (Collection<ApiConnection> & { readonly ok: true }) | ProviderFailure;
type KeyList = (Collection<ApiPersonalKey> & { readonly ok: true }) | ProviderFailure;

interface Lists {
  readonly pipelines: OwnedList;
  readonly connections: ConnectionList;
  readonly schedules: OwnedList;
  /** Absent where nobody asked for them. */
  readonly keys?: KeyList;
}

async function holdingsOf(
  client: Client,
  { id, resourcesOnly }: HoldingsQuestion,
): Promise<OneRead | ProviderFailure> {
  const lists = listsOf(client, id);
  if (resourcesOnly === true) return holdingsIn(await lists, id);
  const [owned, keys] = await Promise.all([
    lists,
    readList(client, { route: "personalKeys", query: { created_by: id } }),
  ]);
  return holdingsIn({ ...owned, keys }, id);
}

/** The three lists of what one person owns, or of all there is. */
async function listsOf(client: Client, owner: string | undefined): Promise<Lists> {
  const query = owner === undefined ? {} : { query: { owner_id: owner } };
  const [pipelines, connections, schedules] = await Promise.all([
    readList(client, { route: listRoutes.pipeline, ...query }),
    readList(client, { route: listRoutes.connection, ...query }),
    readList(client, { route: listRoutes.schedule, ...query }),
  ]);
  return { pipelines, connections, schedules };
}

/** A whole list, as the part of it that may be one person's: theirs, and what does not say whose it is. */
function byOwner<T extends ApiOwned>(
  list: (Collection<T> & { readonly ok: true }) | ProviderFailure,
): (id: string) => typeof list {
  if (!list.ok) return () => list;
  const parts = grouped(list.items, (item) => item.owner_id);
  // How long the whole list should be says nothing of a part: that it is short is known already.
  const { items, total = 0 } = list;
  const isShort = items.length < total;
  const short = isShort ? `The service says that there are ${total}, and listed ${items.length}.` : undefined;
  return (id) => ({
    ...list,
    total: undefined,
    broken: list.broken ?? short,
    items: [...(parts.get(id) ?? []), ...(parts.get(undefined) ?? [])],
  });
}

/** What of the lists is this person's. */
function holdingsIn(lists: Lists, id: string): OneRead | ProviderFailure {
  const none: KeyList = { ok: true, items: [], total: undefined, broken: undefined };
  const pipelines = theirs(lists.pipelines, { name: "pipelines", id, whose: ownerOf });
  const connections = theirs(lists.connections, { name: "connections", id, whose: ownerOf });
  const schedules = theirs(lists.schedules, { name: "schedules", id, whose: ownerOf });
  const keys = theirs(lists.keys ?? none, { name: "personal keys", id, whose: (item) => item.created_by });
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
