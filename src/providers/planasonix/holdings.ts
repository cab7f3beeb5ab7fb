/** What given people own, and their own keys: three lists and the keys per person, a few people at a time. */
import type { OwnedKind } from "../../model/entity.ts";
import type {
  HeldResource,
  Holdings,
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

interface Person {
  readonly key: string;
  readonly id: string;
}

/** Each makes four requests at once. */
const peopleAtOnce = 4;

/**
 * Everybody's holdings. A list that the service refuses for one person, or that breaks off, leaves that person's
 * holdings incomplete; a service that answers nothing more fails the whole.
 */
export async function readHoldings(
  client: Client,
  people: readonly Person[],
): Promise<HoldingsRead | ProviderFailure> {
  const found = new Map<string, Holdings>();
  let failure: ProviderFailure | undefined;
  let next = 0;
  const work = async (): Promise<void> => {
    for (let person = people[next++]; person !== undefined; person = people[next++]) {
      if (failure !== undefined) return;
      const read = await holdingsOf(client, person);
      if (read.ok) found.set(person.key, read.holdings);
      else failure = read;
    }
  };
  await Promise.all(Array.from({ length: Math.min(peopleAtOnce, people.length) }, work));
  if (failure !== undefined) return failure;
  const holdings = new Map(sortedBy(found, ([key]) => key));
  return { ok: true, holdings, requests: client.requests() };
}

type OneRead = { readonly ok: true; readonly holdings: Holdings };

async function holdingsOf(client: Client, { id }: Person): Promise<OneRead | ProviderFailure> {
  const owned = { owner_id: id };
  const read = await Promise.all([
    readList(client, { route: listRoutes.pipeline, query: owned }),
    readList(client, { route: listRoutes.connection, query: owned }),
    readList(client, { route: listRoutes.schedule, query: owned }),
    readList(client, { route: "personalKeys", query: { created_by: id } }),
  ]);
  const pipelines = theirs(read[0], { name: "pipelines", id, whose: ownerOf });
  const connections = theirs(read[1], { name: "connections", id, whose: ownerOf });
  const schedules = theirs(read[2], { name: "schedules", id, whose: ownerOf });
  const keys = theirs(read[3], { name: "personal keys", id, whose: (item) => item.created_by });
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
