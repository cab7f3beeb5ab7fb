/** One action, from the first call to a result: waits when the service asks to, ends soon after an interrupt, never throws for what a service does. */
import type { OutcomeStatus } from "../model/outcome.ts";
import type { Action, Verb } from "../model/plan.ts";
import type { Clock, ProviderFailure, Receipt, Writer } from "../model/provider.ts";
import { plural } from "../model/text.ts";
import { given } from "../model/given.ts";

/** What a run is bound by. */
export interface Limits {
  readonly clock: Clock;
  /** Aborted when the user (or the machine) asks the run to end. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since the epoch; from then on no write starts. */
  readonly deadline?: number | undefined;
}

export interface Performed {
  readonly status: OutcomeStatus;
  readonly message?: string;
  readonly requestId?: string;
  /** As in the outcome. */
  readonly delivered?: string;
  /** No more of these will succeed today. */
  readonly exhausts?: readonly Verb[];
  /** Set when no other action may start. */
  readonly stop?: "signal" | "time_budget" | "provider";
}

/** How often one action is tried when the service keeps asking to wait. */
const maxTries = 5;
/** How long one action may wait in all, in milliseconds. */
const maxWait = 15 * 60_000;
/** How long the running call may go on after an interrupt, in milliseconds. */
const grace = 5_000;
/** How long a call may take to end once it was aborted, before it is left behind, in milliseconds. */
const abortTime = 1_000;

/** Why no write may start now, or undefined when one may. */
export function haltOf({ clock, signal, deadline }: Limits): "signal" | "time_budget" | undefined {
  if (signal?.aborted === true) return "signal";
  if (deadline !== undefined && clock.now() >= deadline) return "time_budget";
  return undefined;
}

/** A sentence for what did not start, or not again, because of a halt. */
export const haltSentences = {
  signal: "The run was interrupted.",
  time_budget: "The time budget was used up.",
} as const;

interface Performing {
  readonly action: Action;
  readonly writer: Writer;
  readonly limits: Limits;
}

/** Does an action, with as many tries as it takes and the limits allow. */
export async function perform(performing: Performing): Promise<Performed> {
  const { limits } = performing;
  let waited = 0;
  for (let tries = 1; ; tries++) {
    const answer = await callOnce(performing);
    if (answer.ok) return { status: answer.status, ...marksOf(answer) };
    // A call that may have had its effect is never made again, even when the service asks to wait.
    if (answer.kind !== "retry_after" || answer.effectUnknown === true || answer.code === "stale") {
      return settled(answer, limits);
    }
    const wait = Math.max(0, answer.waitMs ?? 1_000 * 2 ** (tries - 1));
    const { clock, deadline = Infinity } = limits;
    if (tries >= maxTries || waited + wait > maxWait || clock.now() + wait >= deadline) {
      return refused(
        answer,
        "time_budget",
        `It asks to wait ${seconds(wait)} more, after ${plural(tries, "try", "tries")}: too long for this run. Run it again later.`,
      );
    }
    await clock.sleep(wait, limits.signal);
    waited += wait;
    const halt = haltOf(limits);
    if (halt !== undefined) return refused(answer, halt, `${haltSentences[halt]} It was not tried again.`);
  }
}

function settled(failure: ProviderFailure, { signal }: Limits): Performed {
  const status = failure.effectUnknown === true ? "unknown" : failure.code === "stale" ? "stale" : "failed";
  const { exhausts } = failure;
  const result = { status, message: failure.message, ...marksOf(failure), ...given({ exhausts }) } as const;
  if (failure.kind !== "stop") return result;
  // A call that an interrupt cut off looks like a service that is gone.
  return { ...result, stop: signal?.aborted === true ? "signal" : "provider" };
}

function refused(failure: ProviderFailure, stop: "signal" | "time_budget", sentence: string): Performed {
  return { status: "failed", message: `${failure.message} ${sentence}`, stop, ...marksOf(failure) };
}

type Marks = Pick<Performed, "requestId" | "delivered">;

/** What an answer tells beyond its status. */
function marksOf({ requestId, delivered }: Marks): Marks {
  return given({ requestId, delivered });
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}

/** One call. After an interrupt it has `grace` to end by itself, then it is aborted, and at last left behind. */
async function callOnce({ action, writer, limits }: Performing): Promise<Receipt | ProviderFailure> {
  const { clock, signal } = limits;
  if (signal === undefined) return writer.execute(action);
  const abort = new AbortController();
  const over = new AbortController();
  const leftBehind = aborted(signal, over.signal).then(async (): Promise<ProviderFailure> => {
    await clock.sleep(grace, over.signal);
    if (!over.signal.aborted) abort.abort();
    await clock.sleep(abortTime, over.signal);
    return {
      ok: false,
      kind: "stop",
      code: "interrupted",
      message:
        "The run was interrupted and the service had not answered yet; the call may have had its effect. Run it again to find out.",
      effectUnknown: true,
    };
  });
  try {
    return await Promise.race([writer.execute(action, abort.signal), leftBehind]);
  } finally {
    over.abort(ended);
  }
}

/** Made once: without a reason of its own, each signal makes an exception with a stack, for each of thousands of calls. */
const ended = new Error("The call is over.");

/** Resolves when the signal aborts; listens no longer once `over`. */
function aborted(signal: AbortSignal, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true, signal: over });
  });
}
