/** One action under way, whatever the service: what is known, what this writer and runs before it did, and the three ways to write. */
import { isInvitation, type Member } from "../../model/entities/member.ts";
import type { Entity } from "../../model/entity.ts";
import { handleIn } from "../../model/handle.ts";
import { hashJson, type JsonObject } from "../../model/json.ts";
import type { ActionOf, Verb } from "../../model/plan.ts";
import type { EarlierDeeds, ProviderFailure, Receipt } from "../../model/provider.ts";
import type { State } from "../../model/state.ts";
import { fold } from "../../model/text.ts";
import type { ServiceOptions } from "../provider.ts";
import { agrees } from "./compare.ts";
import { knownObjects, type Known, type KnownObjects } from "./known.ts";
import { createFresh, type Fresh } from "./late.ts";
import type { ChangeStep, CreateStep, Receipted } from "./steps.ts";

/** What every action of one writer shares. */
export interface Writing {
  readonly options: ServiceOptions;
  readonly known: KnownObjects;
  /** What this writer made. */
  readonly fresh: Fresh;
  /** What runs before this one did, where a journal tells it. */
  readonly earlier?: EarlierDeeds;
}

/** The same before the first of them, over a live state that was read, under the names that the files use. */
export function writingOn(options: ServiceOptions, live: State, earlier: EarlierDeeds | undefined): Writing {
  const nothingYet = { options, known: knownObjects(live), fresh: createFresh() };
  return earlier === undefined ? nothingYet : { ...nothingYet, earlier };
}

/** One action under way. */
export interface ActionTask<V extends Verb = Verb> extends Writing {
  readonly action: ActionOf<V>;
  readonly signal: AbortSignal | undefined;
}

/** With what a task waits for what shows late. */
export function waitingOf({ options, signal }: ActionTask) {
  return { clock: options.clock, signal };
}

/** True when the object is as the plan's `before` says, and nobody's state moved meanwhile. */
export function isBefore({ action }: ActionTask, known: Known): (entity: Entity) => boolean {
  const isSo = isAsCalled(action, known, action.before);
  return (entity) => {
    if (entity.kind === "member" && known.entity.kind === "member" && entity.state !== known.entity.state)
      return false;
    return isSo(entity);
  };
}

/**
 * True when the object is as one side of the action says. Somebody whose new handle did not come about before is known by
 * the one that they have, since it is their id that they were found by; what changes a handle knows no other.
 */
function isAsCalled(
  { before, after }: ActionTask["action"],
  { entity: known }: Known,
  wanted: JsonObject | null,
): (entity: Entity) => boolean {
  const isSo = isAs(wanted);
  const isCalledAnew = before !== null && after !== null && handleIn(before) !== handleIn(after);
  if (known.kind !== "member" || isCalledAnew) return isSo;
  const { email: _email, login: _login, user_name: _name, ...rest } = wanted ?? {};
  const isOtherwiseSo = isAs(rest);
  return (entity) =>
    isSo(entity) ||
    (entity.kind === "member" && fold(entity.email) === fold(known.email) && isOtherwiseSo(entity));
}

/** True when the object is as these fields say. */
export function isAs(wanted: JsonObject | null): (entity: Entity) => boolean {
  return (entity) => agrees(entity, wanted ?? {});
}

/** What carrying out a verb comes to. */
export type Result = Promise<Receipt | ProviderFailure>;

/** What steps on a known object share. */
export function stepOn(
  task: ActionTask,
  name: string,
  known: Known,
): Pick<ChangeStep, "name" | "signal" | "isBefore" | "isAfter"> & { readonly known: Known } {
  const isAfter = isAsCalled(task.action, known, task.action.after);
  return { name, known, signal: task.signal, isBefore: isBefore(task, known), isAfter };
}

/** What steps share that put something in its place: what is not to be there yet is never as before. */
export function stepToPut(
  task: ActionTask,
  name: string,
  known: Known | undefined,
): Omit<ChangeStep, "look" | "send"> {
  const isAfter = isAs(task.action.after);
  const asBefore = known === undefined ? () => false : isBefore(task, known);
  return { name, known, signal: task.signal, isBefore: asBefore, isAfter };
}

/** What steps that create something share. */
export function stepToCreate(task: ActionTask, name: string): Omit<CreateStep, "send" | "look"> {
  const { clock, random, maxWaitMs = 60_000 } = task.options;
  const isAfter = isAs(task.action.after);
  return { name, clock, random, maxWaitMs, signal: task.signal, isAfter, wasJustDone: wasJustDone(task) };
}

/** So long what an earlier run did may show late, in milliseconds. */
const recently = 10 * 60_000;

/** True when an earlier run did this very action a moment ago: what is missing may only not show yet. */
export function wasJustDone({ earlier, action, options }: ActionTask): boolean {
  const at = earlier?.doneAt(action.id);
  return at !== undefined && Math.abs(options.clock.now() - at) < recently;
}

/** Notes what a write left behind and gives the bare receipt. */
export function settle({ known, fresh, action }: ActionTask, result: Receipted): Receipt | ProviderFailure {
  const { kind, key } = action;
  if (!result.ok) {
    if (action.verb === "change_email") known.callStill(key, handleIn(action.before) ?? key);
    return result;
  }
  const { entity, etag, ...receipt } = result;
  if (entity === null) known.drop(kind, key);
  else known.put(key, entity, etag ?? entity.etag);
  if (action.before === null && receipt.status === "done" && entity?.id !== undefined) fresh.add(entity.id);
  return receipt;
}

/** The same within a run, different between runs; `again` tells a second thing of the same action apart. */
export function idempotencyKey({ options, action }: ActionTask, again = 0): string {
  const parts = [options.runNonce, action.id, ...(again === 0 ? [] : [again])];
  return hashJson(parts).slice(0, 32);
}

/** Refuses an action that speaks of something the live organization does not have. */
export function notFound(what: string): ProviderFailure {
  const message = `There is no ${what} in the live organization that was read. Plan again.`;
  return { ok: false, kind: "give_up", code: "not_found", message };
}

/** What is known of somebody, in whichever state. */
export type KnownMember = Known & { readonly entity: Member };

/** The member whom the action is about, unless there is only an invitation. */
export function joined({ known, action }: ActionTask): KnownMember | undefined {
  const found = known.get("member", action.key);
  if (found === undefined || known.memberId(action.key) === undefined) return undefined;
  return found as KnownMember;
}

/** Their invitation, unless they have joined. */
export function invited({ known, action }: ActionTask): KnownMember | undefined {
  const found = known.get("member", action.key);
  return found?.entity.kind === "member" && isInvitation(found.entity.state)
    ? (found as KnownMember)
    : undefined;
}
