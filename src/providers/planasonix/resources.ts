/** Pipelines, connections, schedules and projects: which routes they have, and what the files call each. */
import type { OwnedKind, ResourceKind } from "../../model/entity.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { Resource } from "../../model/state.ts";
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

/** Between ids and what the files may call a resource: its name if no other of its kind has it, or its id. */
export interface ResourceNames {
  /** The unique name; the id of a resource that has none or is not known. */
  nameOf(kind: ResourceKind, id: string): string;
  /** The id of what the files call so; undefined for what nobody knows, and for a name that several have. */
  idOf(kind: ResourceKind, text: string): string | undefined;
}

/** The names among these resources. An id goes before a name that looks like it. */
export function resourceNames(resources: readonly Resource[]): ResourceNames {
  const nameById = new Map<string, string>();
  const idsByName = new Map<string, string[]>();
  for (const { kind, id, name } of resources) {
    nameById.set(`${kind} ${id}`, name);
    const same = idsByName.get(`${kind} ${name}`);
    if (same === undefined) idsByName.set(`${kind} ${name}`, [id]);
    else same.push(id);
  }
  const idOf = (kind: ResourceKind, text: string): string | undefined => {
    if (nameById.has(`${kind} ${text}`)) return text;
    const ids = idsByName.get(`${kind} ${text}`) ?? [];
    return ids.length === 1 ? ids[0] : undefined;
  };
  return {
    nameOf: (kind, id) => {
      const name = nameById.get(`${kind} ${id}`);
      return name !== undefined && idOf(kind, name) === id ? name : id;
    },
    idOf,
  };
}
