/**
 * One service's requests, each until it is answered: paced and counted, it waits as it is asked to, tries again where that
 * cannot do the work twice, and says in the failure whether a write may have had its effect all the same.
 */
import type { HttpAnswer, HttpFailure, HttpRequest } from "../http.ts";
import type { ServiceOptions } from "../provider.ts";
import type { Json } from "../../model/json.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { connectionFailure, type AskedOf } from "./failure.ts";
import { backoff } from "./limits.ts";
import { createPace, type Pace } from "./pace.ts";

export const maxTries = 4;
/** Whoever does not answer at all is asked once more, not three times: each try takes the whole time limit. */
const maxTimeouts = 2;

/** A try that failed: whether another may follow, and whether this one may have had its effect. */
export interface Miss {
  readonly failure: ProviderFailure;
  readonly again: boolean;
  readonly lost: boolean;
}

/** Without an answer. What may be repeated is asked again; of anything else, only what was never sent. */
export function unanswered(asked: AskedOf, failure: HttpFailure, repeatable: boolean): Miss {
  const { code, sent } = failure;
  const again = code !== "aborted" && code !== "too_large" && (repeatable || !sent);
  return { failure: connectionFailure(asked, failure), again, lost: asked.writes && sent };
}

interface Sending<T extends { readonly ok: true }> extends Pick<HttpRequest, "method" | "url"> {
  /** For messages: `GET /api/profile`. */
  readonly label: string;
  /** Of each try. */
  readonly headers: () => HttpRequest["headers"];
  readonly body?: Json | undefined;
  readonly signal: AbortSignal | undefined;
  /** What each try waits for besides. */
  readonly before?: () => Promise<void>;
  readonly judge: (answer: HttpAnswer | HttpFailure) => T | Miss;
}

export interface Wire {
  /** The answer, or the last failure after at most four tries. */
  send<T extends { readonly ok: true }>(sending: Sending<T>): Promise<T | ProviderFailure>;
  /** Requests made so far. */
  requests(): number;
  told: Pace["told"];
}

/** A pace of its own, where a wire shares none. */
function ownPace({ clock, maxWaitMs = 60_000 }: ServiceOptions) {
  return { maxWaitMs, pace: createPace({ clock, maxWaitMs }) };
}

/** What asks for a longer wait than `maxWaitMs` comes out as a failure. */
export function createWire(options: ServiceOptions, { maxWaitMs, pace } = ownPace(options)): Wire {
  const { clock, random, http, timeoutMs = 30_000 } = options;
  let requests = 0;
  const attempt = (sending: Sending<{ readonly ok: true }>) => async () => {
    const { method, url, headers, body, signal, before } = sending;
    await before?.();
    requests += 1;
    return http.request({
      method,
      url,
      headers: headers(),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    });
  };
  return {
    requests: () => requests,
    told: () => pace.told(),
    async send(sending) {
      const { label, signal } = sending;
      let lost = false;
      let timeouts = 0;
      for (let tries = 1; ; tries++) {
        await pace.ready(signal);
        if (isAborted(signal)) return withLost(stopped(label), lost);
        const result = sending.judge(await pace.run(attempt(sending)));
        if ("ok" in result) return result;
        lost ||= result.lost;
        const failure = withLost(result.failure, lost);
        if (failure.code === "timeout") timeouts += 1;
        if (!result.again || timeouts === maxTimeouts) return failure;
        if ((failure.waitMs ?? 0) > maxWaitMs) return { ...failure, kind: "retry_after" };
        const wait = Math.max(failure.waitMs ?? 0, backoff(tries, random));
        if (tries === maxTries)
          return failure.kind === "retry_after" ? { ...failure, waitMs: wait } : failure;
        if (isAborted(signal)) return withLost(stopped(label), lost);
        await clock.sleep(wait, signal);
      }
    },
  };
}

/** Whether the run was stopped meanwhile. */
export function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function stopped(label: string): ProviderFailure {
  return { ok: false, kind: "stop", code: "aborted", message: `${label}: stopped before it was done.` };
}

function withLost(failure: ProviderFailure, lost: boolean): ProviderFailure {
  return lost ? { ...failure, effectUnknown: true } : failure;
}
