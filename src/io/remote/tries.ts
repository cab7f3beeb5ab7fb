/**
 * One request until it is answered: waits as it is asked to, tries again where that cannot do the work twice, and says in
 * the failure whether a write may have had its effect all the same.
 */
import type { HttpAnswer, HttpFailure } from "../http.ts";
import type { Clock, ProviderFailure, Random } from "../../model/provider.ts";
import { backoff } from "./limits.ts";
import type { Pace } from "./pace.ts";

export const maxTries = 4;
/** Whoever does not answer at all is asked once more, not three times: each try takes the whole time limit. */
const maxTimeouts = 2;

/** A try that failed: whether another may follow, and whether this one may have had its effect. */
export interface Miss {
  readonly failure: ProviderFailure;
  readonly again: boolean;
  readonly lost: boolean;
}

export interface Trying<T extends { readonly ok: true }> {
  /** For messages: `GET /api/profile`. */
  readonly label: string;
  readonly clock: Clock;
  readonly random: Random;
  /** What asks for a longer wait, in milliseconds, comes out as a failure. */
  readonly maxWaitMs: number;
  readonly pace: Pace;
  readonly signal: AbortSignal | undefined;
  readonly send: () => Promise<HttpAnswer | HttpFailure>;
  readonly judge: (answer: HttpAnswer | HttpFailure) => T | Miss;
}

/** The answer, or the last failure after at most four tries. */
export async function untilAnswered<T extends { readonly ok: true }>(
  trying: Trying<T>,
): Promise<T | ProviderFailure> {
  const { label, clock, random, maxWaitMs, pace, signal } = trying;
  let lost = false;
  let timeouts = 0;
  for (let attempt = 1; ; attempt++) {
    await pace.ready(signal);
    if (isAborted(signal)) return withLost(stopped(label), lost);
    const result = trying.judge(await pace.run(trying.send));
    if ("ok" in result) return result;
    lost ||= result.lost;
    const failure = withLost(result.failure, lost);
    if (failure.code === "timeout") timeouts += 1;
    if (!result.again || timeouts === maxTimeouts) return failure;
    if ((failure.waitMs ?? 0) > maxWaitMs) return { ...failure, kind: "retry_after" };
    const wait = Math.max(failure.waitMs ?? 0, backoff(attempt, random));
    if (attempt === maxTries) return failure.kind === "retry_after" ? { ...failure, waitMs: wait } : failure;
    if (isAborted(signal)) return withLost(stopped(label), lost);
    await clock.sleep(wait, signal);
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function stopped(label: string): ProviderFailure {
  return { ok: false, kind: "stop", code: "aborted", message: `${label}: stopped before it was done.` };
}

function withLost(failure: ProviderFailure, lost: boolean): ProviderFailure {
  return lost ? { ...failure, effectUnknown: true } : failure;
}
