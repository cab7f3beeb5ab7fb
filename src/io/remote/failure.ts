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

/** What one service's failures have in common. */
interface Failures {
  /** With a status that is no success; `waitMs` is set where the service asks to wait. */
  readonly answered: (
    asked: AskedWithSecrets,
    answer: HttpAnswer,
    made: Made & { readonly waitMs?: number | undefined },
  ) => ProviderFailure;
  /** An answer that is not what the service documents. A write may have had its effect. */
  readonly answerFailure: (
    asked: AskedWithSecrets,
    answer: HttpAnswer,
    wrong: { readonly code: string; readonly message: string },
  ) => ProviderFailure;
  /** The service's id of the request, if it is one that can be shown. */
  readonly requestIdOf: (asked: AskedWithSecrets, answer: HttpAnswer) => { readonly requestId?: string };
}

/** `whose` asks whether it is that service at all; its id of a request is in the first of the headers that is there. */
export function failuresOf(service: {
  readonly whose: string;
  readonly idHeaders: readonly string[];
}): Failures {
  const requestIdOf: Failures["requestIdOf"] = ({ secrets }, { headers }) => {
    const id = service.idHeaders
      .map((name) => headers[name])
      .find((it) => it !== undefined)
      ?.trim();
    return id !== undefined && /^[\w.:/+=-]{1,128}$/.test(id)
      ? { requestId: createRedactor(secrets).text(id) }
      : {};
  };
  const answered: Failures["answered"] = (asked, answer, { waitMs, ...explained }) => {
    const made = inBetween(asked, answer.status) ?? explained;
    return {
      ok: false,
      ...made,
      message: createRedactor(asked.secrets).text(made.message),
      status: answer.status,
      ...requestIdOf(asked, answer),
      ...(waitMs === undefined ? {} : { waitMs }),
    };
  };
  return {
    answered,
    requestIdOf,
    answerFailure: (asked, answer, { code, message }) => ({
      ...answered(asked, answer, {
        kind: asked.writes ? "give_up" : "stop",
        code,
        message: `${asked.label} ${message}. Is this address really ${service.whose}?`,
      }),
      ...(asked.writes ? { effectUnknown: true } : {}),
    }),
  };
}

/** An answer that no service gives, but a proxy or a network in between: whom to turn to. Nothing after it would get further. */
function inBetween({ label }: AskedOf, status: number): Made | undefined {
  const answered = `${label} answered ${status}: something between here and the service`;
  switch (status) {
    case 407:
      return {
        kind: "stop",
        code: "proxy_login",
        message: `${answered} asks for a name and a password. A proxy's stand in HTTPS_PROXY (http://NAME:PASSWORD@HOST:PORT); NO_PROXY names the hosts that need none.`,
      };
    case 511:
      return {
        kind: "stop",
        code: "network_login",
        message: `${answered} wants somebody to sign in to the network first, in a browser. Do so, and try again.`,
      };
    default:
      return undefined;
  }
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
