/**
 * The three ways to write: change what is there, end it, create it. Each compares the object with the plan before its
 * first write and, when an answer was lost, looks the effect up before anything is done again.
 */
import type { Entity } from "../../model/entity.ts";
import type { Clock, ProviderFailure, Random, Receipt } from "../../model/provider.ts";
import type { Known } from "./known.ts";
import { untilSeen } from "./late.ts";
import { backoff } from "./limits.ts";
import { maxTries, isAborted } from "./tries.ts";

/** What a write answered: the object as it is now, or null where the route answers nothing. */
export interface Written {
  readonly ok: true;
  readonly entity: Entity | null;
  readonly etag: string | undefined;
  readonly requestId: string | undefined;
}

/** What a look found; null when there is no such object. */
export interface Seen {
  readonly ok: true;
  readonly entity: Entity | null;
  readonly etag: string | undefined;
}

export type Receipted =
  (Receipt & { readonly entity: Entity | null; readonly etag: string | undefined }) | ProviderFailure;

/** What a step needs to know of the object. */
type Version = Pick<Known, "etag" | "checked"> & Partial<Pick<Known, "entity">>;

interface Step {
  /** For messages: `member kim@acme.example`. */
  readonly name: string;
  readonly look: () => Promise<Seen | ProviderFailure>;
  readonly isBefore: (entity: Entity) => boolean;
  readonly signal: AbortSignal | undefined;
}

/** PATCH and PUT. */
export interface ChangeStep extends Step {
  /** Undefined for a membership that is not there yet: then a look must find nothing. */
  readonly known: Version | undefined;
  readonly isAfter: (entity: Entity) => boolean;
  readonly send: (etag: string | undefined) => Promise<Written | ProviderFailure>;
}

/** Makes an object that exists so, or puts one that is named by its place. */
export async function change(step: ChangeStep): Promise<Receipted> {
  let etag = step.known?.etag;
  if (etag === undefined && step.known?.checked !== true) {
    const found = await compare(step);
    if (found.is === "failed") return found.failure;
    if (found.is === "after") return receipt("already", found);
    etag = found.etag;
  }
  const noted = refreshed(step.known);
  if (noted !== undefined && !step.isBefore(noted)) {
    return step.isAfter(noted) ? receipt("already", { entity: noted, etag }) : stale(step.name);
  }
  let lost = false;
  for (let tries = 1; ; tries++) {
    const sent = await step.send(etag);
    if (sent.ok) {
      if (sent.entity !== null && step.isAfter(sent.entity)) return receipt("done", sent);
      return withId(notApplied(step.name), sent.requestId);
    }
    if (sent.status === 404 && sent.effectUnknown !== true && step.known !== undefined)
      return gone(step.name, sent);
    if (sent.code !== "stale" && sent.effectUnknown !== true) return sent;
    if (isAborted(step.signal)) return sent;
    lost ||= sent.effectUnknown === true;
    const found = await compare(step);
    if (found.is === "failed") return found.failure.code === "stale" ? found.failure : sent;
    if (found.is === "after") return receipt(lost ? "done" : "already", found);
    // The client has spent its tries; or somebody writes to this object faster than we look at it.
    if (sent.code !== "stale") return notDone(sent);
    if (tries === maxTries) return sent;
    etag = found.etag;
  }
}

/** DELETE. */
interface EndStep extends Step {
  readonly known: Version;
  readonly send: (etag: string | undefined) => Promise<Written | ProviderFailure>;
}

/** Ends an object. One that is gone already is a success. */
export async function end(step: EndStep): Promise<Receipted> {
  let etag = step.known.etag;
  if (etag === undefined && !step.known.checked) {
    const seen = await step.look();
    if (!seen.ok) return seen;
    if (seen.entity === null) return receipt("already", seen);
    if (!step.isBefore(seen.entity)) return stale(step.name);
    etag = seen.etag;
  }
  let lost = false;
  for (let tries = 1; ; tries++) {
    const sent = await step.send(etag);
    if (sent.ok) return receipt("done", sent);
    lost ||= sent.effectUnknown === true;
    if (sent.status === 404) return lost ? receipt("done", nothing) : notThere(step, sent);
    if (sent.code !== "stale" && sent.effectUnknown !== true) return sent;
    if (isAborted(step.signal)) return sent;
    const seen = await step.look();
    if (!seen.ok) return sent;
    if (seen.entity === null) return receipt(lost ? "done" : "already", seen);
    if (!step.isBefore(seen.entity)) return stale(step.name);
    if (sent.code !== "stale") return notDone(sent);
    if (tries === maxTries) return sent;
    etag = seen.etag;
  }
}

const nothing = { entity: null, etag: undefined } as const;

/** What is not there has ended. A service may say so as well of what it does not let this key see, or has no such request for. */
async function notThere(step: EndStep, sent: ProviderFailure): Promise<Receipted> {
  const seen = await step.look();
  if (!seen.ok) return sent;
  if (seen.entity === null) return receipt("already", nothing);
  if (!step.isBefore(seen.entity)) return stale(step.name);
  return { ...sent, kind: "give_up", message: `${sent.message} The ${step.name} is still there.` };
}

/** POST. */
export interface CreateStep {
  readonly name: string;
  /** With the same idempotency key each time. */
  readonly send: () => Promise<Written | ProviderFailure>;
  /** The object that the POST would have made, if it is there. */
  readonly look: () => Promise<Seen | ProviderFailure>;
  readonly isAfter: (entity: Entity) => boolean;
  /** An earlier run did the same a moment ago: it is looked for first. */
  readonly wasJustDone: boolean;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly maxWaitMs: number;
}

/** Creates an object, or sends something. Never asks again before having looked. */
export async function create(step: CreateStep): Promise<Receipted> {
  if (step.wasJustDone) {
    const there = await untilSeen(step, step.look, (it) => it.ok && it.entity === null);
    if (there.ok && there.entity !== null && step.isAfter(there.entity)) return receipt("already", there);
  }
  let lost = false;
  for (let tries = 1; ; tries++) {
    const sent = await step.send();
    if (sent.ok) return receipt("done", sent);
    // Refused because it is there already, or because somebody else was quicker: it may be so now.
    const isThere = sent.status === 409 || sent.code === "conflict";
    if (sent.effectUnknown !== true && !isThere && sent.code !== "stale")
      return lost ? { ...sent, effectUnknown: true } : sent;
    lost ||= sent.effectUnknown === true;
    if (isAborted(step.signal)) return sent;
    if (sent.effectUnknown === true) {
      const wait = Math.max(sent.waitMs ?? 0, backoff(tries, step.random));
      if (wait > step.maxWaitMs) return sent;
      await step.clock.sleep(wait, step.signal);
      if (isAborted(step.signal)) return sent;
    }
    // What it made, or what it was refused for, may show late: to send it again then would make a second one.
    const isAwaited = sent.effectUnknown === true || isThere;
    const seen = await untilSeen(step, step.look, (it) => isAwaited && it.ok && it.entity === null);
    if (!seen.ok) return lost ? { ...sent, effectUnknown: true } : sent;
    if (seen.entity !== null) {
      if (step.isAfter(seen.entity)) return receipt(lost ? "done" : "already", seen);
      return sent.effectUnknown === true ? stale(step.name) : sent;
    }
    if (sent.effectUnknown !== true) return lost ? { ...sent, effectUnknown: true } : sent;
    // The service answers other requests: it is this one that fails, and the run may go on.
    if (tries === maxTries) return { ...sent, kind: "give_up" };
  }
}

/** The failure of an object that is no longer what the plan says. */
export function stale(name: string): ProviderFailure {
  const message = `The ${name} is no longer as it was when the plan was made. It was left alone: plan again.`;
  return { ok: false, kind: "give_up", code: "stale", message };
}

/**
 * The object as an earlier action of this run left it. Its version is that action's, so that `If-Match` no longer tells
 * what somebody else had changed before.
 */
function refreshed(known: Version | undefined): Entity | undefined {
  return known?.checked === true ? known.entity : undefined;
}

type Compared =
  | { readonly is: "before" | "after"; readonly entity: Entity | null; readonly etag: string | undefined }
  | { readonly is: "failed"; readonly failure: ProviderFailure };

async function compare(step: ChangeStep): Promise<Compared> {
  const seen = await step.look();
  if (!seen.ok) return { is: "failed", failure: seen };
  if (seen.entity === null) {
    if (step.known === undefined) return { is: "before", entity: null, etag: undefined };
    return { is: "failed", failure: stale(step.name) };
  }
  if (step.isAfter(seen.entity)) return { is: "after", entity: seen.entity, etag: seen.etag };
  if (step.isBefore(seen.entity)) return { is: "before", entity: seen.entity, etag: seen.etag };
  return { is: "failed", failure: stale(step.name) };
}

function receipt(
  status: Receipt["status"],
  from: {
    readonly entity: Entity | null;
    readonly etag: string | undefined;
    readonly requestId?: string | undefined;
  },
): Receipted {
  const { entity, etag, requestId } = from;
  return { ok: true, status, entity, etag, ...(requestId === undefined ? {} : { requestId }) };
}

function notApplied(name: string): ProviderFailure {
  const message = `The service accepted the change of ${name} and answered with an object that is not so. Plan again to see what holds.`;
  return { ok: false, kind: "give_up", code: "not_applied", message };
}

function withId(failure: ProviderFailure, requestId: string | undefined): ProviderFailure {
  return requestId === undefined ? failure : { ...failure, requestId };
}

function gone(name: string, sent: ProviderFailure): ProviderFailure {
  return withId(stale(name), sent.requestId);
}

/** Looked up and found as before. One that got an answer has failed; one that got none may still come through. */
function notDone(sent: ProviderFailure): ProviderFailure {
  const { effectUnknown, ...failed } = sent;
  if (sent.status !== undefined) return failed;
  return { ...failed, kind: "give_up", ...(effectUnknown === true ? { effectUnknown } : {}) };
}
