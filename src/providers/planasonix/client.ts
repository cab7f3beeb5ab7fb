/**
 * One Planasonix deployment, request by request: headers, waiting, retries, checks. Repeats a request only where
 * that cannot do its work twice, and says in the failure whether a write may have had its effect all the same.
 */
import type { HttpAnswer, HttpFailure } from "../../io/http.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { targetOf } from "./address.ts";
import { checkAnswer, type DataOf, type Page } from "./answer.ts";
import { routes, type RouteName } from "./contract.ts";
import { answerFailure, requestIdOf, statusFailure, type Asked } from "./failure.ts";
import { askedWait, retryAfter } from "../../io/remote/limits.ts";
import type { PlanasonixOptions } from "./options.ts";
import { createWire, unanswered, type Miss, type Wire } from "../../io/remote/tries.ts";

export interface Call<N extends RouteName> {
  readonly route: N;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
  readonly ifMatch?: string;
  readonly idempotencyKey?: string;
  /** Ends a running request at once; the caller gives it the time that it may still take. */
  readonly signal?: AbortSignal;
}

interface Answer<N extends RouteName> {
  readonly ok: true;
  readonly data: DataOf<N>;
  readonly page: Page | undefined;
  readonly etag: string | undefined;
  readonly requestId: string | undefined;
}

export interface Client extends Pick<Wire, "requests" | "told"> {
  /**
   * Makes the request, at most four times. A failure with `effectUnknown` means: this try or one before it may have
   * had its effect. A POST that may have had one is never repeated here.
   */
  call<N extends RouteName>(call: Call<N>): Promise<Answer<N> | ProviderFailure>;
}

/** A client with its own count of requests and its own sense of the rate limit. */
export function createClient(options: PlanasonixOptions): Client {
  const wire = createWire(options);
  return {
    requests: () => wire.requests(),
    told: () => wire.told(),
    async call<N extends RouteName>(call: Call<N>) {
      const target = targetOf(options, call);
      if ("problem" in target) return badRoute(call.route, target.problem);
      const { label, url } = target;
      const { method } = routes[call.route];
      const asked: Asked = { label, writes: method !== "GET", host: url.host, secrets: [options.token] };
      return wire.send<Answer<N>>({
        ...{ method, url, label, headers: () => headersOf(options, call) },
        ...{ body: call.body, signal: call.signal },
        judge: (answer) => judge({ call, asked, answer, now: options.clock.now() }),
      });
    },
  };
}

function badRoute(route: RouteName, problem: string): ProviderFailure {
  return { ok: false, kind: "stop", code: "bad_route", message: `${route}: ${problem}.` };
}

interface Judged<N extends RouteName> {
  readonly call: Call<N>;
  readonly asked: Asked;
  readonly answer: HttpAnswer | HttpFailure;
  readonly now: number;
}

function judge<N extends RouteName>({ call, asked, answer, now }: Judged<N>): Answer<N> | Miss {
  const repeatable = routes[call.route].method !== "POST";
  if (!answer.ok) return unanswered(asked, answer, repeatable);
  const { status, headers } = answer;
  if (status === 429)
    return { failure: statusFailure(asked, answer, askedWait(headers, now)), again: true, lost: false };
  if (status === 403) {
    const wait = retryAfter(headers, now);
    return { failure: statusFailure(asked, answer, wait), again: wait !== undefined, lost: false };
  }
  if (status >= 500) {
    return {
      failure: statusFailure(asked, answer, retryAfter(headers, now)),
      again: repeatable,
      lost: asked.writes,
    };
  }
  if (status < 200 || status >= 300) {
    return { failure: statusFailure(asked, answer, undefined), again: false, lost: false };
  }
  const checked = checkAnswer(call.route, answer);
  if (!checked.ok)
    return { failure: answerFailure(asked, answer, checked), again: false, lost: asked.writes };
  const etag = etagIn(checked.data) ?? headers["etag"];
  return {
    ok: true,
    data: checked.data,
    page: checked.page,
    etag,
    requestId: requestIdOf(asked, answer).requestId,
  };
}

function etagIn(data: unknown): string | undefined {
  if (data === null || typeof data !== "object" || !("etag" in data)) return undefined;
  return typeof data.etag === "string" ? data.etag : undefined;
}

function headersOf<N extends RouteName>(options: PlanasonixOptions, call: Call<N>): Record<string, string> {
  return {
    authorization: `Bearer ${options.token}`,
    "x-organization-id": options.organizationId,
    accept: "application/json",
    ...(call.body === undefined ? {} : { "content-type": "application/json" }),
    ...(call.idempotencyKey === undefined ? {} : { "idempotency-key": call.idempotencyKey }),
    ...(call.ifMatch === undefined ? {} : { "if-match": call.ifMatch }),
  };
}
