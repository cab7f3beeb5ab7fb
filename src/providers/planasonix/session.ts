/** What every verb of one writer shares: the client, what is known, and the calls in the form that the steps take. */
import type { Entity, Kind } from "../../model/entity.ts";
import { hashJson, type JsonObject } from "../../model/json.ts";
import type { ActionOf, Verb } from "../../model/plan.ts";
import type { EarlierDeeds, ProviderFailure, Receipt } from "../../model/provider.ts";
import type { DataOf } from "./answer.ts";
import type { Call, Client } from "./client.ts";
import { agrees } from "./compare.ts";
import type { RouteName } from "./contract.ts";
import type { Known, KnownObjects } from "./known.ts";
import { untilSeen, type Fresh } from "./late.ts";
import type { PlanasonixOptions } from "./options.ts";
import { readList, type Item, type ListRoute } from "./paging.ts";
import type { ChangeStep, CreateStep, Receipted, Seen, Written } from "./steps.ts";

export interface Session {
  readonly options: PlanasonixOptions;
  readonly client: Client;
  readonly known: KnownObjects;
  /** What this writer made. */
  readonly fresh: Fresh;
  /** What runs before this one did, where a journal tells it. */
  readonly earlier?: EarlierDeeds;
}

/** One action under way. */
export interface TaskOf<V extends Verb> extends Session {
  readonly action: ActionOf<V>;
  readonly signal: AbortSignal | undefined;
}
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
    task.client.call<N>({
      ...(rest as Call<N>),
      ...sent,
      ...(etag === undefined ? {} : { ifMatch: etag }),
      ...(task.signal === undefined ? {} : { signal: task.signal }),
    });
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

/** With what a task waits for what shows late. */
export function waitingOf({ options, signal }: Task) {
  return { clock: options.clock, signal };
}

/** Looks one object up; a 404 is an answer. */
export async function look<N extends RouteName>(
  task: Task,
  call: Pick<Call<N>, "route" | "params">,
  entityOf: (data: DataOf<N>) => Entity,
): Promise<Seen | ProviderFailure> {
  const ask = () =>
    task.client.call<N>({
      ...(call as Call<N>),
      ...(task.signal === undefined ? {} : { signal: task.signal }),
    });
  const { id = "", team = "", member = "" } = call.params ?? {};
  const isFresh = task.fresh.has(id === "" ? `${team}/${member}` : id);
  const answer = await untilSeen(waitingOf(task), ask, (it) => isFresh && !it.ok && it.status === 404);
  if (answer.ok) return { ok: true, entity: task.known.asDeclared(entityOf(answer.data)), etag: answer.etag };
  if (answer.status === 404) return { ok: true, entity: null, etag: undefined };
  return concernsAll(answer) ? answer : { ...answer, kind: "give_up" };
}

/** An answer on one object stops nobody else's, unless it is about the key or the address. */
function concernsAll({ kind, status }: ProviderFailure): boolean {
  return kind !== "stop" || status === undefined || status === 401 || (status >= 300 && status < 400);
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
  const ask = () => readList(client, { route, query, ...(signal === undefined ? {} : { signal }) });
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

/** True when the object is as the plan's `before` says, and nobody's state moved meanwhile. */
export function isBefore({ action }: Task, known: Known): (entity: Entity) => boolean {
  const before = action.before ?? {};
  return (entity) => {
    if (entity.kind === "member" && known.entity.kind === "member" && entity.state !== known.entity.state)
      return false;
    return agrees(entity, before);
  };
}

/** True when the object is as these fields say. */
export function isAs(wanted: JsonObject | null): (entity: Entity) => boolean {
  return (entity) => agrees(entity, wanted ?? {});
}

/** What carrying out a verb comes to. */
export type Result = Promise<Receipt | ProviderFailure>;

/** What steps on a known object share. */
export function stepOn(
  task: Task,
  name: string,
  known: Known,
): Pick<ChangeStep, "name" | "signal" | "isBefore" | "isAfter"> & { readonly known: Known } {
  const isAfter = isAs(task.action.after);
  return { name, known, signal: task.signal, isBefore: isBefore(task, known), isAfter };
}

/** What steps that create something share. */
export function stepToCreate(task: Task, name: string): Omit<CreateStep, "send" | "look"> {
  const { clock, random, maxWaitMs = 60_000 } = task.options;
  const isAfter = isAs(task.action.after);
  return { name, clock, random, maxWaitMs, signal: task.signal, isAfter, wasJustDone: wasJustDone(task) };
}

/** So long what an earlier run did may show late, in milliseconds. */
const recently = 10 * 60_000;

/** True when an earlier run did this very action a moment ago: what is missing may only not show yet. */
export function wasJustDone({ earlier, action, options }: Task): boolean {
  const at = earlier?.doneAt(action.id);
  return at !== undefined && Math.abs(options.clock.now() - at) < recently;
}

/** Notes what a write left behind and gives the bare receipt. */
export function settle(
  { known, fresh, action }: Task,
  kind: Kind,
  key: string,
  result: Receipted,
): Receipt | ProviderFailure {
  if (!result.ok) return result;
  const { entity, etag, ...receipt } = result;
  if (entity === null) known.drop(kind, key);
  else known.put(key, entity, etag ?? entity.etag);
  if (action.before === null && receipt.status === "done" && entity?.id !== undefined) fresh.add(entity.id);
  return receipt;
}

/** The same within a run, different between runs; `again` tells a second thing of the same action apart. */
export function idempotencyKey({ options, action }: Task, again = 0): string {
  const parts = [options.runNonce, action.id, ...(again === 0 ? [] : [again])];
  return hashJson(parts).slice(0, 32);
}

/** Refuses an action that speaks of something the live organization does not have. */
export function notFound(what: string): ProviderFailure {
  const message = `There is no ${what} in the live organization that was read. Plan again.`;
  return { ok: false, kind: "give_up", code: "not_found", message };
}
