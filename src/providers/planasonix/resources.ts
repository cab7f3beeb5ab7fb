/** Pipelines, connections, schedules and projects: which routes they have, and what the files call each. */
import type { ProviderFailure } from "../../model/provider.ts";
import type { Resource } from "../../model/state.ts";
import type { OwnedKind, ResourceKind } from "../../model/vocabularies/planasonix.ts";
import type { Client } from "./client.ts";
import type { Collection } from "./collection.ts";
import type { ApiOwned } from "./contract.ts";
import { readList } from "./paging.ts";

/** The list of each kind. */
export const listRoutes = {
  pipeline: "pipelines",
  connection: "connections",
  schedule: "schedules",
  project: "projects",
} as const satisfies Record<ResourceKind, string>;

/** One object of each kind that has an owner, and the change of it. */
export const ownerRoutes = {
  pipeline: { one: "pipeline", change: "changePipeline" },
  connection: { one: "connection", change: "changeConnection" },
  schedule: { one: "schedule", change: "changeSchedule" },
} as const satisfies Record<OwnedKind, object>;

/** The list of one kind; projects have no owner. */
export interface ResourceList {
  readonly kind: ResourceKind;
  readonly list: Collection<ApiOwned>;
}

type ResourcesRead = { readonly ok: true; readonly lists: readonly ResourceList[] };

/** Reads the whole lists of these kinds, at the same time. */
export async function readResources(
  client: Client,
  kinds: readonly ResourceKind[],
): Promise<ResourcesRead | ProviderFailure> {
  const asked = [...new Set(kinds)].sort();
  const answers = await Promise.all(asked.map((kind) => readList(client, { route: listRoutes[kind] })));
  const lists: ResourceList[] = [];
  for (const [index, kind] of asked.entries()) {
    const answer = answers[index];
    if (answer === undefined) continue;
    if (!answer.ok) return answer;
    lists.push({ kind, list: answer });
  }
  return { ok: true, lists };
}

/** What the lists hold, as the State names it. */
export function resourcesOf(lists: readonly ResourceList[]): Resource[] {
  return lists.flatMap(({ kind, list }) => list.items.map(({ id, name }) => ({ kind, id, name })));
}
