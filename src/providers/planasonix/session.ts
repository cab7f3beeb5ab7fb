/** What every verb of one writer shares: the client, what is known, and the calls in the form that the steps take. */
import type { Entity } from "../../model/entity.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Verb } from "../../model/plan.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { untilSeen } from "../../io/remote/late.ts";
import { ofOneObject } from "../../io/remote/failure.ts";
import type { Seen, Written } from "../../io/remote/steps.ts";
import { waitingOf, type ActionTask, type Writing } from "../../io/remote/task.ts";
import type { DataOf } from "./answer.ts";
import type { Call, Client } from "./client.ts";
import type { RouteName } from "./contract.ts";
import { readList, type Item, type ListRoute } from "./paging.ts";
import { given } from "../../model/given.ts";

export interface Session extends Writing {
  readonly client: Client;
}

/** One action under way. */
export interface TaskOf<V extends Verb> extends ActionTask<V>, Session {}
export type Task = TaskOf<Verb>;

/** Makes a call whose answer is one object, or none. */
export async function write<N extends RouteName>(
  task: Task,
  call: Omit<Call<N>, "signal" | "ifMatch"> & { readonly etag?: string | undefined },
  entityOf: (data: DataOf<N>) => Entity | null,
): Promise<Written | ProviderFailure> {
  const { etag, body, ...rest } = call;
  const sent = body === undefined ? {} : { body: inWordsOfTheService(task, body) };
  const send = () =>
    task.client.call<N>({ ...(rest as Call<N>), ...sent, ...given({ ifMatch: etag, signal: task.signal }) });
  const names = task.fresh.isNamedIn(rest.params, body);
  const answer = await untilSeen(waitingOf(task), send, (it) => names && !it.ok && isUnknownThere(it));
  if (!answer.ok) return answer;
  const entity = entityOf(answer.data);
  return {
    ok: true,
    entity: entity === null ? null : task.known.asDeclared(entity),
    etag: answer.etag,
    requestId: answer.requestId,
  };
}

/** A role is named, not known by an id. */
function inWordsOfTheService({ known }: Task, body: JsonObject): JsonObject {
  const { role } = body;
  return typeof role === "string" ? { ...body, role: known.roleThere(role) } : body;
}

/** How the service refuses a request that names something that it does not know; nothing came of it. */
function isUnknownThere({ status, effectUnknown }: ProviderFailure): boolean {
  return effectUnknown !== true && (status === 404 || status === 422);
}

/** Looks one object up; a 404 is an answer. */
export async function look<N extends RouteName>(
  task: Task,
  call: Pick<Call<N>, "route" | "params">,
  entityOf: (data: DataOf<N>) => Entity,
): Promise<Seen | ProviderFailure> {
  const ask = () => task.client.call<N>({ ...(call as Call<N>), ...given({ signal: task.signal }) });
  const { id = "", team = "", member = "" } = call.params ?? {};
  const isFresh = task.fresh.has(id === "" ? `${team}/${member}` : id);
  const answer = await untilSeen(waitingOf(task), ask, (it) => isFresh && !it.ok && it.status === 404);
  if (answer.ok) return { ok: true, entity: task.known.asDeclared(entityOf(answer.data)), etag: answer.etag };
  if (answer.status === 404) return { ok: true, entity: null, etag: undefined };
  return ofOneObject(answer);
}

interface Search<N extends ListRoute> {
  readonly route: N;
  readonly query: Readonly<Record<string, string>>;
  /** The list is checked by this: a service may ignore the filter. */
  readonly isIt: (item: Item<N>) => boolean;
  /** Where it is known: what this run made itself is waited for. */
  readonly id?: string;
}

/** Looks one object up in a filtered list. A list that broke off before it was found is a failure. */
export async function find<N extends ListRoute>(
  task: Task,
  { route, query, isIt, id }: Search<N>,
  entityOf: (item: Item<N>) => Entity,
): Promise<Seen | ProviderFailure> {
  const { client, signal } = task;
  const ask = () => readList(client, { route, query, ...given({ signal }) });
  const isFresh = id !== undefined && task.fresh.has(id);
  const list = await untilSeen(waitingOf(task), ask, (it) => isFresh && it.ok && !it.items.some(isIt));
  if (!list.ok) return list;
  const found = list.items.find(isIt);
  if (found !== undefined) {
    const entity = task.known.asDeclared(entityOf(found));
    return { ok: true, entity, etag: entity.etag };
  }
  if (list.broken === undefined) return { ok: true, entity: null, etag: undefined };
  return { ok: false, kind: "stop", code: "incomplete", message: list.broken };
}
