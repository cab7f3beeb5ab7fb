/** What is to be known of leavers at GitHub beside the lists that were read: their own keys, and deploy keys where that is asked for. */
import type { ServiceOptions } from "../../io/provider.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { HoldingsQuestion, HoldingsRead } from "../../model/holdings.ts";
import { createClient } from "./client.ts";
import { readDeployKeys } from "./deployKeys.ts";
import { holdingsOf, reachOf } from "./leaving.ts";
import { isManaged, readLists, type Lists } from "./lists.ts";
import { readOwnKeys } from "./ownKeys.ts";
import { toLook } from "./rights.ts";

/** `seen`: what a read of this run found. */
export async function readHoldings(
  options: ServiceOptions,
  people: readonly HoldingsQuestion[],
  { seen, deep }: { readonly seen: Lists | undefined; readonly deep: boolean },
): Promise<HoldingsRead | ProviderFailure> {
  if (people.length === 0) return { ok: true, holdings: new Map(), requests: 0 };
  const leavers = people.filter(({ resourcesOnly }) => resourcesOnly !== true);
  const isDeep = deep && leavers.length > 0;
  const client = createClient(options, (granted) => toLook(granted, isDeep));
  const read = seen === undefined ? await readLists(client, options) : { ok: true as const, lists: seen };
  if (!read.ok) return read;
  const { lists } = read;
  const organization = options.organizationId;
  const logins = new Map(lists.members.items.map(({ node }) => [String(node.databaseId), node.login]));
  const loginOf = (number: string): string | undefined => logins.get(number);
  const own = await readOwnKeys(client, {
    organization,
    people: leavers,
    loginOf,
    signsOn: lists.about.plan?.name === "enterprise" && !isManaged(lists),
  });
  const keys = isDeep ? await readDeployKeys(client, organization) : undefined;
  const around = { reach: reachOf(people, lists), loginOf, own, ...(keys === undefined ? {} : { keys }) };
  const holdings = new Map(people.map((who) => [who.key, holdingsOf(who, around)]));
  return { ok: true, holdings, requests: client.requests() };
}
