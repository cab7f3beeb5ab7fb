/** One GitHub's HTTP: waiting, spacing, retries. It knows no key, and nothing of what is asked. */
import type { HttpAnswer, HttpFailure } from "../../io/http.ts";
import type { ServiceOptions } from "../../io/provider.ts";
import { remaining, retryAfter, untilReset } from "../../io/remote/limits.ts";
import { createPace, type Pace } from "../../io/remote/pace.ts";
import { createWire, unanswered, type Miss, type Wire } from "../../io/remote/tries.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { limitedQuery, limitWords, saidBy, statusFailure, type Asked } from "./failure.ts";

interface Sending {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: URL;
  readonly body?: JsonObject | undefined;
  readonly asked: Asked;
  readonly bearer: string;
  /** Whether a try whose answer was lost may be repeated. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Transport extends Pick<Wire, "requests" | "told"> {
  send(sending: Sending): Promise<{ readonly ok: true; readonly answer: HttpAnswer } | ProviderFailure>;
}

/** GitHub asks for at least this long between two writes. */
const writeSpacing = 1000;
/** So long a wait is taken upon itself, in milliseconds. */
const longestWait = 180_000;
/** A secondary limit without a header: so long, doubled each time. */
const secondaryWait = 60_000;

/** How fast whoever a key speaks for may go: its limits are its own, in however many organizations it is used. */
interface Going {
  readonly pace: Pace;
  readonly maxWaitMs: number;
  /** When the next write may start, in milliseconds since the epoch. */
  nextWrite: number;
}

const goings = new WeakMap<object, Map<string, Going>>();

/** A token is one account everywhere; an App has limits of its own in each organization that it is installed in. */
function goingOf({ together = {}, token, organizationId, address, ...options }: ServiceOptions): Going {
  const { clock, maxWaitMs = longestWait } = options;
  const own = token.trim().startsWith("{") ? organizationId : "";
  const name = JSON.stringify([address.origin, token, own]);
  const all = goings.get(together) ?? new Map<string, Going>();
  goings.set(together, all);
  const going = all.get(name) ?? { pace: createPace({ clock, maxWaitMs }), maxWaitMs, nextWrite: -Infinity };
  all.set(name, going);
  return going;
}

export function createTransport(options: ServiceOptions): Transport {
  const { clock } = options;
  const going = goingOf(options);
  const wire = createWire(options, going);
  const spaced = async (signal: AbortSignal | undefined): Promise<void> => {
    const now = clock.now();
    const at = Math.max(now, going.nextWrite);
    going.nextWrite = at + writeSpacing;
    if (at > now) await clock.sleep(at - now, signal);
  };
  return {
    requests: () => wire.requests(),
    told: () => wire.told(),
    send: ({ method, url, body, asked, bearer, repeatable, signal }) => {
      let limits = 0;
      return wire.send<{ readonly ok: true; readonly answer: HttpAnswer }>({
        ...{ method, url, label: asked.label, headers: () => headersOf(bearer, body), body, signal },
        ...(asked.writes ? { before: () => spaced(signal) } : {}),
        judge: (answer) => {
          const judged = judge({ answer, asked, repeatable, now: clock.now(), limits });
          if (!("ok" in judged) && judged.failure.kind === "retry_after") {
            limits += 1;
            going.pace.hold(judged.failure.waitMs ?? 0);
          }
          return judged;
        },
      });
    },
  };
}

function headersOf(bearer: string, body: JsonObject | undefined): Record<string, string> {
  return {
    authorization: `Bearer ${bearer}`,
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
}

interface Judged {
  readonly answer: HttpAnswer | HttpFailure;
  readonly asked: Asked;
  readonly repeatable: boolean;
  readonly now: number;
  /** How often this request was asked to wait before. */
  readonly limits: number;
}

function judge({
  answer,
  asked,
  repeatable,
  now,
  limits,
}: Judged): { readonly ok: true; readonly answer: HttpAnswer } | Miss {
  if (!answer.ok) return unanswered(asked, answer, repeatable);
  const wait = waitOf(answer, { now, limits });
  if (wait !== undefined) return { failure: statusFailure(asked, answer, wait), again: true, lost: false };
  if (answer.status >= 500)
    return {
      failure: statusFailure(asked, answer, retryAfter(answer.headers, now)),
      again: repeatable,
      lost: asked.writes,
    };
  if (answer.status < 200 || answer.status >= 300)
    return { failure: statusFailure(asked, answer, undefined), again: false, lost: false };
  return { ok: true, answer };
}

/**
 * Milliseconds that GitHub asks to wait, in all its forms: `Retry-After`, a budget that is used up, the words "secondary rate
 * limit" without a header, and GraphQL's RATE_LIMITED in an answer 200.
 */
function waitOf(
  answer: HttpAnswer,
  { now, limits }: { readonly now: number; readonly limits: number },
): number | undefined {
  const { status, headers } = answer;
  const isQuery = limitedQuery(answer);
  if (status !== 403 && status !== 429 && !isQuery) return undefined;
  const asked = retryAfter(headers, now);
  if (asked !== undefined) return asked;
  if (remaining(headers) === 0) return untilReset(headers, now) ?? secondaryWait * 2 ** limits;
  const words = saidBy(answer)?.message ?? "";
  return isQuery || status === 429 || limitWords.test(words) ? secondaryWait * 2 ** limits : undefined;
}
