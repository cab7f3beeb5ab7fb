/**
 * Creates a key of a service account and sees its secret to where it is used: asks whether it could be delivered,
 * creates, delivers, notes that at the service. The secret is in no answer of this file. No old key is touched, so
 * that whatever step fails, what worked goes on working.
 */
import { targetText, type DeliveryTarget } from "../../model/target.ts";
import type { Key } from "../../model/entities/key.ts";
import { byName, targetIn } from "../../model/keys.ts";
import { canonicalJson } from "../../model/json.ts";
import type { Deliverer, ProviderFailure } from "../../model/provider.ts";
import type { NewKeyFields } from "../../kinds/key/verbs.ts";
import { maxTries } from "../../io/remote/tries.ts";
import { change, stale, type Receipted } from "../../io/remote/steps.ts";
import { untilSeen } from "../../io/remote/late.ts";
import { backoff } from "../../io/remote/limits.ts";
import {
  idempotencyKey,
  notFound,
  settle,
  waitingOf,
  wasJustDone,
  type Result,
} from "../../io/remote/task.ts";
import { write, type TaskOf } from "./session.ts";
import { keyOf, keysOf, lookAtKey } from "./keyList.ts";
import { given } from "../../model/given.ts";

/** What the steps of one creation share. */
interface Making {
  readonly task: TaskOf<"create_key" | "rotate_key">;
  readonly name: string;
  /** The service's id of the account. */
  readonly account: string;
  readonly after: NewKeyFields;
  readonly target: DeliveryTarget;
  readonly deliver: Deliverer;
}

/** create_key and rotate_key. */
export async function createKey(task: TaskOf<"create_key" | "rotate_key">): Result {
  const { action, options } = task;
  const { after } = action;
  const target = targetIn(after);
  if (target === undefined) return nowhere(action.key);
  const account = task.known.accountId(after.account);
  if (account === undefined) return notFound(`service account ${after.account}`);
  if (options.deliver === undefined) return noDeliverer(target);
  const making: Making = {
    ...{ task, account, after, target, deliver: options.deliver },
    name: `key ${action.key}`,
  };
  const allowed = await options.deliver.check(target, task.signal);
  if (!allowed.ok) return { ...allowed, kind: "give_up" };
  const before = action.before?.id;
  const [isLate, adopted] = [wasJustDone(task), adoptable(making)];
  const isMissing = (keys: readonly Key[]): boolean =>
    (isLate && byName(keys)[0]?.id === before) ||
    (adopted !== undefined && !keys.some(({ id }) => id === adopted));
  const there = await untilSeen(
    waitingOf(task),
    () => keysOf(task, action.key),
    (it) => it.ok && isMissing(it.keys),
  );
  if (!there.ok) return there;
  const [newest] = byName(there.keys);
  if (isLate && newest?.id === before) return notShown(making);
  if (newest !== undefined && newest.id === adopted && newest.deliveredAt === undefined)
    return noteDelivered(making, there.keys, newest);
  if (newest?.id !== before)
    return newest !== undefined && isInPlace(newest, after)
      ? { ok: true, status: "already" }
      : stale(making.name);
  const made = await makeKey(making, new Set(there.keys.map(({ id }) => id)));
  if (!made.ok) return made;
  const delivered = await making.deliver.deliver(target, made.secret, task.signal);
  if (!delivered.ok) return undelivered(making, made.key, delivered);
  return noteDelivered(making, there.keys, made.key);
}

/** Sees a key through whose secret is in its place. */
async function noteDelivered(making: Making, others: readonly Key[], key: Key): Result {
  const { task } = making;
  const noted = await note(making, key);
  if (!noted.ok) return notNoted(noted, making, key);
  const rest = others.filter(({ id }) => id !== key.id);
  const [speaking] = byName([...rest, { ...key, ...deliveredAtOf(noted) }]);
  return settle(task, { ...noted, entity: speaking ?? noted.entity });
}

/** The id of a key that an earlier run delivered for the very same, and could not note. */
function adoptable({ task: { earlier, action } }: Making): string | undefined {
  const delivered = earlier?.delivered(action.key);
  return delivered !== undefined && canonicalJson(delivered.after) === canonicalJson(action.after)
    ? delivered.id
    : undefined;
}

function notShown({ name }: Making): ProviderFailure {
  const message = `An earlier run made a new ${name} and delivered it minutes ago, and the service does not show that key yet. No other one was made: run it again later. If somebody revoked it, a run from ten minutes after on makes one.`;
  return { ok: false, kind: "give_up", code: "not_shown", message };
}

/** Somebody else was quicker, and saw it through. */
function isInPlace({ deliveredAt, scopes }: Key, after: NewKeyFields): boolean {
  return deliveredAt !== undefined && canonicalJson([...scopes]) === canonicalJson([...after.scopes]);
}

function deliveredAtOf(noted: Receipted): Pick<Key, "deliveredAt" | "etag"> {
  if (!noted.ok || noted.entity?.kind !== "key") return {};
  const { deliveredAt, etag } = noted.entity;
  return given({ deliveredAt, etag });
}

type Made = { readonly ok: true; readonly key: Key; readonly secret: string } | ProviderFailure;

/**
 * A new key with its secret. When the answer was lost, so is the secret, and nobody has it: one more is made then, and
 * what nobody has is revoked with the old one.
 */
async function makeKey(making: Making, seen: Set<string | undefined>): Promise<Made> {
  const { task } = making;
  const { clock, random, maxWaitMs = 60_000, hide } = task.options;
  let lost = 0;
  for (let tries = 1; ; tries++) {
    const sent = await send(making, lost);
    const secret = sent.ok ? sent.data.secret : undefined;
    if (sent.ok && typeof secret === "string") {
      hide?.(secret);
      task.fresh.add(sent.data.id);
      return { ok: true, key: keyOf(sent.data, task.known), secret };
    }
    if (!sent.ok && sent.effectUnknown !== true) return lost === 0 ? sent : { ...sent, kind: "give_up" };
    if (task.signal?.aborted === true || tries === maxTries) return lostSecret(making, sent);
    if (!sent.ok) {
      const wait = Math.max(sent.waitMs ?? 0, backoff(tries, random));
      if (wait > maxWaitMs) return lostSecret(making, sent);
      await clock.sleep(wait, task.signal);
    }
    const isUnknown = ({ id }: Key): boolean => !seen.has(id);
    // It may show late: another one is not made before it had its time.
    const found = await untilSeen(
      waitingOf(task),
      () => keysOf(task, task.action.key),
      (it) => it.ok && !it.keys.some(isUnknown),
    );
    if (!found.ok) return { ...found, kind: "give_up", effectUnknown: true };
    const unknown = found.keys.filter(isUnknown);
    // Not there: the request never came to anything, and the same one may be made again.
    if (unknown.length === 0 && !sent.ok) continue;
    for (const { id } of unknown) seen.add(id);
    lost += 1;
    if (lost > 1) return lostSecret(making, sent);
  }
}

function send({ task, account, after }: Making, again: number) {
  return task.client.call({
    route: "createServiceAccountKey",
    params: { id: account },
    body: { name: after.name, scopes: after.scopes },
    idempotencyKey: idempotencyKey(task, again),
    ...given({ signal: task.signal }),
  });
}

/** Notes at the service that the secret is where it belongs. A key that this run made is known by its answer, wherever it shows by now. */
function note({ task, account, name }: Making, key: Key): Promise<Receipted> {
  const { id = "", etag } = key;
  const body = { delivered_at: new Date(task.options.clock.now()).toISOString() };
  return change({
    name,
    known: { etag, checked: task.fresh.has(id), entity: key },
    signal: task.signal,
    isBefore: (entity) => entity.kind === "key" && entity.deliveredAt === undefined,
    isAfter: (entity) => entity.kind === "key" && entity.deliveredAt !== undefined,
    look: () => lookAtKey(task, id),
    send: (ifMatch) =>
      write(
        task,
        { route: "changeServiceAccountKey", params: { id: account, key: id }, body, etag: ifMatch },
        (data) => keyOf(data, task.known),
      ),
  });
}

/** Nobody has a secret that surely was not delivered: its key is revoked again. */
async function undelivered(
  { task, account, name, target }: Making,
  { id = "" }: Key,
  failure: ProviderFailure,
): Promise<ProviderFailure> {
  const where = `The new secret of ${name} was not delivered to ${targetText(target)}`;
  const given: ProviderFailure = { ...failure, kind: "give_up" };
  if (failure.effectUnknown === true) {
    const message = `${where} for sure: ${failure.message} The old key was left alone; the next run makes another new one.`;
    return { ...given, message };
  }
  const params = { id: account, key: id };
  const revoked = await write(task, { route: "revokeServiceAccountKey", params }, () => null);
  const rest = revoked.ok
    ? "The new key was revoked again, and the old one left alone."
    : `The new key ${id} could not be revoked again; nobody has its secret, and the next run replaces it.`;
  return { ...given, message: `${where}: ${failure.message} ${rest}` };
}

function notNoted(failure: ProviderFailure, { name, target }: Making, { id }: Key): ProviderFailure {
  const message = `The new secret of ${name} was delivered to ${targetText(target)}, but that could not be noted at the service: ${failure.message} The next run with this journal notes it; one without makes another one, unless it is used before.`;
  return {
    ...failure,
    kind: failure.kind === "stop" ? "stop" : "give_up",
    message,
    ...given({ delivered: id }),
  };
}

function lostSecret({ name }: Making, sent: { readonly ok: true } | ProviderFailure): ProviderFailure {
  const message = `The answer with the secret of a new ${name} was lost, and nobody has that secret. What was created is not in use; the next run makes another one and revokes it.`;
  const base = sent.ok ? ({ ok: false, code: "secret_lost" } as const) : sent;
  return { ...base, kind: "give_up", effectUnknown: true, message };
}

function nowhere(key: string): ProviderFailure {
  const message = `Nothing says where the secret of key ${key} goes. No key was created.`;
  return { ok: false, kind: "give_up", code: "no_target", message };
}

function noDeliverer(target: DeliveryTarget): ProviderFailure {
  const message = `This run has nothing that could deliver a secret to ${targetText(target)}. No key was created.`;
  return { ok: false, kind: "give_up", code: "no_deliverer", message };
}
