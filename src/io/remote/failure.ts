/** What every service's failures have in common, whatever its words are. */
import type { HttpAnswer, HttpFailure } from "../http.ts";
import { createRedactor } from "../redact.ts";
import type { ProviderFailure } from "../../model/provider.ts";

/** The request that failed, as failures need to know it. */
export interface AskedOf {
  /** `GET /api/organizations/org_1/members`. */
  readonly label: string;
  /** False for what only reads. */
  readonly writes: boolean;
  /** Of the address that was asked; absent where nothing was. */
  readonly host?: string;
}

/** One whose answers may hold something that nobody is to see. */
export interface AskedWithSecrets extends AskedOf {
  /** For redaction only. */
  readonly secrets: readonly string[];
}

/** What an answer comes to, before it is cleaned. */
export type Made = Pick<ProviderFailure, "kind" | "code" | "message" | "exhausts">;

/** A failure that the service answered; `waitMs` is set where it asks to wait. */
export function answeredFailure(
  asked: AskedWithSecrets,
  made: Made,
  answered: Pick<ProviderFailure, "status" | "requestId"> & { readonly waitMs?: number | undefined },
): ProviderFailure {
  const { waitMs, ...rest } = answered;
  return {
    ok: false,
    ...made,
    message: createRedactor(asked.secrets).text(made.message),
    ...rest,
    ...(waitMs === undefined ? {} : { waitMs }),
  };
}

/** An answer that is not what the service documents; `whose` asks whether it is that service at all. A write may have had its effect. */
export function undocumentedFailure(
  asked: AskedWithSecrets,
  wrong: { readonly code: string; readonly message: string; readonly whose: string },
  answered: Pick<ProviderFailure, "status" | "requestId">,
): ProviderFailure {
  const made: Made = {
    kind: asked.writes ? "give_up" : "stop",
    code: wrong.code,
    message: `${asked.label} ${wrong.message}. Is this address really ${wrong.whose}?`,
  };
  return {
    ...answeredFailure(asked, made, answered),
    ...(asked.writes ? { effectUnknown: true } : {}),
  };
}

/** The service's id of the request, if it is one that can be shown; the first of these headers that is there. */
export function requestIdIn(
  { secrets }: AskedWithSecrets,
  { headers }: Pick<HttpAnswer, "headers">,
  names: readonly string[],
): { readonly requestId?: string } {
  const id = names
    .map((name) => headers[name])
    .find((it) => it !== undefined)
    ?.trim();
  return id !== undefined && /^[\w.:/+=-]{1,128}$/.test(id)
    ? { requestId: createRedactor(secrets).text(id) }
    : {};
}

/** A failure without an answer. */
export function connectionFailure(asked: AskedOf, failure: HttpFailure): ProviderFailure {
  const stopped = failure.code === "aborted";
  const next = stopped ? "" : " Check the address, the network and the proxy, or try again later.";
  return {
    ok: false,
    kind: "stop",
    code: failure.code,
    message: `${asked.label}: the ${stopped ? "request" : `service${placeOf(asked, failure)}`} ${failure.message}.${next}`,
    ...(asked.writes && failure.sent ? { effectUnknown: true } : {}),
  };
}

/** Where the request went: the host, and the proxy that is between. */
function placeOf({ host }: AskedOf, { proxy }: HttpFailure): string {
  const via = proxy === undefined ? "" : `, through the proxy ${proxy},`;
  return host === undefined ? via : ` at ${host}${via}`;
}

/** The failure of looking at one object: it stops nobody else's, unless it is about the key or the address. */
export function ofOneObject(failure: ProviderFailure): ProviderFailure {
  const { kind, status } = failure;
  const concernsAll =
    kind !== "stop" || status === undefined || status === 401 || (status >= 300 && status < 400);
  return concernsAll ? failure : { ...failure, kind: "give_up" };
}

/** Refused without a call: the service cannot do it. */
export function unsupported(message: string): Promise<ProviderFailure> {
  return Promise.resolve({ ok: false, kind: "give_up", code: "unsupported", message });
}
