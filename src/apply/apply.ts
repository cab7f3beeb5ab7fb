/**
 * Applies the plan of one organization: strictly in its order, one action at a time, each with its intent
 * in the journal before the call and its outcome after. One failure skips only what depended on it.
 */
import type { JournalEvent } from "../journal/event.ts";
import type { Journal } from "../journal/journal.ts";
import type { ApplyResult, Outcome } from "../model/outcome.ts";
import type { GuardName } from "../model/guard.ts";
import type { Action, Plan, Verb } from "../model/plan.ts";
import { isBlocked, onlyAdopting } from "../model/plan.ts";
import type { Clock, Writer } from "../model/provider.ts";
import type { Occasion, RunFacts } from "./events.ts";
import { intentEvent, outcomeEvent, runFinished, runStarted } from "./events.ts";
import type { Limits, Performed } from "./perform.ts";
import { haltOf, haltSentences, perform } from "./perform.ts";

export interface ApplyInput {
  readonly plan: Plan;
  readonly writer: Writer;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Aborted when the run is asked to end: nothing new starts, the running call gets 5 s. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since the epoch; from then on no write starts. */
  readonly deadline?: number | undefined;
  readonly run: {
    readonly id: string;
    readonly commit: string | null;
    readonly actor: string;
    readonly allowed: readonly GuardName[];
    /** Nothing runs that was not reviewed, unless it needs no review. */
    readonly reviewsBind?: boolean | undefined;
  };
  /** Resolves when an action may start, as far as others outside this plan are concerned: to undefined, or to why it must not. */
  readonly holdUp?: ((action: Action) => Promise<string | undefined>) | undefined;
  /** Asked after the last action of a run that nothing stopped: whether all that its commit asks for is done. */
  readonly isApplied?: ((outcomes: readonly Outcome[]) => Promise<boolean>) | undefined;
  /** Called once for each action, as soon as its outcome is journalled (or cannot be). */
  readonly onOutcome?: ((outcome: Outcome) => void) | undefined;
}

type Stop = { readonly stopped: NonNullable<ApplyResult["stopped"]>; readonly message: string };

/**
 * Carries out a plan and tells what became of each action, in the plan's order. A blocked plan makes no
 * call and no journal entry; but a first run on a connection, which counts as applied, notes what is still to be
 * done, or the next run would take it for drift. Without a journal nothing is written to the service. Throws only
 * what the writer throws.
 */
export async function applyPlan(input: ApplyInput): Promise<ApplyResult> {
  const { plan } = input;
  const outcomes: Outcome[] = [];
  let told: Promise<Stop | undefined> = Promise.resolve(undefined);
  /** Told in their order, each when the journal has it; resolves to why it has not. */
  const settle = (outcome: Outcome, written?: Promise<Stop | undefined>): void => {
    outcomes.push(outcome);
    told = Promise.all([told, written]).then(([before, unwritten]) => {
      input.onOutcome?.(outcome);
      return before ?? unwritten;
    });
    // What breaks there breaks the run where it is waited for, or broke it before.
    told.catch(() => undefined);
  };
  const facts: RunFacts = { plan, run: input.run };
  const record = recorder(input);
  if (isBlocked(plan)) {
    const message = "A guard blocks the plan; nothing was written.";
    for (const action of plan.actions) settle({ action, status: "not_started", message });
    await told;
    if (!onlyAdopting(plan)) return { outcomes, message };
    const unwritten =
      (await record((occasion) => runStarted(occasion, facts))) ??
      (await finish(input, { record, outcomes, stopped: undefined }));
    return { outcomes, message, ...unwritten };
  }

  let stop = await record((occasion) => runStarted(occasion, facts));
  const settled = new Map<string, Outcome>();
  const exhausted = new Set<Verb>();
  const noted = new Set<string>();
  for (const [place, action] of plan.actions.entries()) {
    const isAnswered = noted.has(action.id) && input.writer.isAnswered?.(action) === true;
    if (!isAnswered) stop ??= haltStop(input);
    const known = { action, place, settled, exhausted, noted, input, record };
    // What went out with others is told, whatever has stopped the run since.
    const step = stop === undefined || isAnswered ? await takeStep(known) : await leftUndone(known, stop);
    settled.set(action.id, step.outcome);
    settle(step.outcome, step.written);
    stop ??= step.stop;
    for (const verb of step.exhausts ?? []) exhausted.add(verb);
  }
  stop ??= await told;
  if (stop?.stopped !== "journal") {
    const unwritten = await finish(input, { record, outcomes, stopped: stop?.stopped });
    if (unwritten !== undefined)
      stop = stop === undefined ? unwritten : { ...stop, message: `${stop.message} ${unwritten.message}` };
  }
  await told;
  return stop === undefined ? { outcomes } : { outcomes, ...stop };
}

interface Finishing {
  readonly record: Recorder;
  readonly outcomes: readonly Outcome[];
  readonly stopped: ApplyResult["stopped"];
}

async function finish(
  { plan, isApplied }: ApplyInput,
  { record, outcomes, stopped }: Finishing,
): Promise<Stop | undefined> {
  const applied = stopped === undefined && (await isApplied?.(outcomes)) === true;
  return record((occasion) => runFinished(occasion, { plan, outcomes, stopped, applied }));
}

type Recorder = (make: (occasion: Occasion) => JournalEvent) => Promise<Stop | undefined>;

/** Appends to the journal, with time and place; gives the reason to stop when that cannot be done. */
function recorder({ plan, journal, clock, run }: ApplyInput): Recorder {
  return async (make) => {
    const at = new Date(clock.now()).toISOString();
    const written = await journal.append(make({ at, run: run.id, organization: plan.organization }));
    return written.ok
      ? undefined
      : { stopped: "journal", message: `The journal cannot be written: ${written.message}` };
  };
}

interface Step {
  readonly outcome: Outcome;
  readonly exhausts?: readonly Verb[] | undefined;
  readonly stop?: Stop | undefined;
  /** Resolves when the outcome is in the journal: the next intent may go there with it, in one flush. */
  readonly written?: Promise<Stop | undefined>;
}

interface StepInput {
  readonly action: Action;
  /** In the plan. */
  readonly place: number;
  /** Ids of actions whose intents stand in the journal, since they go out with another. */
  readonly noted: Set<string>;
  /** What became of the actions before. */
  readonly settled: ReadonlyMap<string, Outcome>;
  /** The service lets no more of these through today. */
  readonly exhausted: ReadonlySet<Verb>;
  readonly input: ApplyInput;
  readonly record: Recorder;
}

async function takeStep(step: StepInput): Promise<Step> {
  const { action, noted, input, record } = step;
  if (!noted.has(action.id)) {
    const skipped = await skippedFor(action, step);
    if (skipped !== undefined) return { outcome: { action, status: "skipped", message: skipped } };
    for (const each of await goingWith(step)) {
      const unrecorded = await record((occasion) => intentEvent(occasion, each));
      if (unrecorded !== undefined) return notStarted(action, unrecorded);
      noted.add(each.id);
    }
  }
  // The interrupt may have come while the intent was being flushed.
  const halt = input.writer.isAnswered?.(action) === true ? undefined : haltStop(input);
  const performed: Performed =
    halt === undefined
      ? await perform({ action, writer: input.writer, limits: limitsOf(input) })
      : { status: "not_started", message: halt.message };
  const { stop: reason, exhausts, ...rest } = performed;
  const outcome: Outcome = { action, ...rest };
  const written = record((occasion) => outcomeEvent(occasion, outcome));
  const stop =
    halt ??
    (reason === undefined ? undefined : { stopped: reason, message: stopSentence(reason, performed) });
  if (stop === undefined) return { outcome, exhausts, written };
  return { outcome, exhausts, stop: (await written) ?? stop };
}

/** Why an action is left out: for what it needs, for what the service lets through, or for others' sake. */
async function skippedFor(
  action: Action,
  { settled, exhausted, input }: Pick<StepInput, "settled" | "exhausted" | "input">,
): Promise<string | undefined> {
  const unmet = action.needs.find((need) => !isDone(settled.get(need)));
  if (unmet !== undefined) return skipSentence(settled.get(unmet));
  if (exhausted.has(action.verb))
    return "The service lets no more of these through today: the next run goes on with it.";
  return input.holdUp?.(action);
}

/** The action, with those behind it that the writer sends in the same request: nothing keeps any of them back. */
async function goingWith(step: StepInput): Promise<readonly Action[]> {
  const { action, place, input } = step;
  const { writer, plan } = input;
  if (writer.gather === undefined) return [action];
  const ready: Action[] = [action];
  for (const next of writer.gather(plan.actions.slice(place)).slice(1)) {
    if ((await skippedFor(next, step)) !== undefined) break;
    ready.push(next);
  }
  return writer.gather(ready);
}

/** Of what was to go out with another the journal has the intent: that it did not is told there as well. */
async function leftUndone({ action, noted, record }: StepInput, stop: Stop): Promise<Step> {
  const step = notStarted(action, stop);
  if (noted.has(action.id) && stop.stopped !== "journal")
    await record((occasion) => outcomeEvent(occasion, step.outcome));
  return step;
}

function notStarted(action: Action, stop: Stop): Step {
  return { outcome: { action, status: "not_started", message: stop.message }, stop };
}

function limitsOf({ clock, signal, deadline }: ApplyInput): Limits {
  return { clock, signal, deadline };
}

function haltStop(input: ApplyInput): Stop | undefined {
  const halt = haltOf(limitsOf(input));
  return halt === undefined ? undefined : { stopped: halt, message: haltSentences[halt] };
}

function stopSentence(reason: "signal" | "time_budget" | "provider", { message }: Performed): string {
  return reason === "provider" ? (message ?? "The service can no longer be used.") : haltSentences[reason];
}

function isDone(outcome: Outcome | undefined): boolean {
  return outcome?.status === "done" || outcome?.status === "already";
}

const unmetWords = {
  failed: "failed",
  skipped: "was skipped",
  stale: "went stale",
  unknown: "may or may not have been done",
  not_started: "was not started",
  done: "was done",
  already: "was done",
} as const satisfies Record<Outcome["status"], string>;

function skipSentence(need: Outcome | undefined): string {
  if (need === undefined) return "It needs an action that this plan does not hold before it.";
  return `It needs ${need.action.verb.replaceAll("_", " ")} ${need.action.key}, which ${unmetWords[need.status]}.`;
}
