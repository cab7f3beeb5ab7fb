/** What every service's failures have in common, whatever its words are. */
import type { HttpFailure } from "../http.ts";
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
